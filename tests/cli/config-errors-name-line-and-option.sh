#!/bin/sh
. "$(dirname "$0")/lib.sh"

exits 0 config check
says "The configuration is good."
mkdir -p "$HOME/.config/connvault"
file=$HOME/.config/connvault/config
cat >"$file" <<'END'
# what is wrong here is told by line
idle_lock = 30
selection = cell
colour = yes
low_bandwidth

[keys]
rename = W F2
details = q
fly = z
sort = Hyper-X
[other]
x = y
END
exits 2 config check
says 'config:3: selection: row|name, not "cell"'
says 'config:4: colour: no such option'
says 'config:5: "low_bandwidth" is not of the form name = value'
says 'config:9: details: q is the key of "quit" on the connections list, too'
says 'config:10: fly: no such action'
says 'config:11: sort: "Hyper-X" is no key'
says 'config:13: [other]: no such section'
is "what is good is not told" "$(cv config check 2>/dev/null | grep -c ':[128]:')" 0
exits 0 config show
says "idle_lock = 30"
says "selection = row"
says "rename = W F2"
cv config show >"$dir/shown"
sed -i '/^details\|^fly\|^sort/d' "$dir/shown"
exits 0 config check "$dir/shown"
exits 4 config check "$dir/none"

# Files that it names are looked at, too.
echo "no certificate" >"$dir/words"
cat >"$file" <<-END
	ca_file = $dir/words
	listen = 127.0.0.1:8443
	tls_cert = $dir/none
	tls_key = $dir/words
END
exits 2 config check
says "config: ca_file = $dir/words: there is no certificate in PEM in it: set it to a file with -----BEGIN CERTIFICATE-----"
says "config: tls_cert = $dir/none: cannot open it: No such file or directory"
says "config: tls_key = $dir/words: others can reach $dir/words"
warns "3 lines cannot be used"
echo "listen = 127.0.0.1:8443" >"$file"
exits 2 config check
says "config: tls_cert is not set, and listen needs it: set it to"
says "config: tls_key is not set"
echo "-----BEGIN CERTIFICATE-----" >"$dir/pem"
chmod 600 "$dir/words"
cat >"$file" <<-END
	ca_file = $dir/pem
	listen = 127.0.0.1:8443
	tls_cert = $dir/pem
	tls_key = $dir/words
END
exits 0 config check
finish
