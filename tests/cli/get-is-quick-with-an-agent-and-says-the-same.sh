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
[ "$(loads --version)" -gt 0 ] && can_see=1 || can_see=

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

# -q is for the whole program alone.
compare()
{
	cv get "$@" >"$dir/here" 2>"$dir/err" </dev/null
	got=$?
	cv -q get "$@" >"$dir/whole" 2>"$dir/whole.err" </dev/null
	is "get $* exits as -q get does" $got $?
	ok "and writes the same" cmp "$dir/here" "$dir/whole"
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

cv -q lock
slow plain
exits 3 get plain
finish
