#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
stripe One
if [ ! -c /dev/full ]; then
	echo "1..0 # SKIP no /dev/full"
	exit 0
fi
for words in "list" "list --json" "get one" "help"; do
	# shellcheck disable=SC2086
	cv $words >/dev/full 2>"$dir/err"
	is "$words on a full disk exits with 1" $? 1
	warns "cannot write the output"
done
finish
