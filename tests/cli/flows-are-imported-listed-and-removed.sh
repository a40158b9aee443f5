#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
stripe Live
mkdir "$dir/flows"
flow One live
flow Two gone
mv "$dir/flow-One.json" "$dir/flow-Two.json" "$dir/flows"
echo '{"hello": 1}' >"$dir/flows/wrong.json"
exits 1 flow import "$dir/flows"
says "flow-One.json: 1 added, 0 updated"
warns "wrong.json: "
exits 0 flow list
says One
says Two
cat >"$dir/flows/n8n.json" <<'END'
{"name": "Twice", "nodes": [
{"name": "A", "type": "n.stripe", "credentials": {"s": {"id": "live", "name": "Live"}}},
{"name": "B", "type": "n.stripe", "credentials": {"s": {"id": "live", "name": "Live"}}},
{"name": "C", "type": "n.slack", "credentials": {"s": {"id": "no", "name": "No"}}}]}
END
cv -q flow import "$dir/flows/n8n.json"
is "a connection counts once for a flow, a broken reference as well" \
	"$(cv flow list | awk '/^Twice/ { print $3 }')" 2
exits 0 --json flow list
says '"uses":2,"references":3'
rm "$dir/flows/n8n.json"
cv -q flow remove Twice
exits 0 usage live
says step_1
says auth
exits 0 usage --broken
says Two
says gone
exits 2 usage
exits 2 usage live --broken
exits 4 usage nobody
rm "$dir/flows/wrong.json"
exits 0 flow import "$dir/flows/flow-One.json"
says "0 added, 1 updated"
sed 's/live/other/' "$dir/flows/flow-One.json" >"$dir/new"
mv "$dir/new" "$dir/flows/flow-One.json"
exits 0 flow sync
exits 0 usage live
says "No flow uses it."
exits 0 flow remove One
exits 4 flow remove One
exits 0 --json flow list
says '"name":"Two"'
exits 4 flow import "$dir/nothing"
warns "nothing: "

head -c 104857600 /dev/zero >"$dir/huge.json"
exits 1 flow import "$dir/huge.json"
warns "huge.json: it is larger than 64 MiB"
warns "hint: "
echo '{"hello": 1}' >"$dir/wrong.json"
exits 1 flow import "$dir/wrong.json"
warns "wrong.json: not a workflow"
says_not "to no connection"

# Nobody writes to it: who opens it waits for ever.
mkfifo "$dir/fifo"
ok "a FIFO is refused and not waited for" timeout 10 sh -c \
	'"$CONNVAULT" flow import "$1" 2>"$2"; [ $? -eq 1 ]' sh "$dir/fifo" \
	"$dir/why"
ok "and it is said why" grep -q "fifo: it is no regular file" "$dir/why"
exits 1 flow import /dev/zero
warns "it is no regular file"
finish
