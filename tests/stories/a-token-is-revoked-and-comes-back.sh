#!/bin/sh
# A night in the life of a connection: a job of cron and a workflow engine use
# it, the provider ends its token, the operator is warned, signs in again from
# another machine, and both go on as if nothing had been.
# shellcheck disable=SC2154 # dir, socket, idp and url are of what is read here
. "${TOP_SRCDIR:?is to name the source}/tests/cli/lib.sh"
. "$TOP_SRCDIR/tests/cli/idp.sh"
. "$TOP_SRCDIR/tests/cli/agent.sh"

engine()
{
	curl -s --unix-socket "$socket" -H "Authorization: Bearer $token" \
		-w '\n%{http_code}\n' \
		"http://agent/v1/projects/Default/connections/$1" >"$dir/out"
}

# As cron runs it: no terminal, hardly any environment, a key file.
cat >job <<'END'
#!/bin/sh
exec "$CONNVAULT" --key-file "$HOME/../key" exec inbox -- \
	sh -c 'cat "/dev/fd/$CONNVAULT_FD" >"$HOME/job.out"'
END
cron()
{
	env -i HOME="$HOME" PATH="$PATH" CONNVAULT="$CONNVAULT" \
		CONNVAULT_DATA="$CONNVAULT_DATA" setsid sh job \
		</dev/null >"$dir/out" 2>"$dir/err"
}

hook()
{
	mkdir -p "$HOME/.config/connvault/hooks"
	cat >"$HOME/.config/connvault/hooks/on_$1" <<-'END'
		#!/bin/sh
		printf '%s\n' "$1 of $3 in $2: $6" >>"$HOME/hooks.out"
	END
	chmod 700 "$HOME/.config/connvault/hooks/on_$1"
}

vault
piece mail
cv -q app set mail --client-id native-public
signs_in create --piece mail --name Inbox
next '{"set":{"expires_in":8}}'
come_back "$url"
ended 0
hook inactive
hook recovered
socket=$HOME/.local/state/connvault/run/api.sock
token=$(cv client add Engine --json | sed 's/.*"token":"//; s/".*//')

# 1. The agent keeps the token alive: it lived eight seconds.
first=$(cv get inbox --min-valid 0)
agent_start --key-file "$dir/key" --for never --idle never
# shellcheck disable=SC2317 # await calls it
is_another()
{
	[ "$(cv get inbox --min-valid 0)" != "$first" ]
}
await is_another
result $? "the agent has refreshed it"

# 2. Cron and the engine use it.
cron
is "the job of cron exits with" $? 0
grep -q '"access_token"' "$HOME/job.out"
result $? "it had the token"
grep -q '"refresh_token"' "$HOME/job.out"
is "and no refresh token" $? 1
engine inbox/value
says '"type":"OAUTH2"'
says '"access_token":'
says_not 'refresh_token'

# 3. The provider ends it, which the next refresh learns.
next '{"replace":{"status":400,"headers":{"content-type":"application/json"},
	"body":"{\"error\":\"invalid_grant\"}"}}'
cv -q refresh inbox --force >/dev/null 2>&1
is "a refresh exits with" $? 5

# 4. The warning.
agent_says "inactive: Inbox (inbox)"
await grep -qs "inactive of inbox in Default" "$HOME/hooks.out"
result $? "the hook was told"
exits 5 status
says "Default: 1 of 1 inactive (Inbox)"

# 5. Over SSH the browser is elsewhere: the address comes back by paste.
mkfifo pipe
: >"$dir/err"
SSH_CONNECTION="192.0.2.7 50000 192.0.2.9 22" "$CONNVAULT" reconnect inbox \
	--paste >"$dir/out" 2>"$dir/err" <pipe &
pid=$!
exec 7>pipe
await grep -q '/auth?.*=' "$dir/err"
url=$(sed -n 's,^ *\(http://.*/auth?.*\),\1,p' "$dir/err")
visit "$url" >&7
exec 7>&-
ended 0

# 6. Everything goes on, by the same external id.
agent_says "recovered: Inbox (inbox)"
await grep -qs "recovered of inbox in Default" "$HOME/hooks.out"
result $? "the hook was told of that, too"
exits 0 status
says "all active"
engine inbox/value
says '"access_token":'
cron
is "the job of cron exits with" $? 0
exits 0 audit verify
cv audit list >"$dir/out"
says "api: Engine"
says "exec"
says "reconnect"
agent_end
finish
