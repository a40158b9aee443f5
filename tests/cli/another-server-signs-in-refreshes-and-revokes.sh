#!/bin/sh
# Everything once more at a server of another make: see tests/oauth/idp2.
. "$(dirname "$0")/lib.sh"

python=
for each in python3 /usr/bin/python3; do
	if "$each" -c 'import oauthlib.oauth2' 2>/dev/null; then
		python=$each
		break
	fi
done
if [ -z "$python" ] || ! command -v curl >/dev/null; then
	echo "1..0 # SKIP oauthlib for Python, or curl, is not there:" \
		"./bootstrap check installs them"
	exit 0
fi

# It ends when the other end of this pipe does.
mkfifo server.in pipe
"$python" "$TOP_SRCDIR/tests/oauth/idp2/idp2.py" <server.in >server.out \
	2>server.err &
server=$!
exec 8>server.in
trap 'kill $server 2>/dev/null; rm -rf "$dir"' EXIT
if ! await grep -qs '^READY' server.out; then
	echo "Bail out! the server does not start"
	sed 's/^/# /' server.err
	exit 1
fi
idp=$(sed -n 's/^READY //p' server.out)

asked()
{
	curl -s "$idp/__test/log" | grep -o "$1" | wc -l | tr -d ' '
}

# Sign in where no browser can come back: connvault WORDS, and what it exits
# with.
signs_in()
{
	: >err
	"$CONNVAULT" "$@" --paste >out 2>err <pipe &
	pid=$!
	exec 7>pipe
	await grep -q '/authorize?' err
	url=$(sed -n 's,^ *\(http://.*/authorize?.*\),\1,p' err)
	curl -s -o page -w '%{redirect_url}\n' "$url" >&7
	exec 7>&-
	wait "$pid"
	result $? "connvault $1 signs in"
}

vault
mkdir -p "$HOME/.config/connvault/pieces"
cat >"$HOME/.config/connvault/pieces/second.json" <<-END
	{"name": "second", "display_name": "Second", "auth": [{"type": "oauth2",
	"auth_url": "$idp/authorize", "token_url": "$idp/token",
	"revoke_url": "$idp/revoke", "userinfo_url": "$idp/me",
	"scopes": ["read", "write"]}]}
END
printf 's3cond: secret' | cv -q app set second --client-id second-server \
	--login basic --secret-stdin

signs_in create --piece second --name Other
says "Signed in as carol@second.test."
says 'Created "Other"'
good()
{
	curl -s -o page -w '%{http_code}' \
		-H "Authorization: Bearer $1" "$idp/me"
}
first=$(cv get other access_token)
is "the token is good there" "$(good "$first")" 200

old=$(cv get other refresh_token)
exits 0 refresh other --force
says "Other: refreshed, until"
[ "$old" != "$(cv get other refresh_token)" ]
result $? "the refresh token is another one"
is "it was asked once" "$(asked '"grant": "refresh"')" 1
is "the new token is good" "$(good "$(cv get other access_token)")" 200
exits 0 refresh other --force
is "and so is the new refresh token" "$(asked '"grant": "refresh"')" 2

second=$(cv get other access_token)
signs_in reconnect other --revoke-old
says "The provider has ended the old tokens."
is "both were taken back" "$(asked '"path": "/revoke"')" 2
is "the old one is of no use" "$(good "$second")" 401
third=$(cv get other access_token)
is "the new one is" "$(good "$third")" 200

exits 0 delete other --revoke
is "then nothing is" "$(good "$third")" 401
finish
