#!/bin/sh
# hardening.sh - the program is built with the compiler's defences
#
#	hardening.sh TOP PROGRAM
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

need readelf cc
about="position independent, read-only relocations, canaries, checked calls"
program=${2-}
case $program in
"") echo "skip  hardening: no program was given" && exit 77 ;;
/*) ;;
*) program=$PWD/$program ;;
esac

# has FILE PATTERN WHAT: complain unless readelf prints it
has()
{
	if ! readelf -W -h -l -d -s "$1" 2>/dev/null | grep -Eq "$2"; then
		echo "${1##*/}:0: $3"
	fi
}

# What it becomes stands beside it.
complaints()
{
	for file in "$program" "$program-program"; do
		has "$file" '^ *Type: *DYN' "is not position independent (-pie)"
		has "$file" 'GNU_RELRO' "relocations stay writable (-z relro)"
		has "$file" 'BIND_NOW|FLAGS.* NOW' \
			"symbols are bound late (-z now)"
		has "$file" 'GNU_STACK.* RW ' \
			"the stack can be executed (-z noexecstack)"
	done
	# A C library that is linked in has these for itself.
	file=$program-program
	has "$file" '__stack_chk_fail' "has no stack protector"
	has "$file" '__[a-z]+_chk(@| |$)' \
		"calls no checked function (_FORTIFY_SOURCE)"
	readelf -W --dyn-syms "$program-program" 2>/dev/null |
		grep -Eq 'DEFAULT +[0-9]+ free(@|$)' ||
		echo "${program##*/}-program:0: libraries do not use its free()"
}

plant()
{
	echo 'int main(void) { return 0; }' >weak.c
	cc -O0 -U_FORTIFY_SOURCE -fno-stack-protector -no-pie -Wl,-z,norelro \
		-Wl,-z,lazy -Wl,-z,execstack weak.c -o weak 2>/dev/null
	cp weak weak-program
	program=./weak
}
planted=11

lint_main "$@"
