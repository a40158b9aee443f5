#!/bin/sh
. "$(dirname "$0")/lib.sh"

exits 0 init --new-key-file "$dir/key" --project Acme
says "Made the vault ~/.local/share/connvault/vault.db"
says 'the project "Acme"'
says "recovery code"
code=$(grep -E '^ +([A-Z2-7]{4}-){12}[A-Z2-7]{4}$' "$dir/out" | tr -d ' ')
ok "the code is 13 groups of 4" test -n "$code"
vault=$HOME/.local/share/connvault/vault.db
is "only the owner can read the vault" "$(stat -c %a "$vault")" 600
is "only the owner can read the key file" "$(stat -c %a "$dir/key")" 600
is "only the owner can look into the folder" \
	"$(stat -c %a "$(dirname "$vault")")" 700

exits 0 --key-file "$dir/key" project list
says "Acme"
printf '%s\n' "$code" >"$dir/code"
ok "the recovery code unlocks" sh -c '"$CONNVAULT" --passphrase-fd 3 list 3<code'
tr 'A-Z-' 'a-z ' <"$dir/code" >"$dir/sloppy"
ok "also in small letters, with blanks" \
	sh -c '"$CONNVAULT" --passphrase-fd 3 list 3<sloppy'

exits 8 init --new-key-file "$dir/key2"
warns "there is something at"
warns "hint: choose another place with --vault"
ok "no key file was made for nothing" test ! -e "$dir/key2"
exits 8 --vault "$dir/other.db" init --new-key-file "$dir/key"
ok "no vault was made without its key" test ! -e "$dir/other.db"
exits 0 --key-file "$dir/key" list

exits 0 --vault "$dir/three.db" --key-file "$dir/key" init
exits 0 --vault "$dir/three.db" --key-file "$dir/key" list
finish
