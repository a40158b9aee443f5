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

# draw NAME ROWS COLUMNS OPTION... <SCRIPT: what is on the screen when it ends
draw()
{
	name=$1 rows=$2 columns=$3
	shift 3
	{
		cat
		echo kill
	} | PLAY_SIZE="${rows}x$columns" "$PLAY" "$work/log" "$CONNVAULT" "$@"
	# shellcheck disable=SC2086 # $paper is one word or none
	"$PICTURE" "$rows" "$columns" $paper <"$work/log" >"$folder/$name.svg"
	echo "$folder/$name.svg"
}

# picture NAME ROWS COLUMNS [OPTION...]: the same on the sample project
picture()
{
	draw "$@" --demo
}

paper=
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
picture app 24 80 <<END
$first
keys jjjjjjj
frame
keys c
wait Redirect
frame
END
picture apps 24 80 <<END
$first
keys jjjjjjj
frame
keys c
wait Redirect
frame
keys \t
frame
paste 1234567890.0987654321
frame
keys \x13
wait Open
frame
keys \x1b
frame
keys O
frame
END
picture signin 24 80 <<END
$first
keys jjjjjjj
frame
keys c
wait Redirect
frame
keys \t
frame
paste 1234567890.0987654321
frame
keys \x13
wait Open
frame
END
picture scopes 24 80 <<END
$first
keys jjjjjjj
frame
keys c
wait Redirect
frame
keys \t
frame
paste 1234567890.0987654321
frame
keys \x13
wait Open
frame
keys s
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

# -- the other screens --------------------------------------------------------

# press NAME KEYS: a picture of what the keys show, one frame for each letter
press()
{
	{
		echo "$first"
		echo "$2" | sed 's/./keys &\nframe\n/g'
	} | picture "$1" 24 80
}

press marks 'jjj *'
press columns o
press copy y
press edit E
press pieces I
press new-piece n
press projects P
press slots L
press audit A
press all-flows F
press palette :
press pane '||'
press delete 'Gd'
picture new-way 24 80 <<END
$first
keys n
wait Find a piece
frame
keys zendesk
frame
keys \r
frame
END
picture new-fields 24 80 <<END
$first
keys n
wait Find a piece
frame
keys stripe
frame
keys \r
wait Name
frame
END
picture undo 24 80 <<END
$first
keys Gd
wait Type
frame
keys 8\r
frame
END
picture trash 24 80 <<END
$first
keys Gd
wait Type
frame
keys 8\r
frame
keys D
frame
END
picture messages 24 80 <<END
$first
keys r
frame
keys :
frame
keys messages\r
frame
END
picture from-command 24 80 <<END
$first
keys c
frame
keys \x07
frame
keys pass show stripe/live
frame
END
picture small 9 38 <<END
wait Too small
frame
END
draw first-start 24 80 <<END
wait Make a vault
frame
END
mkdir -p "$work/connvault"
echo 'theme = night' >"$work/connvault/config"
press theme-night jjjjjjj
echo 'theme = day' >"$work/connvault/config"
paper=light
press theme-day jjjjjjj
paper=
rm "$work/connvault/config"
picture plain 24 80 --plain-screen <<END
$first
keys j
frame
END
