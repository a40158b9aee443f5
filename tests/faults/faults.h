/* faults.h - a vault under workers that are killed, and what must be in it
 *
 * A worker says what it is about to do, does it, and says that it is done, each
 * on a line of its own: "try W C OP REV", "done W C OP REV", and "failed ..."
 * when it was told that nothing was changed. The model holds what those lines
 * promise; after a kill the vault must hold the same, or besides it the one
 * thing that was tried. */
#ifndef CONNVAULT_TESTS_FAULTS_H
#define CONNVAULT_TESTS_FAULTS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "ops/conn.h"
#include "ops/session.h"

#define WORKERS 3
#define CONNS	6 /* each worker's own */

/* A folder with a vault, its key file and its state. */
struct place {
	char dir[64], vault[96], key[96];
};
int place_make(struct place *place, struct err *err);
void place_at(struct place *place, const char *dir);
int place_open(const struct place *place, struct session **out,
	       struct err *err);
void place_remove(const struct place *place);

/* splitmix64: the same numbers everywhere for one seed. */
uint64_t random_next(uint64_t *seed);

enum op {
	OP_CREATE = 'c',
	OP_RENAME = 'r',
	OP_RECONNECT = 'k',
	OP_DELETE = 'd',
	OP_RESTORE = 'u',
	OP_GET = 'g'
};

/* What a connection is; revisions are in its name and in its value. */
struct made {
	bool exists, trashed;
	unsigned name, value;
};

struct promise {
	struct made sure, tried;
	bool is_pending; /* tried may have happened or not */
	bool is_touched; /* since the last check */
};

struct model {
	struct promise at[WORKERS][CONNS];
	unsigned audits, may_audits; /* rows there must be, and may besides */
};
/* 1 when the line was a "done", 0 for another, -1 for none of ours. */
int model_line(struct model *model, const char *line);

struct report {
	unsigned kills, done, lost, damaged, broken, finished, undone;
	int64_t slowest_open; /* ms */
};
/* Compare the vault with the model, then take it as it is. Each complaint is
 * printed as a comment. */
void check_vault(const struct place *place, struct model *model,
		 struct report *report);

struct work {
	struct place place;
	unsigned worker, first; /* revision */
	unsigned ops;		/* 0: for ever */
	uint64_t seed;
	bool early;  /* the lie that the checker must find out */
	bool faulty; /* I/O errors are to be expected */
};
/* Exit code: 0, or 3 for an error that should not have been. */
int work_run(const struct work *work);

void external_id(unsigned worker, unsigned conn, char out[32]);
void name_of(unsigned worker, unsigned conn, unsigned rev, char out[64]);
void value_of(unsigned worker, unsigned conn, unsigned rev, char out[64]);

#endif
