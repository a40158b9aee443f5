/* ground.h - a folder and a store of its own for each test */
#ifndef CONNVAULT_TESTS_GROUND_H
#define CONNVAULT_TESTS_GROUND_H

#include <stdbool.h>
#include <sys/types.h>

#include "../unit/test.h"
#include "store/store.h"

/* A kind of store: every test of test_store.c runs on each of them. */
struct backend {
	const char *name;
	const char *file; /* in the folder of the test */
};

struct ground {
	char dir[64];
	char path[96];
	struct store *store;
	unsigned number; /* for children, as is pipe */
	int pipe[2];
};

extern const uint8_t ground_vault[STORE_ID];
extern const uint8_t ground_project[STORE_ID];

/* cmocka setup and teardown: an open, private store with one project. */
int ground_setup(void **state);
int ground_teardown(void **state);
/* What another process does; its return is the exit code. */
typedef int child_fn(struct ground *ground);
struct child {
	const char *name;
	child_fn *run;
};

/* Run these tests on every store there is; returns how many failed. Ends with
 * a child named NULL. Called by main with its own arguments. */
int ground_main(int argc, char **argv, const struct child *children,
		const char *group, const struct CMUnitTest *tests,
		size_t count);

void ground_close(struct ground *ground);
/* Close, and open again. */
void ground_reopen(struct ground *ground, bool read_only);

/* Overwrite or make a file, 0600. */
void put_file(const char *path, const void *bytes, size_t len);

/* Is text among these bytes? */
bool ground_has(const char *bytes, size_t len, const char *text);

/* An id of 16 bytes made from a number, spread over the buckets. */
struct id {
	uint8_t at[STORE_ID];
};
struct id id_of(unsigned number);
struct store_bytes bytes_of(const char *text);

/* A row with every column set; its hashes come from number. */
struct sample {
	struct id id, name, key;
	char meta[64];
	struct store_row row;
};
void sample_make(struct sample *sample, unsigned number);
void ground_add(struct ground *ground, unsigned number);
/* An audit row with that seq, and the head. */
int ground_note(struct store *store, uint64_t seq, struct err *err);
/* The same, the sample, and its secret. */
int ground_write(struct store *store, unsigned number, uint64_t seq,
		 struct err *err);

/* Callbacks that keep what they are given. */
struct kept {
	size_t count;
	struct store_row row[600];
	char meta[600][64];
	uint8_t name[600][STORE_HASH], key[600][STORE_HASH];
	int stop_with; /* returned by the callback */
};
extern struct kept kept;
void forget(void);
store_row_fn keep_row;
store_bytes_fn keep_text; /* into char[64] */
uint64_t rows_in(struct store *store);

/* Run the child of that name in a program of its own: SQLite's knowledge of
 * locks must not be inherited. Its exit code, or -signal when killed. */
pid_t child_start(struct ground *ground, const char *name);
int child_wait(pid_t pid);
int child_run(struct ground *ground, const char *name);

#endif
