/* wipe.c - free() and realloc() of this program wipe what they give back
 *
 * Libraries keep copies of what passes through them: curses its cells, SQLite
 * its pages, cJSON its strings. Linked into the program alone, these stand
 * before those of glibc for all of them. calloc() stays as it is: it clears
 * what it hands out itself. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"

#if defined(HAVE___LIBC_FREE) && defined(HAVE_MALLOC_USABLE_SIZE) && \
	!defined(CV_SANITIZED)
#include <malloc.h>

void __libc_free(void *at);

void free(void *at)
{
	if (at == NULL)
		return;
	explicit_bzero(at, malloc_usable_size(at));
	__libc_free(at);
}

void *realloc(void *at, size_t size)
{
	if (at == NULL)
		return malloc(size);
	if (size == 0) {
		free(at);
		return NULL;
	}
	size_t usable = malloc_usable_size(at);
	if (size <= usable && size >= usable / 2) {
		explicit_bzero((char *)at + size, usable - size);
		return at;
	}
	void *to = malloc(size);
	if (to == NULL)
		return NULL;
	memcpy(to, at, size < usable ? size : usable);
	free(at);
	return to;
}

void *reallocarray(void *at, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(at, count * size);
}
#endif
