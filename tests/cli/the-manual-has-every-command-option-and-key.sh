#!/bin/sh
# The page that was built from the tables, compared with what the program says
# of itself and with the rows in its source.
. "$(dirname "$0")/lib.sh"

page=$TOP_BUILDDIR/doc/connvault.1
[ -f "$page" ] || page=$TOP_SRCDIR/doc/connvault.1
[ -s "$page" ]
result $? "the page is built"
sed 's,[\],,g' "$page" >plain

# Which of the lines on stdin are no lines (or ends of lines) of the page.
missing()
{
	sort -u | while IFS= read -r text; do
		grep -qF -e "$text" plain || echo "$text"
	done
}

cv help | sed -n '/^Commands/,/^$/s/^  \([a-z][a-z ]*[a-z]\)   *.*/.Ss \1/p' \
	>commands
[ "$(wc -l <commands)" -ge 25 ]
result $? "help lists the commands"
is "every command is in it" "$(missing <commands)" ""

cv completion fish | sed -n 's/^complete -c .* -l \([a-z-]*\).*/ --\1/p' |
	sed 's/^ /Fl /;s/^Fl --/Fl -/' >options
[ "$(wc -l <options)" -ge 40 ]
result $? "completion knows the options"
is "every option is in it" "$(missing <options)" ""

# "  .name = NAME" within the tables of actions.
sed -n '/^const struct action .*\[\] = {\|^static const struct action .*\[\] = {/,/^};/s/.*\.name = \("[a-z-]*"\).*/\1/p' \
	"$TOP_SRCDIR"/src/tui/*.c | tr -d '"' | sed 's/.*/.Pq Cm &/' >actions
[ "$(wc -l <actions)" -ge 30 ]
result $? "the screens have actions"
is "every action is in it" "$(missing <actions)" ""

cv help | sed -n '/^Topics/,$s/^  \([a-z-]*\)  .*/\1/p' |
	grep -v '^exit-codes$' | sed 's/.*/.Ss &: /' >topics
[ "$(wc -l <topics)" -ge 9 ]
result $? "help lists the topics"
is "every topic is in it" "$(missing <topics)" ""

is "nothing of the frame is left to fill in" "$(grep '^@' plain)" ""
is "what is not there is missed" "$(echo .Ss no-such-command | missing)" \
	".Ss no-such-command"
if command -v mandoc >/dev/null; then
	is "mandoc finds nothing" "$(mandoc -T lint -W warning "$page" 2>&1)" ""
else
	count=$((count + 1))
	echo "ok $count # SKIP mandoc is not installed"
fi
finish
