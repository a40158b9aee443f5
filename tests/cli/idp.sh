# shellcheck shell=sh
# shellcheck disable=SC2154,SC2034 # dir is of lib.sh, url for the tests
# idp.sh - a real authorization server beside a test, and curl as the browser
#
# Read after lib.sh. Ends the test as skipped where the server cannot run. With
# arguments CERT KEY it speaks TLS, and connvault is configured to trust CERT.
#	$idp			its address
#	next JSON		how its next answer goes wrong: see idp.mjs
#	asked			what it was asked so far, as JSON
#	piece NAME [JSON]	an own piece that signs in there; JSON has more
#				members of its way, with a comma before each
#	visit URL [WORD]	sign in as WORD (alice), or "deny"; prints the
#				address that the browser is sent back to
#	come_back URL [WORD]	the same, and go there
#	signs_in WORDS...	connvault WORDS in the background, until it shows
#				an address: $url; its process is $pid
#	ended CODE		wait for it, expect that exit code
node=$TOP_BUILDDIR/tests/oauth/idp
if ! command -v node >/dev/null || ! command -v curl >/dev/null ||
	! [ -d "$node/node_modules/oidc-provider" ]; then
	echo "1..0 # SKIP node, its modules or curl are not there:" \
		"./bootstrap check installs them"
	exit 0
fi

# It ends when the other end of this pipe does.
mkfifo "$dir/idp.in"
(
	cd "$node" && exec node idp.mjs ${1+--cert "$1" --key "$2"}
) <"$dir/idp.in" >"$dir/idp.out" 2>"$dir/idp.err" &
idp_pid=$!
exec 8>"$dir/idp.in"
trap 'kill $idp_pid 2>/dev/null; rm -rf "$dir"' EXIT
if ! await grep -qs '^READY' "$dir/idp.out"; then
	echo "Bail out! the server does not start"
	show "$dir/idp.err"
	exit 1
fi
if [ $# -gt 0 ]; then
	CURL_CA_BUNDLE=$1
	export CURL_CA_BUNDLE
	mkdir -p "$HOME/.config/connvault"
	echo "ca_file = $1" >"$HOME/.config/connvault/config"
fi
idp=$(sed -n 's/^READY \([^ ]*\).*/\1/p' "$dir/idp.out")

web()
{
	curl -s -o "$dir/page" -b "$dir/jar" -c "$dir/jar" \
		-w '%{redirect_url}\n' "$@"
}

next()
{
	web -d "$1" "$idp/__test/next" >/dev/null
}

asked()
{
	curl -s "$idp/__test/log"
}

piece()
{
	mkdir -p "$HOME/.config/connvault/pieces"
	cat >"$HOME/.config/connvault/pieces/$1.json" <<-END
		{"name": "$1", "display_name": "Example $1",
		"categories": ["communication"], "auth": [{"type": "oauth2",
		"auth_url": "$idp/auth", "token_url": "$idp/token",
		"revoke_url": "$idp/token/revocation",
		"userinfo_url": "$idp/me", "issuer": "$idp",
		"scopes": ["openid", "offline_access", "email"]${2-}}]}
	END
}

# From a page of the server on, until it leads elsewhere.
visit_on()
{
	at=$1
	while :; do
		case $at in
		*/interaction/*)
			web "$at" >/dev/null
			prompt=$(sed -n 's/.*name="prompt" value="\([a-z]*\)".*/\1/p' \
				"$dir/page")
			if [ "${2-}" = deny ]; then
				at=$(web "$at/abort")
			else
				at=$(web -d "prompt=$prompt" -d password=x \
					-d "login=${2:-alice}" "$at")
			fi
			;;
		"$idp"/*) at=$(web "$at") ;;
		*) break ;;
		esac
	done
	echo "$at"
}

visit()
{
	rm -f "$dir/jar"
	visit_on "$(web "$1")" "${2-}"
}

come_back()
{
	curl -s -o "$dir/page" "$(visit "$@")"
}

signs_in()
{
	: >"$dir/err"
	"$CONNVAULT" "$@" >"$dir/out" 2>"$dir/err" </dev/null &
	pid=$!
	await grep -q '/auth?.*=' "$dir/err" || show "$dir/err"
	url=$(sed -n 's,^ *\(https*://.*/auth?.*\),\1,p' "$dir/err")
}

ended()
{
	wait "$pid"
	got=$?
	[ "$got" -eq "$1" ]
	result $? "it exits with $1"
	[ "$got" -eq "$1" ] || echo "# it was $got"
	[ "$got" -eq "$1" ] || show "$dir/out" "$dir/err"
}
