#!/bin/sh
# power.sh - what was reported done survives a power cut
#
# POINTS=N cuts the power N times (340), SEED=N repeats where, RECORDING=FOLDER
# takes a recording that was kept.
: "${TOP_BUILDDIR:=.}"
recorder=$TOP_BUILDDIR/tests/faults/recorder.so

skip()
{
	echo "1..0 # SKIP $1"
	exit 0
}

if ! command -v python3 >/dev/null; then
	skip "python3 is not there: ./bootstrap check installs it"
fi
if grep -q '^#define CV_SANITIZED' "$TOP_BUILDDIR/config.h"; then
	skip "sanitizers want to be loaded first"
fi
if [ "$(LD_PRELOAD=$recorder "$TOP_BUILDDIR/connvault-program" --version \
	2>&1)" != "$("$TOP_BUILDDIR/connvault-program" --version)" ]; then
	skip "nothing can be loaded in front of the program"
fi
exec python3 -B "$(dirname "$0")/power.py" "$recorder"
