#!/bin/sh
. "$(dirname "$0")/lib.sh"

# n8n names a credential; its own id means nothing to connvault.
n8n()
{
	cat >"$dir/$1.json" <<-END
		{"name": "$1", "nodes": [{"name": "Post", "type": "n.slack",
		"credentials": {"slackApi": {"id": "n8n17", "name": "$2"}}}]}
	END
}

vault
stripe Old
n8n Hourly old
cv -q flow import Hourly.json
exits 0 rename old Newer
warns "1 flow refers by the old name in its own file:"
warns "Hourly: auth in Post"
warns "hint: write the new name there, too, then connvault flow sync"
exits 0 usage old
says Hourly
exits 0 usage --broken
says "Every reference leads to a connection."
exits 8 delete Newer
exits 0 --json list
says '"flows":1'

# The file still has the old name; it meant this connection.
exits 0 flow sync
says_not "to no connection"
exits 0 usage Newer
says Hourly
exits 0 rename Newer Newest
exits 0 usage Newest
says Hourly

# Another connection has the name by now: what the file says, counts.
stripe Old
exits 0 usage Newest
says Hourly
exits 0 flow sync
exits 0 usage Newest
says "No flow uses it."
exits 0 usage old_2
says Hourly

# Imported before there was such a connection.
n8n Late Later
cv -q flow import Late.json
stripe Later
exits 0 usage Later
says Late
exits 0 rename Later Latest
warns "Late: auth in Post"
exits 0 usage Latest
says "No flow uses it."
n8n Late Latest
exits 0 flow sync
exits 0 usage Latest
says Late
exits 0 rename Latest Last
exits 0 usage Last
says Late
exits 0 rename Last Latest
exits 0 replace Latest Newest
exits 0 usage Newest
says Late
grep -q '"id": "old", "name": "Newest"' "$dir/Late.json"
result $? "replace writes id and name of the new one"

# A name that is taken: nothing is written, and nothing told.
n8n Wait Newest
cv -q flow import Wait.json
exits 8 rename Newest old
warns_not "refers by"
cv -q flow remove Wait

# By external id nothing has to be followed.
exits 0 rename Newest Last
warns_not "refers by"
exits 0 usage Last
says Late
finish
