#!/bin/sh
# shellcheck disable=SC2016 # $ is for the programs that are run
# A job of cron: no terminal, next to no environment, a key file.
. "$(dirname "$0")/lib.sh"

if ! command -v setsid >/dev/null; then
	echo "1..0 # SKIP setsid is not there"
	exit 0
fi
vault
stripe canary
cat >job <<-END
	#!/bin/sh
	exec "$CONNVAULT" --key-file "$dir/key" exec canary -- sh -c '
		read -r json <"/dev/fd/\$CONNVAULT_FD" || true
		echo "\$json" | tr -d "{}" | cut -d: -f2
		env | cut -d= -f1 | sort | tr "\\n" " "
		cat "/proc/\$\$/environ" "/proc/\$PPID/environ" \
			"/proc/\$\$/cmdline" "/proc/\$PPID/cmdline" \
			>"$dir/seen" 2>/dev/null'
END
chmod +x job
from_cron()
{
	env -i HOME="$HOME" PATH=/usr/bin:/bin SHELL=/bin/sh \
		CONNVAULT_DATA="$CONNVAULT_DATA" \
		setsid -w "$@" </dev/null >"$dir/out" 2>"$dir/err"
}

from_cron "$dir/job"
is "the job did it" $? 0
says '"sk_canary"'
says "CONNVAULT_DATA CONNVAULT_FD CONNVAULT_FD_CANARY HOME"
is "nothing is said on standard error" "$(cat "$dir/err")" ""
ok "and the secret was nowhere to be seen" \
	sh -c "! grep -aq sk_canary '$dir/seen'"

from_cron "$CONNVAULT" exec canary -- true
is "without the key file nobody can be asked" $? 3
warns "hint: the vault has no passphrase: give --key-file FILE"
from_cron "$CONNVAULT" --key-file "$dir/key" exec canary -- false
is "how it ended is seen by cron" $? 1
finish
