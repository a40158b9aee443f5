#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
stripe One
cv -q rename One Two
cv get Two >/dev/null
exits 0 audit list
for action in create rename read; do
	says " $action "
done
last=$(tail -n 1 "$dir/out" | awk '{ print $1 }')
is "from a row on" "$(cv audit list --from "$last" | sed 1d | wc -l)" 1
exits 0 audit verify
says "are as they were written"

# An older file put back is noticed.
cp "$vault" "$dir/older"
stripe Later
cp "$dir/older" "$vault"
exits 9 list
warns "hint:"
warns "--accept-rollback"
exits 9 audit verify
exits 0 audit verify --accept-rollback
exits 0 audit verify
exits 0 list
says Two
exits 0 audit list
says "rollback"
finish
