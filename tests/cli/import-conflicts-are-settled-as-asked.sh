#!/bin/sh
# shellcheck disable=SC2154 # vault, dir are of lib.sh
. "$(dirname "$0")/lib.sh"

vault
stripe One
stripe Two
flow charge one
cv -q flow import flow-charge.json
cat >rows.json <<'END2'
[{"piece": "stripe", "name": "ONE", "api_key": "sk_new"},
 {"piece": "stripe", "name": "Another", "external_id": "two",
  "api_key": "sk_two_new", "note": "from the file"},
 {"piece": "stripe", "name": "Three", "api_key": "sk_Three"}]
END2
hash()
{
	sha256sum <"$vault"
}

before=$(hash)
exits 8 import rows.json --on-conflict fail
warns '"One" (one) is there already'
is "nothing was changed" "$(hash)" "$before"
exits 8 import rows.json --on-conflict fail --dry-run
for how in skip overwrite rename; do
	exits 0 import rows.json --on-conflict $how --dry-run
	says "nothing was changed"
done
is "nor by any dry run" "$(hash)" "$before"

exits 0 import rows.json
says "1 added, 0 overwritten, 0 renamed, 2 skipped, 0 failed"
is "skipping leaves what is there" "$(cv get one)" sk_One

exits 0 import rows.json --on-conflict rename
says "0 added, 0 overwritten, 3 renamed"
is "the name tells" "$(cv get 'ONE (2)')" sk_new
is "an id that was taken is another one" "$(cv get two_2)" sk_two_new
is "what was there stays" "$(cv get one)" sk_One

exits 0 import rows.json --on-conflict overwrite
says "3 overwritten"
is "the credential is new" "$(cv get one)" sk_new
is "by external id, under its name" "$(cv get Two)" sk_two_new
exits 0 usage one
says charge
exits 0 show two
says "from the file"

# What was added is taken back, and comes again.
exits 0 delete three
exits 0 import rows.json --dry-run
says "1 added"
exits 0 restore three
is "with its credential" "$(cv get three)" sk_Three
exits 0 import rows.json --dry-run
says "0 added"

# Rows that the file has twice, and another piece.
echo '[{"piece": "stripe", "name": "Same", "api_key": "a"},
	{"piece": "stripe", "name": "same", "api_key": "b"}]' >twice.json
exits 0 import twice.json --dry-run
says '"same" is in the file twice'
exits 8 import twice.json --on-conflict fail
exits 1 import twice.json --on-conflict overwrite
is "the first one counts" "$(cv get same)" a
echo '[{"piece": "openai", "name": "One", "api_key": "a"}]' >piece.json
exits 1 import piece.json --on-conflict overwrite
says "it is a connection of stripe here"
exits 1 --read-only import rows.json
exits 0 --read-only import rows.json --dry-run
finish
