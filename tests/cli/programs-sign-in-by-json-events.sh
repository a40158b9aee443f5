#!/bin/sh
# What a program sees of a sign-in, and the other ways: a device, the app
# itself, answers that are not as RFC 6749 has them.
. "$(dirname "$0")/lib.sh"
. "$TOP_SRCDIR/tests/cli/idp.sh"

# events WORDS...: connvault WORDS with --json-events, until the first event
events()
{
	: >"$dir/out"
	"$CONNVAULT" "$@" --json-events >"$dir/out" 2>"$dir/err" </dev/null &
	pid=$!
	await grep -q '"event"' "$dir/out"
	url=$(member url)
}

member()
{
	sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$dir/out"
}

vault
piece mail
exits 4 create --piece mail --name Early --json-events
says '{"event":"error","message":"this project has no OAuth app'
cv -q app set mail --client-id native-public
events create --piece mail --name Inbox
says '{"event":"authorize","url":"'
says '"redirect_uri":"http://127.0.0.1:'
is "it expires" "$(grep -c '"expires_in":5[0-9][0-9]}' "$dir/out")" 1
curl -s -o page "$(member redirect_uri)?code=abc&state=x"
await grep -q '"event":"rejected","reason":"' out
come_back "$url"
ended 0
says '{"event":"done","external_id":"inbox","account":"alice@example.test","scopes":["openid","offline_access","email"]}'
is "every line is an object" "$(grep -vc '^{"event":.*}$' out)" 0
is "and standard error is empty" "$(cat err)" ""
events create --piece mail --name Denied
come_back "$url" deny
ended 1
says '{"event":"error","message":"Example mail refused: access was denied'

# A device.
piece device ",\"device_url\": \"$idp/device/auth\""
cv -q app set device --client-id native-public
events create --piece device --name Phone --device
says "{\"event\":\"device\",\"verification_uri\":\"$idp/device\""
code=$(member user_code)
rm -f jar
web "$(member verification_uri)" >visited
csrf=$(sed -n 's/.*name="xsrf" value="\([^"]*\)".*/\1/p' page)
at=$(web -d "xsrf=$csrf" -d "user_code=$code" "$idp/device")
csrf=$(sed -n 's/.*name="xsrf" value="\([^"]*\)".*/\1/p' page)
at=$(web -d "xsrf=$csrf" -d "user_code=$code" -d confirm=yes "$idp/device")
visit_on "$at" >visited
ended 0
says '"event":"done","external_id":"phone","account":"alice@example.test"'
exits 2 create --piece mail --name None --device
warns "offers no device code"

# R9: the app itself, which needs no refresh token.
piece robot ',"grant_types": ["client_credentials"]'
printf m2m-secret | cv -q app set robot --client-id m2m --secret-stdin
exits 0 create --piece robot --name Robot --scopes api:read
says 'Created "Robot"'
exits 0 refresh robot --force
says "Robot: refreshed"
printf canary-wrong | cv -q app set robot --client-id m2m --secret-stdin
exits 1 create --piece robot --name Robot2 --scopes api:read
warns "hint: look at the OAuth app"
warns_not canary

# Answers as some providers give them.
next '{"form":true}'
signs_in create --piece mail --name Form
come_back "$url"
ended 0
next '{"set":{"scope":"openid"}}'
signs_in create --piece mail --name Fewer
come_back "$url"
ended 0
warns "not granted: offline_access email"
next '{"delete":["refresh_token"]}'
signs_in create --piece mail --name Once
come_back "$url"
ended 0
warns "no refresh token came: it will have to be signed in again"
next '{"delete":["access_token"]}'
signs_in create --piece mail --name Nothing
come_back "$url"
ended 1
next '{"replace":{"status":503}}'
signs_in create --piece mail --name Down
come_back "$url"
ended 6
piece chat ',"token_nest": "authed_user"'
cv -q app set chat --client-id native-public
next '{"nest":"authed_user"}'
signs_in create --piece chat --name Chat
come_back "$url"
ended 0
[ "$(cv get chat | wc -c)" -gt 20 ]
result $? "the token of the user is there"

# The client secret and the tokens are nowhere but in the vault.
piece post
printf post-secret | cv -q app set post --client-id native-post --secret-stdin
signs_in create --piece post --name Post
for file in cmdline environ; do
	ok "its $file holds no secret" sh -c \
		"! tr '\0' '\n' <\"/proc/$pid/$file\" | grep -q post-secret"
done
: >"$dir/err"
come_back "$url"
ended 0
token=$(cv get post refresh_token)
rm -f in
is "no file holds the secret or a token" \
	"$(grep -rla -e post-secret -e "$token" "$dir")" ""
finish
