#!/bin/sh
. "$(dirname "$0")/lib.sh"

exits 0 help
says "Usage: connvault"
says "  list "
says "project create"
exits 0 --help
says "Usage: connvault"
exits 0 list --help
says "--status active|inactive|all"
exits 0 --help list
says "--status active|inactive|all"
exits 0 help list
says "--status active|inactive|all"
exits 0 help project create
says "connvault project create [OPTIONS] NAME"
exits 0 project --help
says "project rename"
says_not "flow import"
exits 0 --version
says "connvault "

for command in init list show create rename reconnect refresh check delete restore \
	usage get backup doctor completion; do
	ok "$command has a help" cv $command --help
done

# Topics are listed, and each has a text of its own.
for topic in connections vault secrets oauth flows pieces filter keys files \
	exit-codes recovery; do
	exits 0 help
	says "  $topic "
	exits 0 help $topic
	[ "$(wc -l <"$dir/out")" -ge 8 ]
	result $? "$topic has a text"
	says_not "Usage:"
done
exits 2 help keys rename
exits 2 help exit

# Nothing is wider than a terminal.
wide=$(for words in "" list create reconnect get "slot add" \
	connections vault secrets flows pieces filter keys files exit-codes \
	recovery; do
	# shellcheck disable=SC2086
	cv help $words
done | awk 'length($0) > 80')
is "no line of help is wider than 80 columns" "$wide" ""
finish
