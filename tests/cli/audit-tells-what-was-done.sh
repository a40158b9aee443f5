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
finish
