/* own.h - files of own pieces: one entry, or a list of them */
#ifndef CONNVAULT_PIECE_OWN_H
#define CONNVAULT_PIECE_OWN_H

#include "piece/reader.h"

typedef void own_fn(struct piece *piece, void *arg);

/* What to do with the entries of a file. */
struct own_reading {
	struct pool *pool;
	piece_fault_fn *told; /* at most faults_most times for one entry */
	own_fn *found;	      /* each good piece, with source; may be NULL */
	void *arg;
	int faults_most;
	size_t faults; /* seen in all */
};

/* -1 when the file cannot be read; faults inside are told, not errors. */
int own_read(const char *path, struct own_reading *reading, struct err *err);

/* Is it an ordinary file that only its owner (we, or root) can change? Tells
 * why not in one line of err. */
int own_check_file(const char *path, struct err *err);

#endif
