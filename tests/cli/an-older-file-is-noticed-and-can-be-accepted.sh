#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
stripe One
cp "$vault" old.db
cv -q rename One Two
cp old.db "$vault"

exits 9 list
warns "1 change of project"
warns "--accept-rollback"
exits 9 get one
is "no secret is given out" "$(cat out)" ""
exits 9 rename one Three

# Looking is allowed, and says the same.
exits 9 --read-only list
says One
warns "1 change of project"

exits 9 audit verify
exits 0 audit verify --accept-rollback
exits 0 audit verify
exits 0 list
says One
warns_not "change of project"
exits 0 audit list
says rollback
is "the credential is there" "$(cv get one)" sk_One

# The control: a newer file is no rollback.
cv -q rename one Four
exits 0 list
says Four

# Where nothing can be kept, that is said.
exits 0 audit verify
warns_not anchor
cv -q project create Gone
rm -rf "$HOME/.local/state/connvault"
echo "no folder" >"$HOME/.local/state/connvault"
for command in "audit verify" list "edit one --note x" \
	"project delete --force Gone"; do
	# shellcheck disable=SC2086 # words
	exits 0 $command
	warns "an older vault file would pass unnoticed"
	is "once" "$(grep -c "pass unnoticed" "$dir/err")" 1
done
finish
