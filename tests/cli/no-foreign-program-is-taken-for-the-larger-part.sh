#!/bin/sh
# connvault becomes connvault-program: the one beside it, if nobody else can
# have put it there.
# shellcheck disable=SC2154 # dir is of lib.sh
. "$(dirname "$0")/lib.sh"

mkdir "$dir/bin"
cp "$CONNVAULT" "$dir/bin/connvault"
CONNVAULT=$dir/bin/connvault
printf '#!/bin/sh\necho FOREIGN "$@"\n' >"$dir/other"
chmod 755 "$dir/other"

# beside MODE: the other program is there, with that mode
beside()
{
	rm -f "$dir/bin/connvault-program"
	cp "$dir/other" "$dir/bin/connvault-program"
	chmod "$1" "$dir/bin/connvault-program"
}

beside 755
exits 0 list "two words"
says "FOREIGN list two words" # control: this is the way it is found
refused()
{
	cv --version >"$dir/out" 2>"$dir/err"
	says_not FOREIGN
}
beside 775
refused
beside 757
refused
chmod 775 "$CONNVAULT" # as with a umask of 002
beside 775
exits 0 list
says "FOREIGN list"
beside 757
refused
chmod 755 "$CONNVAULT"
rm "$dir/bin/connvault-program"
ln -s ../other "$dir/bin/connvault-program"
refused
rm "$dir/bin/connvault-program"
ln "$dir/other" "$dir/bin/connvault-program"
refused
rm "$dir/bin/connvault-program"
if [ "$(id -u)" -eq 0 ]; then
	beside 755
	chown 65534 "$dir/bin/connvault-program"
	refused
	rm "$dir/bin/connvault-program"
fi
finish
