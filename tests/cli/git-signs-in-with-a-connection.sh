#!/bin/sh
. "$(dirname "$0")/lib.sh"

if ! command -v git >/dev/null || ! command -v python3 >/dev/null; then
	echo "1..0 # SKIP git or python3 is not there"
	exit 0
fi
unset GIT_ASKPASS SSH_ASKPASS
GIT_CONFIG_NOSYSTEM=1
GIT_TERMINAL_PROMPT=0
export GIT_CONFIG_NOSYSTEM GIT_TERMINAL_PROMPT
vault

# Tokens, a password and fields, as pieces of one's own have them.
mkdir -p "$HOME/.config/connvault/pieces"
echo '[{"name": "hub", "display_name": "Hub", "auth": [{"type": "api_key",
"hosts": ["github.com"]}]},
{"name": "forge", "display_name": "Forge", "auth": [{"type": "basic"}]}]' \
	>"$HOME/.config/connvault/pieces/own.json"
printf tok_canary | cv -q create --piece hub --name Hub --secret-stdin api_key
forge()
{
	printf '{"username":"%s","password":"pw_%s"}' "$1" "$1" |
		cv -q create --piece forge --name "$1" --fields-stdin --tag "$2"
}

asks()
{
	printf '%b' "$1" >"$dir/in"
	expected=$2
	shift 2
	cv git-credential "$@" <"$dir/in" >"$dir/out" 2>"$dir/err"
	got=$?
	[ $got -eq "$expected" ]
	result $? "git-credential $* exits with $expected"
	[ $got -eq "$expected" ] || show "$dir/out" "$dir/err"
}
silent()
{
	is "$1" "$(cat "$dir/out")" ""
}

asks 'protocol=https\nhost=github.com\n\n' 0 get
is "a token has the user name of the host" "$(cat "$dir/out")" \
	"username=x-access-token
password=tok_canary"
asks 'protocol=https\nhost=GitHub.com\ncapability[]=authtype\n' 0 get
says tok_canary
asks 'protocol=https\nhost=gitlab.com\n\n' 0 get
silent "no connection, no answer"
asks 'protocol=https\nhost=github.com.evil.example\n\n' 0 get
silent "another host is another one"
asks 'protocol=https\nhost=github.com:8443\n\n' 0 get
silent "another port, too"
asks 'protocol=http\nhost=github.com\n\n' 0 get
silent "http is no way for a token"
warns "use https"
asks 'protocol=smtp\nhost=github.com\n\n' 0 get
silent "nor are others"
asks 'protocol=https\nhost=evil.example\n\n' 4 get --connection hub
silent "not even by name"
warns "no connection is for evil.example"
warns "hint: connvault edit CONNECTION --add-tag git:evil.example"
asks 'protocol=https\nhost=github.com\n\n' 0 --connection hub get
says tok_canary

# What could say something else than it seems to gets no answer.
for said in 'protocol=https\nhost=evil.example\r\nhost=github.com\n\n' \
	'protocol=https\rhost=github.com\nhost=github.com\n\n' \
	'protocol=https\nhost=evil.example\nhost=github.com\n\n' \
	'protocol=https\nhost=github.com\0\n\n' \
	'protocol=https\nhost=github.com%0ahost=x\n\n' \
	'protocol=https\nhost=\n\n' 'host=github.com\n\n' '\n' \
	'protocol=https\nhost=github.com\nnonsense\n\n' \
	'protocol=https\nhost=git\033hub.com\n\n'; do
	asks "$said" 2 get
	silent "it gets no answer"
done

# Nothing is stored, nothing forgotten, no word refused.
rows=$(cv audit list | wc -l)
for word in store erase capability; do
	asks 'protocol=https\nhost=github.com\nusername=x\npassword=y\n\n' 0 \
		$word
	silent "nothing is said to $word"
done
is "and nothing done" "$(cv audit list | wc -l)" "$rows"
asks 'protocol=https\nhost=github.com\n\n' 0 get
says tok_canary

# Two accounts on one host.
forge ann git:forge.example/ann
forge bob git:forge.example/team/bob
forge eve git:forge.example
asks 'protocol=https\nhost=forge.example\npath=ann/x.git\n\n' 0 get
says pw_ann
asks 'protocol=https\nhost=forge.example\npath=team/bob.git\n\n' 0 get
says pw_bob
asks 'protocol=https\nhost=forge.example\npath=anna/x.git\n\n' 0 get
says pw_eve
asks 'protocol=https\nhost=forge.example\npath=x\nusername=mallory\n\n' 0 get
silent "another user was meant"
forge fay git:forge.example
asks 'protocol=https\nhost=forge.example\npath=x\n\n' 8 get
silent "which of two is not guessed"
warns "are both for forge.example"

# A real git.
git config --global credential.helper \
	"!'$CONNVAULT' --key-file '$dir/key' git-credential"
unset CONNVAULT_KEY_FILE
printf 'url=https://github.com/acme/x.git\n\n' | git credential fill >filled
ok "git credential fill" grep -qx password=tok_canary filled
CONNVAULT_KEY_FILE=$dir/key
export CONNVAULT_KEY_FILE

mkdir site && git init -q --bare site/repo.git
git init -q made && cd made || exit 99
git -c user.name=a -c user.email=a@example.com commit -q --allow-empty -m One
git push -q ../site/repo.git HEAD:refs/heads/main
cd .. || exit 99
git -C site/repo.git symbolic-ref HEAD refs/heads/main
git -C site/repo.git update-server-info
cat >server.py <<'END'
import base64, functools, http.server, sys
wanted = "Basic " + base64.b64encode(b"gil:pw_gil").decode()
class Site(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        if self.headers.get("Authorization") != wanted:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            super().do_GET()
    def log_message(self, *args):
        pass
site = http.server.HTTPServer(("127.0.0.1", 0),
                              functools.partial(Site, directory="site"))
with open("port", "w") as file:
    print(site.server_port, file=file)
open("ready", "w").close()
site.serve_forever()
END
mkfifo ready
python3 server.py &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$dir"' EXIT
cat ready
url=http://127.0.0.1:$(cat port)/repo.git
ok "without a connection it does not come in" \
	sh -c '! git clone -q "$1" no' x "$url"
forge gil "git:127.0.0.1:$(cat port)"
ok "git clones" git clone -q "$url" cloned
is "what is there" "$(git -C cloned log --format=%s)" One
ok "and keeps no secret" sh -c '! grep -rq pw_gil cloned "$HOME/.gitconfig"'
exits 0 audit list
says "  git"
finish
