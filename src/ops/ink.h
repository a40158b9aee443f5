/* ink.h - a text that grows in locked memory; for src/ops only */
#ifndef CONNVAULT_OPS_INK_H
#define CONNVAULT_OPS_INK_H

#include "base/secret.h"

struct ink {
	struct secret *text;
	size_t len;
};

#define INK_INIT             \
	{                    \
		.text = NULL \
	}

int ink_add(struct ink *ink, const void *bytes, size_t len, struct err *err);
int ink_add_secret(struct ink *ink, const struct secret *text, struct err *err);
/* All but the unreserved characters as %XX (RFC 3986, 2.3). */
int ink_add_escaped(struct ink *ink, const char *text, size_t len,
		    struct err *err);
/* In quotes, as JSON has it (RFC 8259, 7). */
int ink_add_json(struct ink *ink, const char *text, size_t len,
		 struct err *err);
/* The text, the caller's; ink is empty then. */
int ink_take(struct ink *ink, struct secret **out, struct err *err);
void ink_clear(struct ink *ink); /* wipes */

#endif
