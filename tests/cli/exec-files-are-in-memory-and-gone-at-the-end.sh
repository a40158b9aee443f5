#!/bin/sh
# shellcheck disable=SC2016 # $ is for the programs that are run
. "$(dirname "$0")/lib.sh"

vault
stripe One
stripe Two
left()
{
	find "$1" -mindepth 1 2>/dev/null
}

exits 1 exec --file one -- true
warns "there is no XDG_RUNTIME_DIR"
warns "hint: without --file"
mkdir -m 700 "$dir/run"
exits 0 exec --file-in "$dir/run" one two -- sh -c '
	stat -c "%a %n" "$CONNVAULT_FILE_ONE" "${CONNVAULT_FILE_ONE%/*}"
	cat "$CONNVAULT_FILE_ONE" "$CONNVAULT_FILE_TWO"
	echo "${CONNVAULT_FILE-none} ${CONNVAULT_FD-none}"'
says "600 $dir/run/connvault-"
says "700 $dir/run/connvault-"
says '{"api_key":"sk_One"}{"api_key":"sk_Two"}none none'
is "it is gone" "$(left "$dir/run")" ""
exits 0 exec --file-in "$dir/run" one -- sh -c 'echo "$CONNVAULT_FILE"'
says /one.json
exits 9 exec --file-in "$dir/run" one -- sh -c 'exit 9'
exits 127 exec --file-in "$dir/run" one -- no-such-program
exits 4 exec --file-in "$dir/run" one nobody -- true
is "however it ends" "$(left "$dir/run")" ""
chmod 777 "$dir/run"
exits 1 exec --file-in "$dir/run" one -- true
warns "is no folder of yours alone"
exits 1 exec --file-in "$dir/absent" one -- true

# Without being told, on no disk.
memory=$(mktemp -d /dev/shm/connvault-test-XXXXXX 2>/dev/null)
if [ -n "$memory" ]; then
	trap 'rm -rf "$dir" "$memory"' EXIT
	XDG_RUNTIME_DIR=$memory
	export XDG_RUNTIME_DIR
	exits 0 exec --file one -- sh -c 'cat "$CONNVAULT_FILE"'
	says '{"api_key":"sk_One"}'
	is "nothing is left there" "$(left "$memory")" ""
	XDG_RUNTIME_DIR=/var/tmp
	if [ "$(stat -f -c %T /var/tmp)" != tmpfs ]; then
		exits 1 exec --file one -- true
		warns "/var/tmp is not in memory alone"
	fi

	# A signal for connvault is one for the program, which may end as it
	# likes; then the files are removed. (A shell has what it runs in the
	# background ignore INT.)
	for signal in TERM HUP USR1; do
		mkfifo ready hold
		XDG_RUNTIME_DIR=$memory "$CONNVAULT" exec --file one -- \
			sh -c 'trap "kill \$!; exit 42" "$0"
				cat hold & : >ready; wait' $signal &
		pid=$!
		cat ready
		[ -n "$(left "$memory")" ]
		result $? "the file is there meanwhile"
		kill -s $signal $pid
		wait $pid
		is "$signal is sent on" $? 42
		is "and the file is gone" "$(left "$memory")" ""
		rm ready hold
	done
fi
finish
