#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
exits 0 slot list
says "key file"
says "recovery code"
printf 'a passphrase\n' >"$dir/pw"
ok "a passphrase is added" sh -c '"$CONNVAULT" slot add \
	--new-passphrase-fd 3 --kdf interactive 3<pw'
ok "it unlocks" sh -c '"$CONNVAULT" --passphrase-fd 3 list 3<pw'
exits 0 slot add --new-key-file "$dir/key2"
exits 0 --key-file "$dir/key2" list
exits 0 slot add --recovery
says "recovery code"
exits 2 slot add
exits 2 slot add --passphrase --recovery
exits 8 slot add --new-key-file "$dir/key2"

id=$(cv slot list | awk '/passphrase/ { print $1 }')
exits 0 slot remove "$id"
cv --passphrase-fd 3 list >/dev/null 2>"$dir/err" 3<"$dir/pw"
is "a slot that is gone does not unlock" $? 3
exits 4 slot remove "$id"
for id in $(cv slot list | awk '$1 ~ /^[0-9a-f]+$/ && !/\*/ { print $1 }'); do
	exits 0 slot remove "$id"
done

# Without a recovery code, what is lost is lost.
exits 0 slot add --recovery
exits 0 slot add --recovery
first=$(cv slot list | awk '/recovery/ { print $1; exit }')
exits 0 slot remove "$first"
warns_not "recovery code"
exits 0 slot remove "$(cv slot list | awk '/recovery/ { print $1 }')"
says "Removed."
warns "no recovery code is left"
warns "connvault slot add --recovery"
exits 0 slot add --new-key-file "$dir/key3"
exits 0 slot remove "$(cv slot list | awk '/key file/ && !/\*/ { print $1 }')"
warns_not "recovery code"
exits 2 slot remove "$(cv slot list | awk '/key file/ { print $1 }')"
exits 0 list
finish
