/* swap.h - other connections in the bytes of a document; all else stays
 *
 * What is printed anew from a parsed document loses its formatting; so only the
 * bytes that name the connection are exchanged, where they stand. */
#ifndef CONNVAULT_FLOW_SWAP_H
#define CONNVAULT_FLOW_SWAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct flow_swap {
	const char *old_id, *new_id, *new_name;
	/* n8n: is this credential the old connection? */
	bool (*is_old)(const char *id, const char *name, void *arg);
	void *arg;
};

/* The document with new in place of old, owned by the caller; it is read again,
 * and ERR_FAILED when it does not say the same of everything else, or still
 * names old. *places: how many were changed. */
int flow_swap(const char *json, size_t len, const struct flow_swap *swap,
	      char **out, size_t *out_len, size_t *places, struct err *err);

#endif
