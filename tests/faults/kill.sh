#!/bin/sh
# kill.sh - what was reported done survives kill -9
#
# KILLS=N kills N times (200), SEED=N repeats a run.
: "${TOP_BUILDDIR:=.}" "${KILLS:=200}"
killer=$TOP_BUILDDIR/tests/faults/killer
seed=${SEED:-$(date +%s)}
count=0

# Workers are killed with the seed; its report stands behind the result.
expect()
{
	count=$((count + 1))
	wanted=$1
	what=$2
	shift 2
	report=$("$killer" run "$@" 2>&1)
	got=$?
	[ $got -eq "$wanted" ] || printf 'not '
	echo "ok $count - $what"
	echo "$report"
}

echo 1..3
echo "# SEED=$seed"
expect 0 "$KILLS kills lose nothing that was reported done" "$KILLS" "$seed"
expect 1 "control: reporting before it is done is found out" 30 "$seed" early
expect 1 "control: flipped bits are found out" 6 "$seed" flip
