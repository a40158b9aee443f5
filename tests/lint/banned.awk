# banned.awk - the rules of banned.sh; after strip.awk
function called(text, name,    at, before)
{
	for (at = 0; match(text, name "[ \t]*\\("); ) {
		before = RSTART > 1 ? substr(text, RSTART - 1, 1) : " "
		if (before !~ /[A-Za-z0-9_]/)
			return 1
		text = substr(text, RSTART + RLENGTH)
	}
	return 0
}
function end_function(    i)
{
	for (i = 1; reveals && i <= compares; i++)
		print compare[i]
	reveals = compares = 0
}
BEGIN { names = split(banned, name, "[ \n]+") }
FNR == 1 { end_function() }
{
	text = strip($0)
	at = FILENAME ":" FNR ": "
	for (i = 1; i <= names; i++)
		if (called(text, name[i]))
			print at name[i] "() is banned"
}
FILENAME !~ /^src\// { next }
FILENAME != "src/main.c" && called(text, "exit") {
	print at "exit() below main"
}
called(text, "secret_reveal") { reveals = 1 }
called(text, "(memcmp|strcmp|strncmp|str_is)") {
	compare[++compares] = at "compares beside secret_reveal()"
}
/^}/ { end_function() }
END { end_function() }
