#!/bin/sh
# Signing in, refreshing, failing, revoking, the agent and its API: afterwards
# the codes, tokens, verifier and client secret that went by are looked for in
# every file below HOME, in all that was printed or drawn, in pages, and in argv
# and environment as sampled meanwhile: as they are, in hexadecimal and base64.
# The control plants them where they must be found. The provider speaks TLS, so
# that what OpenSSL keeps is looked at, too.
# shellcheck disable=SC2154 # dir, idp, url and the like are of what is read
. "${TOP_SRCDIR:?is to name the source}/tests/cli/lib.sh"
certificate localhost
set -- "$dir/cert" "$dir/cert.key"
. "$TOP_SRCDIR/tests/cli/idp.sh"
. "$TOP_SRCDIR/tests/cli/agent.sh"

said=$dir/said
mkdir "$said"
: >"$dir/secrets"
step=0

# What connvault was asked to say is kept apart from what tests look for.
keep()
{
	step=$((step + 1))
	cat "$dir/out" >"$said/$step.out"
	cat "$dir/err" >"$said/$step.err"
}

forms()
{
	printf '%s\n' "$1"
	printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'
	echo
	for before in '' x xx; do
		printf '%s%s' "$before" "$1" | base64 | tr -d '\n=' |
			sed 's/^....//; s/....$//'
		echo
	done
}

# One more secret: long enough to be found by chance nowhere.
secret()
{
	[ ${#1} -ge 16 ] || return
	forms "$1" >>"$dir/secrets"
	secrets=$((secrets + 1))
}
secrets=0

learn()
{
	for field in access_token refresh_token; do
		secret "$(cv get "$1" $field --min-valid 0 2>/dev/null)"
	done
}

search()
{
	LC_ALL=C grep -rlaF -f "$dir/secrets" "$@" 2>/dev/null
}

# What connvault and its children show to everybody, all the time; it is
# searched at the end, when all secrets are known. This shell's own programs
# may have them: curl plays the browser.
: >"$dir/run"
: >"$dir/processes"
while [ -e "$dir/run" ]; do
	for at in $(pgrep -x connvault); do
		cat "/proc/$at/cmdline" "/proc/$at/environ"
	done 2>/dev/null | tr '\0' '\n' >>"$dir/processes"
done &
sampler=$!

vault
piece mail
client=post-secret
printf '%s' "$client" | cv -q app set mail --client-id native-post \
	--secret-stdin
signs_in create --piece mail --name Inbox
address=$(visit "$url")
secret "$(echo "$address" | sed 's/.*[?&]code=//; s/&.*//')"
curl -s -o "$said/page" "$address"
ended 0
keep
learn inbox

mkfifo pipe
: >"$dir/err"
"$CONNVAULT" reconnect inbox --paste --json-events >"$dir/out" \
	2>"$dir/err" <pipe &
pid=$!
exec 7>pipe
await grep -q '"url":' "$dir/out"
url=$(sed -n 's/.*"event":"authorize".*"url":"\([^"]*\)".*/\1/p' "$dir/out")
address=$(visit "$url")
secret "$(echo "$address" | sed 's/.*[?&]code=//; s/&.*//')"
echo "$address" >&7
exec 7>&-
ended 0
keep
learn inbox

for body in '{\"error\":\"invalid_client\"}' '<html>proxy</html>' '{\"acc'; do
	next "{\"replace\":{\"status\":400,\"headers\":{\"content-type\":
		\"application/json\"},\"body\":\"$body\"}}"
	cv refresh inbox --force >"$dir/out" 2>"$dir/err"
	keep
done
exits 0 refresh inbox --force
keep
learn inbox
for words in "show inbox" "list --json" "show inbox --json" "audit list" \
	"app list --json" "doctor" "audit verify"; do
	# shellcheck disable=SC2086 # several words
	cv $words >"$dir/out" 2>"$dir/err"
	keep
done

# The agent gives one to an engine, which is where it belongs.
agent_start --key-file "$dir/key"
token=$(cv client add Engine --json | sed 's/.*"token":"//; s/".*//')
secret "$token"
curl -s --unix-socket "$HOME/.local/state/connvault/run/api.sock" \
	-H "Authorization: Bearer $token" -o "$dir/engine" \
	http://x/v1/projects/Default/connections/inbox/value
grep -q access_token "$dir/engine"
result $? "an engine has its token"
cv client list --json >"$dir/out" 2>"$dir/err"
keep

# It refreshes by itself; when it is locked nothing of that is in its memory.
signs_in reconnect inbox
next '{"set":{"expires_in":4}}'
come_back "$url"
ended 0
learn inbox
# shellcheck disable=SC2317 # await calls it
has_refreshed()
{
	cv status --json | grep -q '"refresh_at":.*T' &&
		[ "$(cv get inbox --min-valid 0)" != "$old" ]
}
old=$(cv get inbox --min-valid 0)
await has_refreshed
result $? "the agent has refreshed it"
learn inbox
exits 0 lock
agent_says locked
if can_scan; then
	is "in the memory of a locked agent" \
		"$(scan "$(agent_pid)" "$dir/secrets")" \
		"0 secrets, control found"
fi
cp "$dir/agent" "$said/agent"

# In the console: a sign-in that is drawn, and given up.
LC_ALL=C.UTF-8 play 'wait Inbox
keys c
wait https://
frame
keys \x1b
wait Inbox
keys q
end' >"$said/play" 2>&1
cp "$dir/screen" "$said/screen"
exits 0 delete inbox --revoke
keep
agent_end
rm -f "$dir/run"
wait "$sampler"

[ "$secrets" -ge 8 ]
result $? "codes and tokens were learnt: $secrets"
is "files below HOME that have one" "$(search "$HOME")" ""
is "what was said, drawn or shown as a page" "$(search "$said")" ""
is "argv and environment" "$(grep -cF -f "$dir/secrets" "$dir/processes")" 0
is "the client secret in what was said" "$(grep -rlF "$client" "$said")" ""
[ "$(grep -c -- '--json-events' "$dir/processes")" -gt 0 ]
result $? "control: connvault was seen running"
cp -R "$HOME" "$dir/planted"
sed -n '6p' "$dir/secrets" >>"$dir/planted/.local/share/connvault/vault.db"
[ -n "$(search "$dir/planted")" ]
result $? "control: one that is planted is found"
finish
