#!/bin/sh
. "$(dirname "$0")/lib.sh"

exits 2
warns "the console needs a terminal"
exits 2 lst
warns 'connvault: there is no command "lst"'
warns 'hint: connvault help lists the commands'
exits 2 lis
warns 'hint: did you mean "list"?'
exits 2 project
warns "project needs one more word"
exits 2 project make
warns 'there is no command "project make"'
warns "hint: connvault project --help"
exits 2 list --sideways
warns "there is no option --sideways"
warns "hint: connvault list --help"
exits 2 list -Z
warns "there is no option -Z"
exits 2 list --match
warns "--match needs a value"
exits 2 list --unused=yes
warns "--unused takes no value"
exits 2 list --status sleepy
warns '--status takes active|inactive|all, not "sleepy"'
exits 2 list --expiring soon
warns '--expiring takes a number from 1 to 36500, not "soon"'
exits 2 unlock --for 8
warns '--for takes a time such as 90s, 15m, 8h, 30d or never, not "8"'
for time in 3651d 9999d 99999999999999999999s; do
	exits 2 unlock --for $time
	warns "--for takes 3650d at most, not \"$time\""
	warns "hint: --for never has no end"
done
exits 2 status more
warns "status takes no words"
exits 2 show
warns "show needs CONNECTION"
exits 2 rename one
# Words that stand where none may be can be secrets in the wrong place.
exits 2 reconnect one hunter2
warns "reconnect takes CONNECTION and no more words"
warns_not hunter2
exits 2 reconnect one --api-key=hunter2
warns "there is no option --api-key"
warns_not hunter2
exits 2 help nothing
exits 2 completion tcsh
warns "completion is for bash, zsh or fish"
finish
