#!/bin/sh
# A connection is made and reconnected by signing in at a real server, with curl
# as the browser.
. "$(dirname "$0")/lib.sh"
. "$TOP_SRCDIR/tests/cli/idp.sh"

export CONNVAULT
vault
piece mail
exits 4 create --piece mail --name Early
warns "this project has no OAuth app for mail yet"
warns "connvault app set mail --client-id ID"
cv -q app set mail --client-id native-public
cv -q app discover "$idp" --piece mail >discovered

signs_in create --piece mail --name Inbox
come_back "$url"
ended 0
says "Signed in as alice@example.test."
says "Granted: openid offline_access email"
says 'Created "Inbox" with the external id inbox.'
ok "the browser is told to go on in the terminal" grep -q Received "$dir/page"
exits 0 show Inbox
says "alice@example.test"
says "openid, offline_access, email"
exits 0 list --json
says '"auth_type":"oauth2","status":"active"'
[ "$(cv get inbox access_token | wc -c)" -gt 20 ]
result $? "the access token is there"
[ "$(cv get inbox refresh_token | wc -c)" -gt 20 ]
result $? "and a refresh token"

# What is wrong is told before anybody signs in.
exits 8 create --piece mail --name inbox
exits 8 create --piece mail --name Other --external-id inbox
exits 2 create --piece mail --name Other --port 0
exits 2 create --piece mail --name Other --paste --device
exits 4 create --piece mail --name Other --app third

signs_in create --piece mail --name Denied
come_back "$url" deny
ended 1
warns "access was denied"
warns "hint: nothing was changed"
ok "the page says so" grep -q "did not work" "$dir/page"
exits 4 show Denied

# What has not our state changes nothing, and the port still listens.
signs_in create --piece mail --name Second
back=$(visit "$url")
is "a wrong state is refused" \
	"$(curl -s -o page -w '%{http_code}' "$back&state=x")" 400
is "so is an error without state" "$(curl -s -o page -w '%{http_code}' \
	"${back%%\?*}?error=access_denied")" 400
curl -s -o page "$back"
ended 0
warns "still waiting"
is "the address is no more listened at" \
	"$(curl -s -o page -w '%{http_code}' "$back")" 000

signs_in create --piece mail --name Late --timeout 1
ended 7
warns "nobody signed in in time"

signs_in create --piece mail --name Ended --port 18765
is "the port is the one asked for" "$(echo "$url" |
	grep -c 'redirect_uri=http%3A%2F%2F127.0.0.1%3A18765%2Fcallback')" 1
# D9: nothing has to be waited for. D11: whose code it is matters.
play 'wait Never enter a code that somebody else sent you
keys \x03
end' create --piece mail --name Stopped --device
is "Ctrl-C ends the wait for a device at once" $? 130
exits 4 show Stopped

piece other
cv -q app set other --client-id native-public
exits_with "" 8 create --piece other --name Taken --port 18765
warns "port 18765 is in use"
warns "--paste"
warns_not "/auth?"
exits_with "" 7 create --piece mail --name Taken --port 18765 --timeout 1
warns "port 18765 is in use by another program; going on"
warns "n any device open"
play 'wait going on without it
wait Paste here the address
keys \x03
end' create --piece other --name Taken --port 18765 --no-browser
is "at a terminal it goes on by pasting" $? 130
kill -TERM "$pid"
ended 143
signs_in create --piece mail --name Again --port 18765
kill -TERM "$pid"
ended 143

# Reconnecting keeps what flows refer to, and who it is.
id=$(cv list --json | sed -n 's/.*"id":"\([0-9a-f]*\)".*"name":"Inbox".*/\1/p')
cv -q rename inbox "Our inbox"
before=$(cv get inbox access_token)
signs_in reconnect inbox
come_back "$url"
ended 0
says 'Reconnected "Our inbox".'
exits 0 list --json
says "\"id\":\"$id\",\"external_id\":\"inbox\",\"name\":\"Our inbox\""
[ "$before" != "$(cv get inbox access_token)" ]
result $? "the token is another one"
before=$(cv get inbox access_token)
signs_in reconnect inbox
come_back "$url" bob
ended 8
warns "it was alice@example.test and would be bob@example.test"
is "nothing was changed" "$(cv get inbox access_token)" "$before"
signs_in reconnect inbox --other-account
come_back "$url" bob
ended 0
exits 0 show inbox
says "bob@example.test"


# At a terminal it is asked for.
for answer in n y; do
	rm -f told
	(
		await grep -qs '/auth?.*=' told
		come_back "$(sed -n 's,^ *\(http://.*/auth?.*\),\1,p' told)"
	) &
	printf 'wait replace it? [y/N]\nkeys %s\\n\nend\n' $answer |
		"$TOP_BUILDDIR/tests/bench/play" screen /bin/sh -c \
			'exec "$CONNVAULT" reconnect inbox 2>told'
	is "the exit code after $answer" "$?$answer" \
		"$(echo $answer | sed 's/n/8n/;s/y/0y/')"
	ok "both accounts are named" grep -q \
		"It was bob@example.test, now it is alice@example.test" screen
done
exits 0 show inbox
says "alice@example.test"

cv -q create --piece mail --name Waits --placeholder
exits 0 list --status inactive
says Waits
signs_in reconnect Waits --scopes "openid offline_access"
come_back "$url"
ended 0
says "Granted: openid offline_access"
exits 0 show Waits
says "Active"
exits 0 app list
exits 8 app delete mail
warns "3 connections use the OAuth app"
exits 0 app delete mail --force
finish
