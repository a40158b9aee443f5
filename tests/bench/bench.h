/* bench.h - what is measured, and the vault it is measured on */
#ifndef CONNVAULT_TESTS_BENCH_H
#define CONNVAULT_TESTS_BENCH_H

#include <stddef.h>

/* One figure per row of the table and size of vault. */
enum figure {
	FIRST_FRAME,
	LETTER,
	DOWN_BYTES,
	DOWN_NAME_BYTES,
	DOWN_MARK_BYTES,
	LETTER_BYTES,
	IDLE_BYTES,
	BURST_FRAMES,
	BURST_BYTES,
	ESC,
	CONSOLE_MEMORY,
	GET,
	LIST_JSON,
	LIST_NO_MIRROR,
	CREATE,
	RENAME,
	FILE_SIZE,
	FIGURES
};

struct samples {
	double at[128];
	size_t count;
};
void sample(struct samples *samples, double value);
double median(struct samples *samples); /* NAN of none */

/* Sorted by name this connection is the first one. */
#define FIRST_NAME "Archive 000000 north"

/* A new vault at path with count connections, names of 20 characters, 5 secret
 * fields each; opened by a new key file at key. 0, or -1 after a message. */
int bench_vault(const char *path, const char *key, size_t count);

/* Measure the console, and the commands, of program on the vault that the
 * environment names; NAN for what cannot be measured. */
void bench_console(const char *program, double figures[FIGURES]);
void bench_commands(const char *program, double figures[FIGURES]);

/* Bytes for a key, beside other programs, on the vault that the environment
 * names; prints its own table. */
void bench_rivals(const char *folder);

#endif
