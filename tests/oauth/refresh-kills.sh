#!/bin/sh
# refresh-kills.sh - kill -9 during refreshes loses nothing once an answer is kept
#
# KILLS=N kills N times (40), SEED=N repeats a run.
: "${TOP_BUILDDIR:=.}" "${KILLS:=40}"
exec "$TOP_BUILDDIR/tests/oauth/refresh_kills" "$KILLS" "${SEED:-$(date +%s)}"
