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
exits 2 get lamp
warns password
is "a single field" "$(cv get lamp password)" "open sesame"
finish
