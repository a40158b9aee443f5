# shellcheck shell=sh
# shellcheck disable=SC2154,SC2034 # dir is of lib.sh, service for the tests
# service.sh - a service beside a test that is asked whether keys are good
#
# Read after lib.sh. tests/net/service.py says what it answers to which key.
#	$service		its address
#	asked			what it was asked so far, a line each
#	desk [JSON] [PATH]	an own piece "desk" with an API key whose test is
#				GET PATH (/me); JSON has more members of the
#				test, with a comma before each
#	key NAME KEY		make a connection of it, without a test
if ! command -v python3 >/dev/null || ! command -v curl >/dev/null; then
	echo "1..0 # SKIP python3 or curl is not there: ./bootstrap check" \
		"installs them"
	exit 0
fi

# It ends when the other end of this pipe does.
mkfifo "$dir/service.in"
python3 "$TOP_SRCDIR/tests/net/service.py" "$@" <"$dir/service.in" \
	>"$dir/service.out" 2>"$dir/service.err" &
service_pid=$!
exec 8>"$dir/service.in"
trap 'kill $service_pid 2>/dev/null; rm -rf "$dir"' EXIT
if ! await [ -s "$dir/service.out" ]; then
	echo "Bail out! the service does not start"
	show "$dir/service.err"
	exit 1
fi
service=http://127.0.0.1:$(cat "$dir/service.out")

asked()
{
	curl -s "$service/__log"
}

desk()
{
	mkdir -p "$HOME/.config/connvault/pieces"
	cat >"$HOME/.config/connvault/pieces/desk.json" <<-END
		{"name": "desk", "display_name": "Desk",
		"auth": [{"type": "api_key",
		"check": {"url": "$service${2-/me}",
		"headers": {"Authorization": "Bearer {api_key}"},
		"account": "user.email"${1-}}}]}
	END
}

key()
{
	printf '%s' "$2" | cv -q create --piece desk --name "$1" \
		--secret-stdin api_key --no-check
}
