#!/bin/sh
. "$(dirname "$0")/lib.sh"

TERM=xterm
export TERM
exits 1 doctor
says "! vault file       there is none at ~/.local/share/connvault/vault.db"
says "hint: connvault init makes one"
vault
unset CONNVAULT_KEY_FILE
cv doctor >"$dir/out" 2>"$dir/err"
says "vault file"
says "* file system      of this machine"
says "* vault content"
says "* audit            not checked, nor any row: that needs a key"
says "hint: connvault audit verify"
says "* rollback         an older vault file would be noticed"
says "* hooks            none"
says "* configuration    its options can be used"
mkdir -p "$HOME/.config/connvault"
echo "nothing = 1" >"$HOME/.config/connvault/config"
exits 1 doctor
says "! configuration    1 line cannot be used"
says "connvault config check"
rm "$HOME/.config/connvault/config"
hook=$HOME/.config/connvault/hooks/on_inactive
mkdir -p "$(dirname "$hook")"
echo '#!/bin/sh' >"$hook"
chmod 700 "$(dirname "$hook")" "$hook"
cv doctor >"$dir/out" 2>"$dir/err"
says "* hooks            on_inactive"
for mode in 600 722; do
	chmod $mode "$hook"
	exits 1 doctor
	says "! hooks            ~/.config/connvault/hooks/on_inactive is not run"
	says "chmod 700"
done
chmod 700 "$hook"
chmod 777 "$(dirname "$hook")"
exits 1 doctor
says "! hooks"
rm "$hook"
mv "$HOME/.local/state/connvault/anchors" "$dir/anchors"
: >"$HOME/.local/state/connvault/anchors"
exits 1 doctor
says "! rollback         an older vault file would pass"
rm "$HOME/.local/state/connvault/anchors"
mv "$dir/anchors" "$HOME/.local/state/connvault/anchors"
chmod 644 "$vault"
exits 1 doctor
says "! vault file"
says "hint: "
warns "not as"
if [ "$(id -u)" -ne 0 ]; then # who may write everything
	chmod 400 "$vault"
	exits 1 doctor
	says "! file system      the vault cannot be written"
fi
chmod 600 "$vault"
printf 'xxxxxxxxxxxxxxxxxxxx' | dd of="$vault" bs=1 conv=notrunc 2>/dev/null
exits 1 doctor
says "! vault content"
exits 1 doctor --vault "$dir/none"
exits 1 --json doctor --vault "$dir/none"
says '"good":false'
finish
