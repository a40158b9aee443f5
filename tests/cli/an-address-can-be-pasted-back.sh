#!/bin/sh
# Where no browser can come back: what is pasted is taken, and garbage is not.
. "$(dirname "$0")/lib.sh"
. "$TOP_SRCDIR/tests/cli/idp.sh"

pastes()
{
	mkfifo pipe
	: >"$dir/err"
	"$CONNVAULT" "$@" --paste >"$dir/out" 2>"$dir/err" <pipe &
	pid=$!
	exec 7>pipe
	rm pipe
	await grep -q '/auth?.*=' "$dir/err"
	url=$(sed -n 's,^ *\(http://.*/auth?.*\),\1,p' "$dir/err")
}

vault
piece mail
cv -q app set mail --client-id native-public

pastes create --piece mail --name Whole
warned=$(grep -c "Paste here the address" err)
is "it says what is wanted" "$warned" 1
visit "$url" >&7
ended 0
says "Signed in as alice@example.test."
pastes create --piece mail --name Query
visit "$url" bob | sed 's/.*?//' >&7
ended 0
pastes create --piece mail --name Code
code=$(visit "$url" | sed 's/.*code=//;s/&.*//')
echo "$code" >&7
await grep -q "paste it once more" err
echo "$code" >&7
ended 0

pastes create --piece mail --name Garbage
echo "what is this" >&7
await grep -q "that is no address" err
echo "$url" >&7
await grep -q "it has no code" err || await grep -q "another address" err
echo "http://127.0.0.1:8765/callback?code=abc&state=other" >&7
await grep -q "another sign-in" err
visit "$url" >&7
ended 0

# Longer than the lines of a terminal.
long=$(printf 'x%.0s' $(seq 5000))
pastes create --piece mail --name Long
echo "$(visit "$url")&session_state=$long" >&7
ended 0
pastes create --piece mail --name End
exec 7>&-
ended 1
warns "standard input ended"

# At a terminal, unseen; what is wrapped is one.
at_terminal()
{
	name=$1
	shift
	: >screen.now
	mkfifo script
	"$TOP_BUILDDIR/tests/bench/play" screen /bin/sh -c \
		'exec "$CONNVAULT" "$@" 2>told' sh create --piece mail \
		--name "$name" --no-browser "$@" <script &
	pid=$!
	exec 7>script
	rm script
}
export CONNVAULT
for way in whole wrapped; do
	rm -f told
	at_terminal "At $way"
	await grep -qs '/auth?.*=' told
	url=$(sed -n 's,^ *\(http://.*/auth?.*\),\1,p' told)
	back="$(visit "$url")&session_state=$(echo "$long" | cut -c1-3900)"
	[ $way = whole ] || back=$(echo "$back" | sed 's/&state/\\n&/')
	printf 'keys %s\nkeys &more=%s\\n\nend\n' "$back" \
		"$(echo "$long" | cut -c1-3000)" >&7
	exec 7>&-
	ended 0
	ok "the terminal tells what stderr, which is a file, would not" \
		grep -q 'aste here the address' screen
	ok "nothing of it is shown" sh -c '! grep -q session_state screen'
done

play 'wait press Enter.
keys \x03
end' create --piece mail --name Stopped --port 18766 --no-browser
is "Ctrl-C ends with 130" $? 130
is "Ctrl-C closes the port" "$(curl -s -o page -w '%{http_code}' \
	http://127.0.0.1:18766/callback)" 000
exits 4 show Stopped
finish
