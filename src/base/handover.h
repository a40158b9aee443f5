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

/* A new folder in dir, 0700; *out is the caller's. ERR_FAILED where dir is on
 * a disk, unless that is wanted, or is somebody else's. */
int handover_folder(const char *dir, bool any_disk, char **out,
		    struct err *err);
/* A file in it, 0600; *path is the caller's. */
int handover_file(const char *folder, const char *name,
		  const struct secret *bytes, char **path, struct err *err);
/* Remove it and what is in it; frees folder. NULL is fine. */
void handover_end(char *folder);

#endif
