#!/bin/sh
# shellcheck disable=SC2154 # vault, dir are of lib.sh
. "$(dirname "$0")/lib.sh"

vault
cat >n8n.json <<'END2'
[
 {"id": "aB3xYz9kLmN0pQrS", "name": "Slack bot", "type": "slackApi",
  "data": {"accessToken": "xoxb-canary", "signatureSecret": ""}},
 {"id": "12", "name": "Mail", "type": "gmailOAuth2", "data": {
  "clientId": "id.apps.example", "clientSecret": "app-canary",
  "oauthTokenData": {"access_token": "ya29.canary",
   "refresh_token": "1//canary", "scope": "mail.read mail.send",
   "token_type": "Bearer", "expires_in": 3599}}},
 {"id": "13", "name": "Sheets", "type": "googleSheetsOAuth2Api", "data": {
  "clientId": "id.apps.example", "clientSecret": "app-canary"}},
 {"id": "14", "name": "Database", "type": "postgres", "data": {
  "host": "db.example", "database": "app", "user": "app",
  "password": "pg-canary", "port": 5432, "ssl": "disable",
  "allowUnauthorizedCerts": false}},
 {"id": "15", "name": "Own header", "type": "httpHeaderAuth", "data": {
  "name": "X-Key", "value": "header-canary"}},
 {"id": "16", "name": "Sealed", "type": "stripeApi", "data": "U2FsdGVk"}
]
END2
cat >workflow.json <<'END2'
{"id": "w1", "name": "Post", "active": true, "connections": {}, "nodes": [
 {"name": "Say", "type": "n8n-nodes-base.slack", "parameters": {},
  "credentials": {"slackApi": {"id": "aB3xYz9kLmN0pQrS",
   "name": "Slack bot"}}},
 {"name": "Old", "type": "n8n-nodes-base.postgres", "parameters": {},
  "credentials": {"postgres": "Database"}}]}
END2
exits 0 flow import workflow.json
says "references to no connection"
exits 1 import n8n.json
says "n8n credential export: 6 added"
says "no piece is known for the n8n type httpHeaderAuth"
says "n8n export:credentials --decrypted writes it in clear"
says "without a credential: reconnect it"
says_not canary
warns_not canary
is "ids are kept" "$(cv get aB3xYz9kLmN0pQrS botToken)" xoxb-canary
is "numbers, too" "$(cv get 14 port)" 5432
is "words are put right" "$(cv get 14 enable_ssl)" false
exits 0 usage --broken
says_not "Post"
exits 0 usage aB3xYz9kLmN0pQrS
says "Post"
exits 0 usage Database
says "Post"
exits 0 app list
says "id.apps.example"
is "of each piece one app" "$(grep -c 'id.apps.example' "$dir/out")" 2
exits 0 show 12 --json
says '"auth_type":'
says "mail.send"
says '"app":'
exits 0 audit list
says "app_set"

is "a refresh token" "$(cv get 12 refresh_token)" 1//canary
# A type that is not known, as a piece of one's own.
echo '[{"id": "20", "name": "Site", "type": "httpBasicAuth", "data": {"user": "u", "password": "basic-canary"}}]' >basic.json
exits 1 import basic.json
exits 0 import basic.json --piece twilio
is "its members are fields" "$(cv get 20 username)" u

# Out again, sealed, into another vault: tokens and apps go along.
echo 'several words that nobody guesses' >phrase
cv export --with-secrets --output sealed --to-passphrase-fd 3 3<phrase \
	>said 2>told
is "it is written" $? 0
ok "what two copies of a token mean is told" grep -q \
	"1 refresh token is in two places now" told
ok "no token is in it" sh -c '! grep -qa "canary\|refresh_token" sealed'
mkdir -m 700 other
cv --vault other/vault.db init --new-key-file other/key >/dev/null 2>&1
CONNVAULT_VAULT=$dir/other/vault.db CONNVAULT_KEY_FILE=$dir/other/key
export CONNVAULT_VAULT CONNVAULT_KEY_FILE
cv import sealed --from-passphrase-fd 3 3<phrase >said 2>told
is "it comes in" $? 0
is "with its token" "$(cv get 12 refresh_token)" 1//canary
is "and no credential where there was none" "$(cv get 13 refresh_token; echo $?)" 5
exits 0 app list
is "apps are there" "$(grep -c 'id.apps.example' "$dir/out")" 2
is "with their secrets" "$(grep -c 'id.apps.example  *yes' "$dir/out")" 2
exits 0 show 12 --json
says "mail.send"
says '"app":'
exits 0 audit verify

# The same client is the same app.
cv import sealed --on-conflict rename --from-passphrase-fd 3 3<phrase \
	>said 2>told
exits 0 app list
is "no app came twice" "$(grep -c 'id.apps.example' "$dir/out")" 2
finish
