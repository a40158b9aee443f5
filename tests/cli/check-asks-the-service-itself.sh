#!/bin/sh
. "$(dirname "$0")/lib.sh"
. "$TOP_SRCDIR/tests/cli/service.sh"

status_of()
{
	cv show "$1" --json | sed 's/.*"status":"\([a-z]*\)","reason":"\([a-z]*\)".*/\1 \2/'
}

vault
desk
for kind in good revoked forbidden busy broken odd huge moved gone echo; do
	key "$kind" "$kind-SECRET1234"
done
stripe Other
cv -q create --piece desk --name Later --placeholder

exits 2 check
warns "or --all and none"
exits 2 check good --all
exits 2 check good --jobs 65
exits 4 check nobody
exits 1 --read-only check good

exits 0 check good
says "good: ok, "
says "ms, alice@example.com"
exits 5 check revoked
says "revoked: refused: HTTP 401: this key was revoked"
warns "1 of 1 refused"
is "a refusal makes it inactive" "$(status_of revoked)" "inactive refused"
exits 5 check revoked Revoked revoked
warns "1 of 1 refused"
exits 5 check forbidden
says "forbidden: refused: HTTP 403"
exits 6 check busy
says "busy: later: HTTP 429: try again in 7 s"
is "too many requests change nothing" "$(status_of busy)" "active ok"
exits 6 check broken
says "broken: later: HTTP 500: the service fails"
exits 6 check gone
is "a broken connection changes nothing" "$(status_of gone)" "active ok"
exits 1 check odd
says "odd: unclear: HTTP 404: a [2Jb"
exits 1 check moved
says "nothing was sent there"
exits 0 check huge
exits 5 check echo
says "echo: refused: HTTP 401"
says_not SECRET1234

# Several, all, and what is told of it.
exits 0 check good huge Other Later
says "Other: skipped: "
says "Later: skipped: it has no credential yet"
exits 0 -q check good Other
is "quiet says nothing of what is good" "$(cat "$dir/out")" ""
exits 5 check --all --jobs 3
warns "3 of 12 refused"
exits 5 check revoked good Other --json
cp "$dir/out" "$dir/json"
ok "JSON has its members" python3 - "$dir/json" <<-END
	import json, sys
	a, b, c = json.load(open(sys.argv[1]))
	assert list(a) == ["external_id", "name", "piece", "result",
	    "http_status", "ms", "account", "text"]
	assert (a["external_id"], a["result"], a["http_status"]) == (
	    "revoked", "refused", 401)
	assert (b["result"], b["http_status"], b["account"]) == (
	    "ok", 200, "alice@example.com")
	assert b["ms"] > 0 and b["text"] == ""
	assert (c["piece"], c["result"], c["ms"]) == ("stripe", "skipped", None)
END

# What is stored: status, time, account, error, and who looked.
exits 0 show good
says "alice@example.com"
says "Checked"
exits 0 audit list
says "check"
says "ok: HTTP 200"
ok "each reading has its row before the result" sh -c \
	'"$CONNVAULT" audit list --json | grep -q "\"action\":\"read\".*check"'
ok "all of it holds" cv audit verify
ok "no key is in what was said" sh -c '! grep -q SECRET "$1/out" "$1/err"' - "$dir"

# A key that works again makes it active again, and nothing else does.
printf 'good-SECRET1234' | cv -q reconnect forbidden --secret-stdin api_key \
	--no-check
desk ',"expect":{"ok":true},"refused":{"error":["invalid_auth"]}'
key Liar liar-1
key Unwell unwell-1
exits 5 check Liar
says "Liar: refused: HTTP 200: invalid_auth"
exits 1 check Unwell
says "Unwell: unclear: HTTP 200: fatal"
is "an answer that says nothing changes nothing" "$(status_of Unwell)" "active ok"

# What is not a GET, or costs, only when that is asked for.
before=$(asked | wc -l)
desk ',"method":"POST","cost":true,"body":{"key":"{api_key}"}'
exits 0 check good
says "skipped: its test uses credits or changes something"
exits 0 check good --costly
says "skipped: its test is not a GET"
exits 0 check good --any-method
is "nothing was asked" "$(asked | wc -l)" "$before"
exits 0 check good --costly --any-method
says "good: ok"
is "it was posted" "$(asked | tail -n 1)" "POST /me"
desk ',"body_omitted":true'
exits 0 check good --costly --any-method
says "skipped: its test needs a body that is not known"

# Inactive, then active again.
desk
exits 5 check revoked
cv -q edit revoked --note x
desk '' /none
is "still inactive" "$(status_of revoked)" "inactive refused"
desk '' '/good?key=good-1'
exits 5 check revoked
printf '{"name": "desk", "display_name": "Desk", "auth": [{"type": "api_key",
	"check": {"url": "%s/me?key=good-1"}}]}' "$service" \
	>"$HOME/.config/connvault/pieces/desk.json"
exits 0 check revoked
is "active again" "$(status_of revoked)" "active ok"

# Another host than that of the piece, and a field that leads elsewhere.
cat >"$HOME/.config/connvault/pieces/site.json" <<-END
	{"name": "site", "display_name": "Site", "auth": [{"type": "custom",
	"fields": [{"name": "site"}, {"name": "token", "secret": true}],
	"check": {"url": "https://{site}.desk.example/me",
	"headers": {"X-Token": "{token}"}}}, {"type": "api_key",
	"check": {"url": "$service/me", "query": {"key": "{api_key}"}}}]}
END
printf 't-SECRET1' | cv -q create --piece site --auth custom --name Evil \
	--field site=acme --secret-stdin token --no-check
printf 'good-\303\251 &=' | cv -q create --piece site --auth api_key \
	--name Odder --secret-stdin api_key
exits 0 check Odder
is "a value is escaped" "$(asked | tail -n 1)" \
	"GET /me?key=good-%C3%A9%20%26%3D"
sed 's/{site}.desk.example/{site}/' "$HOME/.config/connvault/pieces/site.json" \
	>"$dir/site" && mv "$dir/site" "$HOME/.config/connvault/pieces/site.json"
exits 6 check evil
says "Evil: later: "

# Ctrl-C stops, and keeps what was found.
desk
key Slow slow-1
key Quick revoked-9
# A shell has its background ignore the signal.
python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' \
	"$CONNVAULT" check Quick Slow >"$dir/out" 2>"$dir/err" &
pid=$!
await sh -c '"$CONNVAULT" show quick --json | grep -q refused'
result $? "what was found is stored while another one is waited for"
kill -INT $pid
wait $pid
is "it exits with 130" $? 130
finish
