#!/bin/sh
. "$(dirname "$0")/lib.sh"
certificate localhost
set -- "$dir/cert" "$dir/cert.key"
. "$TOP_SRCDIR/tests/cli/service.sh"
service=https://localhost:$(cat "$dir/service.out")

vault
desk ''
key Mine good-SECRET1234
exits 1 check mine
says "Mine: unclear: "
says certificate
exits 0 show mine
says "* Active"
exits_with good-2 1 reconnect mine --secret-stdin api_key
warns certificate
is "the old value stays" "$(cv get mine api_key)" good-SECRET1234
is "nothing was asked" "$(curl -sk "$service/__log")" ""
finish
