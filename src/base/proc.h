/* proc.h - another program: bytes in, bytes out, with a deadline
 *
 * What goes through is a struct secret on both sides, since a clipboard or a
 * password manager is mostly what is at the other end. */
#ifndef CONNVAULT_BASE_PROC_H
#define CONNVAULT_BASE_PROC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/secret.h"

struct proc {
	const char *const *argv; /* argv[0] is looked for in PATH; NULL ends */
	const struct secret *in; /* its standard input; NULL: ours, or none */
	struct secret **out;	 /* its standard output; NULL: thrown away */
	size_t max;		 /* of out, in bytes */
	int64_t patience_ms;	 /* then it is killed; 0: none */
	/* It may talk to the operator: has our terminal, which is not in raw
	 * mode then, and Ctrl-C and Ctrl-\ are for it alone. */
	bool has_terminal;
	/* In a process group of its own: all of it is killed, with what it has
	 * started. Not for what wants the terminal. */
	bool has_group;
	/* Asked twice a second and after each signal: false ends it, which is
	 * ERR_INTERRUPTED. NULL: never. */
	bool (*goes_on)(void *arg);
	void *arg;
};

/* Runs it to its end, which must be exit 0. ERR_ABSENT there is no such
 * program; ERR_TIMEOUT; ERR_USAGE it said more than max; ERR_FAILED another
 * end. The caller owns *proc->out. */
int proc_run(const struct proc *proc, struct err *err);

/* Close the descriptors from first to last, those that are open. */
void proc_close(int first, int last);

#endif
