/* pool.h - memory that is given back all at once
 *
 * For what is dozens of small texts and arrays and lives as one: a catalog, the
 * connections of a project. */
#ifndef CONNVAULT_BASE_POOL_H
#define CONNVAULT_BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>

struct pool_chunk;
struct pool {
	struct pool_chunk *chunk;
	bool failed; /* out of memory; everything after gives NULL */
};

#define POOL_INIT             \
	{                     \
		.chunk = NULL \
	}

/* So many bytes will be taken: less than that, and it costs memory; more, and
 * it costs time. */
void pool_reserve(struct pool *pool, size_t size);
/* Zeroed, aligned for anything; NULL when out of memory. */
void *pool_alloc(struct pool *pool, size_t count, size_t size);
/* Zeroed room for a text of len bytes and its NUL. */
char *pool_room(struct pool *pool, size_t len);
/* Copies, NUL-terminated; NULL when out of memory. */
char *pool_text(struct pool *pool, const char *text);
char *pool_bytes(struct pool *pool, const char *bytes, size_t len);
void pool_free(struct pool *pool); /* wipes */

#endif
