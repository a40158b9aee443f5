#!/bin/sh
# shellcheck disable=SC2154 # vault, dir are of lib.sh
. "$(dirname "$0")/lib.sh"

vault
first=$vault
phrase='several words that nobody guesses'
printf '%s\n' "$phrase" >phrase

# One of each way to authorize, and what stands beside it.
printf 'sk_canary_one' | cv -q create --piece stripe --name 'Billing "EU" live' \
	--note 'a note' --tag prod --tag eu --secret-stdin api_key
printf '{"username": "AC1", "password": "canary_two"}' | cv -q create \
	--piece twilio --name Calls --fields-stdin
printf 'canary_three' | cv -q create --piece zendesk --name Desk \
	--field email=a@example.com --field subdomain=acme --secret-stdin token
cv -q create --piece hubspot --name CRM --placeholder
cv -q edit billing_eu_live --rotate-by 2027-01-31

exits 2 export --to-passphrase-fd 3
play end export --with-secrets
is "never to a terminal" $? 2

cv export --with-secrets --output sealed --to-passphrase-fd 3 3<phrase \
	>said 2>told
is "it is written" $? 0
is "and says so" "$(cat said)" \
	"Exported 4 connections to sealed, sealed to the passphrase."
is "for its owner alone" "$(stat -c %a sealed)" 600
is "with a mark to know it by" "$(head -c 8 sealed)" cvexport
ok "no secret is in it" sh -c '! grep -qa "canary\|Billing\|stripe" sealed'
exits 0 audit list
is "each reading was noted before" "$(grep -c '  read .*  export to passphrase$' "$dir/out")" 3
cv export --with-secrets --to-passphrase-fd 3 3<phrase >piped 2>told
is "a pipe is fine, too" "$(head -c 8 piped)" cvexport

# Into another vault.
mkdir -m 700 "$dir/other"
cv --vault other/vault.db init --new-key-file other/key >/dev/null 2>&1
CONNVAULT_VAULT=$dir/other/vault.db CONNVAULT_KEY_FILE=$dir/other/key
export CONNVAULT_VAULT CONNVAULT_KEY_FILE
before=$(sha256sum <other/vault.db)
cv import sealed --dry-run --from-passphrase-fd 3 3<phrase >said 2>told
is "a dry run tells" $? 0
ok "what would be done" grep -q '4 added.*nothing was changed' said
is "and does nothing" "$(sha256sum <other/vault.db)" "$before"
echo wrong >wrong
cv import sealed --from-passphrase-fd 3 3<wrong >said 2>told
is "another passphrase is refused" $? 3
cv import sealed --from-passphrase-fd 3 3<phrase >said 2>told
is "the right one is not" $? 0
ok "and says what came in" grep -q '4 added, 0 overwritten' said
ok "no secret is told" sh -c '! grep -q canary said told'
ok "nor left over" sh -c '! grep -q "delete it" told'
is "the key is the same" "$(cv get billing_eu_live)" sk_canary_one
is "so is a password" "$(cv get calls password)" canary_two
is "a token" "$(cv get desk token)" canary_three
is "what is no secret" "$(cv get desk subdomain)" acme

# As JSON, but for what belongs to the place.
list()
{
	CONNVAULT_VAULT=$1 CONNVAULT_KEY_FILE=$2 cv list --json |
		sed 's/"id":"[0-9a-f]*"//; s/"since":"[^"]*"//
		s/"updated_at":"[^"]*"//'
}
is "rows are the same" "$(list "$dir/other/vault.db" "$dir/other/key")" \
	"$(list "$first" "$dir/key")"

# Once more: nothing to do.
cv import sealed --from-passphrase-fd 3 3<phrase >said 2>told
is "twice is once" $? 0
ok "and says so" grep -q '0 added.*4 skipped' said

# Damage.
head -c 300 sealed >short
cv import short --from-passphrase-fd 3 3<phrase >said 2>told
is "a cut file is noticed" $? 9
cp sealed longer
echo >>longer
cv import longer --from-passphrase-fd 3 3<phrase >said 2>told
is "so is a longer one" $? 9
finish
