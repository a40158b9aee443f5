#!/bin/sh
# Without an agent the command that finds a change tells it.
. "$(dirname "$0")/lib.sh"
. "$TOP_SRCDIR/tests/cli/service.sh"

hooks=$HOME/.config/connvault/hooks
vault
desk ''
key Mine revoked-MADEUP1
mkdir -p "$hooks"
for event in inactive recovered expiring; do
	cat >"$hooks/on_$event" <<-'END'
		#!/bin/sh
		echo "$@" >>"$HOME/hooks.out"
	END
	chmod 700 "$hooks/on_$event"
done

exits 5 check mine
is "a refused key is told" "$(cat "$HOME/hooks.out")" \
	"inactive Default mine Mine desk HTTP 401: this key was revoked"
exits 5 check mine
is "once" "$(wc -l <"$HOME/hooks.out" | tr -d ' ')" 1
exits_with good-MADEUP2 0 reconnect mine --secret-stdin api_key
is "and that it was reconnected" "$(sed 1d "$HOME/hooks.out")" \
	"recovered Default mine Mine desk it was reconnected"
exits 0 check mine
exits_with good-MADEUP3 0 reconnect mine --secret-stdin api_key
is "a new key for one that worked is no news" \
	"$(wc -l <"$HOME/hooks.out" | tr -d ' ')" 2
is "secrets in what hooks are told" "$(grep -c MADEUP "$HOME/hooks.out")" 0

# One that others may write is not started, which is said.
chmod 722 "$hooks/on_recovered"
printf revoked-MADEUP4 | cv -q reconnect mine --secret-stdin api_key --no-check
exits 5 check mine
exits_with good-MADEUP5 0 reconnect mine --secret-stdin api_key
warns "on_recovered"
warns "hint: "
finish
