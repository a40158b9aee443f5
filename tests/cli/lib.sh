# shellcheck shell=sh
# lib.sh - what every test of the commands shares
#
# Each test has its own HOME and vault in a folder of its own, removed at the
# end. It ends with "finish".
#	cv WORDS...			connvault
#	exits CODE WORDS...		run connvault, expect that exit code;
#					its output is in $dir/out and $dir/err
#	exits_with TEXT CODE WORDS...	the same, TEXT on standard input
#	says TEXT, warns TEXT		TEXT is in the last output, errors
#	says_not TEXT, warns_not TEXT
#	is WHAT GOT WANTED		two texts are the same
#	ok WHAT COMMAND...		the command succeeds
#	result STATUS WHAT		the test WHAT passed when STATUS is 0
#	vault				make a vault with a key file
#	stripe NAME			make a connection, its key sk_NAME
#	flow NAME ID			write flow-NAME.json, which uses ID
#	play SCRIPT WORDS...		connvault at a terminal
#	certificate HOST		$dir/cert and $dir/cert.key, for HOST,
#					localhost and 127.0.0.1; or skip the test
#	await COMMAND...		until it succeeds, at most 20 s
set -u
LC_ALL=C.UTF-8
TZ=UTC
export LC_ALL TZ
: "${CONNVAULT:?is to name the program}" "${CONNVAULT_DATA:?is to name data}"
: "${TOP_BUILDDIR:=.}"

dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
HOME=$dir/home
export HOME
mkdir -m 700 "$HOME"
unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME XDG_RUNTIME_DIR
unset CONNVAULT_VAULT CONNVAULT_PROJECT CONNVAULT_KEY_FILE NO_COLOR
cd "$dir" || exit 99

count=0
failed=0

cv()
{
	"$CONNVAULT" "$@"
}

result()
{
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
	else
		failed=$((failed + 1))
		echo "not ok $count - $2"
	fi
}

show()
{
	for file; do
		[ -s "$file" ] && sed "s,^,# $(basename "$file"): ," "$file"
	done
	return 0
}

exits()
{
	exits_with "" "$@"
}

exits_with()
{
	printf '%s' "$1" >"$dir/in"
	expected=$2
	shift 2
	cv "$@" >"$dir/out" 2>"$dir/err" <"$dir/in"
	got=$?
	[ "$got" -eq "$expected" ]
	result $? "connvault $* exits with $expected"
	[ "$got" -eq "$expected" ] || echo "# it was $got"
	[ "$got" -eq "$expected" ] || show "$dir/out" "$dir/err"
}

holds()
{
	grep -qF -e "$2" "$1"
	holds=$?
	[ "$3" -eq 0 ] || holds=$((!holds))
	result $holds "$4: $2"
	[ $holds -eq 0 ] || show "$1"
}

says()
{
	holds "$dir/out" "$1" 0 "it says"
}

says_not()
{
	holds "$dir/out" "$1" 1 "it does not say"
}

warns()
{
	holds "$dir/err" "$1" 0 "it warns"
}

warns_not()
{
	holds "$dir/err" "$1" 1 "it does not warn"
}

is()
{
	[ "$2" = "$3" ]
	result $? "$1"
	[ "$2" = "$3" ] || printf '%s\n%s\n' "got $2" "wanted $3" |
		sed 's,^,# ,'
}

ok()
{
	what=$1
	shift
	"$@" >"$dir/out" 2>"$dir/err"
	got=$?
	result $got "$what"
	[ $got -eq 0 ] || show "$dir/out" "$dir/err"
}

# shellcheck disable=SC2034 # vault is for the tests
vault()
{
	if ! cv init --new-key-file "$dir/key" >"$dir/init" 2>&1 ||
		! [ -s "$dir/key" ]; then
		echo "Bail out! connvault init"
		show "$dir/init"
		exit 1
	fi
	CONNVAULT_KEY_FILE=$dir/key
	export CONNVAULT_KEY_FILE
	vault=$HOME/.local/share/connvault/vault.db
}

stripe()
{
	printf 'sk_%s' "$1" | cv -q create --piece stripe --name "$1" \
		--secret-stdin api_key
}

# A flow with one step that uses the connection with external id $2.
flow()
{
	cat >"$dir/flow-$1.json" <<-END
		{"flows": [{"displayName": "$1", "valid": true,
		"trigger": {"name": "trigger", "type": "PIECE_TRIGGER",
		"valid": true, "displayName": "Every hour",
		"settings": {"pieceName": "@activepieces/piece-schedule",
		"pieceVersion": "~0.1.0", "triggerName": "every_hour",
		"input": {}}, "nextAction": {"name": "step_1",
		"type": "PIECE", "valid": true, "displayName": "Charge",
		"settings": {"pieceName": "@activepieces/piece-stripe",
		"pieceVersion": "~0.5.0", "actionName": "create_customer",
		"input": {"auth": "{{connections['$2']}}",
		"email": "a@example.com"}}}}, "schemaVersion": "8"}],
		"name": "$1", "pieces": []}
	END
}

# play SCRIPT WORDS...: connvault at a terminal; its bytes go to $dir/screen.
play()
{
	script=$1
	shift
	printf '%s\n' "$script" |
		"$TOP_BUILDDIR/tests/bench/play" "$dir/screen" "$CONNVAULT" "$@"
}

certificate()
{
	if ! command -v openssl >/dev/null; then
		echo "1..0 # SKIP openssl is not there: ./bootstrap check" \
			"installs it"
		exit 0
	fi
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$1" \
		-addext "subjectAltName=DNS:$1,DNS:localhost,IP:127.0.0.1" \
		-keyout "$dir/cert.key" -out "$dir/cert" 2>"$dir/err" ||
		show "$dir/err"
}

await()
{
	tries=0
	while ! "$@"; do
		tries=$((tries + 1))
		[ $tries -lt 400 ] || return 1
		sleep 0.05
	done
}

finish()
{
	echo "1..$count"
	[ $failed -eq 0 ]
	exit
}
