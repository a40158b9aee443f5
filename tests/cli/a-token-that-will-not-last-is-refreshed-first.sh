#!/bin/sh
# shellcheck disable=SC2016 # $ is for the program that is run
. "$(dirname "$0")/lib.sh"
IDP_AT_TTL=900
export IDP_AT_TTL
. "$TOP_SRCDIR/tests/cli/idp.sh"

fails()
{
	next "{\"replace\":{\"status\":$1,\"headers\":{\"content-type\":
		\"application/json\"},\"body\":\"{\\\"error\\\":\\\"$2\\\"}\"}}"
}
# How often tokens were asked for, the sign-in counted.
requests()
{
	asked | grep -o '"path":"/token"' | wc -l | tr -d ' '
}

vault
piece mail
stripe Other
cv -q app set mail --client-id native-public
signs_in create --piece mail --name Inbox
come_back "$url"
ended 0
first=$(cv get inbox)
is "a token that lasts is given as it is" "$(cv get inbox --min-valid 5)" \
	"$first"
is "nobody was asked" "$(requests)" 1

# None lives longer than this, and none is asked for twice in a minute.
pids=
for i in 1 2 3 4 5 6 7 8; do
	cv get inbox --min-valid 900 >"$dir/got.$i" 2>"$dir/err.$i" &
	pids="$pids $!"
done
worst=0
for pid in $pids; do
	wait "$pid" || worst=$?
done
is "eight at once get a token each" $worst 0
is "by one request" "$(requests)" 2
second=$(cv get inbox)
same=0
for i in 1 2 3 4 5 6 7 8; do
	[ "$(cat "$dir/got.$i")" = "$second" ] || same=1
done
is "and all the same" $same 0
[ "$first" != "$second" ]
result $? "a new one"

# The caller got a 401.
third=$(cv get inbox --force-refresh)
[ "$second" != "$third" ]
result $? "--force-refresh gives another one"
is "that was one more request" "$(requests)" 3
exits 2 get inbox --min-valid x
exits 5 get other --force-refresh
warns "there is nothing to refresh"
warns "hint: connvault reconnect other"

# What programs are handed over: fresh, and not what they have no use for.
cv exec inbox -- sh -c 'cat "/dev/fd/$CONNVAULT_FD"' >"$dir/out"
says "\"access_token\":\"$third\""
says_not refresh_token
echo "{{connections['inbox']}} {{connections['inbox'].refresh_token}}" >file
exits 2 template file
warns "there is no field refresh_token"
printf 'protocol=http\nhost=%s\n\n' "${idp#http://}" >ask
cv git-credential get <ask >"$dir/out"
says "username=oauth2"
says "password=$third"
grep -Eqx 'password_expiry_utc=[0-9]{10}' "$dir/out"
result $? "and until when"

# A provider that is down: what is there is good enough.
fails 503 temporarily_unavailable
exits 6 get inbox --force-refresh
warns "could not be refreshed"
warns "hint: the provider is asked again from"
is "nothing is given then" "$(cat "$dir/out")" ""
exits 0 get inbox --min-valid 1200
is "the one that is there" "$(cat "$dir/out")" "$third"
warns "connvault: Inbox: its token ends in "
exits 0 -q get inbox --min-valid 1200
warns_not token
is "and it is not asked again at once" "$(requests)" 4

exits 0 get inbox refresh_token --min-valid 1200
warns_not token
fails 400 invalid_grant
exits 5 get inbox --force-refresh
warns "must be reconnected"
is "nothing is given" "$(cat "$dir/out")" ""
exits 0 get inbox
warns "it is inactive: revoked"
fails 400 invalid_grant
cv git-credential get --force-refresh <ask >"$dir/out" 2>"$dir/err"
is "git is told" $? 5
is "to ask nobody else" "$(cat "$dir/out")" quit=1
fails 400 invalid_grant
exits 5 exec --force-refresh inbox -- touch "$dir/ran"
[ ! -e "$dir/ran" ]
result $? "no program was run"

# One that has expired is of no use: eight wait for a new one.
next '{"set":{"expires_in":0}}'
signs_in create --piece mail --name Short
come_back "$url"
ended 0
before=$(requests)
pids=
for i in 1 2 3 4 5 6 7 8; do
	cv exec short -- true 2>"$dir/err.$i" &
	pids="$pids $!"
done
worst=0
for pid in $pids; do
	wait "$pid" || worst=$?
done
is "eight programs run" $worst 0
is "after one request" "$(requests)" $((before + 1))
next '{"set":{"expires_in":0}}'
exits 5 get short --force-refresh
fails 503 temporarily_unavailable
exits 6 get short
warns "has expired and could not be refreshed"
is "what has expired is not given" "$(cat "$dir/out")" ""
before=$(requests)
exits 6 exec short -- touch "$dir/ran"
is "the provider is left alone" "$(requests)" "$before"
next '{"set":{"expires_in":0},"delete":["refresh_token"]}'
signs_in create --piece mail --name Lone
come_back "$url"
ended 0
exits 5 get lone
warns "must be reconnected: nothing can refresh it"
[ ! -e "$dir/ran" ]
result $? "no program was run"
exits 0 audit list
says "  get"
finish
