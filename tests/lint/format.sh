#!/bin/sh
# format.sh - C files are as .clang-format says
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

need clang-format
about="every C file is as .clang-format says"
wanted=14
version=$(clang-format --version | sed 's/.*version \([0-9]*\).*/\1/')
if [ "$version" != $wanted ]; then
	echo "skip  format: clang-format is $version, each version differs from $wanted"
	exit 77
fi

complaints()
{
	c_files | xargs clang-format --dry-run --Werror 2>&1 |
		grep 'error: ' | sed 's/: error: /: /'
}

plant()
{
	cp "$here/../../.clang-format" .
	mkdir -p src tests
	printf 'int good(int x)\n{\n\treturn x;\n}\n' >src/good.c
	printf 'int bad(int x) {\n    return x;\n}\n' >src/bad.c
}
planted=2

lint_main "$@"
