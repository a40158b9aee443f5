#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
stripe One
stripe Two
exits 0 audit verify
cp "$vault" good.db

# A byte of a credential that nobody reads.
cat >edit.py <<'END'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute(sys.argv[2])
db.commit()
END
python3 edit.py "$vault" "update secret set blob = randomblob(144) where id = (select min(id) from item)"
exits 0 list
exits 9 audit verify
warns "1 row"
cp good.db "$vault"
python3 edit.py "$vault" "update item set state = 2, expires_at = 5"
exits 9 audit verify
warns "2 rows"
exits 9 get one
cp good.db "$vault"
exits 0 audit verify

# A damaged file is no backup.
python3 - "$vault" <<'END'
import sqlite3, sys
path = sys.argv[1]
db = sqlite3.connect(path)
page, = db.execute("select rootpage from sqlite_master"
                   " where name = 'audit'").fetchone()
db.close()
with open(path, "r+b") as file:
    file.seek((page - 1) * 4096 + 3000)
    file.write(b"\xff" * 1000)
END
exits 9 backup bad.db
[ ! -e bad.db ]
result $? "it leaves no copy behind"
finish
