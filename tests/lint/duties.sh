#!/bin/sh
# duties.sh - every row of our tables of duties names tests, which exist
#
# A row begins with an id as A1. It names files below tests/, each with the
# function that is meant when it is a program of C (one of tests/fuzz is meant
# as a whole); or it has "Not shown: " and why.
: "${TOP_SRCDIR:=.}"
cd "$TOP_SRCDIR" || exit 99
found=${TMPDIR:-/tmp}/duties.$$
trap 'rm -f "$found"' EXIT
count=0 failed=0

result()
{
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		failed=1
	fi
}

# Is the test NAME in FILE, and is FILE run?
has()
{
	[ -f "$1" ] && grep -q "$(basename "$1" .c)" "$(dirname "$1")/files.mk" ||
		return 1
	case $1,$2 in
	*.c,?*) grep -q "^\(static void \)\{0,1\}$2(void \*\*" "$1" &&
		grep -q "$2[,)]" "$1" ;;
	*.sh, | tests/fuzz/*.c,) true ;;
	*) false ;;
	esac
}

# Of the table on stdin: "id file [test]" a line; "id -" where nothing is shown
# and that is said, "id" alone where nothing is said at all.
rows()
{
	awk '/^\| [A-Z][0-9]+ \|/ {
		said = /Not shown: ./ ? " -" : ""
		words = split($0, word, "[ |;:]+")
		for (i = 3; i <= words; i++)
			if (word[i] ~ /^tests\/.*\.(c|sh)$/) {
				next_one = word[i + 1]
				print word[2], word[i], \
					(next_one ~ /^[a-z0-9]+_[A-Za-z0-9_]+$/ ? \
					next_one : "")
				named = 1
			}
		if (!named)
			print word[2] said
		named = 0
	}'
}

# table FILE LAST...: of each letter up to that id
table()
{
	rows <"$1" >"$found"
	while read -r id file name; do
		[ "$file" = - ] || has "$file" "$name"
		result $? "$id: ${file:-no test is named} $name"
	done <"$found"
	shift
	for last; do
		letter=${last%%[0-9]*} number=0
		while [ $number -lt "${last#?}" ]; do
			number=$((number + 1))
			grep -q "^$letter$number " "$found"
			result $? "$letter$number is in the table"
		done
	done
}

table doc/oauth-duties.md A18 T10 N17 D11 R9 V3 M4
table doc/security-duties.md A18 B14 C17 R36

! has tests/no_such.c no_such_test && ! has tests/oauth/test_idp.c no_such_test
result $? "control: what is not there is not found"
here=tests/lint/duties.sh
is=$(printf '| A1 | a | b | %s |\n' "$here; tests/oauth/test_idp.c: no_such" \
	"Not shown: so" "nothing" "tests/x.c | a_test" | rows | tr '\n' ,)
[ "$is" = "A1 $here ,A1 tests/oauth/test_idp.c no_such,A1 -,A1,A1 tests/x.c \
a_test," ]
result $? "control: rows are read as they are written"
echo "1..$count"
[ $failed -eq 0 ]
