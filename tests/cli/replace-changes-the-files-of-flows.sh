#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
stripe Old
stripe New
cv -q create --piece notion --name Other --placeholder
flow Charge old
flow Refund old
cv -q flow import "$dir/flow-Charge.json" "$dir/flow-Refund.json"
cp "$dir/flow-Charge.json" "$dir/before"
exits 0 replace --dry-run old new
says "--- $dir/flow-Charge.json"
says "-\"input\": {\"auth\": \"{{connections['old']}}\","
says "+\"input\": {\"auth\": \"{{connections['new']}}\","
ok "a dry run writes nothing" cmp "$dir/before" "$dir/flow-Charge.json"
exits 0 replace Old New Charge
says "Replaced in $dir/flow-Charge.json, 1 place."
ok "the old file is beside it" cmp "$dir/before" "$dir/flow-Charge.json.bak"
is "only the id changed" \
	"$(sed "s/'new'/'old'/" "$dir/flow-Charge.json")" "$(cat "$dir/before")"
exits 0 audit list
says "old -> new in Charge"
exits 0 usage new
says Charge
exits 0 usage old
says_not Charge
echo >>"$dir/flow-Refund.json"
exits 8 replace old new
warns "it changed since it was imported"
exits 4 replace old new Charge
exits 2 replace old Other
exits 2 replace old old
exits 4 replace Other nothing
finish
