/* lazy.h - libraries that are loaded when they are needed first
 *
 * libcurl brings thirty others with it, which cost more time than most commands
 * take, and most commands ask nobody. */
#ifndef CONNVAULT_BASE_LAZY_H
#define CONNVAULT_BASE_LAZY_H

#include <stddef.h>

#include "base/err.h"

/* A function of the library, and where its address goes. */
struct lazy {
	const char *name;
	void *to; /* a pointer to a pointer to a function */
};

/* Load the library file and find its functions; they stay. ERR_FAILED says what
 * is missing. */
int lazy_load(const char *file, const struct lazy *function, size_t count,
	      struct err *err);

#endif
