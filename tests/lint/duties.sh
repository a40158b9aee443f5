#!/bin/sh
# duties.sh - every duty of doc/oauth-duties.md has a test, which exists
: "${TOP_SRCDIR:=.}"
cd "$TOP_SRCDIR" || exit 99
table=doc/oauth-duties.md
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

# Is the test TEXT in FILE? Without TEXT the whole script is.
has()
{
	[ -f "$1" ] || return 1
	if [ -n "$2" ]; then
		grep -q "^\(static void \)\{0,1\}$2(void \*\*" "$1" &&
			grep -q "$2)" "$1"
	else
		case $1 in
		*.sh) grep -q "$(basename "$1")" "$(dirname "$1")/files.mk" ;;
		*) false ;;
		esac
	fi
}

rows()
{
	sed -n 's/^| \([A-Z][0-9]*\) | .* | \([^ ]*\) | \([^ ]*\) *|$/\1 \2 \3/p' \
		"$table"
}

rows >"${TMPDIR:-/tmp}/duties.$$"
while read -r id file test; do
	has "$file" "$test"
	result $? "$id: $file ${test-}"
done <"${TMPDIR:-/tmp}/duties.$$"
rm -f "${TMPDIR:-/tmp}/duties.$$"

for last in A18 T10 N17 D11 R9 V3 M4; do
	letter=${last%%[0-9]*} number=0
	while [ $number -lt "${last#?}" ]; do
		number=$((number + 1))
		rows | grep -q "^$letter$number "
		result $? "$letter$number is in the table"
	done
done
! has "$table" no_such_test && ! has tests/oauth/test_idp.c no_such_test
result $? "what is not there is not found"
echo "1..$count"
[ $failed -eq 0 ]
