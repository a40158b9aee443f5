#!/bin/sh
# Every answer is held against doc/openapi.yaml by ask.py.
. "$(dirname "$0")/lib.sh"
. "$TOP_SRCDIR/tests/cli/service.sh"
. "$TOP_SRCDIR/tests/cli/agent.sh" # its trap is the last

# That of the system, where another one is the first.
python=
for name in python3 /usr/bin/python3; do
	if "$name" -c 'import yaml, jsonschema' 2>/dev/null; then
		python=$name
		break
	fi
done
if [ -z "$python" ]; then
	echo "1..0 # SKIP python3 has no yaml or jsonschema:" \
		"./bootstrap check installs them"
	exit 0
fi

# asks STATUS TARGET [HEADER]...: as the client whose token is $token
asks()
{
	wanted=$1
	shift
	"$python" "$TOP_SRCDIR/tests/agent/ask.py" "$socket" "$token" "$@" \
		>"$dir/out" 2>"$dir/err"
	got=$?
	result $got "$1 is answered as it is described"
	[ $got -eq 0 ] || show "$dir/err"
	is "$1" "$(head -n 1 "$dir/out" | cut -d ' ' -f 1)" "$wanted"
}

token_of()
{
	cv client add "$@" --json | sed 's/.*"token":"//; s/".*//'
}

vault
desk ''
socket=$HOME/.local/state/connvault/run/api.sock
stripe Billing
printf 'pw_MADE_UP' | cv -q create --piece jira-data-center --auth basic \
	--name Jira --field username=ana --secret-stdin password ||
	printf 'pw_MADE_UP' | cv -q create --piece zendesk --name Jira \
		--field email=a@b.c --field subdomain=x --secret-stdin token
cv -q project create "Two words"
agent_start --key-file "$dir/key"
all=/v1/projects/Default/connections

token=-
asks 200 /v1/health
says '"unlocked"'
asks 401 $all
token=cvt_wrong
asks 401 $all
asks 401 /v1/projects/Nothing/connections

token=$(token_of Engine)
asks 200 $all
says '"external_id":"billing"'
says_not "sk_Billing"
etag=$(head -n 1 "$dir/out" | cut -d ' ' -f 2)
asks 304 $all "If-None-Match: $etag"
asks 304 $all "If-None-Match: W/$etag"
asks 304 $all 'If-None-Match: *'
asks 304 $all "If-None-Match: \"a, b\", W/\"c\" ,$etag"
asks 304 $all 'If-None-Match: "a"' "If-None-Match: $etag"
asks 200 $all "If-None-Match: \"a, ${etag#?}"
asks 200 $all "If-None-Match: $(echo "$etag" | tr -d '"')"
asks 200 $all 'If-None-Match: "*"'

# HEAD is GET without a body, but for a value, which nobody would read.
METHOD=HEAD asks 200 /v1/health
METHOD=HEAD asks 200 $all
says "ETag: $etag"
METHOD=HEAD asks 304 $all "If-None-Match: $etag"
METHOD=HEAD asks 200 $all/billing
METHOD=HEAD asks 404 $all/nothing
METHOD=HEAD asks 405 $all/billing/value
says "Allow: GET"
says_not "HEAD"
cv audit list >"$dir/out"
says_not "api: Engine"
METHOD=POST asks 405 $all
says "Allow: GET, HEAD"

# Too long is told in JSON, up to what the library reads at all.
many=$(printf '%4096s' '' | tr ' ' x)
asks 414 "$all?$many"
asks 431 $all "X-Many: $many" "X-More: $many"
asks 200 "$all?${many%"${many#????}"}"
cv -q rename billing "Billing EU"
asks 200 $all "If-None-Match: $etag"
says '"name":"Billing EU"'
asks 200 $all/billing
asks 200 $all/billing/value
says '{"type":"SECRET_TEXT","secret_text":"sk_Billing"}'
cv audit list >"$dir/out"
says "api: Engine"
asks 200 $all/jira/value
asks 404 $all/nothing
asks 404 $all/nothing/value
asks 404 "$all/Billing%20EU/value"
asks 404 /v2
asks 404 "$all/%zz"
asks 401 /v1/projects/Two%20words/connections

token=$(token_of Other --project "Two words")
asks 200 /v1/projects/Two%20words/connections
says '{"connections":[]}'
asks 401 $all

token=$(token_of Reader --read-only-list --piece stripe)
asks 200 $all
says '"billing"'
says_not '"jira"'
asks 403 $all/billing/value
lists=$token
asks 404 $all/jira

token=$(token_of Some --piece stripe)
asks 200 $all/billing/value
asks 404 $all/jira/value
exits 0 client list
says "Some"
cv -q client add Both --piece stripe --piece jira-cloud >"$dir/out"
exits 0 client list
says "stripe jira-cloud"
exits 0 client remove Both
exits 0 client remove Some
asks 401 $all/billing/value
exits 4 client remove Some
exits 8 client add Engine
warns "hint: connvault client remove NAME"
exits 4 client add Third --piece no-such-piece

# A name that is another one's external id is nobody's address.
cv -q rename billing "Something else"
cv -q rename jira "billing"
token=$(token_of Engine2)
asks 200 $all/billing/value
says sk_Billing

# One that a check was refused is given, as get gives it, and the heads tell.
key revoked revoked-SECRET1234
exits 5 check revoked
exits 0 get revoked
says "revoked-SECRET1234"
asks 200 $all/revoked/value
says '"secret_text":"revoked-SECRET1234"'
says "Connvault-Status: inactive"
says "Connvault-Reason: refused"
asks 200 $all/billing/value
says "Connvault-Reason: ok"
cv -q create --piece stripe --name Later --placeholder
exits 5 get later
asks 409 $all/later/value
says '"reconnect"'

# Bodies are passed over.
code=$(curl -s -o "$dir/out" -w '%{http_code}' --unix-socket "$socket" \
	-H "Authorization: Bearer $token" -d "a body" "http://x$all")
is "a POST with a body" "$code" 405
code=$(curl -s -o "$dir/out" -w '%{http_code}' --unix-socket "$socket" \
	-H "Authorization: Bearer $token" -X GET -d "a body" "http://x$all")
is "a GET with a body" "$code" 200

# Who never comes to an end keeps nobody out.
is "answered among 300 that say nothing" \
	"$(python3 "$TOP_SRCDIR/tests/agent/silent.py" "$socket" 300)" 200

# While others change connections and clients, every answer is whole.
(
	for i in 1 2 3 4 5 6 7 8; do
		cv -q edit jira --note "$i"
	done
) &
editor=$!
bad=0
for i in $(seq 40); do
	code=$(curl -s -o "$dir/out" -w '%{http_code}' --unix-socket \
		"$socket" -H "Authorization: Bearer $token" "http://x$all")
	[ "$code" = 200 ] || bad=$((bad + 1))
done
wait $editor
is "answers that were not whole" "$bad" 0

# Projects come and go while it is unlocked.
cv -q project create Late
token=$(token_of Engine --project Late)
# shellcheck disable=SC2317 # await calls it
is_answered()
{
	curl -s -o "$dir/out" -w '%{http_code}' --unix-socket "$socket" \
		-H "Authorization: Bearer $token" "http://x$2" | grep -qx "$1"
}
await is_answered 200 /v1/projects/Late/connections
result $? "a project that was made later is answered"
cv -q project rename Late Later
asks 401 /v1/projects/Late/connections
asks 200 /v1/projects/Later/connections
cv -q project create Late
asks 401 /v1/projects/Late/connections
cv -q project delete Later --force
asks 401 /v1/projects/Later/connections

exits 0 lock
agent_says locked
token=-
asks 503 $all
asks 200 /v1/health
says '"locked"'
exits 0 audit verify
agent_end

# Who may use nothing does not keep it unlocked, however often they try.
agent_start --key-file "$dir/key" --idle 3s
token=$lists
await is_answered 503 $all/billing/value
result $? "it is locked meanwhile"
finish
