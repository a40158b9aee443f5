/* handover.h - bytes for another program, which no third one reads
 *
 * By a descriptor that it inherits, or by files in a folder of ours that are
 * gone when it has ended. */
#ifndef CONNVAULT_BASE_HANDOVER_H
#define CONNVAULT_BASE_HANDOVER_H

#include <stdbool.h>

#include "base/secret.h"

/* A descriptor to read all of it from, closed on exec: memory without a name
 * that nobody can change any more; where there is none, a pipe. */
int handover_fd(const struct secret *bytes, int *fd, struct err *err);
/* The latter. ERR_FAILED for more than a pipe holds. */
int handover_pipe(const struct secret *bytes, int *fd, struct err *err);

/* A folder for files, locked as long as this process lives, whoever else uses
 * it. */
struct handover_folder {
	char *path; /* NULL: none */
	int lock;
};

/* A new one in dir, 0700; others there whose process was killed are removed
 * first. ERR_FAILED where dir is on a disk, unless that is wanted, or is
 * somebody else's. */
int handover_folder_new(const char *dir, bool any_disk,
			struct handover_folder *out, struct err *err);
/* A file in it, 0600; *path is the caller's. */
int handover_file(const struct handover_folder *folder, const char *name,
		  const struct secret *bytes, char **path, struct err *err);
/* Remove it and what is in it. */
void handover_folder_end(struct handover_folder *folder);

/* How many folders in dir are left of processes that were killed; they are
 * removed if asked to. */
size_t handover_left(const char *dir, bool remove);

#endif
