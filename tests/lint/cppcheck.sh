#!/bin/sh
# cppcheck.sh - cppcheck finds nothing
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

need cppcheck
about="cppcheck finds nothing"

# Not uninitvar: it takes a struct that a call fills for one that it reads;
# valgrind and gcc know better.
complaints()
{
	cppcheck -q -j 2 --std=c11 --library=posix -I src --inline-suppr \
		--enable=warning,performance,portability \
		--suppress=missingInclude --suppress=unknownMacro --suppress=uninitvar \
		--template='{file}:{line}: {message} ({id})' src 2>&1
}

plant()
{
	mkdir -p src
	cat >src/bad.c <<-'END'
		#include <stdlib.h>
		int first(void)
		{
			char *text = malloc(8);
			if (!text)
				return 0;
			text[0] = 0;
			return text[0]; /* BAD */
		}
		int second(const int *at)
		{
			return *at;
		}
	END
}

lint_main "$@"
