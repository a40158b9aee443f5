#!/bin/sh
# run.sh - look for inputs that break a target, with libFuzzer
#
#	run.sh TOP TARGET...
#
# In a build folder. Builds the targets anew in fuzz/, with clang and
# sanitizers, and runs each for FUZZ_SECONDS (60), one after the other; with
# FUZZ_SEED, if given. What it learns stays in fuzz/corpus, an input that
# breaks a target in fuzz/found: make it a file of tests/fuzz/corpus, then
# mend. FUZZ_TARGETS names those that are wanted.
set -u
top=$1
shift
seconds=${FUZZ_SECONDS:-60}
wanted=${FUZZ_TARGETS:-}

die()
{
	echo "fuzz: $*" >&2
	exit 1
}

build()
(
	mkdir -p fuzz && cd fuzz || exit 1
	if [ ! -f Makefile ]; then
		CC=clang CFLAGS='-g -O1 -Wno-format-nonliteral' \
			"$top/configure" -q --enable-fuzzing \
			--enable-sanitizers || exit 1
	fi
	make -s "$@"
)

count()
{
	find "$1" -type f | wc -l
}

# The targets stand in fuzz/tests/fuzz.
run()
{
	name=$1
	learnt=fuzz/corpus/$name
	log=fuzz/$name.log
	mkdir -p "$learnt" fuzz/found
	before=$(count "$learnt")
	"fuzz/tests/fuzz/$name" "$learnt" "$top/tests/fuzz/corpus/$name" \
		-max_total_time="$seconds" -seed="${FUZZ_SEED:-0}" \
		-timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix="fuzz/found/$name-" >"$log" 2>&1
	status=$?
	seed=$(sed -n 's/^INFO: Seed: //p' "$log")
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
	new=$(($(count "$learnt") - before))
	echo "$name: seed $seed, ${runs:-?} runs, $new new corpus files"
	if [ "$status" -ne 0 ]; then
		grep -E 'does not hold|ERROR: |SUMMARY: |runtime error|written to' \
			"$log"
		failed=$((failed + 1))
	fi
}

command -v clang >/dev/null ||
	die "there is no clang: ./bootstrap install fuzz"
build "$@" || die "the targets cannot be built: see above"
failed=0
for target; do
	name=${target##*/}
	case " ${wanted:-$name} " in
	*" $name "*) run "$name" ;;
	esac
done
[ "$failed" -eq 0 ] || die "$failed broken, see fuzz/found"
