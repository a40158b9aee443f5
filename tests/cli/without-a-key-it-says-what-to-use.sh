#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
unset CONNVAULT_KEY_FILE
# setsid: no terminal to ask at, wherever the tests run.
setsid -w "$CONNVAULT" list >"$dir/out" 2>"$dir/err" </dev/null
is "without a terminal it exits with 3" $? 3
warns "there is no terminal to ask at"
warns "hint: the vault has no passphrase: give --key-file FILE"
printf 'four words are better\n' >"$dir/words"
cv --key-file "$dir/key" slot add --kdf interactive --new-passphrase-fd 3 \
	3<"$dir/words"
setsid -w "$CONNVAULT" list >"$dir/out" 2>"$dir/err" </dev/null
warns "hint: give --passphrase-fd N or --key-file FILE"
setsid -w "$CONNVAULT" --vault "$dir/b.db" init >"$dir/out" 2>"$dir/err" \
	</dev/null
is "so does init" $? 3
warns "hint: give --new-key-file FILE"

printf 'wrong passphrase\n' >"$dir/pw"
"$CONNVAULT" --passphrase-fd 3 list >"$dir/out" 2>"$dir/err" 3<"$dir/pw"
is "a wrong passphrase exits with 3" $? 3
head -c 32 /dev/zero >"$dir/wrong"
chmod 600 "$dir/wrong"
exits 3 --key-file "$dir/wrong" list
head -c 7 /dev/zero >"$dir/short"
chmod 600 "$dir/short"
ok "a key file of the wrong size is refused" \
	sh -c '! "$CONNVAULT" --key-file short list'
exits 4 --key-file "$dir/absent" list
chmod 644 "$dir/key"
exits 1 --key-file "$dir/key" list
warns "chmod 600"
chmod 600 "$dir/key"
exits 2 --key-file "$dir/key" --passphrase-fd 0 list
exits 2 --passphrase-fd three list
warns_not three
exits 1 --passphrase-fd 77 list
warns "cannot read file descriptor 77"
"$CONNVAULT" --passphrase-fd 3 list >"$dir/out" 2>"$dir/err" 3</dev/zero
is "a line without an end is refused" $? 2
warns "longer than"
exits 0 --key-file "$dir/key" list
finish
