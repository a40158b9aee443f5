#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
printf 'sk_old' >"$dir/old"
printf 'sk_new' >"$dir/new"
exits 0 create --piece stripe --name Billing --secret-file api_key="$dir/old"
printf 'secret\n' >"$dir/pw"
exits 0 create --piece zendesk --name Desk --field email=a@example.com \
	--field subdomain=acme --secret-file token="$dir/pw"

# The last byte of each sealed credential.
python3 - "$vault" <<'END'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
for at, blob in db.execute("SELECT id, blob FROM secret").fetchall():
    db.execute("UPDATE secret SET blob = ? WHERE id = ?",
               (blob[:-1] + bytes([blob[-1] ^ 1]), at))
db.commit()
END
exits 9 get billing
warns "the credential was changed outside connvault"
warns "reconnect it"

exits 0 reconnect billing --secret-file api_key="$dir/new"
exits 0 get billing
is "the new one is there" "$(cat "$dir/out")" sk_new

# What cannot be read cannot be kept: all of it must be given.
exits 2 reconnect desk --secret-file token="$dir/new"
warns "email"
exits 0 reconnect desk --field email=a@example.com --field subdomain=acme \
	--secret-file token="$dir/new"
exits 0 get desk token
is "the new token is there" "$(cat "$dir/out")" sk_new
exits 0 audit verify
finish
