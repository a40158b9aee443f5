/* secret.c - a locked, guarded arena and the secrets in it */
#include "base/secret.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

/* Locking memory takes time for each page, and a value from the agent needs
 * little: every chunk is four times the one before it, to a limit. */
#define CHUNK_FIRST ((size_t)12 * 1024)
#define CHUNK_MOST  ((size_t)256 * 1024)
#define ALIGN	    ((size_t)16)

/* A chunk is filled with blocks, each with its secret right behind it. */
struct secret {
	struct chunk *chunk;
	size_t size;   /* of the block, this head included */
	size_t before; /* size of the block in front, 0 for the first */
	size_t len;
	bool is_used;
} __attribute__((aligned(16)));

struct chunk {
	struct chunk *next;
	size_t size;
	size_t room; /* no free block is larger */
} __attribute__((aligned(16)));

/* The arena is the one state of the process that nobody can hand around. */
static struct chunk *chunks;
static bool is_swappable; /* or was, in a chunk that is gone */
static pthread_mutex_t chunks_mutex = PTHREAD_MUTEX_INITIALIZER;

static size_t round_up(size_t n, size_t to)
{
	return (n + to - 1) / to * to;
}

static struct secret *chunk_first(struct chunk *chunk)
{
	return (struct secret *)(void *)(chunk + 1);
}

static struct secret *block_next(struct secret *block)
{
	char *end = (char *)block->chunk + block->chunk->size;
	char *next = (char *)block + block->size;

	return next < end ? (struct secret *)(void *)next : NULL;
}

static struct secret *block_before(struct secret *block)
{
	if (block->before == 0)
		return NULL;
	return (struct secret *)(void *)((char *)block - block->before);
}

static void block_put(struct chunk *chunk, void *at, size_t size, size_t before)
{
	struct secret *block = at;

	*block = (struct secret){
		.chunk = chunk,
		.size = size,
		.before = before,
	};
	struct secret *next = block_next(block);
	if (next != NULL)
		next->before = size;
}

/* -- guarded memory -------------------------------------------------------- */

static size_t page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

/* Locked, in no core file of Linux, and between two pages that nobody can
 * touch. size is a multiple of the page's. */
static void *guarded_new(size_t size)
{
	const int flags = MAP_PRIVATE | MAP_ANONYMOUS;
	const size_t page = page_size();
	/* cppcheck-suppress invalidFunctionArg ; -1 is no file */
	char *whole = mmap(NULL, size + 2 * page, PROT_NONE, flags, -1, 0);

	if (whole == MAP_FAILED)
		return NULL;

	char *at = whole + page;

	if (mprotect(at, size, PROT_READ | PROT_WRITE) != 0) {
		munmap(whole, size + 2 * page);
		return NULL;
	}
	is_swappable |= mlock(at, size) != 0;
#ifdef MADV_DONTDUMP
	madvise(at, size, MADV_DONTDUMP);
#endif
	return at;
}

static void guarded_free(void *at, size_t size)
{
	const size_t page = page_size();

	explicit_bzero(at, size);
	munmap((char *)at - page, size + 2 * page);
}

/* -- the arena ------------------------------------------------------------- */

static size_t chunk_unit(void)
{
	const size_t page = page_size();
	size_t unit = CHUNK_FIRST;

	for (struct chunk *chunk = chunks; chunk && unit < CHUNK_MOST;
	     chunk = chunk->next)
		unit *= 4;
	return round_up(unit < CHUNK_MOST ? unit : CHUNK_MOST, page);
}

static struct chunk *chunk_new(size_t block_size)
{
	size_t size = round_up(sizeof(struct chunk) + block_size, chunk_unit());
	struct chunk *chunk = guarded_new(size);

	if (chunk == NULL)
		return NULL;
	*chunk = (struct chunk){
		.next = chunks,
		.size = size,
		.room = size - sizeof(*chunk),
	};
	block_put(chunk, chunk_first(chunk), chunk->room, 0);
	chunks = chunk;
	return chunk;
}

static struct secret *chunk_take(struct chunk *chunk, size_t size)
{
	size_t room = 0;
	struct secret *at = chunk_first(chunk);

	for (; at != NULL; at = block_next(at)) {
		if (!at->is_used && at->size >= size)
			break;
		if (!at->is_used && at->size > room)
			room = at->size;
	}
	if (at == NULL) {
		chunk->room = room;
		return NULL;
	}
	size_t rest = at->size - size;
	if (rest >= sizeof(struct secret) + ALIGN) {
		at->size = size;
		block_put(chunk, (char *)at + size, rest, size);
	}
	at->is_used = true;
	return at;
}

static struct secret *arena_take(size_t size)
{
	for (struct chunk *chunk = chunks; chunk != NULL; chunk = chunk->next) {
		struct secret *at = NULL;
		if (chunk->room >= size)
			at = chunk_take(chunk, size);
		if (at != NULL)
			return at;
	}
	struct chunk *chunk = chunk_new(size);
	return chunk == NULL ? NULL : chunk_take(chunk, size);
}

/* Give a chunk back when nothing is left in it; the last one stays. */
static void chunk_drop_if_empty(struct chunk *chunk)
{
	struct secret *first = chunk_first(chunk);

	if (first->is_used || block_next(first) != NULL)
		return;
	if (chunks == chunk && chunk->next == NULL)
		return;
	struct chunk **link = &chunks;
	while (*link != chunk)
		link = &(*link)->next;
	*link = chunk->next;
	guarded_free(chunk, chunk->size);
}

static void arena_give(struct secret *block)
{
	struct chunk *chunk = block->chunk;
	struct secret *next = block_next(block);
	struct secret *before = block_before(block);

	size_t size = block->size;
	if (next != NULL && !next->is_used)
		size += next->size;
	if (before != NULL && !before->is_used) {
		size += before->size;
		block = before;
	}
	block_put(chunk, block, size, block->before);
	if (size > chunk->room)
		chunk->room = size;
	chunk_drop_if_empty(chunk);
}

static int arena_init(struct err *err)
{
	pthread_mutex_lock(&chunks_mutex);
	bool ok = chunks != NULL || chunk_new(0) != NULL;
	pthread_mutex_unlock(&chunks_mutex);
	return ok ? 0 : err_nomem(err);
}

/* What the process had before, for programs that it starts. */
static mode_t umask_before;
static struct rlimit memlock_before;
static bool is_hardened;

static int harden(struct err *err)
{
	const struct rlimit none = { 0, 0 };

#ifdef __linux__
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return err_sys(err, ERR_IO, "cannot forbid memory dumps");
#endif
	if (setrlimit(RLIMIT_CORE, &none) != 0)
		return err_sys(err, ERR_IO, "cannot forbid core files");
#ifdef __linux__
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return err_sys(err, ERR_IO, "cannot forbid new privileges");
#endif
	mode_t mask = umask(077);

	if (!is_hardened)
		umask_before = mask;
	return 0;
}

/* As much locked memory as we may have without asking anybody. */
static void raise_lock_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0)
		return;
	if (!is_hardened)
		memlock_before = limit;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_MEMLOCK, &limit);
}

int secret_init(struct err *err)
{
	if (harden(err) != 0)
		return -1;
	raise_lock_limit();
	is_hardened = true;
	return arena_init(err);
}

void secret_give_way(void)
{
	if (!is_hardened)
		return;
	umask(umask_before);
	setrlimit(RLIMIT_MEMLOCK, &memlock_before);
}

bool secret_is_locked(void)
{
	pthread_mutex_lock(&chunks_mutex);
	bool is_locked = chunks != NULL && !is_swappable;
	pthread_mutex_unlock(&chunks_mutex);
	return is_locked;
}

int secret_new(size_t len, struct secret **out, struct err *err)
{
	if (len > SIZE_MAX / 2)
		return err_nomem(err);
	if (arena_init(err) != 0)
		return -1;
	size_t size = sizeof(struct secret) + round_up(len + 1, ALIGN);
	pthread_mutex_lock(&chunks_mutex);
	struct secret *secret = arena_take(size);
	pthread_mutex_unlock(&chunks_mutex);
	if (secret == NULL)
		return err_nomem(err);
	secret->len = len;
	memset(secret + 1, 0, secret->size - sizeof(*secret));
	*out = secret;
	return 0;
}

int secret_from(const void *from, size_t len, struct secret **out,
		struct err *err)
{
	if (secret_new(len, out, err) != 0)
		return -1;
	if (len > 0)
		memcpy(secret_fill(*out), from, len);
	return 0;
}

int secret_copy(const struct secret *from, struct secret **out, struct err *err)
{
	size_t len;
	const void *bytes = secret_reveal(from, &len);

	return secret_from(bytes, len, out, err);
}

void *secret_fill(struct secret *secret)
{
	return secret + 1;
}

void secret_cut(struct secret *secret, size_t len)
{
	if (len >= secret->len)
		return;
	explicit_bzero((char *)secret_fill(secret) + len, secret->len - len);
	secret->len = len;
}

size_t secret_len(const struct secret *secret)
{
	return secret->len;
}

const void *secret_reveal(const struct secret *secret, size_t *len)
{
	if (len != NULL)
		*len = secret->len;
	return secret + 1;
}

void secret_free(struct secret *secret)
{
	if (secret == NULL)
		return;
	explicit_bzero(secret + 1, secret->size - sizeof(*secret));
	pthread_mutex_lock(&chunks_mutex);
	arena_give(secret);
	pthread_mutex_unlock(&chunks_mutex);
}
