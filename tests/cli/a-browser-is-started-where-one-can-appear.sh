#!/bin/sh
. "$(dirname "$0")/lib.sh"
. "$TOP_SRCDIR/tests/cli/idp.sh"

# opens NAME [VARIABLE=VALUE]...: what a browser was started with
opens()
{
	name=$1
	shift
	rm -f argv
	env "$@" "$CONNVAULT" create --piece mail --name "$name" --timeout 1 \
		>"$dir/out" 2>"$dir/err" </dev/null
	cat argv 2>/dev/null
}

vault
piece mail
cv -q app set mail --client-id native-public
unset BROWSER DISPLAY WAYLAND_DISPLAY SSH_CONNECTION SSH_TTY
mkdir bin
# What it was given, and whether it could do harm to our terminal.
cat >bin/opener <<'END'
#!/bin/sh
printf '%s\n' "$(basename "$0")" "$@" >"$ARGV"
[ -t 0 ] || [ -t 1 ] || [ -t 2 ] || echo detached >>"$ARGV"
[ "$(ps -o sid= -p $$ | tr -d ' ')" = $$ ] && echo alone >>"$ARGV"
exit 0
END
chmod +x bin/opener
cp bin/opener bin/xdg-open
ARGV=$dir/argv
PATH=$dir/bin:$PATH
export ARGV PATH

is "no display, no browser" "$(opens One)" ""
is "nor over ssh" "$(opens Two SSH_CONNECTION="10.0.0.1 5 10.0.0.2 22")" ""
grep -q "ssh -N -L \([0-9]*\):127.0.0.1:\1 $(id -un)@10.0.0.2\$" "$dir/err"
result $? "a tunnel is told"
opens Three DISPLAY=:9 >got
url=$(sed -n 's,^ *\(http://.*/auth?.*\),\1,p' "$dir/err")
is "it gets the address that is shown" "$(sed -n 2p got)" "$url"
is "the usual one is xdg-open" "$(sed -n 1p got)" xdg-open
is "with no terminal" "$(grep -c detached got)" 1
is "in a session of its own" "$(grep -c alone got)" 1
opens Four BROWSER="missing %s:opener --new-window=%s \$(touch bad) x" >got
is "BROWSER has words, and one that works" "$(sed -n '1p;3,5p' got |
	tr '\n' ' ')" 'opener $(touch bad) x '
ok "--new-window has the address" grep -q -e '^--new-window=http://' got
ok "no shell has seen it" test ! -e bad
is "it works over ssh" "$(opens Five SSH_TTY=/dev/pts/9 BROWSER=opener |
	head -n 1)" opener
BROWSER=opener
export BROWSER
rm -f argv
exits 7 create --piece mail --name Six --no-browser --timeout 1
ok "--no-browser is obeyed" test ! -e argv
unset BROWSER
opens Seven BROWSER=false >got
warns "the browser did not start"

# A real one.
if node "$node/browser.mjs" probe >/dev/null 2>&1; then
	ok "Chromium signs in" env BROWSER="node $node/browser.mjs allow %s" \
		"$CONNVAULT" create --piece mail --name Real --timeout 60
	exits 0 show Real
	says "alice@example.test"
else
	count=$((count + 1))
	echo "ok $count # SKIP there is no Chromium that works here"
fi
finish
