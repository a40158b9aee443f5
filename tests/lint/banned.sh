#!/bin/sh
# banned.sh - functions that are not used, outside comments and strings
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

about="no banned function, no exit() below main, secrets not compared in the open"

banned='strcpy strcat strncpy strncat strtok sprintf vsprintf gets ctime
asctime gmtime localtime mktemp system popen atoi'

# Two rules more, for src: only main ends the process, and a function that
# reveals a secret compares nothing in a time that depends on the bytes.
complaints()
{
	c_files | xargs awk -v banned="$banned" -f "$here/strip.awk" \
		-f "$here/banned.awk" /dev/null
}

plant()
{
	mkdir -p src/seal tests
	cat >src/seal/a.c <<-'END'
		/* strcpy(a, b) in a comment
		 * and system("x") on its second line */
		int f(char *a)
		{
			puts("atoi(text)"); my_strcat(a);
			gmtime_r(&now, &tm); char q = '"'; /* fine */
			return atoi(a); // BAD
		}
		void g(void) { sprintf (a, "%s", b); } /* BAD */
		int h(const struct secret *s)
		{
			const void *bytes = secret_reveal(s, &len);
			return memcmp(bytes, other, len); /* BAD */
		}
		int public(void)
		{
			_exit(1);
			exit(1); /* BAD */
			return memcmp(id, other, 16);
		}
	END
	echo 'int main(void) { exit(0); }' >src/main.c
	echo 'void t(void) { strtok(a, b); } /* BAD */' >tests/t.c
}

lint_main "$@"
