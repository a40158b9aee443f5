#!/bin/sh
# Many callers, other users, killed agents, and the memory of a locked one.
. "$(dirname "$0")/lib.sh"
. "$TOP_SRCDIR/tests/cli/agent.sh"

printf 'MADE-UP passphrase of the test\n' >"$dir/pw"
cv init --kdf interactive --passphrase-fd 3 3<"$dir/pw" >"$dir/init" 2>&1 ||
	show "$dir/init"
vault=$HOME/.local/share/connvault/vault.db
printf 'sk_MADEUPCANARY' | cv -q --passphrase-fd 3 create --piece stripe \
	--name Billing --secret-stdin api_key 3<"$dir/pw"

# Fifty at once want it unlocked: the key is derived once.
# shellcheck disable=SC2119 # it is none of ours
agent_start
: >"$dir/codes"
pids=
for i in $(seq 50); do
	(
		cv --passphrase-fd 3 unlock >/dev/null 2>&1 3<"$dir/pw"
		echo "$?" >>"$dir/codes"
	) &
	pids="$pids $!"
done
for pid in $pids; do
	wait "$pid"
done
is "all fifty are served" "$(sort "$dir/codes" | uniq -c | tr -d ' \n')" 500
is "and one key was derived" "$(grep -c 'a key is tried' "$dir/agent")" 1

# It can start no process any more; who starts the hooks can.
if has_seccomp; then
	before=$(filters $$)
	pid=$(agent_pid)
	is "the agent is limited to some system calls" "$(filters "$pid")" \
		$((before + 1))
	is "who starts the hooks is not" "$(filters "$(pgrep -P "$pid")")" \
		"$before"
	exits 0 lock
	agent_says "locked"
	cv -q --passphrase-fd 3 unlock 3<"$dir/pw"
	is "begun anew it is, once" "$(filters "$pid")" $((before + 1))
	cv doctor >"$dir/out" 2>&1
	says "seccomp keeps the agent from"
fi

# A wrong one is refused, and makes the next guess wait.
exits 0 lock
agent_says "locked"
printf 'wrong\n' >"$dir/wrong"
cv --passphrase-fd 3 unlock >/dev/null 2>"$dir/err" 3<"$dir/wrong"
is "a wrong passphrase exits with" $? 3
agent_says "a wrong key was tried"
cv -q --passphrase-fd 3 unlock 3<"$dir/pw"
is "the right one still opens it" $? 0

# What was in its memory is there no more.
if can_scan; then
	pid=$(agent_pid)
	token=$(cv client add Engine --json | sed 's/.*"token":"//; s/".*//')
	curl -s --unix-socket "$HOME/.local/state/connvault/run/api.sock" \
		-H "Authorization: Bearer $token" -o "$dir/out" \
		http://agent/v1/projects/Default/connections/billing/value
	says "sk_MADEUPCANARY"
	echo sk_MADEUPCANARY >"$dir/wanted"
	is "the value it gave is wiped at once" "$(scan "$pid" "$dir/wanted")" \
		"0 secrets, control found"
	exits 0 lock
	agent_says "locked"
	printf '%s\nMADE-UP passphrase\n' "$token" >"$dir/wanted"
	is "no token is left, nor the passphrase" \
		"$(scan "$pid" "$dir/wanted")" "0 secrets, control found"
	cv -q --passphrase-fd 3 unlock 3<"$dir/pw"
fi
if [ "$(id -u)" -eq 0 ]; then
	# Another user, to whom the folders stand open all the same.
	if command -v setpriv >/dev/null; then
		chmod 711 "$dir" "$HOME" "$HOME/.local" "$HOME/.local/state" \
			"$HOME/.local/state/connvault"
		chmod 777 "$HOME/.local/state/connvault/run" \
			"$HOME/.local/state/connvault/run/agent.sock"
		cat >"$dir/stranger.py" <<-'END'
			import socket, struct, sys
			s = socket.socket(socket.AF_UNIX)
			s.settimeout(10)
			s.connect(sys.argv[1])
			body = struct.pack("<HIQ", 1, 8, 2)
			try:
			    s.sendall(struct.pack("<I", len(body)) + body)
			    print(len(s.recv(4096)))
			except (ConnectionError, BrokenPipeError):
			    print(0)
		END
		chmod 644 "$dir/stranger.py"
		sock=$HOME/.local/state/connvault/run/agent.sock
		python=$(command -v python3)
		[ "$("$python" "$dir/stranger.py" "$sock")" -gt 0 ]
		result $? "its own user is answered"
		is "another one is not" "$(setpriv --reuid=65534 \
			--regid=65534 --clear-groups /usr/bin/env python3 \
			"$dir/stranger.py" "$sock" 2>/dev/null || echo 0)" 0
		chmod 700 "$HOME/.local/state/connvault/run"
	fi
fi

# Killed, whatever it was doing: the next one takes its place, and nothing is
# lost. Callers that wait learn it at once.
for i in 1 2 3 4 5; do
	pid=$(agent_pid)
	cv list >/dev/null 2>&1 &
	caller=$!
	kill -KILL "$pid"
	wait "$caller"
	wait "$agents" 2>/dev/null
	await is_gone "$pid"
	agents=
	cv --passphrase-fd 3 unlock >"$dir/out" 2>"$dir/err" 3<"$dir/pw"
	is "after kill $i it is unlocked anew" $? 0
done
exits 0 list
says Billing
exits 0 get billing
says sk_MADEUPCANARY
exits 0 audit verify
finish
