#!/bin/sh
# canary.sh - secrets that carry a marker are nowhere but where they belong
#
# A whole scenario, by commands and in the console, with a marker in every
# credential and passphrase. Afterwards every file below HOME, everything that
# was printed or drawn, and argv and environment as sampled meanwhile are
# searched for it: as it is, in hexadecimal, in base64 at each alignment. The
# control plants each of these forms where it must be found.
set -u

tmp=$(mktemp -d) || exit 1
sampler=
# shellcheck disable=SC2317
cleanup()
{
	rm -f "$tmp/run"
	if [ -n "$sampler" ]; then
		wait "$sampler"
	fi
	rm -rf "$tmp"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

HOME=$tmp/home
TMPDIR=$HOME/tmp
TERM=xterm-256color
mkdir -p "$TMPDIR" "$tmp/said" "$tmp/given"
chmod 700 "$HOME"
export HOME TMPDIR TERM
unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME XDG_RUNTIME_DIR
unset CONNVAULT_VAULT CONNVAULT_PROJECT CONNVAULT_KEY_FILE
cd "$HOME" || exit 1
echo "1..9"

# Variables below are never exported and never in an argv but of builtins:
# the sampler sees this shell too.
random=$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')
marker=cnry$random
namer=nmry$random
passphrase="pass $marker phrase"
key=sk_$marker

number=0
failed=0
ok()
{
	number=$((number + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $number - $2"
	else
		echo "not ok $number - $2"
		failed=1
	fi
}

# The forms of stdin's bytes, one a line.
forms()
{
	text=$(cat)
	printf '%s\n' "$text"
	printf '%s' "$text" | od -An -v -tx1 | tr -d ' \n'
	echo
	# A few bytes before shift the alignment; the characters at both ends
	# depend on what stands beside the text and are left out.
	for before in '' x xx; do
		printf '%s%s' "$before" "$text" | base64 | tr -d '\n=' |
			sed 's/^....//; s/....$//'
		echo
	done
}
printf %s "$marker" | forms >"$tmp/secrets"
printf %s "$namer" | forms >"$tmp/names"

# Which files below the folders have one of the patterns.
search()
{
	patterns=$1
	shift
	LC_ALL=C grep -rliaF -f "$patterns" "$@" 2>/dev/null
}

# One look at argv and environment of every process that lets us.
look()
{
	LC_ALL=C grep -liaF -f "$tmp/secrets" /proc/[0-9]*/cmdline \
		/proc/[0-9]*/environ 2>/dev/null
}

: >"$tmp/run"
while [ -e "$tmp/run" ]; do
	look >>"$tmp/processes"
	grep -lx 'connvault' /proc/[0-9]*/comm >>"$tmp/seen" 2>/dev/null
done &
sampler=$!

step=0
# Run connvault; the passphrase comes on fd 3, what it says is kept.
cv()
{
	step=$((step + 1))
	printf '%s\n' "$passphrase" | "$CONNVAULT" --passphrase-fd 3 "$@" \
		3<&0 <"${input:-/dev/null}" >"$tmp/said/$step.out" \
		2>"$tmp/said/$step.err"
	status=$?
	if [ $status -ne "${expect:-0}" ]; then
		echo "# exit $status, not ${expect:-0}: connvault $*"
		sed 's/^/# /' "$tmp/said/$step.err"
		trouble=1
	fi
}

give()
{
	printf '%s' "$2" >"$tmp/given/$1"
}

give key "$key"
give fields "{\"username\":\"ops\",\"password\":\"pw-$marker\"}"
give wrong "{\"api_key\":\"$key\",\"no_such_field\":\"$marker\"}"
give broken "{\"api_key\":\"$key"

# -- by commands ------------------------------------------------------------
trouble=0
cv init --kdf interactive
input=$tmp/given/key cv create --piece sendgrid --name "Mail $namer" \
	--external-id mail --secret-stdin api_key
cv create --piece sendgrid --name "Second $namer" --external-id second \
	--secret-file "api_key=$tmp/given/key"
input=$tmp/given/wrong expect=2 cv create --piece sendgrid --name Wrong \
	--fields-stdin
input=$tmp/given/broken expect=2 cv create --piece sendgrid --name Broken \
	--fields-stdin
cv rename mail "Post $namer"
input=$tmp/given/key cv reconnect mail --secret-stdin api_key
cv list
cv project rename Default "First $namer"
cv project create "Project $namer"
cv project use "Project $namer"
cv list
cv project use "First $namer"
cv list --json
cv list --match "$random"
cv show mail
cv show mail --json
cv usage mail
cv audit list
cv audit verify
cv doctor
cv backup "$HOME/copy.vault"
cv delete second
cv restore second
cv delete second
expect=4 cv get nowhere
right=$passphrase passphrase="wrong $passphrase"
expect=3 cv list
passphrase=$right

# Into a variable: this is where a secret belongs.
get()
{
	got=$(printf '%s\n' "$passphrase" | "$CONNVAULT" --passphrase-fd 3 \
		get mail 3<&0 </dev/null 2>>"$tmp/said/get.err")
}
get
[ "$got" = "$key" ] && [ $trouble -eq 0 ]
ok $? "commands work, and what was stored comes back"

# -- in the console ---------------------------------------------------------
key=new_$marker
LC_ALL=C.UTF-8 "$TOP_BUILDDIR/tests/bench/play" "$tmp/said/console" \
	"$CONNVAULT" 2>"$tmp/said/play" <<END
wait assphrase
keys $passphrase\r
wait Post $namer
frame
keys c
wait API
frame
paste $key\n
wait characters
keys \x13
wait econnected
frame
keys e
wait Name
frame
keys \x15Ops $namer
wait Ops $namer
keys \r
wait enamed
frame
keys s
keys q
end
END
played=$?
sed 's/^/# /' "$tmp/said/play"
get
[ "$got" = "$key" ] && [ $played -eq 0 ]
ok $? "the console works: unlock, reconnect with a pasted secret, rename, leave"

rm -f "$tmp/run"
wait "$sampler"
sampler=

# -- the search ---------------------------------------------------------------
tell()
{
	[ -z "$1" ] && return 0
	echo "$1" | sed 's/^/# found in: /'
	return 1
}
tell "$(search "$tmp/secrets" "$HOME")"
ok $? "no file below HOME has a secret"
tell "$(search "$tmp/names" "$HOME")"
ok $? "no file below HOME has the name of a connection or project, old or new"
tell "$(search "$tmp/secrets" "$tmp/said")"
ok $? "nothing printed or drawn has a secret"
tell "$(cat "$tmp/processes")"
ok $? "no argv and no environment has a secret"

# -- the controls: each form, planted, is found -------------------------------
missed=0
# shellcheck disable=SC2094
while read -r form; do
	rm -rf "$tmp/planted"
	cp -R "$HOME" "$tmp/planted"
	vault=$(find "$tmp/planted" -type f -size +8 | head -n 1)
	printf '%s' "$form" >>"${vault:-$tmp/planted/none}"
	[ -n "$vault" ] && [ -n "$(search "$tmp/secrets" "$tmp/planted")" ] ||
		missed=1
done <"$tmp/secrets"
ok $missed "control: each form is found in a copy of the vault"

mkfifo "$tmp/fifo"
sh -c 'read -r line' "$marker" <"$tmp/fifo" &
in_argv=$!
MARK=$marker sh -c 'read -r line' <"$tmp/fifo" &
in_environment=$!
exec 4>"$tmp/fifo"
# Both are there at once, or as soon as their exec is through.
tries=0
found=
until { echo "$found" | grep -q "/$in_argv/cmdline" &&
	echo "$found" | grep -q "/$in_environment/environ"; } ||
	[ $tries -eq 500 ]; do
	found=$(look)
	tries=$((tries + 1))
done
exec 4>&-
wait $in_argv $in_environment
[ $tries -lt 500 ]
ok $? "control: a secret in argv and in the environment is found"

[ -s "$tmp/seen" ] && grep -q "Ops $namer" "$tmp/said/console"
ok $? "control: connvault was seen running, and the terminal was recorded"
exit $failed
