#!/bin/sh
. "$(dirname "$0")/lib.sh"
. "$TOP_SRCDIR/tests/cli/agent.sh"

vault
stripe Billing
unset CONNVAULT_KEY_FILE

run=$HOME/.local/state/connvault/run
sockets()
{
	(cd "$run" && echo *.sock)
}
# shellcheck disable=SC2317 # await calls it
has_sockets()
{
	[ "$(sockets)" = "$1" ]
}

exits 3 status
says "locked"
exits 0 lock
says "No agent runs"
head -c 32 /dev/zero >"$dir/wrong"
chmod 600 "$dir/wrong"
exits 3 --key-file "$dir/wrong" unlock
warns "hint: name the key file of this vault"
exits 0 --key-file "$dir/key" unlock
says "Unlocked until"
exits 0 status
says "all active; unlocked until"
exits 0 list
says "Billing"
exits 0 get billing
says "sk_Billing"
exits 0 unlock --for 2h
exits 3 unlock --for 4h
warns "it cannot be made longer without the key"
exits 3 unlock --idle never
exits 3 --key-file "$dir/wrong" unlock --for 4h
warns "hint: name the key file of this vault"
exits 4 --key-file "$dir/none" unlock --for 4h
warns "none"
exits 0 list
exits 0 unlock --json
says '"agent_locks_at":	"20'
exits 0 --key-file "$dir/key" unlock --for never --json
says '"agent_locks_at":	null'
exits 0 list
exits 0 lock --json
says '"agent_unlocked":	false'
exits 0 lock --json
says '"agent_unlocked":	false'
exits 0 --key-file "$dir/key" unlock --for 4h --idle never
says_not "unused"
is "its sockets" "$(sockets)" "agent.sock api.sock"
mode=$(stat -c %a "$run")
is "the folder of the socket is the user's alone" "$mode" 700
# A vault that was moved away is locked all the same.
mv "$vault" "$vault.away"
exits 0 lock
says "Locked."
await has_sockets "*.sock"
result $? "its sockets are gone with it"
mv "$vault.away" "$vault"
exits 3 list

# Who cannot be asked by workflow engines says so where somebody looks.
run=$HOME/.local/state/connvault/run
rm -f "$run/api.sock"
mkdir "$run/api.sock"
exits 0 --key-file "$dir/key" unlock
says "Unlocked"
warns "workflow engines are not answered: cannot listen at"
warns "hint: if something else is there, move it away"
exits 0 status
says "workflow engines are not answered"
exits 0 status --json
says '"agent_fault":	"workflow engines are not answered: '
exits 1 doctor
says "! agent            workflow engines are not answered"
exits 0 lock
rmdir "$run/api.sock"
exits 0 --key-file "$dir/key" unlock
warns_not "not answered"
exits 0 lock

# A key that is given is tried, whatever the agent has.
exits 0 --key-file "$dir/key" unlock
exits 3 --key-file "$dir/wrong" list
exits 0 list

# Killed, it leaves a socket behind: the next one takes its place.
pid=$(agent_pid)
kill -KILL "$pid"
await is_gone "$pid"
exits 3 list
exits 0 --key-file "$dir/key" unlock
exits 0 list
exits 0 lock

# A folder that others may write to is none to find an agent in.
exits 0 --key-file "$dir/key" unlock
chmod 777 "$run"
exits 3 get billing
warns "is not a folder of yours alone"
warns "hint: make it yours, with chmod 700"
chmod 700 "$run"
exits 0 get billing
exits 0 lock

# One that is stopped holds up nobody for long.
exits 0 --key-file "$dir/key" unlock
pid=$(agent_pid)
kill -STOP "$pid"
exits 7 status
warns "the agent does not answer"
exits 3 list
warns "the agent does not answer"
exits 7 lock
warns "kill -CONT"
kill -CONT "$pid"
await is_gone "$pid"
result $? "woken, it has heard that it is to lock"

# In the foreground it begins anew, locked.
agent_start --key-file "$dir/key"
agent_says unlocked
exits 0 status
pid=$(agent_pid)
exits 0 lock
agent_says "locked: asked to"
exits 3 status
exits 0 --key-file "$dir/key" unlock
exits 0 list
is "it is the same process" "$(agent_pid)" "$pid"
exits 8 agent
warns "runs already"

# It takes no socket away that is not its own.
rm "$run/agent.sock"
exits 0 --key-file "$dir/key" unlock
agent_end
is "it leaves the next one's" "$(sockets)" "agent.sock"
exits 0 list
exits 0 lock
await has_sockets "*.sock"
result $? "which goes with that"

# Its time is over: it needs nobody to lock.
agent_start --key-file "$dir/key" --idle 1s
agent_says "locked: nobody used it"
exits 3 status
agent_end
agent_start --key-file "$dir/key" --for 1s
agent_says "locked: its time is over"
exits 3 status
agent_end
exits 2 unlock --for soon

# Who types has three tries.
printf 'MADE-UP words\n' >"$dir/pw"
cv --key-file "$dir/key" slot add --new-passphrase-fd 3 --kdf interactive \
	3<"$dir/pw" >/dev/null 2>&1
play 'wait assphrase
keys wrong\r
wait Passphrase: 
keys MADE-UP words\r
wait Unlocked until
end' unlock >"$dir/out" 2>&1
result $? "the second try opens it"
exits 0 list

# ... and is asked again to make it longer.
play 'wait assphrase
keys MADE-UP words\r
wait Unlocked;
end' unlock --for never >"$dir/out" 2>&1
result $? "it is made longer"
exits 0 status
says_not "until"
exits 0 lock
finish
