#!/bin/sh
. "$(dirname "$0")/lib.sh"

# U+009B begins a control sequence, U+202E turns text around, U+E0041 is not
# seen, DEL is not shown. JSON has another way to write each.
evil=$(printf 'a\302\233b\342\200\256c\363\240\201\201d\177e')
escaped='a\u009bb\u202ec\udb40\udc41d\u007fe'

vault
flow "$evil" nobody
exits 0 flow import "$dir/flow-$evil.json"
exits 0 flow import "$dir/flow-$evil.json" --json
says "flow-$escaped.json"
exits 0 flow list --json
says "$escaped"
exits 0 usage --broken --json
says "$escaped"
printf sk_1 | cv -q create --piece stripe --name One --note "$evil" \
	--secret-stdin api_key
exits 0 list --json
says "\"note\":\"$escaped\""
exits 2 create --piece stripe --name Two --placeholder --tag "$evil"
exits 0 show one --json
says "\"note\":\"$escaped\""
key=$(printf 'sk_\302\233b\342\200\256c')
printf %s "$key" | cv -q reconnect one --secret-stdin api_key
exits 0 get one --json
says 'sk_\u009bb\u202ec'
if command -v python3 >/dev/null; then
	is "a reader of JSON gets what was stored" "$(python3 -c \
		'import json, sys; print(json.load(sys.stdin)["api_key"])' \
		<"$dir/out")" "$key"
fi
exits 2 create --piece stripe --name Two --placeholder \
	--note "$(printf 'no \377 UTF-8')"
finish
