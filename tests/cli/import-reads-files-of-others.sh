#!/bin/sh
# shellcheck disable=SC2154 # vault, dir are of lib.sh
. "$(dirname "$0")/lib.sh"

vault

# .env: quotes, comments, what belongs together, and what fits nothing.
cat >app.env <<'END2'
# a comment
export STRIPE_API_KEY="sk_env" # live
OPENAI_API_KEY='sk-"quoted"'

ZENDESK_EMAIL=bot@acme.example
ZENDESK_SUBDOMAIN = acme
ZENDESK_TOKEN="tok # no comment"
BILLING_KEY=sk_billing
DATABASE_URL=postgres://nowhere
BROKEN="no end
END2
chmod 644 app.env
exits 1 import app.env
says "added"
says "no piece has a field that is called like it: --map DATABASE_URL="
says "the quote does not end"
warns "others can read app.env"
warns "delete it once"
warns "3 of 6 rows could not be imported"
is "a value in quotes" "$(cv get stripe)" sk_env
is "in single ones" "$(cv get openai)" 'sk-"quoted"'
is "a mark in quotes" "$(cv get zendesk token)" "tok # no comment"
is "what belongs together is one" "$(cv get zendesk subdomain)" acme
chmod 600 app.env
exits 1 import app.env --map 'BILLING_KEY=stripe.api_key:Billing live'
says "Billing live"
warns_not "others can read"
is "a variable that was mapped" "$(cv get billing_live)" sk_billing
exits 2 import app.env --map 'BILLING_KEY'
warns "--map takes KEY=piece.field"

# CSV as RFC 4180 has it, with a byte order mark.
{
	printf '\357\273\277piece,name,external_id,tags,note,rotate_by,api_key,Sub Domain,email,token\r\n'
	printf 'stripe,"Card, ""new""",card,"a,b","two\r\nlines",2027-01-31,sk_csv,,,\r\n'
	printf 'zendesk,Help,,,,,,acme,a@b.example,tok\r\n'
	printf 'nosuch,X,,,,,k,,,\r\nstripe,Y,bad id!,,,,k,,,\r\nstripe,Z,,,,31.1.,k,,,\r\n'
	printf 'stripe,"open,,,,,k,,,\r\n'
} >table.csv
exits 1 import table.csv
says 'Card, "new"'
says "CSV table: 2 added"
says "rotate_by is no date"
says "4 failed"
is "a cell" "$(cv get card)" sk_csv
is "a column with another spelling" "$(cv get help subdomain)" acme
exits 0 show card
says "2027-01-31"
exits 0 list --match tag:b
says 'Card, "new"'

# JSON, from standard input, for programs.
exits_with '[{"piece": "stripe", "name": "From JSON", "api_key": "sk_json",
	"tags": ["x", "y"]}, {"name": "No piece"}, 7]' 1 import - --json
says '"outcome":"added"'
says '"hint":"give --piece PIECE for all such rows"'
is "a member" "$(cv get from_json)" sk_json
exits_with '{"nothing": 1}' 2 import -
warns "no array of objects"
exits_with '[{"piece":"stripe","name":"N","api_key":"a\u0000b"}]' 2 import -
exits_with 'just words' 2 import -
warns "hint: say what it is with --format"
exits 4 import absent
exits 2 import
exits 2 import . --format csv
mkdir other
exits 2 import other
warns "no pass store: there is neither an entry (*.gpg) nor .gpg-id in other"
warns "hint: what can be imported is"
exits 2 import other --format pass
exits 4 import --format pass nowhere
: >other/.gpg-id
exits 0 import other
says "password store: 0 added"
finish
