#!/bin/sh
. "$(dirname "$0")/lib.sh"

for shell in bash zsh fish; do
	exits 0 completion $shell
	cp "$dir/out" "$dir/script.$shell"
	if command -v $shell >/dev/null; then
		ok "$shell can read the script" $shell -n "$dir/script.$shell"
	else
		count=$((count + 1))
		echo "ok $count # SKIP $shell is not installed"
	fi
done

# What bash offers after the words given; the last one is being typed.
cat >"$dir/offer" <<'END'
. "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_connvault
echo "${COMPREPLY[*]}"
END
offers()
{
	if command -v bash >/dev/null; then
		wanted=$1
		shift
		is "bash completes $*" \
			"$(bash "$dir/offer" "$dir/script.bash" "$@")" "$wanted"
	fi
}
offers "rename replace reconnect refresh restore" connvault re
offers "list create rename use delete" connvault project ""
offers "active" connvault list --status act
offers "--status" connvault list --st
offers "--status" connvault --project X list --st
offers "bash" connvault completion b
offers "exit-codes" connvault help exi
offers "status show slot secrets" connvault help s
: >"$dir/some.key"
offers "$dir/some.key" connvault --key-file "$dir/some"

if command -v fish >/dev/null; then
	is "fish completes commands" "$(fish -c "source '$dir/script.fish'
		complete -C 'connvault rest'" | cut -f1)" "restore"
	is "fish completes second words" "$(fish -c "source '$dir/script.fish'
		complete -C 'connvault project c'" | cut -f1)" "create"
	is "fish completes topics" "$(fish -c "source '$dir/script.fish'
		complete -C 'connvault help exit'" | cut -f1)" "exit-codes"
	is "fish completes options" "$(fish -c "source '$dir/script.fish'
		complete -C 'connvault list --exp'" | cut -f1)" "--expiring"
fi
finish
