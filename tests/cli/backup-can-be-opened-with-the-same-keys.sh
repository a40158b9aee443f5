#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
stripe One
exits 0 backup "$dir/old.db"
cv -q rename one Two
exits 9 --vault "$dir/old.db" list
warns "1 change of project"
CONNVAULT_KEY_FILE='' exits 0 backup "$dir/copy.db"
says "Wrote a backup to"
is "only the owner can read it" "$(stat -c %a "$dir/copy.db")" 600
exits 0 --vault "$dir/copy.db" get one
says sk_One
exits 8 backup "$dir/copy.db"
finish
