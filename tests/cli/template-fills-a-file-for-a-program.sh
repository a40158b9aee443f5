#!/bin/sh
# shellcheck disable=SC2016,SC1003 # $ is for the programs that are run
. "$(dirname "$0")/lib.sh"

vault
printf 'it'\''s "canary"\\' | cv -q create --piece stripe --name Odd \
	--secret-stdin api_key
stripe plain
cv -q create --piece zendesk --name desk --field email=a@example.com \
	--field subdomain=acme --secret-stdin token <<END
tok_canary
END

cat >conf <<'END'
# {{ user }} and {{date}} are of another language
key = {{connections['plain'].api_key}}
same = {{ connections["plain"]['api_key'] }}
short={{connections.plain}} odd={{connections['odd']}}
host={{connections['desk'].subdomain}}.example {{connections['desk'].token}}
END
exits 0 template conf
says 'key = sk_plain'
says 'same = sk_plain'
says "short=sk_plain odd=it's \"canary\"\\"
says 'host=acme.example tok_canary'
says '# {{ user }} and {{date}} are of another language'
exits 0 audit list
is "each connection was read once" "$(grep -c '  template$' "$dir/out")" 3

echo '{"key": "{{connections['\'odd\''].api_key}}"}' >conf.json
exits 0 template conf.json
is "JSON stays JSON" "$(cat "$dir/out")" '{"key": "it'\''s \"canary\"\\"}'
exits 0 template conf.json --escape none
says '"it'\''s "canary"\"'
echo 'key={{connections["odd"]}}' >conf.sh
exits 0 template --escape shell conf.sh
is "a shell reads back what it was" \
	"$(sh -c '. "$1"; printf %s "$key"' x "$dir/out")" "$(cv get odd)"
exits 2 template conf --escape xml

# The file of a program: by a path that only it has.
exits 0 template conf -- cat {}
says 'key = sk_plain'
exits 3 template conf -- sh -c '
	grep -q "^key = sk_p.ain" "$1" &&
	grep -q "^key = sk_p.ain" "${2#--config=}" &&
	grep -q "^key = sk_p.ain" "$CONNVAULT_FILE" || exit 9
	tr "\0" " " <"/proc/$$/cmdline" >seen
	tr "\0" " " <"/proc/$$/environ" >>seen
	exit 3' sh {} --config={}
[ -s seen ]
result $? "its arguments and environment can be read"
ok "and have no secret" sh -c '! grep -q "sk_plain\|tok_canary\|s \"canary" seen'
exits 127 template conf -- no-such-program {}

exits 0 template conf --output made
is "an output file says nothing else" "$(cat "$dir/out")" ""
is "and is private" "$(stat -c %a made)" 600
ok "it is filled in" grep -q '^key = sk_plain$' made
exits 2 template conf --output made -- cat {}

# Nothing is written when anything is wrong.
rm made
wrong()
{
	printf 'one\ntwo {{connections["plain"]}}\n%s\n' "$2" >bad
	exits "$1" template bad --output made
	warns "bad: line 3: "
	[ ! -e made ]
	result $? "nothing was written"
}
wrong 4 "{{connections['nobody'].api_key}}"
warns "no connection is called nobody"
wrong 2 "{{connections['plain'].nothing}}"
warns "there is no field nothing"
warns "hint: the fields are: api_key"
wrong 2 "{{connections['desk']}}"
warns "say which field you want"
wrong 2 "{{connections['plain'].api_key + 'x'}}"
warns "cannot be filled in"
wrong 2 "{{connections['plain','desk']}}"
wrong 2 "{{ x.connections['plain'] }} {{ f(connections['plain']) }}"
wrong 2 "{{connections['plain'"
echo 'no {{names}} here' >none
exits 2 template none
warns "it names no connection"
printf 'a\0{{connections.plain}}' >binary
exits 2 template binary
exits 4 template absent
exits 2 template

play end template conf
is "not to a terminal" $? 2
ok "it got none" sh -c '! grep -q canary screen'
play end template conf --force-tty
is "but with --force-tty" $? 0
ok "it got it" grep -q tok_canary screen
finish
