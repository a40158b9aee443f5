#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
exits_with "sk_canary
" 0 create --piece stripe --name "Billing Stripe" --secret-stdin api_key
says 'Created "Billing Stripe" with the external id billing_stripe.'
is "one newline at the end is left out" \
	"$(cv get billing_stripe | od -An -c | tr -d ' \n')" sk_canary
printf 'line one\nline two\n\n' >"$dir/two"
exits_with '{"host": "h", "user": "u", "password": "p", "database": "d",
"reject_unauthorized": true}' 0 create --piece postgres --name Two \
	--fields-stdin
exits 0 reconnect Two --secret-file "certificate=$dir/two"
is "and no more than one" "$(cv get Two certificate | tail -c 1 | od -An -c |
	tr -d ' ')" '\n'
exits 2 create --piece stripe --name X --secret-file "api_key=$dir/two"
warns "api_key must be one line"

exits 2 create --piece stripe --name X --field api_key=canary
warns "the field api_key is secret"
warns "--secret-stdin api_key"
warns "--secret-file api_key=PATH"
warns "--fields-stdin"
warns_not canary
exits 2 reconnect Two --field api_key=canary
warns_not canary
exits 2 create --piece stripe --name X --field api_key
warns '--field takes a name, "=" and a value'

exits_with '{"host": "db.example.com", "port": 5433, "user": "ro",
"password": "p", "database": "d", "enable_ssl": false}' 0 \
	create --piece postgres --name "Reporting" --fields-stdin
is "numbers come as they were" "$(cv get Reporting port)" 5433
is "and so does false" "$(cv get Reporting enable_ssl)" false
is "presets are filled in" "$(printf p | cv -q create --piece postgres \
	--name Preset --field host=h --field user=u --field database=d \
	--field reject_unauthorized=true \
	--secret-stdin password && cv get Preset port)" 5432

exits_with '["api_key"]' 2 create --piece stripe --name X --fields-stdin
warns "JSON, but not an object"
exits_with 'api_key=x' 2 create --piece stripe --name X --fields-stdin
warns "standard input is no JSON"
exits_with '{"api_key": "x"} and more' 2 create --piece stripe --name X \
	--fields-stdin
warns "standard input is no JSON"
exits_with '{"api_key": {"deep": 1}}' 2 create --piece stripe --name X \
	--fields-stdin
warns "api_key is neither a string nor a number nor true or false"
exits_with '{"api_key": null}' 2 create --piece stripe --name X --fields-stdin
exits_with '{"api_key": 12345678901234567890}' 2 create --piece stripe \
	--name X --fields-stdin
warns "hint: give it as a string"
for number in 1234567890123456 1.10 -0 1e3; do
	exits_with "{\"api_key\": $number}" 2 create --piece stripe --name X \
		--fields-stdin
	warns "api_key is text, not a number"
	warns "hint: give it as a string, in quotes"
done
exits_with '{"host": "h", "user": "u", "password": "p", "database": "d",
"port": 0.12345678901234567}' 2 create --piece postgres --name X --fields-stdin
warns "port: the number has too many digits"
exits_with '{"api_key": "a", "x": "b", "api_key": "c"}' 2 create --piece stripe \
	--name X --fields-stdin
warns "api_key is given twice"
exits_with '{}' 2 create --piece stripe --name X --fields-stdin \
	--secret-stdin api_key
warns "standard input can be read only once"
exits_with '' 2 create --piece stripe --name X --secret-stdin api_key
exits 4 create --piece stripe --name X --secret-file "api_key=$dir/absent"
head -c 3000000 /dev/zero | tr '\0' x >"$dir/big"
exits 2 create --piece stripe --name X --secret-file "api_key=$dir/big"

exits 4 create --piece strype --name X --secret-stdin api_key
warns "hint:"
exits_with k 2 create --piece stripe --name X --secret-stdin api_kee
warns api_key
exits 2 create --piece postgres --name X --field host=h
exits_with '{"api_key": "sk_\u0000cut"}' 2 create --piece stripe --name X \
	--fields-stdin
warns "NUL character"
printf '{"api_key": "sk_\0cut"}' | cv create --piece stripe --name X \
	--fields-stdin 2>"$dir/err"
is "a NUL that is not escaped is refused, too" $? 2
exits_with '{"host": "h", "user": "u", "password": "p", "database": "d",
"port": "many", "reject_unauthorized": true}' 2 \
	create --piece postgres --name X --fields-stdin
warns port
exits 2 create --name X
exits 2 create --piece stripe
exits 2 create --piece stripe --name X --auth basic
warns "stripe does not authorize by basic"
is "nothing was made by all that" "$(cv list --match X | wc -l)" 1

exits 0 create --piece stripe --name "For later" --placeholder --note "A note" \
	--tag prod --tag money --external-id later
exits 0 show later
says "! Inactive"
says "prod, money"
says "A note"
exits 5 get later
exits_with sk_now 0 reconnect later --secret-stdin api_key
is "a placeholder becomes active" "$(cv get later)" sk_now
finish
