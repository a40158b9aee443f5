#!/bin/sh
# shellcheck disable=SC2154 # vault, dir are of lib.sh
. "$(dirname "$0")/lib.sh"

if ! command -v pass >/dev/null || ! command -v gpg >/dev/null; then
	echo "1..0 # SKIP pass and gpg are not there"
	exit 0
fi

# A key of its own, in a folder with a name that is short enough for a socket.
GNUPGHOME=$dir/g PASSWORD_STORE_DIR=$dir/store
export GNUPGHOME PASSWORD_STORE_DIR
mkdir -m 700 "$GNUPGHOME"
trap 'gpgconf --kill all >/dev/null 2>&1; rm -rf "$dir"' EXIT
if ! gpg --batch --quiet --pinentry-mode loopback --passphrase '' \
	--quick-generate-key t@example.com future-default default never \
	2>gpg.err || ! pass init t@example.com >/dev/null 2>&1; then
	echo "1..0 # SKIP gpg makes no key here"
	exit 0
fi

insert()
{
	printf '%s' "$2" | pass insert -m "$1" >/dev/null 2>&1
}

vault
insert stripe/live 'sk_pass
url: https://dashboard.example'
insert work/zendesk 'tok_pass
login: bot@acme.example
subdomain: acme'
insert postgres 'pg_pass
host: db.example
Port: 5432
user: app
database: app
enable_ssl: false
reject_unauthorized: false'
insert private/bank 'never'
insert openai ''

exits 1 import --dry-run store
says "nothing was changed"
exits 1 import --format pass
says "password store: 3 added"
says "1 line that no field is like left out"
says "no piece is called like it or its folders: give --piece"
says "its first line is empty"
says_not sk_pass
is "the first line" "$(cv get stripe/live)" sk_pass
is "and with fields" "$(cv get work/zendesk token)" tok_pass
is "who logs in" "$(cv get work/zendesk email)" bot@acme.example
is "a field with another spelling" "$(cv get postgres port)" 5432
is "the password among fields" "$(cv get postgres password)" pg_pass

exits 1 import store --map 'private/bank=openai.api_key:Bank'
says "Bank"
is "an entry that was mapped" "$(cv get bank)" never
exits 4 import --format pass nowhere

# Without pass there is nothing to read with.
PATH=/nonexistent exits 4 import store
finish
