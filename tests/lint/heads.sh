#!/bin/sh
# heads.sh - how each C file begins
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

about="each C file says what it is for and includes its own header first"

# Line 1 is "/* name - purpose"; x.c includes "layer/x.h", if there is one,
# before anything else; a header has a guard named after itself.
complaints()
{
	c_files | while read -r file; do
		own=${file#src/}
		own=${own%.c}.h
		[ -f "src/$own" ] || own=
		awk -v name="${file##*/}" -v own="$own" '
		BEGIN {
			guard = toupper(name)
			gsub(/[^A-Z0-9]/, "_", guard)
		}
		FNR == 1 && index($0, "/* " name " - ") != 1 {
			print FILENAME ":1: does not begin with /* " name " -"
		}
		/^#include/ && !first {
			first = 1
			if (name ~ /\.c$/ && own && $2 != "\"" own "\"")
				print FILENAME ":" FNR ": first include \"" own "\""
		}
		/^#ifndef/ && !guarded {
			guarded = $2
			if (name ~ /\.h$/ && $2 !~ guard "$")
				print FILENAME ":" FNR ": guard is not ..." guard
		}
		END {
			if (name ~ /\.h$/ && !guarded)
				print FILENAME ":1: has no guard"
		}' "$file"
	done
}

plant()
{
	mkdir -p src/base
	printf '/* a.h - fine */\n#ifndef X_BASE_A_H\n' >src/base/a.h
	printf '/* a.c - fine */\n#include "base/a.h"\n' >src/base/a.c
	printf '/* b.h - BAD, it has no guard */\n' >src/base/b.h
	printf '/* b.c - late */\n#include <stdio.h> /* BAD */\n' >src/base/b.c
	printf '/* d.c - BAD, it is c.c */\n' >src/base/c.c
	printf '/* e.h - it is copied */\n#ifndef D_H /* BAD */\n' >src/base/e.h
}

lint_main "$@"
