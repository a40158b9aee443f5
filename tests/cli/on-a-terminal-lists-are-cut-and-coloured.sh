#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
stripe "A name that is so long that it cannot stand on one line of eighty columns"
esc=$(printf '\033')
TERM=xterm-256color
export TERM

play end list
sed "s/$esc\\[[0-9;]*m//g; s/\\r//" "$dir/screen" >"$dir/plain"
is "the longest line fills the terminal" "$(wc -L <"$dir/plain")" 80
ok "a cut is marked" grep -q … "$dir/plain"
ok "the date is still there" grep -q "$(date -u +%Y-)" "$dir/plain"
ok "active is green" grep -qF "${esc}[32m* Active" "$dir/screen"

play end list --no-color
ok "--no-color" sh -c "! grep -q '$esc' screen"
NO_COLOR=1 play end list
ok "NO_COLOR" sh -c "! grep -q '$esc' screen"
TERM=dumb play end list
ok "TERM=dumb" sh -c "! grep -q '$esc' screen"
finish
