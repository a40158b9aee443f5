# shellcheck shell=sh
# shellcheck disable=SC2154 # dir and vault are of lib.sh
# agent.sh - an agent of a test, ended with it
#	agent_start WORDS...	in the foreground, its words in $dir/agent
#	agent_says TEXT		wait until it has said it
#	agent_pid		its process
#	agent_end		end it
#	can_scan, scan PID FILE	look into its memory
#	has_seccomp, filters PID	how many filters a process is under
agents=
trap 'agent_end; cv lock >/dev/null 2>&1; rm -rf "$dir"' EXIT

agent_start()
{
	: >"$dir/agent"
	"$CONNVAULT" agent "$@" 2>"$dir/agent" &
	agents=$!
	await grep -qs "ready" "$dir/agent"
	result $? "the agent is ready"
}

agent_says()
{
	await grep -qs -e "$1" "$dir/agent"
	result $? "the agent says: $1"
}

is_gone()
{
	! kill -0 "$1" 2>/dev/null
}

agent_pid()
{
	pgrep -o -u "$(id -u)" -f "^connvault --vault $vault agent" ||
		echo "$agents"
}

# scan PID FILE: how many lines of FILE are in the memory of a process. Only root
# may look; AddressSanitizer keeps what was freed, and maps more than one reads.
can_scan()
{
	[ "$(id -u)" -eq 0 ] &&
		! grep -q '^#define CV_SANITIZED' "$TOP_BUILDDIR/config.h"
}

scan()
{
	python3 "$TOP_SRCDIR/tests/agent/scan.py" "$1" "$2" "connvault agent"
}

has_seccomp()
{
	grep -q '^#define HAVE_SECCOMP' "$TOP_BUILDDIR/config.h" &&
		! grep -q '^#define CV_SANITIZED' "$TOP_BUILDDIR/config.h" &&
		[ -n "$(filters $$)" ]
}

filters()
{
	sed -n 's/^Seccomp_filters:[[:space:]]*//p' "/proc/$1/status"
}

agent_end()
{
	[ -z "$agents" ] && return
	kill -TERM "$agents" 2>/dev/null
	wait "$agents" 2>/dev/null
	agents=
}
