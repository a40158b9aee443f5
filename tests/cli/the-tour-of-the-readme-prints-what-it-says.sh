#!/bin/sh
# Runs every "$ " line of the README's console blocks, in order, in one shell,
# and compares all that is printed with what the README shows.
. "$(dirname "$0")/lib.sh"

readme=${TOP_SRCDIR:-.}/README.md
printf sk_made_up_0001 >stripe.key
printf sk_made_up_0002 >stripe-new.key
printf made_up_token >zendesk.token
printf made_up_secret >hubspot.secret
echo 'several words that nobody guesses' >export.pass
printf 'OPENAI_API_KEY="sk_made_up"\nBILLING_KEY=sk_made_up\n' >app.env
chmod 600 app.env
flow "Send invoices" billing_live
mv "flow-Send invoices.json" invoices.json

# What differs from run to run: times, who, the recovery code, trailing blanks.
mask()
{
	sed -E -e 's/[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}/TIME/' \
		-e 's/^( +[0-9]+  TIME  )[^ ]+ +/\1WHO  /' \
		-e 's/^(ROW  TIME +)WHO +/ROW  TIME  WHO  /' \
		-e 's/^    [A-Z2-7]{4}(-[A-Z2-7]{4}){12}$/    CODE/' -e 's/ +$//'
}

sed -n '/^```console$/,/^```$/p' "$readme" | grep -v '^```' >shown
{
	echo 'connvault() { "$CONNVAULT" "$@"; }'
	sed -n 's/^\$ //p' shown | while IFS= read -r line; do
		printf 'cat <<"END"\n$ %s\nEND\n%s\n' "$line" "$line"
	done
} >tour
sh tour >printed 2>&1
mask <shown >wanted
mask <printed >got
[ "$(grep -c '^\$ ' shown)" -ge 10 ]
result $? "the README has a tour"
diff -u wanted got >difference
result $? "the tour prints what the README shows"
sed 's,^,# ,' difference
is "the credential is the new one" "$(cat key.txt)" sk_made_up_0002
finish
