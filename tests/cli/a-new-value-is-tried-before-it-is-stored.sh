#!/bin/sh
. "$(dirname "$0")/lib.sh"
. "$TOP_SRCDIR/tests/cli/service.sh"

now()
{
	cv get "$1" api_key
}

vault
desk ''
exits_with good-1 0 create --piece desk --name Fine --secret-stdin api_key
says "Created"
exits 0 show fine
says "alice@example.com"
says "Checked"
exits_with revoked-1 5 create --piece desk --name Bad --secret-stdin api_key
warns "the service refuses it: HTTP 401"
warns "--no-check"
exits 4 show bad
exits_with busy-1 6 create --piece desk --name Bad --secret-stdin api_key
exits_with odd-1 1 create --piece desk --name Bad --secret-stdin api_key
exits 4 show bad
exits_with revoked-1 0 create --piece desk --name Bad --secret-stdin api_key \
	--no-check
exits 0 create --piece desk --name Later --placeholder

# A name that is taken is told before anybody is asked.
before=$(asked | wc -l)
exits_with good-1 8 create --piece desk --name fine --secret-stdin api_key
is "nobody was asked" "$(asked | wc -l)" "$before"

exits_with revoked-2 5 reconnect fine --secret-stdin api_key
warns "the service refuses it"
is "the old value stays" "$(now fine)" good-1
exits 0 show fine
says "* Active"
exits_with broken-2 6 reconnect fine --secret-stdin api_key
warns "it cannot be tested now: HTTP 500: the service fails"
warns "--no-check"
is "the old value stays" "$(now fine)" good-1
exits_with good-2 0 reconnect fine --secret-stdin api_key
says "Reconnected"
is "the new one is there" "$(now fine)" good-2
exits_with revoked-3 0 reconnect fine --secret-stdin api_key --no-check
is "without a test, too" "$(now fine)" revoked-3
ok "no value is in what was said" sh -c '! grep -q revoked- "$1/out" "$1/err"' \
	- "$dir"
finish
