/* clean.h - text of a provider, made fit for a terminal (RFC 6749, 4.1.2.1) */
#ifndef CONNVAULT_OAUTH_CLEAN_H
#define CONNVAULT_OAUTH_CLEAN_H

#include <stddef.h>

/* Copy len bytes at text to out, at most columns wide: control bytes become
 * blanks, blanks in a row one, what else would move a terminal is spelt out
 * (term_safe). NULL and 0 give "". */
void oauth_clean(char *out, size_t size, const char *text, size_t len,
		 size_t columns);

#endif
