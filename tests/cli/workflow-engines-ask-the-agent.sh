#!/bin/sh
# Every answer is held against doc/openapi.yaml by ask.py.
. "$(dirname "$0")/lib.sh"
. "$TOP_SRCDIR/tests/cli/agent.sh"

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
METHOD=POST asks 405 $all
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
asks 404 $all/jira

token=$(token_of Some --piece stripe)
asks 200 $all/billing/value
asks 404 $all/jira/value
exits 0 client list
says "Some"
exits 0 client remove Some
asks 401 $all/billing/value
exits 4 client remove Some
exits 8 client add Engine
exits 4 client add Third --piece no-such-piece

exits 0 lock
agent_says locked
token=-
asks 503 $all
asks 200 /v1/health
says '"locked"'
exits 0 audit verify
finish
