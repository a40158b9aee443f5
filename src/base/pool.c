/* pool.c - memory that is given back all at once */
#include "base/pool.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define CHUNK_SIZE 16384
#define BIG	   ((size_t)512 << 10)
#define HUGE_PAGE  ((size_t)2 << 20)
#define ALIGN	   16

struct pool_chunk {
	struct pool_chunk *next;
	size_t used, size;
	size_t mapped; /* bytes of a big one, 0 of one from malloc() */
	_Alignas(ALIGN) char bytes[];
};

#ifdef MADV_HUGEPAGE
/* In huge pages where the system has some: a fault for each of them, instead
 * of hundreds that cost more than what is written there. */
static struct pool_chunk *chunk_map(size_t size)
{
	size_t need = (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
	char *at = mmap(NULL, need + HUGE_PAGE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return NULL;
	size_t skip = -(uintptr_t)at % HUGE_PAGE;
	struct pool_chunk *chunk = (void *)(at + skip);

	if (skip > 0)
		munmap(at, skip);
	if (skip < HUGE_PAGE)
		munmap(at + skip + need, HUGE_PAGE - skip);
	(void)madvise(chunk, need, MADV_HUGEPAGE);
	chunk->mapped = need;
	return chunk;
}
#else
static struct pool_chunk *chunk_map(size_t size)
{
	return calloc(1, size);
}
#endif

static void chunk_free(struct pool_chunk *chunk)
{
	explicit_bzero(chunk->bytes, chunk->used);
	if (chunk->mapped > 0)
		munmap(chunk, chunk->mapped);
	else
		free(chunk);
}

static struct pool_chunk *chunk_add(struct pool *pool, size_t need)
{
	size_t size = need > CHUNK_SIZE ? need : CHUNK_SIZE;
	size_t all = sizeof(struct pool_chunk) + size;
	struct pool_chunk *chunk = all < BIG ? calloc(1, all) : chunk_map(all);
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

void pool_reserve(struct pool *pool, size_t size)
{
	if (!pool->failed && size > CHUNK_SIZE && size < SIZE_MAX / 2)
		chunk_add(pool, size);
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
		chunk_free(pool->chunk);
		pool->chunk = next;
	}
}
