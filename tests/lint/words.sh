#!/bin/sh
# words.sh - no file of ours knows a folder of somebody's machine
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

about="no path of one machine in any file"
# The brackets keep this line from finding itself. Ada and Ana are of the
# examples and have no machine.
paths='/[h]ome/[a-z]|/[r]oot/|/[U]sers/[A-Za-z]|/[w]ork/|/[t]mp/build'

complaints()
{
	all_files | while read -r file; do
		if [ -f "$file" ]; then
			grep -nEI "(^|-[IL]|[^A-Za-z0-9_.}~/-])($paths)" \
				"$file" /dev/null | grep -vE '/home/(ada|ana)'
		fi
	done
}

plant()
{
	mkdir -p src
	{
		echo 'dist/home/x, ~/work/x, ${top}/work/x, /tmp/x'
		echo 'see /home/ada/notes'
		echo "see /ho""me/somebody/notes BAD"
		echo "cc -I/wo""rk/include BAD"
	} >src/a.txt
}

lint_main "$@"
