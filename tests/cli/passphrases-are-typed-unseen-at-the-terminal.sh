#!/bin/sh
. "$(dirname "$0")/lib.sh"

typed="wait New passphrase:
keys canary-one\\n
wait The same again:
keys canary-one\\n
end"
play "$typed" init --kdf interactive
is "a passphrase typed twice makes a vault" $? 0
ok "the recovery code was shown" grep -q "recovery code" "$dir/screen"
ok "what was typed was not" sh -c '! grep -q canary screen'

ok "a short one is advised against" \
	grep -q "less than 12 characters is soon guessed" "$dir/screen"
printf 'abc\n' >"$dir/abc"
printf 'four words are better\n' >"$dir/words"
"$CONNVAULT" --vault "$dir/abc.db" --passphrase-fd 3 init --kdf interactive \
	>/dev/null 2>"$dir/err" 3<"$dir/abc"
is "a short one from a file is kept" $? 0
warns "less than 12 characters is soon guessed"
warns "hint: four or more words"
"$CONNVAULT" --vault "$dir/words.db" --passphrase-fd 3 init --kdf interactive \
	>/dev/null 2>"$dir/err" 3<"$dir/words"
is "a long one, too" $? 0
warns_not "less than 12"
"$CONNVAULT" --vault "$dir/none.db" --passphrase-fd 3 init --kdf interactive \
	>/dev/null 2>"$dir/err" 3</dev/null
is "an empty one is not" $? 2

play "wait Passphrase:
keys canary-one\\n
end" project list
is "it unlocks" $? 0
ok "and is not shown" sh -c '! grep -q canary screen'
ok "the list is" grep -q Default "$dir/screen"

play "wait Passphrase:
keys canary-one\\n
wait Name:
keys Typed name\\n
wait Secret API Key:
keys sk-canary\\n
end" create --piece stripe
is "create asks for what is missing, the name first" $? 0
ok "it is made" grep -q 'Created "Typed name"' "$dir/screen"
ok "and the credential is not shown" sh -c '! grep -q canary screen'

play "wait Passphrase:
keys canary-two\\n
end" list
is "another does not" $? 3
ok "and is not shown either" sh -c '! grep -q canary screen'

play "wait Passphrase:
keys \\x03
end" list
is "Ctrl-C ends with 130" $? 130

play "wait New passphrase:
keys canary-one\\n
wait The same again:
keys canary-onf\\n
end" --vault "$dir/other.db" init --kdf interactive
is "two that differ make nothing" $? 2
ok "no file is left" test ! -e "$dir/other.db"

# Only what the vault has is asked for.
CONNVAULT_VAULT=$dir/file.db
export CONNVAULT_VAULT
cv init --new-key-file "$dir/key" >"$dir/init" 2>&1
code=$(sed -n 's/^    //p' "$dir/init")
play "wait Recovery code:
keys $code\\n
end" project list
is "without a passphrase it asks for the recovery code" $? 0
ok "and says what else there is" grep -q -- "--key-file FILE gives" \
	"$dir/screen"
ok "the list is there" grep -q Default "$dir/screen"
ok "the code is not shown" sh -c '! grep -q "$1" screen' sh "$code"
id=$(cv --key-file "$dir/key" slot list | awk '/recovery/ { print $1 }')
cv --key-file "$dir/key" slot remove "$id" >"$dir/out"
play end list
is "without both it asks for nothing" $? 3
ok "and says what to give" grep -q "neither passphrase nor recovery code" \
	"$dir/screen"
unset CONNVAULT_VAULT

# The terminal is as it was, whatever happened.
cat >"$dir/run" <<'END'
before=$(stty -g)
"$CONNVAULT" list
[ "$before" = "$(stty -g)" ] && echo SAME
END
play_sh()
{
	printf '%s\n' "$1" |
		"$TOP_BUILDDIR/tests/bench/play" "$dir/screen" /bin/sh "$dir/run"
}
play_sh "wait Passphrase:
keys wrong\\n
end"
ok "echo is on again after a wrong one" grep -q SAME "$dir/screen"
cat >"$dir/run" <<'END'
before=$(stty -g)
trap : INT
"$CONNVAULT" list
[ "$before" = "$(stty -g)" ] && echo SAME
END
play_sh "wait Passphrase:
keys \\x03
end"
ok "and after Ctrl-C" grep -q SAME "$dir/screen"
finish
