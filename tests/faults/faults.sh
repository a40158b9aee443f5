#!/bin/sh
# faults.sh - full disks and failing writes: nothing reported done is lost
#
# SEED=N repeats a run. Each fault gets a vault of its own; changes are made
# while the fault is there, then the vault is compared with what was told.
: "${TOP_BUILDDIR:=.}"
killer=$TOP_BUILDDIR/tests/faults/killer
SEED=${SEED:-$(date +%s)}
export SEED

# In a mount name space of our own: "faults.sh small DIR KB".
if [ "${1-}" = small ]; then
	mount -t tmpfs -o "size=${3}k,mode=700" none /mnt || exit 9
	cp -a "$2/." /mnt && rm -rf "$2/vault"* "$2/connvault" || exit 9
	"$killer" work /mnt "$SEED" 60
	worked=$?
	cp -a /mnt/. "$2" || exit 9
	exit $worked
fi

count=0
dir=
log=$(mktemp) || exit 99
trap 'rm -rf "$log" "$log.err" "$dir"' EXIT

# -- runs: begin, for each fault "try COMMAND...", end WHAT ---------------------

begin()
{
	runs=0 struck=0 reported=0 bad=0 shown=
}

new_vault()
{
	[ -z "$dir" ] || rm -rf "$dir"
	dir=$("$killer" make) || exit 99
}

try()
{
	runs=$((runs + 1))
	"$@" >"$log" 2>"$log.err" || {
		bad=$((bad + 1))
		sed 's/^/# /' "$log.err"
	}
	if [ -s "$log.err" ]; then
		struck=$((struck + 1))
		shown=$(head -n 1 "$log.err")
	fi
	told=$("$killer" check "$dir" "$log") || {
		bad=$((bad + 1))
		echo "$told"
	}
	reported=$((reported + $(grep -c '^done' "$log")))
}

# A fault that never struck proves nothing.
end()
{
	count=$((count + 1))
	[ $bad -eq 0 ] && [ $struck -gt 0 ] && [ $reported -gt 0 ] ||
		printf 'not '
	echo "ok $count - $1"
	echo "# $runs runs, the fault struck in $struck; $reported changes" \
		"reported done, $bad runs bad"
	[ -z "$shown" ] || echo "$shown"
}

skipped()
{
	count=$((count + 1))
	echo "ok $count - $1 # SKIP $2"
}

# -- faults -------------------------------------------------------------------------

limited()
{
	"$killer" work "$dir" "$SEED" 60 "$limit"
}

on_small_disk()
{
	$unshare sh "$0" small "$dir" "$size"
}

injected()
{
	strace -f -qq -o /dev/null -e "trace=$calls" \
		-e "inject=$calls:error=$error:when=$when" \
		"$killer" work "$dir" "$SEED" 12
}

limits()
{
	begin
	for more in $(seq 1 2000 60000); do
		new_vault
		limit=$(($(wc -c <"$dir/vault") + more))
		try limited
	done
	end "a limit on file sizes"
}

small_disks()
{
	for unshare in "unshare -Urm" "unshare -m" ""; do
		[ -n "$unshare" ] || {
			skipped "a small disk that fills up" "no name spaces"
			return
		}
		$unshare mount -t tmpfs none /mnt 2>/dev/null && break
	done
	begin
	for more in $(seq 12 4 130); do
		new_vault
		size=$(($(du -sk "$dir" | cut -f 1) + more))
		try on_small_disk
	done
	end "a small disk that fills up"
}

# Calls, error, suffix ("+": from then on), positions.
inject()
{
	calls=$1 error=$2
	strace -qq -o /dev/null true 2>/dev/null || {
		skipped "$calls fails with $error" "no strace"
		return
	}
	begin
	for position in $(seq 1 "$4"); do
		new_vault
		when=$position$3
		try injected
	done
	end "$calls fails with $error ($3 each of $4 positions)"
}

echo 1..6
echo "# SEED=$SEED"
limits
small_disks
inject fdatasync,fsync EIO "" 60
inject fdatasync,fsync EIO + 40
inject pwrite64 ENOSPC + 60
inject pwrite64 EIO "" 60
