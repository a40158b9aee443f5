#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
exits 0 project create Acme
exits 0 project use Acme
exits 0 project rename Acme Beta
stripe Here
exits 0 -p Beta list
says Here
exits 0 -p Default list
says_not Here

ok "the name is not on the disk in clear" sh -c \
	'! grep -r -e Acme -e Beta "$HOME/.local/state"'

# Deleted: the first one again.
exits 0 project delete Beta --force
exits 0 list
says_not Here

# Gone without our knowing: not another one in silence.
exits 0 project create Gone
exits 0 project use Gone
exits 0 backup with.db
XDG_STATE_HOME=$dir/other cv -q project delete Gone --force
exits 4 list
warns "connvault project use NAME"
exits 0 project use Default
exits 0 list

# Each vault has its own, whatever words name its file.
exits 0 backup copy.db
exits 0 --vault copy.db project create Acme
exits 0 --vault copy.db project use Acme
exits 0 --vault "$dir/copy.db" project list
is "a file with another name, too" "$(grep -F '*' "$dir/out")" "Acme     *"
exits 0 project use Default
mkdir other-folder
cd other-folder || exit 1
cv -q init --vault copy.db >/dev/null
cv -q --vault copy.db project create Acme
exits 0 --vault copy.db project list
is "another vault has another" "$(grep -F '*' "$dir/out")" "Default  *"
cd ..

exits 2 -p "" list
exits 2 --demo list
finish
