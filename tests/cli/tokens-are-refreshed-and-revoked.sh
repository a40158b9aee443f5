#!/bin/sh
. "$(dirname "$0")/lib.sh"
. "$TOP_SRCDIR/tests/cli/idp.sh"

fails()
{
	next "{\"replace\":{\"status\":$1,\"headers\":{\"content-type\":
		\"application/json\"},\"body\":\"{\\\"error\\\":\\\"$2\\\"}\"}}"
}

vault
piece mail
stripe Other
cv -q app set mail --client-id native-public
signs_in create --piece mail --name Inbox
come_back "$url"
ended 0

exits 2 refresh
warns "or --due and none"
exits 2 refresh --due inbox
exits 2 refresh inbox --jobs 0
exits 4 refresh nobody
exits 1 refresh Other
exits 0 refresh inbox
says "Inbox: not due, until"
before=$(cv get inbox access_token)
exits 0 refresh inbox --force
says "Inbox: refreshed, until"
[ "$before" != "$(cv get inbox access_token)" ]
result $? "the token is another one"
exits 0 -q refresh inbox --force
is "quiet says nothing" "$(cat "$dir/out")" ""
exits 1 --read-only refresh inbox --force

# R8: who only looks, or reads a token, asks nobody for another one.
before=$(asked | grep -o refresh_token | wc -l)
cv list >/dev/null
cv show inbox >/dev/null
cv get inbox access_token >/dev/null
cv --read-only list --json >/dev/null
is "looking asks the provider nothing" \
	"$(asked | grep -o refresh_token | wc -l)" "$before"

# A provider that is down changes nothing but the time of the next try.
fails 503 temporarily_unavailable
exits 6 refresh inbox --force
says "Inbox: later: "
exits 0 show inbox
says "* Active"
says "Next refresh"
says "Last error"
exits 0 refresh --due --within 3600 --json
is "who was refreshed a moment ago is not asked for" "$(cat "$dir/out")" "[]"
exits 2 refresh --due --force
exits 0 refresh inbox --force --json
says '"external_id":"inbox","name":"Inbox","outcome":"done"'
fails 401 invalid_client
exits 5 refresh inbox --force
says "the OAuth app is refused"
fails 400 invalid_grant
exits 5 refresh inbox --force
says "Inbox: reconnect it: "
warns "1 must be reconnected"
exits 0 list --status inactive
says Inbox

# Nothing to refresh it with: that somebody must sign in again is no surprise.
signs_in create --piece mail --name Short
next '{"delete":["refresh_token"]}'
come_back "$url"
ended 0
warns "it will have to be signed in again when it expires at 20"
warns "the scope offline_access was asked for"
exits 5 refresh Short
says "the provider gave no refresh token"

# Who signs in next needs the new address registered.
exits 0 app set mail --redirect http://127.0.0.1/callback
warns_not "connections use this app"
exits 0 app set mail --redirect http://127.0.0.1:18901/callback
warns "connections use this app: whoever signs in again needs http://127.0.0.1:18901/callback registered"
exits 0 app set mail --redirect ""
exits 2 reconnect Other --revoke-old
warns "end the old credential at the provider"
exits 2 delete Other --revoke
warns "nothing was changed"
signs_in reconnect inbox --revoke-old
come_back "$url"
ended 0
says 'Reconnected "Inbox".'
says "The provider has ended the old tokens."
is "both were taken back" "$(asked | grep -o '/token/revocation' |
	wc -l | tr -d ' ')" 2
# Some give the refresh token again that they gave before: it is in use then.
same=$(cv get inbox refresh_token)
signs_in reconnect inbox --revoke-old
next "{\"set\":{\"refresh_token\":\"$same\"}}"
come_back "$url"
ended 0
says "The provider gave the same token again: it is not ended."
is "nothing was taken back" "$(asked | grep -o '/token/revocation' |
	wc -l | tr -d ' ')" 2
exits 0 refresh inbox --force
next '{"path":"/token/revocation","replace":{"status":503}}'
exits 6 delete inbox --revoke
says 'Deleted "Inbox"'
warns "the provider still honours the old tokens"
exits 0 audit list
says "reconnect"
finish
