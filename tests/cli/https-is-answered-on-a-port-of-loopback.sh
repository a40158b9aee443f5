#!/bin/sh
. "$(dirname "$0")/lib.sh"
if ! command -v curl >/dev/null || ! command -v python3 >/dev/null; then
	echo "1..0 # SKIP curl or python3 is not there: ./bootstrap check" \
		"installs them"
	exit 0
fi
certificate localhost
. "$TOP_SRCDIR/tests/cli/agent.sh"

# asks CURL-OPTION...: its status; what was answered is in $dir/out
asks()
{
	curl -s -m 20 -o "$dir/out" -w '%{http_code}' "$@"
}

# The port that the agent says it has taken.
port_of()
{
	sed -n 's,.*at https://.*:\([0-9]*\)$,\1,p' "$dir/agent" | tail -n 1
}

vault
stripe Billing
token=$(cv client add Engine --json | sed 's/.*"token":"//; s/".*//')
all=/v1/projects/Default/connections
set -- --tls-cert "$dir/cert" --tls-key "$dir/cert.key"

# What is asked for wrongly is said before anything is listened on.
exits 2 agent --listen 127.0.0.1:0
warns "hint: name a certificate and its key"
for address in 0.0.0.0:8443 127.0.0.2:8443 example.com:8443 127.0.0.1 \
	127.0.0.1:65536 '[::]:8443' ':8443' '127.0.0.1:1 '; do
	exits 2 agent --listen "$address" "$@"
	warns "is no address to listen on"
done
chmod 644 "$dir/cert.key"
exits 1 agent --listen 127.0.0.1:0 "$@"
warns "chmod 600"
chmod 600 "$dir/cert.key"
ln -s "$dir/cert.key" "$dir/link"
exits 1 agent --listen 127.0.0.1:0 --tls-cert "$dir/cert" --tls-key "$dir/link"
exits 4 agent --listen 127.0.0.1:0 --tls-cert "$dir/none" --tls-key "$dir/cert.key"
openssl genrsa -out "$dir/other.key" 2048 2>/dev/null
chmod 600 "$dir/other.key"
exits 2 agent --listen 127.0.0.1:0 --tls-cert "$dir/cert" \
	--tls-key "$dir/other.key"
warns "belong together"

# Any port that is free, then this one.
agent_start --listen localhost:0 "$@"
port=$(port_of)
agent_end
agent_start --listen "localhost:$port" "$@"
agent_says "https://localhost:$port"
url=https://localhost:$port
is "health is answered" "$(asks --cacert "$dir/cert" "$url/v1/health")" 200
says unlocked
is "on both addresses of localhost" \
	"$(asks -4 --cacert "$dir/cert" "$url/v1/health")" 200
is "a value needs a token" \
	"$(asks --cacert "$dir/cert" "$url$all/billing/value")" 401
is "and is given for one" "$(asks --cacert "$dir/cert" \
	-H "Authorization: Bearer $token" "$url$all/billing/value")" 200
says sk_Billing
cv audit list >"$dir/out"
says "api: Engine"
is "who does not know the certificate asks nothing" \
	"$(asks "$url/v1/health")" 000
is "nobody is answered without TLS" \
	"$(asks "http://localhost:$port/v1/health")" 000
is "TLS 1.1 is not spoken" "$(asks --cacert "$dir/cert" --tls-max 1.1 \
	--ciphers DEFAULT@SECLEVEL=0 "$url/v1/health")" 000
is "TLS 1.2 is" "$(asks --cacert "$dir/cert" --tls-max 1.2 \
	"$url/v1/health")" 200
is "its socket is answered as well" "$(asks --unix-socket \
	"$HOME/.local/state/connvault/run/api.sock" http://x/v1/health)" 200
is "answered among 300 that never come to an end" "$(python3 \
	"$TOP_SRCDIR/tests/agent/silent.py" "$port" 300 "$dir/cert")" 200

# A port that is in use is named.
XDG_RUNTIME_DIR=$dir/run
export XDG_RUNTIME_DIR
mkdir -m 700 "$dir/run"
exits 8 agent --listen "127.0.0.1:$port" "$@"
warns "port $port is in use"
unset XDG_RUNTIME_DIR

# It begins anew, locked, confined, and still listens.
exits 0 lock
agent_says "locked: asked to"
is "it is answered while it is locked" \
	"$(asks --cacert "$dir/cert" "$url/v1/health")" 200
says locked
exits 0 unlock
warns_not "not answered"
is "and when it is unlocked again" "$(asks --cacert "$dir/cert" \
	-H "Authorization: Bearer $token" "$url$all/billing/value")" 200

# A new certificate is read by an agent that is started again; one that begins
# anew, and may not read it, says so and answers nobody rather than keep waiting.
cp "$dir/cert" "$dir/new"
mv "$dir/new" "$dir/cert"
exits 0 lock
exits 0 unlock
if cv doctor 2>/dev/null | grep -q 'Landlock [0-9]'; then
	warns "not answered by HTTPS: "
	is "the port is closed then" \
		"$(asks --cacert "$dir/cert" "$url/v1/health")" 000
fi
agent_end
agent_start --listen "localhost:$port" --key-file "$dir/key" "$@"
is "and read when it is started again" \
	"$(asks --cacert "$dir/cert" "$url/v1/health")" 200

# The key itself is nowhere else in its memory once it was read.
if can_scan; then
	sed -n 5,6p "$dir/cert.key" >"$dir/wanted"
	is "the text of the key is wiped" "$(scan "$(agent_pid)" \
		"$dir/wanted")" "0 secrets, control found"
fi
agent_end

# For an agent that unlock starts it stands in the configuration.
cat >"$HOME/.config/connvault/config" <<-END
	listen = 127.0.0.1:$port
	tls_cert = $dir/cert
	tls_key = $dir/cert.key
END
exits 0 config check
exits 0 unlock
is "as configured" "$(asks -4 --cacert "$dir/cert" "$url/v1/health")" 200
exits 0 lock
exits 0 unlock
is "and after it was locked" "$(asks -4 --cacert "$dir/cert" \
	-H "Authorization: Bearer $token" "$url$all/billing/value")" 200
exits 0 lock

# What is wrong there is told, and the vault unlocked all the same.
chmod 644 "$dir/cert.key"
exits 0 unlock
says Unlocked
warns "workflow engines are not answered by HTTPS: "
warns "chmod 600"
exits 0 lock
echo "listen = 0.0.0.0:$port" >"$HOME/.config/connvault/config"
exits 2 config check
says "listen: 127.0.0.1, [::1] or localhost with a port"
exits 0 unlock
warns "line 1 of the configuration"
exits 0 lock

# One that is told half of it later begins anew, as often as it is locked.
rm "$HOME/.config/connvault/config"
agent_start --key-file "$dir/key"
echo "listen = 127.0.0.1:$port" >"$HOME/.config/connvault/config"
for _ in 1 2; do
	exits 0 lock
	exits 0 unlock
	warns "hint: name a certificate and its key"
done
is "it is the one that was started" "$(agent_pid)" "$agents"
agent_end
finish
