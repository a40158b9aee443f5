#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
mkfifo "$dir/pipe"
"$CONNVAULT" -q create --piece stripe --name One \
	--secret-file "api_key=$dir/pipe" &
pid=$!
exec 9>"$dir/pipe"
printf 'canary' >&9
ok "its arguments can be read" grep -aq create "/proc/$pid/cmdline"
ok "and hold no secret" sh -c "! grep -aq canary /proc/$pid/cmdline"
if [ "$(id -u)" != 0 ]; then
	ok "its environment cannot be read" \
		sh -c "! cat /proc/$pid/environ"
fi
exec 9>&-
wait $pid
is "the connection was made" $? 0
is "no file holds the secret" "$(grep -rla canary "$dir" 2>/dev/null)" ""
is "but it is there" "$(cv get one)" canary
finish
