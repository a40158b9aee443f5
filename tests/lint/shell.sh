#!/bin/sh
# shell.sh - shellcheck finds nothing in our scripts
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

need shellcheck
about="shellcheck finds nothing"

complaints()
{
	# SC2016 is about $ in single quotes: every awk program.
	scripts | xargs shellcheck -x -e SC2016 -P SCRIPTDIR -f gcc 2>&1
}

plant()
{
	printf '#!/bin/sh\necho "$1"\n' >good.sh
	printf '#!/bin/sh\necho $1 # BAD\n' >bad
	printf 'echo $1\n' >not-a-script
}

lint_main "$@"
