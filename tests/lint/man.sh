#!/bin/sh
# man.sh - mandoc finds nothing in the manual pages
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

need mandoc
about="mandoc finds nothing"

complaints()
{
	find doc -name '*.[157]' | sort | while read -r page; do
		mandoc -T lint -W warning "$page" 2>&1 |
			sed 's/^mandoc: //'
	done
}

plant()
{
	mkdir doc
	printf '.Dd January 1, 2026\n.Dt GOOD 1\n.Os\n.Sh NAME\n.Nm good\n.Nd fine\n' \
		>doc/good.1
	printf '.Dd January 1, 2026\n.Dt BAD 1\n.Os\n.Sh NAME\n.Nm bad\n.Nd wrong\n.Xx y\n' \
		>doc/bad.1
}
planted=1

lint_main "$@"
