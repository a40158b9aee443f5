# shellcheck shell=sh
# lib.sh - what every check of make lint shares
#
# A check sets $about and defines
#	complaints	print "file:line: what is wrong" for the tree in the
#			current directory
#	plant		write a small tree that breaks the rule into the current
#			directory; each wrong line, and no other, has BAD in it
#			(or $planted says how many complaints there must be)
# and ends with: lint_main "$@". Its argument is the top of the source tree.
# A check that does not find what it planted fails: it proves nothing.
#
# Exit: 0 clean, 1 complaints, 77 a tool is missing.

set -u
LC_ALL=C
export LC_ALL

here=$(cd "$(dirname "$0")" && pwd)
about=
planted=

need()
{
	for tool; do
		if ! command -v "$tool" >/dev/null 2>&1; then
			echo "skip  $(basename "$0" .sh): $tool is not installed"
			exit 77
		fi
	done
}

# Our C files, without what a build makes.
c_files()
{
	find src tests -name '*.[ch]' 2>/dev/null | sort
}

# Every file that is ours: what git tracks, else all but what a build makes.
all_files()
{
	if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
		git ls-files --cached --others --exclude-standard
	else
		find . -type f ! -path './.git/*' ! -path './build*' ! -path './autom4te*' \
			! -name configure ! -name Makefile.in \
			! -name aclocal.m4 ! -name '*~' | sed 's,^\./,,'
	fi | sort
}

# Which of all_files are shell scripts.
scripts()
{
	all_files | while read -r file; do
		if [ -f "$file" ] && head -n 1 "$file" |
			grep -Eq '^#!.*(/|env )(ba)?sh|shellcheck shell='; then
			echo "$file"
		fi
	done
}

# The control: what is planted is found, all of it and nothing else.
lint_control()
{
	dir=$(mktemp -d) || exit 1
	trap 'rm -rf "$dir"' EXIT
	(
		cd "$dir" || exit 1
		plant
		if [ -n "$planted" ]; then
			found=$(complaints | wc -l)
			[ "$found" -eq "$planted" ] && exit 0
			echo "found $found of $planted"
		else
			grep -rn BAD . | sed 's,^\./,,' | cut -d: -f1,2 |
				sort >"$dir.want"
			complaints | cut -d: -f1,2 | sort >"$dir.got"
			diff "$dir.want" "$dir.got" && [ -s "$dir.want" ] &&
				exit 0
		fi
		exit 1
	)
	result=$?
	rm -f "$dir.want" "$dir.got"
	return $result
}

lint_main()
{
	name=$(basename "$0" .sh)
	if ! lint_control; then
		echo "FAIL  $name: does not find what was planted"
		exit 1
	fi
	cd "${1:-$here/../..}" || exit 1
	found=$(complaints)
	if [ -n "$found" ]; then
		echo "$found"
		echo "FAIL  $name: $(echo "$found" | wc -l) complaints"
		exit 1
	fi
	echo "ok    $name: $about"
}
