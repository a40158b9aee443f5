#!/bin/sh
# steps.sh - killed at any of its writes and syncs, nothing that was reported
# done is lost
#
# SEED=N repeats a run, STRIDE=1 takes each write, not each fifth. That "killer
# check" finds out what is lost is shown by kill.sh.
: "${TOP_BUILDDIR:=.}" "${STRIDE:=5}"
killer=$TOP_BUILDDIR/tests/faults/killer
seed=${SEED:-$(date +%s)}

if ! strace -qq -o /dev/null true 2>/dev/null ||
	grep -q '^#define CV_SANITIZED' "$TOP_BUILDDIR/config.h"; then
	echo "1..0 # SKIP nothing can be traced here"
	exit 0
fi
log=$(mktemp) || exit 99
dir=
trap 'rm -rf "$log" "$dir"' EXIT

# step CALL N: a vault of its own, killed at the Nth CALL
step()
{
	dir=$("$killer" make) || exit 99
	strace -f -qq -o /dev/null -e "trace=$1" \
		-e "inject=$1:signal=KILL:when=$2" \
		"$killer" work "$dir" "$seed" 6 >"$log" 2>/dev/null
	[ $? -ne 137 ] || killed=$((killed + 1))
	"$killer" check "$dir" "$log" >"$log.told" || {
		bad=$((bad + 1))
		sed "s/^/# $1 $2: /" "$log.told"
	}
	reported=$((reported + $(grep -c '^done' "$log")))
	rm -rf "$dir" "$log.told"
}

# steps CALL EACH LAST
steps()
{
	killed=0 bad=0 reported=0 count=$((count + 1))
	for n in $(seq 1 "$2" "$3"); do
		step "$1" "$n"
	done
	[ $bad -eq 0 ] && [ $killed -gt 0 ] && [ $reported -gt 0 ] ||
		printf 'not '
	echo "ok $count - killed in $1, nothing reported done is lost"
	echo "# $killed times, $reported changes reported done"
}

echo 1..3
echo "# SEED=$seed"
count=0
steps pwrite64 "$STRIDE" 90
steps fdatasync 1 14
steps ftruncate 1 8
