#!/bin/sh
# shellcheck disable=SC2016 # $ is for the programs that are run
. "$(dirname "$0")/lib.sh"

vault
stripe canary
printf '{"username":"Aladdin","password":"open canary"}' |
	cv -q create --piece "$(sed -n \
		's/^{"name":"\([^"]*\)".*"auth":\[{"type":"basic".*/\1/p' \
		"$CONNVAULT_DATA/pieces.json" | head -n 1)" \
		--name "My lamp.2" --fields-stdin

# By a descriptor: it can be read, twice, and not be changed.
exits 0 exec canary -- sh -c 'cat "/dev/fd/$CONNVAULT_FD"'
is "its JSON" "$(cat "$dir/out")" '{"api_key":"sk_canary"}'
exits 0 exec canary -- sh -c 'cat <&"$CONNVAULT_FD_CANARY"; echo x \
	>"/dev/fd/$CONNVAULT_FD" 2>/dev/null || echo sealed'
says '{"api_key":"sk_canary"}'
if [ "$(uname)" = Linux ]; then
	says sealed
	cat >look <<-'END'
		tr '\0' '\n' <"/proc/$$/environ"
		tr '\0' ' ' <"/proc/$$/cmdline"
		tr '\0' '\n' <"/proc/$PPID/environ"
		tr '\0' ' ' <"/proc/$PPID/cmdline"
		ls -l "/proc/$$/fd" | sed -n 's/.* \([0-9]*\) -> \(.*\)/\1 \2/p'
	END
	exits 0 exec canary my_lamp.2 -- sh look
	says 'CONNVAULT_FD_CANARY='
	says 'CONNVAULT_FD_MY_LAMP_2='
	says_not 'CONNVAULT_FD='
	says_not 'sk_canary'
	says_not 'open canary'
	says_not '.db'
	is "it has two more files than usual" \
		"$(grep -c '^[0-9]* /memfd:connvault' "$dir/out")" 2
fi
exits 2 exec canary canary -- true
warns "canary is named twice"
exits 2 exec canary
warns "exec needs CONNECTION... -- COMMAND"
exits 2 exec canary --
exits 2 exec -- true
exits 4 exec nobody -- true

# In variables only when it is asked for.
exits 0 exec --env canary -- sh -c 'echo "$API_KEY ${CONNVAULT_FD-none}"'
says "sk_canary none"
warns "secrets are in the environment"
exits 0 -q exec --env canary my_lamp.2 -- sh -c \
	'echo "$CANARY_API_KEY $MY_LAMP_2_USERNAME $MY_LAMP_2_PASSWORD"'
says "sk_canary Aladdin open canary"
warns_not environment
exits 2 exec --env --file canary -- true

# What would change which programs are run is no variable.
mkdir -p "$HOME/.config/connvault/pieces"
echo '{"name": "mine", "display_name": "Mine", "auth": [{"type": "custom",
"fields": [{"name": "path", "label": "Path"}, {"name": "pa_th", "label": "P"},
{"name": "pa-th", "label": "P"}]}]}' >"$HOME/.config/connvault/pieces/mine.json"
echo '{"path": "/nowhere", "pa_th": "a", "pa-th": "b"}' |
	cv -q create --piece mine --name Mine --fields-stdin
exits 2 exec --env mine -- true
warns "the variable PATH"
exits 8 exec --env mine canary -- true
warns "MINE_PA_TH"
exits 0 exec mine -- true

# How it ends.
exits 7 exec canary -- sh -c 'exit 7'
exits 143 exec canary -- sh -c 'kill -TERM $$'
exits 127 exec canary -- no-such-program-canary
warns "cannot run no-such-program-canary"
exits 126 exec canary -- "$dir"
exits 0 exec canary -- sh -c 'cat' <"$dir/in"
exits_with "typed" 0 exec canary -- cat
says typed
exits 0 exec canary -- printf '%s|' --env -- --help
says '--env|--|--help|'

# What it finds is as it was: umask and signals. It starts no core file.
umask 022
exits 0 exec canary -- sh -c 'umask; ulimit -c'
is "umask" "$(head -n 1 "$dir/out")" 0022
is "no core file" "$(tail -n 1 "$dir/out")" 0
if [ -r /proc/self/status ]; then
	is "signals" "$(cv exec canary -- grep -E '^Sig(Blk|Ign)' \
		/proc/self/status)" "$(grep -E '^Sig(Blk|Ign)' \
		/proc/self/status)"
fi
# It is killed itself: what it leaves is told and removed.
mkdir -m 700 "$dir/run"
XDG_RUNTIME_DIR=$dir/run
export XDG_RUNTIME_DIR
exits 0 doctor
says "* handed files"
exits 137 exec --file-in "$XDG_RUNTIME_DIR" canary -- sh -c 'kill -KILL $PPID'
is "the file is left" "$(find "$dir/run" -name canary.json | wc -l)" 1
exits 1 doctor
says "! handed files     credentials of 1 exec that was killed are left"
exits 0 lock
is "nothing is left" "$(find "$dir/run" -name canary.json | wc -l)" 0
exits 0 doctor
exits 0 audit list
says "  exec"
[ "$(grep -c '  exec$' "$dir/out")" -ge 15 ]
result $? "every reading has its row"
finish
