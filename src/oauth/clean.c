/* clean.c - text of a provider, made fit for a terminal */
#include "oauth/clean.h"

#include "base/utf8.h"

#define LOOKED_AT 2048 /* bytes; more is not shown anyway */

void oauth_clean(char *out, size_t size, const char *text, size_t len,
		 size_t columns)
{
	char plain[LOOKED_AT + 1];
	size_t used = 0;

	for (size_t i = 0; i < len && used < LOOKED_AT; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c > ' ' && c != 0x7f)
			plain[used++] = (char)c;
		else if (used > 0 && plain[used - 1] != ' ')
			plain[used++] = ' ';
	}
	if (used > 0 && plain[used - 1] == ' ')
		used--;
	plain[used] = '\0';
	term_safe(out, size, plain, columns);
}
