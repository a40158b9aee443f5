#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
stripe Good
esc=$(printf 'Evil \033[31mred')
rlo=$(printf 'Evil \342\200\256cod')
zwsp=$(printf 'Ev\342\200\213il')
long=$(printf '%0201d' 0)
for name in "$esc" "$rlo" "$zwsp" "$long" "" "   "; do
	exits_with k 2 create --piece stripe --name "$name" --secret-stdin \
		api_key
	exits 2 rename Good "$name"
	if LC_ALL=C grep -q "$(printf '[\033\342]')" "$dir/err"; then
		result 1 "the message is safe to show"
	else
		result 0 "the message is safe to show"
	fi
done
exits 2 create --piece stripe --name Fine --external-id "a b" --placeholder
is "only the good one is there" "$(cv list | wc -l)" 2

exits_with k 8 create --piece stripe --name good --secret-stdin api_key
exits_with k 8 create --piece stripe --name Other --external-id good \
	--secret-stdin api_key
exits 4 show "$esc"
if LC_ALL=C grep -q "$(printf '\033')" "$dir/err"; then
	result 1 "a word from the command line is shown safely"
else
	result 0 "a word from the command line is shown safely"
fi
warns "<U+001B>"
finish
