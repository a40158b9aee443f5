#!/bin/sh
. "$(dirname "$0")/lib.sh"

exits 0 piece list
says "PIECE"
says "AUTHORIZE WITH"
says "Google Sheets"
is "it lists all pieces" "$(wc -l <"$dir/out" | tr -d ' ')" 723
exits 0 piece list --match "google SERVICE sheets"
says "google-sheets"
is "all words must match" "$(wc -l <"$dir/out" | tr -d ' ')" 2
exits 0 piece list google SERVICE sheets
says "google-sheets"
exits 0 piece list --match "sales and crm" --auth basic
says_not "hubspot"
exits 0 piece list --match qqqqqq
is "nothing but the titles" "$(wc -l <"$dir/out" | tr -d ' ')" 1
exits 2 piece list --auth magic
exits 0 --json piece list --match qqqqqq
is "no piece is an empty array" "$(cat "$dir/out")" "[]"

exits 0 piece show slack
says "slack.com"
says "botToken (Bot Token, secret)"
says "userToken (User Token, secret, optional)"
exits 0 piece show amazon-s3
says "oidc (not available)"
exits 4 piece show slakc
warns "slack"
exits 2 piece show
is "no vault was made or asked for" "$(ls -A "$HOME")" ""

# What show prints is a file of one's own.
cv piece show baserow --json >"$dir/baserow.json"
exits 0 piece check "$dir/baserow.json"
says "baserow.json has no faults."

# So is the example of the manual.
sed -n '/^\.Bd -literal/,/^\.Ed/p' "$TOP_SRCDIR/doc/connvault-pieces.5" |
	sed '1d;$d' >"$dir/acme.json"
exits 0 piece check "$dir/acme.json"

mkdir -p "$HOME/.config/connvault/pieces"
cp "$dir/acme.json" "$HOME/.config/connvault/pieces"
exits 0 piece show acme-desk
says "a file of yours"
says "{site}.desk.example"
says "api.desk.example"
exits 0 piece list --match acme
says "Acme Desk"
exits 0 --json piece list --match acme
says '"own":true'

# A bad one is told with its line, and the others still work.
sed 's,https://id.desk.example/token,http://id.desk.example/token,' \
	"$dir/acme.json" >"$dir/bad.json"
exits 2 piece check "$dir/bad.json"
warns "bad.json:24: auth[1].token_url: must be https"
warns "hint: "
exits 2 --json piece check "$dir/bad.json"
says '"line":24,"field":"auth[1].token_url"'
cp "$dir/bad.json" "$HOME/.config/connvault/pieces/acme.json"
exits 4 piece show acme-desk
warns "acme.json:24: auth[1].token_url"
exits 0 piece show slack
warns "skipped ~/.config/connvault/pieces/acme.json:24"

printf '{"name":"slack","display_name":"Ours","auth":[{"type":"none"}]}' \
	>"$HOME/.config/connvault/pieces/acme.json"
exits 0 piece show slack
says "Ours"
warns_not "skipped"

printf '{"name":"a\033[2J"}' >"$dir/escape.json"
exits 2 piece check "$dir/escape.json"
is "what is in a file does not reach the terminal" \
	"$(tr -d '\n' <"$dir/err" | tr -cd '\033')" ""
printf '{"a\033[2J":1}' >"$dir/escape.json"
exits 2 piece check "$dir/escape.json"
is "nor does a key of it" "$(tr -d '\n' <"$dir/err" | tr -cd '\033')" ""
: >"$dir/empty.json"
exits 2 piece check "$dir/empty.json"
exits 4 piece check "$dir/none.json"
exits_with '{"name":"x","display_name":"X","auth":[{"type":"none"}]}' 0 \
	piece check -

CONNVAULT_DATA=$dir/nowhere
export CONNVAULT_DATA
exits 4 piece list
warns "pieces.json"
finish
