#!/bin/sh
# shellcheck disable=SC2016
. "$(dirname "$0")/lib.sh"

hints()
{
	exits "$@"
	warns "hint: "
}

vault
stripe One
hints 2 list --status foo
hints 2 list --sort foo
hints 2 list --expiring foo
hints 4 -p Nope list
warns "connvault project list"
hints 4 project use Nope
hints 2 slot add
hints 2 completion ksh
hints 4 import "$dir/absent.env"
stripe Two
hints 4 replace one two
hints 2 replace one one
hints 127 exec one -- no-such-program
hints 126 exec one -- "$dir"
hints 1 refresh one
warns "1 was not refreshed"
hints 4 flow remove nope
hints 4 create --piece stripe --name X --secret-file "api_key=$dir/absent"
warns "$dir/absent"
hints 2 create --piece stripe --name X --secret-file "api_key=$dir"
warns "$dir is a folder"
hints 2 create --piece stripe --name X --secret-file api_key=/dev/zero
warns "/dev/zero is longer than"
printf 'one\ntwo\n' >"$dir/two"
hints 2 create --piece stripe --name X --secret-file "api_key=$dir/two"
exits_with '{"api_key": "sk_\u0000cut"}' 2 create --piece stripe --name X \
	--fields-stdin
warns "hint: "
hints 2 create --name X
warns "connvault piece list WORD"
hints 2 create --piece stripe
long=$(head -c 5000 /dev/zero | tr '\0' x)
hints 2 edit one --note "$long"
warns "the note is too long"
hints 2 edit one --note "$(printf 'a\001b')"
hints 2 edit one --note "$(printf 'a\351b')"
hints 2 edit one --tag "$long"
warns "the tag is too long"
hints 2 edit one --tag a --tag " "
warns "the tag is empty"
hints 2 edit one --tag a,b
cv -q delete two
hints 4 get two
warns "connvault restore brings it back"
cv -q restore two
: >"$dir/copy.db"
hints 8 backup "$dir/copy.db"
echo '{"hello": 1}' >"$dir/wrong.json"
hints 1 flow import "$dir/wrong.json"
hints 4 flow import "$dir/nothing.json"

# A file that a shell makes of a command is read.
mkfifo "$dir/pipe"
printf sk_piped >"$dir/pipe" &
exits 0 create --piece stripe --name Piped --secret-file "api_key=$dir/pipe"
is "what came through the pipe is kept" "$(cv get piped)" sk_piped

hints 4 --key-file nokey list
cv init --vault "$dir/other.db" --new-key-file "$dir/other.key" >"$dir/code"
hints 3 --key-file "$dir/other.key" list
echo "no vault" >"$dir/text.db"
chmod 600 "$dir/text.db"
hints 9 --vault "$dir/text.db" list
unset CONNVAULT_KEY_FILE
hints 1 --passphrase-fd 77 list
printf 'wrong\n' >"$dir/wrong"
cv --vault "$dir/other.db" --passphrase-fd 3 list 3<"$dir/wrong" 2>"$dir/err"
is "a passphrase where there is none" $? 3
warns "hint: give --key-file FILE"
cv --passphrase-fd 3 list 3<"$dir/wrong" >"$dir/out" 2>"$dir/err"
is "a wrong passphrase" $? 3
warns "hint: "

# What looks like a recovery code is taken for one.
code=$(sed -n 's/^    //p' "$dir/code")
short=${code%-*}
for typed in "$short" "$code-ABCD" "${code%?}" "${code%????}"; do
	printf '%s\n' "$typed" >"$dir/typed"
	cv --vault "$dir/other.db" --passphrase-fd 3 list 3<"$dir/typed" \
		>"$dir/out" 2>"$dir/err"
	is "a code of another length opens nothing" $? 3
	warns "this is not a recovery code"
	warns "hint: "
done
finish
