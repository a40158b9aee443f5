#!/bin/sh
# Of an authority that is trusted: what has expired, and TLS before 1.2.
. "$(dirname "$0")/lib.sh"
certificate localhost

# expired: $dir/old and its key, by the same name, of the year 2020
mkdir "$dir/ca"
: >"$dir/ca/index"
cat >"$dir/ca/conf" <<END
[ca]
default_ca = old
[old]
database = $dir/ca/index
new_certs_dir = $dir/ca
serial = $dir/ca/serial
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
END
openssl req -newkey rsa:2048 -nodes -subj /CN=localhost \
	-addext "subjectAltName=DNS:localhost,IP:127.0.0.1" \
	-keyout "$dir/old.key" -out "$dir/old.csr" 2>"$dir/err" ||
	show "$dir/err"
openssl ca -batch -config "$dir/ca/conf" -selfsign -create_serial -notext \
	-keyfile "$dir/old.key" -in "$dir/old.csr" -out "$dir/old" \
	-startdate 20200101000000Z -enddate 20200201000000Z 2>"$dir/err" ||
	show "$dir/err"

set -- "$dir/cert" "$dir/cert.key"
. "$TOP_SRCDIR/tests/cli/service.sh"
pids=$service_pid
trap 'kill $pids 2>/dev/null; rm -rf "$dir"' EXIT

# serve ARGUMENTS: one more service, at $service
serve()
{
	: >"$dir/more.out"
	python3 "$TOP_SRCDIR/tests/net/service.py" "$@" <"$dir/service.in" \
		>"$dir/more.out" 2>"$dir/more.err" &
	pids="$pids $!"
	await [ -s "$dir/more.out" ] || show "$dir/more.err"
	service=https://localhost:$(cat "$dir/more.out")
	desk ''
}

vault
cat "$dir/cert" "$dir/old" >"$dir/trusted"
mkdir -p "$HOME/.config/connvault"
echo "ca_file = $dir/trusted" >"$HOME/.config/connvault/config"
service=https://localhost:$(cat "$dir/service.out")
desk ''
key Mine good-1
exits 0 check mine
says "Mine: ok"

serve "$dir/old" "$dir/old.key"
exits 1 check mine
says "certificate has expired"
exits 0 show mine
says "* Active"
is "nothing was asked" "$(curl -sk "$service/__log")" ""

serve "$dir/cert" "$dir/cert.key" TLSv1_2
exits 0 check mine
says "Mine: ok"

serve "$dir/cert" "$dir/cert.key" TLSv1_1
exits 1 check mine
says "Mine: unclear: "
is "it answers who takes less" "$(curl -sk --tls-max 1.1 \
	--ciphers DEFAULT@SECLEVEL=0 -o "$dir/log" -w '%{http_code}' \
	"$service/__log")" 200
is "nothing was asked" "$(cat "$dir/log")" ""
exits 0 show mine
says "* Active"
finish
