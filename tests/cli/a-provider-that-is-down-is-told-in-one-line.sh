#!/bin/sh
# Nothing is lost when the provider goes away, and it is said once.
. "$(dirname "$0")/lib.sh"
. "$TOP_SRCDIR/tests/cli/idp.sh"

vault
piece mail
cv -q app set mail --client-id native-public
mkfifo pipe
: >"$dir/err"
"$CONNVAULT" create --piece mail --name Inbox --paste >"$dir/out" \
	2>"$dir/err" <pipe &
pid=$!
exec 7>pipe
await grep -q '/auth?.*=' "$dir/err"
url=$(sed -n 's,^ *\(http://.*/auth?.*\),\1,p' "$dir/err")
back=$(visit "$url")
kill $idp_pid
await sh -c "! kill -0 $idp_pid 2>/dev/null"
before=$(wc -l <"$dir/err")
echo "$back" >&7
ended 6
told=$(tail -n +$((before + 1)) "$dir/err")
echo "$told" | sed 's/^/# /'
is "one line says what happened" "$(echo "$told" | grep -c '^connvault: ')" 1
is "nothing was stored" "$(cv list --json)" "[]"
exits 6 app discover "$idp"
warns "try again"
finish
