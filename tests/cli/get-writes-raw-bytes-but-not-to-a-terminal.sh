#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
stripe Plain
printf 'it'\''s \302\2330;gotcha\302\234' | cv -q create --piece stripe --name Evil \
	--secret-stdin api_key
printf '{"username":"u","password":"p:w"}' >"$dir/basic"

is "the value as it is" "$(cv get plain | od -An -c | tr -d ' \n')" "sk_Plain"
is "by field" "$(cv get plain api_key)" "sk_Plain"
is "as JSON" "$(cv get plain --format json | tr -d ' \t\n')" \
	'{"api_key":"sk_Plain"}'
is "--json, too" "$(cv get plain --json | tr -d ' \t\n')" \
	'{"api_key":"sk_Plain"}'
is "for a shell" "$(cv get plain --format env)" "API_KEY='sk_Plain'"
eval "$(cv get evil --format env)"
is "a shell reads back what it was" "$(printf %s "$API_KEY" | od -c)" \
	"$(cv get evil | od -c)"
is "as a header" "$(cv get plain --format header)" \
	"Authorization: Bearer sk_Plain"
exits 2 get plain nothing
warns api_key
exits 4 get nobody

play end get plain
is "text goes to a terminal" $? 0
play end get evil
is "control characters do not" $? 2
ok "the terminal got none" sh -c "! grep -q gotcha screen"
play end get evil --format env
is "not as env either" $? 2
play end get evil --format json
is "JSON escapes them" $? 0
ok "and the terminal got none" sh -c \
	"! LC_ALL=C grep -q \"\$(printf '\\302\\233')\" screen"
ok "but the escape" grep -qF '\u009b0;gotcha\u009c' "$dir/screen"
play end get evil --force-tty
is "but with --force-tty" $? 0
ok "it got them" grep -q gotcha "$dir/screen"

exits_with '{"host": "h", "user": "u", "password": "p", "database": "d",
"reject_unauthorized": true, "certificate": "two\nlines"}' 0 create \
	--piece postgres --name Lines --fields-stdin
exits 1 get lines certificate --format header

readings()
{
	cv audit list | grep -c ' read '
}
before=$(readings)
cv get plain >/dev/null
cv get plain api_key >/dev/null
cv get plain --format env >/dev/null
is "every reading has its audit row" "$(readings)" $((before + 3))
exits 0 audit list
says_not sk_Plain
finish
