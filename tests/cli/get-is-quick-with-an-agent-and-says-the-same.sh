#!/bin/sh
# With an agent the small program hands the value out by itself. Each of these
# is asked both ways, and comes out the same.
# shellcheck disable=SC2154 # dir and vault are of lib.sh
. "$(dirname "$0")/lib.sh"
. "$TOP_SRCDIR/tests/cli/agent.sh"

# glibc tells which libraries it loads; where it does not, what comes out is
# compared all the same.
loads()
{
	LD_DEBUG=files "$CONNVAULT" "$@" 2>&1 >/dev/null |
		grep -c 'generating link map.*\|calling init.*'
}
can_see=1
if [ "$(loads --version)" -eq 0 ]; then
	can_see=
	echo "# LD_DEBUG tells nothing here: which way was taken is not seen"
fi

# quick WORDS...: with few libraries, and what the whole program says
quick()
{
	compare "$@"
	[ -z "$can_see" ] || ok "get $* loads little" \
		[ "$(loads get "$@")" -lt "$(loads --version)" ]
}

# slow WORDS...: the whole program is asked
slow()
{
	compare "$@"
	[ -z "$can_see" ] || ok "get $* is left to the program" \
		[ "$(loads get "$@")" -ge "$(loads --version)" ]
}

# --no-color is for the whole program alone.
compare()
{
	cv get "$@" >"$dir/here" 2>"$dir/here.err" </dev/null
	got=$?
	cv --no-color get "$@" >"$dir/whole" 2>"$dir/whole.err" </dev/null
	is "get $* exits as the whole program does" $got $?
	ok "and writes the same" cmp "$dir/here" "$dir/whole"
	ok "and says the same" cmp "$dir/here.err" "$dir/whole.err"
}

readings()
{
	cv audit list --json | grep -c '"action":"read","object":"[^"]*","detail":"get"'
}

vault
stripe Plain
stripe plain_too
printf "it's \\302\\233 odd" |
	cv -q create --piece stripe --name Odd --secret-stdin api_key
head -c 60000 /dev/zero | tr '\0' x |
	cv -q create --piece stripe --name Long --secret-stdin api_key
secret()
{
	printf 'sk_%s' "$1" | cv -q create --piece stripe --secret-stdin api_key \
		--name "$1" --external-id "$2"
}
secret Twin sham
secret sham other
cv -q create --piece stripe --name Later --placeholder
cv -q project create Other
printf sk_Other | cv -q -p Other create --piece stripe --name Plain \
	--secret-stdin api_key

slow plain # nobody is there to ask
cv -q unlock
unset CONNVAULT_KEY_FILE

if [ -n "$can_see" ] && [ -n "$FRONT_WITH" ]; then
	is "linked with $FRONT_WITH it loads no library" "$(loads get plain)" 0
fi
quick plain
quick Plain
quick PLAIN
quick plain api_key
quick --vault "$vault" plain
quick -p Other plain
quick --project Default plain
quick odd
quick long
is "all of a long one" "$(cv get long | wc -c | tr -d ' ')" 60000
slow nobody
exits 4 get nobody
warns "hint:"
slow plain nothing
exits 2 get plain nothing
warns api_key
slow -p Nowhere plain
slow --project "" plain
slow plain --json
slow plain --min-valid 5
slow later
exits 5 get later
slow sham
exits 2 get sham
warns "is the external id of"
slow --vault "$dir/none" plain

before=$(readings)
for _ in 1 2 3; do
	cv get plain >/dev/null
done
is "each has its row in the audit" "$(readings)" $((before + 3))

CONNVAULT_PROJECT=Other
export CONNVAULT_PROJECT
quick plain
is "it is of that project" "$(cv get plain)" sk_Other
unset CONNVAULT_PROJECT
cv -q project use Other
quick plain
is "so it is of the project in use" "$(cv get plain)" sk_Other
cv -q project rename Other Changed
quick plain
slow -p Other plain
quick -p Changed plain
cv -q project use Default

# A full disk behind it.
if [ -w /dev/full ]; then
	cv get plain >/dev/full 2>"$dir/err"
	is "what cannot be written is told" $? 1
	warns "cannot write the output"
fi

if (ulimit -f 8) 2>/dev/null; then
	(ulimit -f 8 && cv get long >"$dir/short") 2>"$dir/err"
	is "a file that may not grow is told" $? 1
	warns "File too large"
fi

# What is wrong with the file is told by the program.
chmod 644 "$vault"
slow plain
exits 1 get plain
warns "chmod 600"
chmod 600 "$vault"
quick plain
ln "$vault" "$dir/second"
slow plain
rm "$dir/second"
ln -s "$vault" "$dir/link"
slow --vault "$dir/link" plain
rm "$dir/link"
quick plain

# While somebody writes the agent answers others, and notes nothing in vain.
mkfifo "$dir/until"
python3 -c 'import sqlite3, sys
vault = sqlite3.connect(sys.argv[1], isolation_level=None)
vault.execute("BEGIN IMMEDIATE")
print("held", flush=True)
open(sys.argv[2]).read()' "$vault" "$dir/until" >"$dir/holder" &
holder=$!
await grep -q held "$dir/holder"
before=$(readings)
cv get plain >"$dir/here" 2>"$dir/busy" &
getter=$!
exits 5 status
exits 0 list
wait $getter
is "a vault that is written to is busy" $? 7
ok "which is said" grep -q "hint:" "$dir/busy"
: >"$dir/until"
wait $holder
is "what was not given has no row" "$(readings)" "$before"
quick plain

# One that was stopped does not do later what nobody waits for.
pid=$(agent_pid)
before=$(readings)
kill -STOP "$pid"
exits 3 get plain
warns "the agent does not answer"
kill -CONT "$pid"
exits 5 status
is "and has no row either" "$(readings)" "$before"

cv -q lock
slow plain
exits 3 get plain
finish
