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
warns "the rows were not verified; connvault audit verify"
last=$(tail -n 1 "$dir/out" | awk '{ print $1 }')
is "from a row on" "$(cv audit list --from "$last" 2>/dev/null | sed 1d | wc -l)" 1
is "the newest ones" "$(cv audit list --last 2 2>/dev/null | sed 1d |
	awk '{ print $1 }' | tr '\n' ' ')" "$((last - 1)) $last "
is "or all" "$(cv audit list --last 1000 2>/dev/null)" \
	"$(cv audit list 2>/dev/null)"
is "of those from a row on" "$(cv audit list --from "$last" --last 2 \
	2>/dev/null | sed 1d | wc -l)" 1
exits 2 audit list --last 0
exits 0 audit verify
says "are as they were written"

# A row that somebody changed is shown, not believed.
cat >edit.py <<'END'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("update audit set action = ? where seq = 2", (int(sys.argv[2]),))
db.commit()
END
for action in 0 4711 -1; do
	python3 edit.py "$vault" $action
	exits 0 audit list
	says " unknown "
	exits 0 --json audit list
	says '"action":"unknown"'
	warns_not "verified"
	exits 9 audit verify
done
finish
