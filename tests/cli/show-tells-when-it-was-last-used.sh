#!/bin/sh
# shellcheck disable=SC2154 # dir is of lib.sh
. "$(dirname "$0")/lib.sh"

vault
stripe One
stripe Two
exits 0 show one
says_not "Last used"

# What connvault reads for itself is no use.
printf new >new
exits_with new 0 reconnect one --secret-stdin api_key
exits 0 export
echo words >phrase
cv export --with-secrets --to-passphrase-fd 3 3<phrase >sealed 2>told
exits 0 audit list
is "all these are readings" "$(grep -c ' read  *one ' "$dir/out")" 3
exits 0 show one
says_not "Last used"

exits 0 exec one -- true
exits 0 show one
says "Last used"
exits 0 show two
says_not "Last used"
exits 0 --read-only show one
says "Last used"

# Neither renaming nor what comes after takes it away.
cv -q rename one Other
exits_with new 0 reconnect one --secret-stdin api_key
exits 0 show one
says "Last used"
finish
