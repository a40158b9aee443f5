#!/bin/sh
# make.sh - the pictures of the manual, from the real console on its demo
#
#	make pictures		(in a build folder; needs libvterm)
#
# PLAY, PICTURE and CONNVAULT are the programs; FOLDER gets the pictures.
set -eu
folder=${FOLDER:-$(dirname "$0")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work" XDG_STATE_HOME="$work" XDG_CONFIG_HOME="$work" \
	XDG_RUNTIME_DIR="$work" TZ=UTC LC_ALL=C.UTF-8 TERM=xterm-256color
unset COLUMNS LINES NO_COLOR

# picture NAME ROWS COLUMNS <SCRIPT: what is on the screen when it ends
picture()
{
	{
		cat
		echo kill
	} | PLAY_SIZE="$2x$3" "$PLAY" "$work/log" "$CONNVAULT" --demo
	"$PICTURE" "$2" "$3" <"$work/log" >"$folder/$1.svg"
	echo "$folder/$1.svg"
}

first='wait Zendesk
frame'

picture list 24 80 <<END
$first
keys jjjjjjj
frame
END
picture detail 36 120 <<END
$first
keys jjjjjjj
frame
END
picture filter 24 80 <<END
$first
keys /
frame
keys sla
frame
END
picture rename 24 80 <<END
$first
keys jjjjjjj
frame
keys e
frame
keys \x20EU
frame
END
picture reconnect 24 80 <<END
$first
keys G
frame
keys c
wait Save
frame
keys \t
frame
paste made-up-token-for-the-picture-0000000000
frame
END
picture flows 24 80 <<END
$first
keys jjjjjjj
frame
keys u
wait Imported
frame
END
picture help 24 80 <<END
$first
keys ?
wait Keys on
frame
END
picture narrow 10 40 <<END
wait Connections
frame
END
