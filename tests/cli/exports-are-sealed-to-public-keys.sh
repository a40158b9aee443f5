#!/bin/sh
# shellcheck disable=SC2154 # vault, dir are of lib.sh
. "$(dirname "$0")/lib.sh"
. "$TOP_SRCDIR/tests/cli/agent.sh"

vault
stripe One
stripe Two
for name in ben cyd; do
	mkdir -m 700 "$dir/$name"
	cv --vault "$name/vault.db" init --new-key-file "$name/key" \
		>"$name/init" 2>&1
done

# as NAME WORDS...: connvault with the vault of that name.
as()
{
	(
		CONNVAULT_VAULT=$dir/$1/vault.db CONNVAULT_KEY_FILE=$dir/$1/key
		export CONNVAULT_VAULT CONNVAULT_KEY_FILE
		shift
		cv "$@"
	)
}

me=$(cv whoami)
ben=$(as ben whoami)
cyd=$(as cyd whoami)
is "a public key has a mark, and a length" \
	"$(echo "$ben" | grep -cE '^cvmember1[a-z2-7]{112}$')" 1
is "it stays the same" "$(as ben whoami --quiet)" "$ben"
is "each has its own" "$(printf '%s\n' "$me" "$ben" "$cyd" | sort -u | wc -l)" 3
exits 0 whoami --json
says "\"public_key\":	\"$me\""
sed -n 's/^    //p' ben/init >code
(
	unset CONNVAULT_KEY_FILE
	cv --vault ben/vault.db --passphrase-fd 3 whoami 3<code >said 2>told
)
ok "the recovery code has another one" sh -c '
	grep -q "^cvmember1" said && ! grep -q "$1" said' sh "$ben"

# For Ben alone.
exits 0 export --with-secrets --output for-ben --to "$ben"
says "Exported 2 connections to for-ben, sealed to 1 public key."
ok "no secret is in it" sh -c '! grep -qa "sk_\|stripe" for-ben'
is "it is for its owner alone" "$(stat -c %a for-ben)" 600
exits 0 audit list --json
is "the audit says to whom" \
	"$(grep -c "export to $(echo "$ben" | cut -c -21)\"" "$dir/out")" 2

# However many there are, each is named.
set --
for i in 1 2 3 4 5 6 7 8; do
	mkdir -m 700 "$dir/$i"
	cv --vault "$i/vault.db" init --new-key-file "$i/key" >/dev/null 2>&1
	set -- "$@" --to "$(as $i whoami)"
done
exits 0 export --with-secrets --output for-all "$@" --to "$cyd"
exits 0 audit list --json
is "the audit names the ninth, too" \
	"$(grep -c "export to .*, $(echo "$cyd" | cut -c -21)\"" "$dir/out")" 2
as ben import for-ben >said 2>told
is "Ben opens it, and is asked for nothing" $? 0
ok "each row is told" grep -q '2 added' said
ok "and who made it" grep -q "made by $me, who is no member" said
is "the key is the same" "$(as ben get one)" sk_One
as cyd import for-ben >said 2>told
is "Cyd does not" $? 3
ok "and is told what to ask for" grep -q "connvault whoami" told
is "nothing came in" "$(as cyd list --json)" "[]"
exits 3 import for-ben

# For several, in words and by keys; twice is once.
exits 0 export --with-secrets --force --output for-all --to self --to members \
	--to "$ben" --to "$(echo "$cyd" | tr '[:lower:]' '[:upper:]')" --to "$cyd"
says "sealed to 4 public keys"
exits 0 audit list --json
says "$(echo "$ben" | cut -c -21), $(echo "$cyd" | cut -c -21)\""
for name in ben cyd; do
	as $name import for-all --dry-run >said 2>told
	is "$name opens it" $? 0
done
exits 0 import for-all
says "2 skipped"
says "The file was made by yourself."

as ben import for-all --json --dry-run >said 2>told
ok "a script is told the key" grep -q "\"made_by\":\"$me\"" said
ok "and whether it is a member's" grep -q '"made_by_member":false' said
exits 0 import for-all --json --dry-run
says "\"made_by\":\"$me\",\"made_by_member\":true"

# Who made it can be asked for.
as ben import for-all --made-by "$me" >said 2>told
is "it is of who was expected" $? 0
as ben import for-all --made-by "$cyd" >said 2>told
is "or refused" $? 3
exits 0 export --output plain
exits 2 import plain --made-by "$me"
exits 0 import plain --json --dry-run
says '"made_by":"","made_by_member":false'
echo A=b >plain.env
exits 2 import plain.env --made-by "$me"
echo words >phrase
cv export --with-secrets --to-passphrase-fd 3 3<phrase >sealed
exits 2 import sealed --made-by "$me" --from-passphrase-fd 0

# Through the agent there is no key of our own.
CONNVAULT_VAULT=$dir/cyd/vault.db cv unlock --key-file cyd/key >/dev/null
(
	unset CONNVAULT_KEY_FILE
	CONNVAULT_VAULT=$dir/cyd/vault.db cv import for-all --made-by "$me" \
		</dev/null >said 2>told
)
is "a vault that the agent unlocked opens it" $? 0
ok "and says what came in" grep -q '2 added' said
CONNVAULT_VAULT=$dir/cyd/vault.db cv lock >/dev/null

# Damage.
head -c -1 for-ben >short
as ben import short >said 2>told
is "a cut file is noticed" $? 9
{
	head -c 300 for-all
	tail -c +301 for-all | head -c 1 | LC_ALL=C tr '\000-\377' '\001-\377\000'
	tail -c +302 for-all
} >changed
as ben import changed >said 2>told
is "so is one whose recipients were changed" $? 9

# Wrong use is told before any key is asked for.
unset CONNVAULT_KEY_FILE
exits 2 export --to "$ben"
exits 2 export --with-secrets --output x --to "$ben" --to-passphrase-fd 3
exits 2 export --with-secrets --output x --to "${ben%?}"
warns "cut or mistyped"
exits 2 export --with-secrets --output x --to ben@example.com
warns "connvault whoami"
exits 2 export --with-secrets --output x --to ""
ok "nothing was written" test ! -e x
finish
