#!/bin/sh
# reveal.sh - secret_reveal() only in the files of reveal.list
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

about="secrets are revealed only where reveal.list says why"
list=tests/lint/reveal.list

# Also: no row of the list without a reason, or without a use.
complaints()
{
	find src -name '*.[ch]' | sort | xargs awk -v list="$list" \
		-f "$here/strip.awk" -f "$here/reveal.awk" /dev/null
}

plant()
{
	mkdir -p src/base src/cli tests/lint
	cat >"$list" <<-'END'
		# file	reason
		src/base/hash.c	the bytes go into the hash
		src/base/short.c	BAD
		src/base/stale.c	BAD, since nothing there reveals any more
	END
	echo 'x = secret_reveal(s, &len);' >src/base/hash.c
	echo 'x = secret_reveal(s, &len);' >src/base/short.c
	echo '/* secret_reveal() */ secret_revealed(s);' >src/base/stale.c
	echo 'x = secret_reveal(s, &len); /* BAD */' >src/cli/list.c
	echo 'f = secret_reveal; /* BAD */' >src/cli/show.c
}

lint_main "$@"
