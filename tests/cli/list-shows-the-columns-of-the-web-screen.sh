#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
exits 0 list
says "PROVIDER"
is "an empty list as JSON" "$(cv list --json)" "[]"
stripe "Zeta"
stripe "alpha 日本"
cv -q create --piece openai --name "Beta" --placeholder --tag prod
flow Charge zeta
cv -q flow import "$dir/flow-Charge.json"

day=$(date -u +%Y-%m-%d)
cv list | sed "s/$day [0-9:]*/DAY/" >"$dir/out"
is "aligned by display width" "$(cat "$dir/out")" \
"PROVIDER  NAME        STATUS      FLOWS  CONNECTED ON
Stripe    alpha 日本  * Active        0  DAY
OpenAI    Beta        ! Inactive      0  never
Stripe    Zeta        * Active        1  DAY"
names()
{
	cv list "$@" | sed 1d | sed -E 's/^[^ ]+ +([^ ]+).*/\1/' | tr '\n' ' '
}
is "by name" "$(names)" "alpha Beta Zeta "
is "reverse" "$(names -r)" "Zeta Beta alpha "
is "by flows" "$(names --sort flows | cut -d' ' -f1)" "Zeta"
is "by status" "$(names --sort status | cut -d' ' -f1)" "Beta"
is "by piece" "$(names --sort piece | cut -d' ' -f1)" "Beta"
is "active ones" "$(names --status active)" "alpha Zeta "
is "inactive ones" "$(names --status inactive)" "Beta "
is "words" "$(names --match 'STRIPE al')" "alpha "
is "a tag" "$(names --match prod)" "Beta "
is "not a word" "$(names --match '-tag:prod -zeta')" "alpha "
is "what no flow uses" "$(names --match 'unused: provider:stripe')" "alpha "
is "letters in order" "$(names --match '~zt')" "Zeta "
exits 2 list --match 'alpha -owner:x'
warns "owner:x is none of the filters"
warns "hint: there are provider:X piece:X"
exits 2 list --match expiring:soon
exits 2 export --match owner:x
warns "owner:x is none of the filters"
exits 2 list --match status:nope
warns "status:nope is none of the filters"
warns "hint: a status is active"
is "the beginning of a status" "$(names --match status:ina)" "Beta "
is "words without --match" "$(names STRIPE al)" "alpha "
is "with it" "$(names --match stripe -- -al)" "Zeta "
is "a colon of its own, in quotes" "$(names --match '-"owner:x" zeta')" "Zeta "
is "a piece" "$(names --piece stripe)" "alpha Zeta "
is "one of which there is none" "$(names --piece slack)" ""
exits 4 list --piece nope
warns "there is no piece nope"
is "unused" "$(names --unused)" "alpha Beta "
is "expiring" "$(names --expiring 30)" ""
is "no colour and no escape in a pipe" \
	"$(cv list | LC_ALL=C grep -c "$(printf '\033')")" 0
finish
