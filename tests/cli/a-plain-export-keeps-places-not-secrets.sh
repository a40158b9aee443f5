#!/bin/sh
# shellcheck disable=SC2154 # vault, dir are of lib.sh
. "$(dirname "$0")/lib.sh"

vault
stripe One
printf 'canary' | cv -q create --piece zendesk --name Desk --note 'to help' \
	--field email=a@example.com --field subdomain=acme --secret-stdin token
exits 0 export --output plain.json
says "Exported 2 connections to plain.json, without secrets."
is "for its owner alone" "$(stat -c %a plain.json)" 600
ok "no secret is in it" sh -c '! grep -q "canary\|sk_One" plain.json'
ok "what is no secret is" grep -q '"subdomain":.*"acme"' plain.json
ok "and how it authorizes" grep -q '"auth_type":.*"custom"' plain.json
exits 0 export --match desk
says '"Desk"'
says_not '"One"'
cp "$dir/out" desk.json
exits 8 export --output plain.json
warns "plain.json is there already"
warns "--force"
exits 0 export --output plain.json --force
exits 4 export --piece zendek --output none.json
warns "zendek"
warns "zendesk"
exits 4 export --piece slack --output none.json
warns "there is no connection of Slack"
warns "hint: connvault list"
exits 4 export --match nobody --output none.json
warns "there is no connection that matches nobody"
ok "nothing is written" test ! -e none.json
ok "it is JSON" python3 -m json.tool desk.json
cv -q edit one --note "$(printf 'a\302\233b')"
exits 0 export --match one
says 'a\u009bb'
exits 0 --read-only export
says '"One"'

exits 0 project create Second
exits 0 --project Second export --output empty.json
exits 4 --project Second export --match x
exits 0 --project Second import plain.json
says "2 added"
says "without a credential: reconnect it"
exits 0 --project Second show desk --json
says '"reason":'
says missing
says 'to help'
exits 5 --project Second get desk token

# What is no secret came along, and is of no use alone.
exits 5 --project Second get desk subdomain
exits 5 --project Second exec desk -- true
exits 0 --project Second export
says '"acme"'
printf 'new' >new
exits 2 --project Second reconnect desk --field subdomain=other
exits_with new 0 --project Second reconnect desk --secret-stdin token
is "the rest did not have to be given again" \
	"$(cv --project Second get desk email)" a@example.com
is "nor where it is" "$(cv --project Second get desk subdomain)" acme
exits 0 --project Second list --match desk --json
says '"status":"active"'

# What a piece does not know, and what would be a secret, is not taken.
sed 's/"subdomain":/"token": "canary_two", "nonsense": "x", "subdomain":/' \
	plain.json >odd.json
exits 0 project create Third
exits 0 --project Third import odd.json
exits 2 --project Third reconnect desk --field subdomain=other
warns "token"

# A row that is there already keeps its credential.
exits 0 edit desk --note 'another'
exits 0 import plain.json --on-conflict overwrite
says "2 overwritten"
is "the token is still there" "$(cv get desk token)" canary
exits 0 show desk
says "to help"

# What cannot be is told with what to do at this terminal, as it is.
sed 's/"zendesk"/"nosuchpiece"/' plain.json >odd.json
exits 0 project create Fourth
exits 1 --project Fourth import odd.json --dry-run
says "there is no piece nosuchpiece: look for it: connvault piece list"
warns_not "what was added is in"
exits 1 --project Fourth import odd.json
warns "what was added is in"
finish
