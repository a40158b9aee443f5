#!/bin/sh
# shellcheck disable=SC2016 # $ is for the programs that are run
. "$(dirname "$0")/lib.sh"

vault
stripe One

# Ctrl-C is for the program, which gets it once; connvault waits for its end.
play 'wait READY
keys \x03
wait GOT
keys go\r
wait COUNT
end' exec one -- sh -c 'n=0
	trap "n=\$((n + 1)); echo GOT" INT
	echo READY
	until read -r line && [ "$line" = go ]; do :; done
	echo COUNT=$n
	exit 42'
is "it ends as it likes" $? 42
ok "after one Ctrl-C" grep -q 'COUNT=1' screen

# Who does nothing about it is ended by it.
play 'wait READY
keys \x03
end' exec one -- sh -c 'echo READY; read -r line'
is "it ended by the signal" $? 130
finish
