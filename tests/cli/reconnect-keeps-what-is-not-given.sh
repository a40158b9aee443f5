#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
printf '{"host":"h1","user":"u1","password":"p1","database":"d1",
"reject_unauthorized":true}' | cv -q create --piece postgres --name Pg \
	--fields-stdin
exits_with p2 0 reconnect Pg --secret-stdin password
says 'Reconnected "Pg".'
is "the new value is there" "$(cv get pg password)" p2
is "the others stayed" "$(cv get pg user) $(cv get pg host)" "u1 h1"
exits 0 reconnect pg --field host=h2
is "a field that is not secret" "$(cv get pg host) $(cv get pg password)" \
	"h2 p2"
exits 2 reconnect pg
warns "no new value was given"
exits 2 reconnect pg --field nothing=x
is "what is refused changes nothing" "$(cv get pg password)" p2
exits 4 reconnect nobody --field host=x
exits_with p3 1 --read-only reconnect pg --secret-stdin password

# At a terminal the required fields are asked for, the secret ones unseen.
play "wait Host:
keys h3\\n
wait User:
keys u3\\n
wait Password:
keys canary\\n
wait Database:
keys d3\\n
end" reconnect pg
is "at a terminal it asks" $? 0
ok "and does not show the secret" sh -c '! grep -q canary screen'
is "and stores what was typed" "$(cv get pg host) $(cv get pg password)" \
	"h3 canary"
finish
