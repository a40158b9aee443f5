#!/bin/sh
. "$(dirname "$0")/lib.sh"
. "$TOP_SRCDIR/tests/cli/agent.sh"

vault
stripe Billing
unset CONNVAULT_KEY_FILE

# As when a connection breaks off: the shell is gone, and what it has started is
# told to hang up, of which there is a control.
mkfifo "$dir/never"
cat >"$dir/shell" <<EOF
sh -c 'trap "echo told >$dir/hangup; exit" HUP; echo \$\$ >$dir/control
	read -r line <$dir/never' &
"$CONNVAULT" --key-file "$dir/key" unlock
until [ -s "$dir/control" ]; do :; done
echo both are there
read -r line
EOF
"$TOP_BUILDDIR/tests/bench/play" "$dir/screen" sh "$dir/shell" <<EOF
wait Unlocked until
wait both are there
kill
EOF
await test -s "$dir/hangup"
result $? "what the shell had started was told to hang up"
exits 0 get billing
says "sk_Billing"
exits 0 status
says "unlocked until"
exits 0 lock
exits 3 get billing
finish
