#!/bin/sh
# run.sh - every check of this folder, one line each, then a count
#
#	run.sh TOP [PROGRAM]
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=${1:-$here/../..}
passed=0 failed=0 skipped=0
for check in layers banned reveal heads sizes format cppcheck shell words \
	man hardening; do
	sh "$here/$check.sh" "$top" "${2-}"
	case $? in
	0) passed=$((passed + 1)) ;;
	77) skipped=$((skipped + 1)) ;;
	*) failed=$((failed + 1)) ;;
	esac
done
if [ "$skipped" -gt 0 ]; then
	echo "lint: $passed passed, $failed failed, $skipped skipped"
else
	echo "lint: $passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
