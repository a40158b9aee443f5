#!/bin/sh
. "$(dirname "$0")/lib.sh"

if ! command -v python3 >/dev/null; then
	echo "1..0 # SKIP python3 is not installed"
	exit 0
fi
vault
stripe 'A "quoted" \ name'
cv -q create --piece stripe --name Later --placeholder --tag one --tag two \
	--note 'Ünïcode'
cat >"$dir/check.py" <<'END'
import json, re, sys
rows = json.load(sys.stdin)
members = """id external_id name piece provider auth_type status reason since
flows connected_at checked_at refreshed_at expires_at refresh_at rotate_by
deleted_at account app error scopes tags note""".split()
assert [list(r) for r in rows] == [members] * 2, rows
a, later = rows
assert a["name"] == 'A "quoted" \\ name'
assert a["provider"] == "Stripe" and a["piece"] == "stripe"
assert a["auth_type"] == "api_key"
assert (a["status"], a["reason"]) == ("active", "ok")
assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", a["connected_at"])
assert all(a[k] is None for k in ("checked_at", "rotate_by", "deleted_at"))
assert a["flows"] == 0 and a["tags"] == [] and a["scopes"] == []
assert re.fullmatch("[0-9a-f]{32}", a["id"])
assert (later["status"], later["reason"]) == ("inactive", "missing")
assert later["connected_at"] is None
assert later["tags"] == ["one", "two"] and later["note"] == "Ünïcode"
END
cv list --json >"$dir/json"
cp "$dir/json" "$dir/all"
ok "list --json" sh -c "python3 check.py <json"
ok "show --json is one such row" sh -c \
	'"$CONNVAULT" show Later --json | python3 -c "
import json, sys
row = json.load(sys.stdin)
assert row == json.load(open(\"json\"))[1]"'
for words in "project list" "slot list" "flow list" "audit list" \
	"usage Later" "usage --broken" "doctor"; do
	# shellcheck disable=SC2086
	cv --json $words >"$dir/json" 2>/dev/null
	ok "$words --json is JSON" python3 -m json.tool "$dir/json"
	cat "$dir/json" >>"$dir/all"
done
ok "never a secret" sh -c '! grep -q sk_ all'
is "the control: get has it" "$(cv get a_quoted_name)" 'sk_A "quoted" \ name'
finish
