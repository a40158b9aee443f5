#!/bin/sh
# What the process forbids others (to trace it, to have its memory in a core
# file) comes before it opens anything of the operator's.
# shellcheck disable=SC2154 # vault, dir are of lib.sh
. "$(dirname "$0")/lib.sh"

# Only root is told the names of files that such a process opens.
if [ "$(id -u)" -ne 0 ] || ! strace -qq -o /dev/null true 2>/dev/null ||
	grep -q '^#define CV_SANITIZED' "$TOP_BUILDDIR/config.h"; then
	echo "1..0 # SKIP nothing can be traced here"
	exit 0
fi
vault
stripe One
ok "it runs, traced" strace -o trace -e trace=prctl,openat,open,read,setrlimit,prlimit64 \
	"$CONNVAULT" get one

# first PATTERN: the line of the trace that has it first
first()
{
	grep -nE -m 1 -e "$1" trace | cut -d: -f1
}
opened=$(first "open.*\"($HOME|$dir)")
is_before()
{
	line=$(first "$1")
	[ -n "$line" ] && [ "$line" -lt "$opened" ]
}
has_order()
{
	is_before 'PR_SET_DUMPABLE, (0|SUID_DUMP_DISABLE)' &&
		is_before 'RLIMIT_CORE, \{rlim_cur=0' &&
		is_before 'PR_SET_NO_NEW_PRIVS'
}
has_order
result $? "all of it is forbidden before a file of the operator is opened"
grep -q 'open.*key' trace && grep -q "open.*$vault" trace
result $? "control: key and vault were opened"
tac trace >turned && mv turned trace
opened=$(first "open.*\"($HOME|$dir)")
! has_order
result $? "control: another order is found out"
finish
