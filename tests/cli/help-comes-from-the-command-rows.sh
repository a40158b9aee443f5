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

for command in init list show create rename reconnect delete restore usage \
	get backup doctor completion; do
	ok "$command has a help" cv $command --help
done

# Nothing is wider than a terminal.
wide=$(for words in "" list create reconnect get "slot add"; do
	# shellcheck disable=SC2086
	cv help $words
done | awk 'length($0) > 80')
is "no line of help is wider than 80 columns" "$wide" ""
finish
