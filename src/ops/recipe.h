/* recipe.h - the request that tries a credential, with its values filled in
 *
 * for src/ops only. What is filled in must not lead the secret elsewhere: a
 * host is made of name characters only and must be one that the way or the
 * connection allows; in paths and queries everything else is escaped. */
#ifndef CONNVAULT_OPS_RECIPE_H
#define CONNVAULT_OPS_RECIPE_H

#include "base/values.h"
#include "piece/piece.h"

#define RECIPE_HEADERS_MAX 65

struct recipe {
	struct secret *url;
	struct secret *header[RECIPE_HEADERS_MAX]; /* "Name: value" */
	size_t headers;
	struct secret *body; /* NULL: GET */
};

/* The check for these values; NULL when there is none. */
const struct piece_check *recipe_check(const struct piece_way *way,
				       const struct values *values);
/* hosts: those of the connection, one per line. ERR_USAGE names the field that
 * cannot be sent, or the host that is not allowed. */
int recipe_fill(const struct piece_way *way, const struct piece_check *check,
		const struct values *values, const char *hosts,
		struct recipe *out, struct err *err);
/* Only the headers that any request to the API of the way has. */
int recipe_headers(const struct piece_way *way, const struct values *values,
		   struct recipe *out, struct err *err);
void recipe_clear(struct recipe *recipe); /* wipes */

#endif
