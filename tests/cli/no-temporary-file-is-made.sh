#!/bin/sh
. "$(dirname "$0")/lib.sh"

# A file that is made and removed again changes the time of its folder.
mkdir "$dir/tmp"
changed()
{
	stat -c %y "$dir/tmp"
}
before=$(changed)
SQLITE_TMPDIR=$dir/tmp
TMPDIR=$dir/tmp
export SQLITE_TMPDIR TMPDIR

vault
for name in One Two Three; do
	stripe $name
done
flow big one
exits 0 flow import "$dir/flow-big.json"
exits 0 list --sort flows
exits 0 rename One "Number one"
exits 0 get one
exits 0 delete two
exits 0 audit verify
exits 0 backup "$dir/backup.db"
is "no temporary file was made" "$(changed)" "$before"
ok "beside the vault there is its journal, which is empty" \
	test ! -s "$vault-journal"
is "and no other file" \
	"$(find "$(dirname "$vault")" -type f ! -name 'vault.db*')" ""

touch "$dir/tmp/control"
rm "$dir/tmp/control"
ok "one would have been noticed" test "$(changed)" != "$before"
finish
