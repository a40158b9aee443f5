#!/bin/sh
. "$(dirname "$0")/lib.sh"

CONNVAULT_KEY_FILE=$dir/key
export CONNVAULT_KEY_FILE
exits 4 list
warns "hint:"
warns "connvault init"

vault
stripe One
good=$vault
at()
{
	cp "$good" "$dir/v.db"
	chmod 600 "$dir/v.db"
}

echo "this is no vault" >"$dir/v.db"
chmod 600 "$dir/v.db"
cv --vault "$dir/v.db" list >"$dir/out" 2>"$dir/err"
is "a text file exits with 9" $? 9
warns "connvault: "
: >"$dir/v.db"
cv --vault "$dir/v.db" list >"$dir/out" 2>"$dir/err"
is "an empty file exits with 9" $? 9
at
truncate -s 5000 "$dir/v.db"
exits 9 --vault "$dir/v.db" list
at
chmod 644 "$dir/v.db"
exits 1 --vault "$dir/v.db" list
warns "chmod 600"
at
ln -s "$dir/v.db" "$dir/link.db"
exits 1 --vault "$dir/link.db" list
warns "link"
for folder in "$dir" "$dir/" ./ .; do
	exits 1 --vault "$folder" list
	warns "is a folder"
	warns "hint: name a file in it"
done
exits 1 --vault ./ doctor
says "! vault file       ./ is a folder"
exits 4 --vault none/ list
mkfifo -m 600 "$dir/fifo"
exits 1 --vault "$dir/fifo" list
exits 0 --vault "$good" list
says One
finish
