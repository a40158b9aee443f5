#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
piece=$(sed -n 's/^{"name":"\([^"]*\)".*"auth":\[{"type":"basic".*/\1/p' \
	"$CONNVAULT_DATA/pieces.json" | head -n 1)
printf '{"username":"Aladdin","password":"open sesame"}' |
	cv -q create --piece "$piece" --name Lamp --fields-stdin
# The example of RFC 7617.
is "RFC 7617" "$(cv get lamp --format header)" \
	"Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
# As the catalog has it, for each service in its own way.
printf sk_alt | cv -q create --piece alt-text-ai --name Alt --secret-stdin api_key
is "a header of its own" "$(cv get alt --format header)" "X-API-Key: sk_alt"
printf '{"email":"a@x.example","token":"t","subdomain":"acme"}' |
	cv -q create --piece zendesk --name Desk --fields-stdin
is "made of several fields" "$(cv get desk --format header)" \
	"Authorization: Basic $(printf 'a@x.example/token:t' | base64)"
is "a field as a token" "$(cv get desk token --format header)" \
	"Authorization: Bearer t"
# In the address, or unknown: no Bearer token of our own making.
printf sk_query | cv -q create --piece google-gemini --name Query \
	--secret-stdin api_key --no-check
exits 2 get query --format header
warns "wants it in the address"
warns "hint: "
printf 1234:path | cv -q create --piece telegram-bot --name Path \
	--secret-stdin api_key --no-check
exits 2 get path --format header
warns "wants it in the address"
mkdir -p "$HOME/.config/connvault/pieces"
echo '{"name": "mine", "display_name": "Mine", "auth": [{"type": "api_key",
"api": {"url": "https://mine.example", "headers": {"X-Key": "{api_key}"}}}]}' \
	>"$HOME/.config/connvault/pieces/mine.json"
printf good1 | cv -q create --piece mine --name Mine --secret-stdin api_key
is "an own header" "$(cv get mine --format header)" "X-Key: good1"
rm "$HOME/.config/connvault/pieces/mine.json"
exits 4 get mine --format header
warns "hint: "
is "a field as a token" "$(cv get mine api_key --format header)" \
	"Authorization: Bearer good1"
exits 2 get lamp
warns password
is "a single field" "$(cv get lamp password)" "open sesame"
finish
