/* form.h - names and values as queries and bodies carry them, in locked memory
 *
 * application/x-www-form-urlencoded (RFC 6749, appendix B). Written with only
 * the unreserved characters of RFC 3986, 2.3 as they are and a blank as %20,
 * which readers of forms and readers of URIs understand alike. */
#ifndef CONNVAULT_OAUTH_FORM_H
#define CONNVAULT_OAUTH_FORM_H

#include "base/secret.h"
#include "base/str.h"

#define FORM_NAME_MAX 63 /* bytes of a name that is looked at */

struct form {
	struct secret *text;
	size_t len;
	struct err err; /* why an add failed; further adds do nothing */
	bool failed;
};

#define FORM_INIT            \
	{                    \
		.text = NULL \
	}

/* One pair more; none for NULL. */
void form_add(struct form *form, const char *name, const char *value);
void form_add_secret(struct form *form, const char *name,
		     const struct secret *value);
/* The text, owned by the caller. Empties form, also on failure. */
int form_take(struct form *form, struct secret **out, struct err *err);

struct form_reader {
	const char *at, *end; /* of a text that lives longer */
};

/* "id:secret", each encoded: what Basic takes (RFC 6749, 2.3.1). */
int form_login(const char *id, const struct secret *secret, struct secret **out,
	       struct err *err);

/* What stands encoded in text, decoded; "+" stands for itself, since it
 * was not written by a form. The caller owns *out. */
int form_decode(const struct form_reader *text, struct secret **out,
		struct err *err);

/* The same encoding into text that is no secret. */
void form_escape(struct str *out, const char *text);

void form_read(struct form_reader *reader, const struct secret *text);
/* The next pair: its name ("" for one that is too long) and its value, owned
 * by the caller. A "%" that escapes nothing stands for itself. 1; 0 at the
 * end; -1 out of memory. */
int form_next(struct form_reader *reader, char name[FORM_NAME_MAX + 1],
	      struct secret **value, struct err *err);

#endif
