/* nearest.h - which names a mistyped one may have meant */
#ifndef CONNVAULT_PIECE_NEAREST_H
#define CONNVAULT_PIECE_NEAREST_H

#include <stddef.h>

#define NEAREST_MAX 3

struct nearest {
	const char *name[NEAREST_MAX]; /* the nearest first */
	size_t distance[NEAREST_MAX];
	size_t count;
};

/* Offer a name; it is kept when it is among the nearest to wanted. */
void nearest_offer(struct nearest *nearest, const char *wanted,
		   const char *name);

#endif
