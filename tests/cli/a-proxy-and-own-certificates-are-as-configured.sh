#!/bin/sh
# A company's own certificate authority and its proxy, as set in the config
# file; nothing of that comes from the environment.
. "$(dirname "$0")/lib.sh"
certificate desk.example
set -- "$dir/cert" "$dir/cert.key"
. "$TOP_SRCDIR/tests/cli/service.sh"
port=$(cat "$dir/service.out")

mkfifo "$dir/proxy.in"
python3 "$TOP_SRCDIR/tests/net/proxy.py" "$port" <"$dir/proxy.in" \
	>"$dir/proxy.out" 2>"$dir/proxy.err" &
proxy_pid=$!
exec 9>"$dir/proxy.in"
trap 'kill $service_pid $proxy_pid 2>/dev/null; rm -rf "$dir"' EXIT
await [ -s "$dir/proxy.out" ] || show "$dir/proxy.err"
proxy=http://127.0.0.1:$(cat "$dir/proxy.out")

config()
{
	mkdir -p "$HOME/.config/connvault"
	printf '%s\n' "$@" >"$HOME/.config/connvault/config"
}

vault
service=https://localhost:$port
desk ''
key Mine good-1
exits 1 check mine
says certificate
config "ca_file = $dir/cert"
exits 0 check mine
says "Mine: ok"

service=https://desk.example
desk ''
key Far good-2
config "ca_file = $dir/cert" "proxy = $proxy"
exits 0 check far
says "Far: ok"
is "the proxy was asked for" "$(cat "$dir/proxy.err")" \
	"CONNECT desk.example:443 HTTP/1.1"
exits 0 config show
says "ca_file = $dir/cert"
says "proxy = $proxy"
exits 0 doctor
says "* network          through $proxy, certificates of $dir/cert"

# A proxy that is asked by TLS is known by the same certificates.
mkfifo "$dir/tls.in"
python3 "$TOP_SRCDIR/tests/net/proxy.py" "$port" "$dir/cert" "$dir/cert.key" \
	<"$dir/tls.in" >"$dir/tls.out" 2>"$dir/tls.err" &
proxy_pid="$proxy_pid $!"
exec 8>"$dir/tls.in"
await [ -s "$dir/tls.out" ] || show "$dir/tls.err"
config "ca_file = $dir/cert" "proxy = https://127.0.0.1:$(cat "$dir/tls.out")"
exits 0 check far
says "Far: ok"
is "it was asked" "$(cat "$dir/tls.err")" "CONNECT desk.example:443 HTTP/1.1"

# Nothing is asked some other way instead.
config "ca_file = $dir/none"
exits 2 check far
warns "ca_file = $dir/none: cannot open it: No such file or directory"
warns "hint: "
exits 1 doctor
says "! network"
config "ca_file = $dir/service.out"
exits 1 doctor
says "! network          ca_file = $dir/service.out: there is no certificate in PEM in it"
says "hint: set it to a file with -----BEGIN CERTIFICATE-----"
config "tls_key = $dir/none"
exits 1 doctor
says "! HTTPS port       tls_key = $dir/none: cannot open"
config "proxy = proxy.example:3128"
exits 2 config check
says 'config:1: proxy: http://HOST:PORT, without a name and password'
exits 2 check far
warns "line 1 of the configuration: proxy: http://HOST:PORT"
config "proxy = http://me:MADEUP@proxy.example:3128"
exits 2 check far
warns "line 1 of the configuration: proxy: "
warns_not MADEUP
finish
