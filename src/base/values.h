/* values.h - the fields of one credential: an ordered list of named secrets
 *
 * Every value is a struct secret, whether the piece calls it secret or not:
 * what is not secret is decided where it is shown, not where it is kept. */
#ifndef CONNVAULT_BASE_VALUES_H
#define CONNVAULT_BASE_VALUES_H

#include <stddef.h>

#include "base/secret.h"

#define VALUES_MAX     64	   /* fields of one credential */
#define VALUE_NAME_MAX 64	   /* bytes of a field name */
#define VALUE_MAX      (64 * 1024) /* bytes of one value */

struct value {
	char name[VALUE_NAME_MAX + 1];
	struct secret *value;
};

struct values {
	struct value *item;
	size_t count;
};

#define VALUES_INIT          \
	{                    \
		.item = NULL \
	}

/* Set name to value, replacing an earlier one. Takes ownership of value,
 * also on failure. ERR_USAGE when a limit above is passed. */
int values_set(struct values *values, const char *name, struct secret *value,
	       struct err *err);
/* The same from plain bytes, which are copied. */
int values_set_bytes(struct values *values, const char *name, const void *bytes,
		     size_t len, struct err *err);
/* The same from a copy of value. */
int values_set_copy(struct values *values, const char *name,
		    const struct secret *value, struct err *err);
const struct secret *values_get(const struct values *values, const char *name);
/* Set all of from in to. */
int values_copy(const struct values *from, struct values *to, struct err *err);
void values_clear(struct values *values); /* wipes */

/* As sealed plaintext: fields 1..n (base/fields.h), each "name NUL value". */
int values_pack(const struct values *values, struct secret **out,
		struct err *err);
int values_unpack(const struct secret *packed, struct values *out,
		  struct err *err);

#endif
