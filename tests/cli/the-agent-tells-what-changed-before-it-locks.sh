#!/bin/sh
. "$(dirname "$0")/lib.sh"
. "$TOP_SRCDIR/tests/cli/service.sh"
. "$TOP_SRCDIR/tests/cli/agent.sh"
trap 'agent_end; cv lock >/dev/null 2>&1; kill $service_pid; rm -rf "$dir"' EXIT

hooks=$HOME/.config/connvault/hooks
vault
desk ''
key Mine revoked-1
mkdir -p "$hooks"
cat >"$hooks/on_inactive" <<-'END'
	#!/bin/sh
	echo "$@" >>"$HOME/hooks.out"
END
chmod 700 "$hooks/on_inactive"

agent_start --key-file "$dir/key"
agent_says "unlocked"
exits 5 check mine
exits 0 lock
agent_says "inactive: Mine (mine): HTTP 401"
await grep -qs "inactive Default mine" "$HOME/hooks.out"
result $? "the hook was started"
finish
