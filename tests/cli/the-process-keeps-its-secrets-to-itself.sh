#!/bin/sh
. "$(dirname "$0")/lib.sh"

# Root may look into every process and lock all memory: as somebody else,
# without, these tests mean something.
if [ "$(id -u)" -eq 0 ]; then
	if ! command -v setpriv >/dev/null; then
		echo "1..0 # SKIP run by root, without setpriv"
		exit 0
	fi
	chmod 711 "$dir"
	cp "$CONNVAULT" "$CONNVAULT-program" "$dir"
	cp "$CONNVAULT_DATA/pieces.json" "$dir"
	chmod 755 "$dir/connvault"
	chmod 644 "$dir/pieces.json"
	chown -R 65534:65534 "$HOME"
	CONNVAULT=$dir/connvault
	CONNVAULT_DATA=$dir
	export CONNVAULT CONNVAULT_DATA
	as="setpriv --reuid=65534 --regid=65534 --clear-groups"
else
	as=
fi
cv()
{
	$as "$CONNVAULT" "$@"
}

# Two processes of one user: the other one reads nothing but the arguments.
cat >"$dir/look" <<'E2'
cd "$HOME" || exit 1
mkfifo in
"$CONNVAULT" --key-file key create --piece stripe --name One \
	--secret-stdin api_key <in >/dev/null 2>&1 &
pid=$!
exec 4>in
tries=0
# What it does first of all is to forbid this.
until [ "$(tr -cd '\0' <"/proc/$pid/cmdline" | wc -c)" -gt 5 ] &&
	! cat "/proc/$pid/environ" >/dev/null 2>&1; do
	tries=$((tries + 1))
	[ $tries -lt 2000 ] || exit 2
done
head -c 1 "/proc/$pid/mem" >/dev/null 2>&1 && exit 3
head -c 1 "/proc/$pid/maps" >/dev/null 2>&1 && exit 4
[ "$(awk '/^Max core/ { print $5 $6 }' "/proc/$pid/limits")" = 00 ] || exit 5
ulimit -c unlimited
kill -ABRT "$pid"
wait "$pid"
[ $? -eq 134 ] || exit 6
[ -z "$(find . -name 'core*')" ] || exit 7
# The control: of a process that forbids nothing all can be read.
sleep 9 &
cat "/proc/$!/environ" >/dev/null 2>&1 || exit 8
kill $!
E2
chmod 644 "$dir/look"
if [ -r /proc/self/environ ]; then
	ok "a key file is made" cv init --new-key-file "$HOME/key"
	# shellcheck disable=SC2086 # $as is several words or none
	ok "another process of the same user reads none of its memory" \
		$as sh "$dir/look"
fi

CONNVAULT_KEY_FILE=$HOME/key
export CONNVAULT_KEY_FILE
exits 0 list
warns_not swap

# AddressSanitizer's mlock() does nothing and says that it did.
if grep -q '^#define CV_SANITIZED' "$TOP_BUILDDIR/config.h"; then
	finish
fi
$as sh -c 'ulimit -l 0; "$CONNVAULT" list' >"$dir/out" 2>"$dir/err"
is "memory that cannot be locked is no reason to stop" $? 0
warns "could be written to swap"
$as sh -c 'ulimit -l 0; "$CONNVAULT" doctor' >"$dir/out" 2>"$dir/err"
says "could be written to swap"
finish
