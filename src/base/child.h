/* child.h - a program that is run as if in our place
 *
 * It has our terminal, standard files, process group and signals as they came
 * to us; we wait for it and do nothing else. */
#ifndef CONNVAULT_BASE_CHILD_H
#define CONNVAULT_BASE_CHILD_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/secret.h"

struct child {
	const char *const *argv; /* argv[0] is looked for in PATH; NULL ends */
	struct secret *const *env; /* "NAME=value" each, instead of or beside
				    * what we have in the environment */
	size_t envs;
	const int *fd; /* that it inherits, beside the standard files */
	size_t fds;
};

#define CHILD_SIGNALS 6 /* that are sent on to it */

struct child_run {
	pid_t pid;
	bool is_held;
	sigset_t mask;	       /* as it was before */
	struct sigaction chld; /* the same */
};

/* From here on signals are held back, so that what is made for the program is
 * removed whatever comes; until child_wait(), or child_release(). */
void child_hold(struct child_run *run);
void child_release(struct child_run *run);

/* Start it. What child has may be wiped and closed then. ERR_ABSENT there is no
 * such program; ERR_FAILED it cannot be run. */
int child_start(const struct child *child, struct child_run *run,
		struct err *err);

/* Wait for its end. Signals that somebody sends to us are sent on to it; those
 * of the terminal it gets without us. Its exit code, or 128 and the number of
 * the signal that ended it. */
int child_wait(struct child_run *run);

#endif
