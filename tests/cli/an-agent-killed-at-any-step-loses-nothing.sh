#!/bin/sh
# It is killed at each step of its life, in a build that dies where it is told
# to (tests/agent/mortal.c): who asked learns it, the next call starts another
# one, and the vault has what was said to be there.
# shellcheck disable=SC2154 # dir is of lib.sh
. "$(dirname "$0")/lib.sh"
. "$TOP_SRCDIR/tests/cli/agent.sh"

printf 'MADE-UP passphrase of the test\n' >"$dir/pw"
cv init --kdf interactive --passphrase-fd 3 3<"$dir/pw" >"$dir/init" 2>&1 ||
	show "$dir/init"
vault=$HOME/.local/share/connvault/vault.db
printf 'sk_MADEUP' | cv -q --passphrase-fd 3 create --piece stripe \
	--name Billing --secret-stdin api_key 3<"$dir/pw"
token=$(cv --passphrase-fd 3 client add Engine --json 3<"$dir/pw" |
	sed 's/.*"token":"//; s/".*//')

# All that an agent is for, whatever becomes of it.
live()
{
	cv -q --passphrase-fd 3 unlock 3<"$dir/pw"
	curl -s -w '\n' -H "Authorization: Bearer $token" --unix-socket \
		"$HOME/.local/state/connvault/run/api.sock" \
		http://agent/v1/projects/Default/connections/billing/value
	cv get billing </dev/null >>"$dir/got" && echo >>"$dir/got"
	cv lock
}

lives_until()
{
	: >"$dir/agent"
	DIES_AT=$1 "$TOP_BUILDDIR/tests/agent/mortal" agent 2>"$dir/agent" &
	agents=$!
	await grep -qs ready "$dir/agent"
	live >>"$dir/handed" 2>"$dir/err"
}

: >"$dir/handed"
: >"$dir/got"
gets=0
for step in "agent asked" "agent deriving" "agent opened" "agent answers" \
	"value audited" "value given" "agent locked" "agent begins anew"; do
	lives_until "$step"
	wait "$agents" 2>/dev/null
	is "at \"$step\" it was killed" $? 137
	agents=
	cv -q --passphrase-fd 3 unlock 3<"$dir/pw"
	is "another one is unlocked" $? 0
	exits 0 get billing
	says sk_MADEUP
	gets=$((gets + 1))
	exits 0 lock
done
lives_until "the end of time"
kill -0 "$agents"
result $? "control: without a step to die at it lives"
agent_end

cv -q --passphrase-fd 3 unlock 3<"$dir/pw"
exits 0 audit verify
cv audit list --json >"$dir/out"
handed=$(grep -c sk_MADEUP "$dir/handed")
[ "$handed" -ge 3 ]
result $? "values were handed out: $handed"
is "each has its row, and one was killed between the two" \
	"$(grep -o 'api: Engine' "$dir/out" | wc -l | tr -d ' ')" \
	$((handed + 1))
got=$(grep -c sk_MADEUP "$dir/got")
[ "$got" -ge 3 ]
result $? "so did get: $got"
is "each has its row here, too" \
	"$(grep -c '"detail":"get"' "$dir/out")" $((gets + got + 1))
finish
