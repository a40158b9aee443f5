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

# has PATTERN WHAT: complain unless readelf prints it
has()
{
	if ! readelf -W -h -l -d -s "$program" 2>/dev/null | grep -Eq "$1"; then
		echo "${program##*/}:0: $2"
	fi
}

# The module that it loads stands beside it.
complaints()
{
	complaints_of "$program"
	[ ! -e "$program.so" ] || complaints_of "$program.so"
}

complaints_of()
{
	program=$1
	has '^ *Type: *DYN' "is not position independent (-pie)"
	has 'GNU_RELRO' "relocations stay writable (-z relro)"
	has 'BIND_NOW|FLAGS.* NOW' "symbols are bound late (-z now)"
	has 'GNU_STACK.* RW ' "the stack can be executed (-z noexecstack)"
	has '__stack_chk_fail' "has no stack protector"
	has '__[a-z]+_chk(@| |$)' "calls no checked function (_FORTIFY_SOURCE)"
}

plant()
{
	echo 'int main(void) { return 0; }' >weak.c
	cc -O0 -U_FORTIFY_SOURCE -fno-stack-protector -no-pie -Wl,-z,norelro \
		-Wl,-z,lazy -Wl,-z,execstack weak.c -o weak 2>/dev/null
	program=./weak
}
planted=6

lint_main "$@"
