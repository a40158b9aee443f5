#!/bin/sh
. "$(dirname "$0")/lib.sh"

# A descriptor that the caller closed is the next one that open(2) gives:
# what is printed must not end in the vault.
vault=$HOME/.local/share/connvault/vault.db
cv init --new-key-file "$dir/key" >&- 2>"$dir/err"
is "init without standard output fails" $? 1
warns "cannot write the output"
CONNVAULT_KEY_FILE=$dir/key
export CONNVAULT_KEY_FILE
exits 0 list
ok "nothing was printed into the vault" sh -c "! grep -qa 'Made the' '$vault'"
cv list >&- 2>"$dir/err"
is "list without standard output fails" $? 1
cv get nobody 2>&-
is "errors without standard error have their exit code" $? 4
printf sk_1 | cv create --piece stripe --name One --secret-stdin api_key \
	>"$dir/out" 2>&- 3>&-
is "create without standard error works" $? 0
cv create --piece stripe --name Two --secret-stdin api_key <&- 2>"$dir/err"
is "create without standard input fails" $? 1
exits 0 audit verify
exits 0 get one
says sk_1

# SIGXFSZ would end the program in the midst of a change.
(ulimit -f 8 && printf sk_3 | cv create --piece stripe --name Three \
	--secret-stdin api_key >/dev/null 2>"$dir/err")
is "a limit on the size of files is an error" $? 1
warns "no space left"
warns "ulimit -f"
exits 0 list
says_not Three
ok "no journal is left" sh -c "! [ -s '$vault-journal' ]"
finish
