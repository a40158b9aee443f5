/* pool.c - memory that is given back all at once */
#include "base/pool.h"

#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_SIZE 16384
#define ALIGN	   16

struct pool_chunk {
	struct pool_chunk *next;
	size_t used, size;
	_Alignas(ALIGN) char bytes[];
};

static struct pool_chunk *chunk_add(struct pool *pool, size_t need)
{
	size_t size = need > CHUNK_SIZE ? need : CHUNK_SIZE;
	struct pool_chunk *chunk = calloc(1, sizeof(*chunk) + size);
	if (chunk == NULL) {
		pool->failed = true;
		return NULL;
	}
	chunk->size = size;
	chunk->next = pool->chunk;
	pool->chunk = chunk;
	return chunk;
}

/* Texts stand side by side; what has to be aligned begins where it may. */
static void *take(struct pool *pool, size_t need, size_t align)
{
	struct pool_chunk *chunk = pool->chunk;

	if (need > SIZE_MAX / 2)
		pool->failed = true;
	if (pool->failed)
		return NULL;
	if (chunk != NULL)
		chunk->used = (chunk->used + align - 1) & ~(align - 1);
	if (chunk == NULL || chunk->used > chunk->size ||
	    chunk->size - chunk->used < need)
		chunk = chunk_add(pool, need);
	if (chunk == NULL)
		return NULL;
	void *at = chunk->bytes + chunk->used;
	chunk->used += need;
	return at;
}

void *pool_alloc(struct pool *pool, size_t count, size_t size)
{
	size_t need;

	if (__builtin_mul_overflow(count, size, &need))
		need = SIZE_MAX;
	return take(pool, need, ALIGN);
}

char *pool_room(struct pool *pool, size_t len)
{
	return take(pool, len < SIZE_MAX ? len + 1 : len, 1);
}

char *pool_bytes(struct pool *pool, const char *bytes, size_t len)
{
	char *copy = pool_room(pool, len);
	if (copy != NULL)
		memcpy(copy, bytes, len);
	return copy;
}

char *pool_text(struct pool *pool, const char *text)
{
	return pool_bytes(pool, text, strlen(text));
}

void pool_free(struct pool *pool)
{
	while (pool->chunk != NULL) {
		struct pool_chunk *next = pool->chunk->next;
		sodium_memzero(pool->chunk->bytes, pool->chunk->used);
		free(pool->chunk);
		pool->chunk = next;
	}
}
