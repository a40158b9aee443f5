#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
stripe "Billing live"
exits 2 pick
warns "pick needs --piece"
exits 4 pick --piece nosuchpiece
says_not "nosuchpiece"

# without a terminal of its own
setsid -w "$CONNVAULT" pick --piece stripe >"$dir/out" 2>"$dir/err" </dev/null
is "without a terminal it exits with 2" $? 2
warns "there is no terminal to choose on"
warns "connvault list --piece stripe --json"
is "nothing is printed" "$(cat "$dir/out")" ""
finish
