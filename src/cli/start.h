/* start.h - the program of exec and template, and what it is given */
#ifndef CONNVAULT_CLI_START_H
#define CONNVAULT_CLI_START_H

#include "base/child.h"
#include "base/handover.h"
#include "base/secret.h"
#include "cli/cli.h"

struct start {
	struct secret **env; /* "NAME=value" */
	size_t envs;
	int *fd;
	size_t fds;
	struct handover_folder folder; /* removed when it has ended */
	struct child_run run;
};
#define START_INIT          \
	{                   \
		.env = NULL \
	}

/* A variable. ERR_CONFLICT when it is there already, ERR_USAGE for one that
 * would change which programs are found, ERR_FAILED for a value with NUL. */
int start_set(struct start *start, const char *name, const struct secret *value,
	      struct err *err);
int start_set_text(struct start *start, const char *name, const char *text,
		   struct err *err);
/* A descriptor to read bytes from; its number is *fd. */
int start_fd(struct start *start, const struct secret *bytes, int *fd,
	     struct err *err);

/* A folder for files. From here on no signal ends us before it is removed. */
int start_folder(struct start *start, const char *dir, bool any_disk,
		 struct err *err);

/* Remove files of runs that were killed, in $XDG_RUNTIME_DIR. */
void start_tidy(void);

/* Close the vault, run argv with it, wipe start, wait. The command then ends
 * with the exit code of the program; 127 when there is none, 126 when it cannot
 * be run. */
int start_run(struct cli *cli, struct start *start, const char *const *argv,
	      struct err *err);
void start_clear(struct start *start); /* wipes, removes */

#endif
