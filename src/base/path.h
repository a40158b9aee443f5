/* path.h - opening files without being tricked
 *
 * All results are owned by the caller. */
#ifndef CONNVAULT_BASE_PATH_H
#define CONNVAULT_BASE_PATH_H

#include <stddef.h>

#include "base/err.h"

/* "~/x" for a path below HOME, else the path: for showing only. */
void path_show(const char *path, char *out, size_t size);
/* The same as text for a message: path_shown(path).text. */
struct path_text {
	char text[160];
};
struct path_text path_shown(const char *path);
/* What stands behind the last slash, borrowed. */
const char *path_name(const char *path);

/* Make every missing directory above file, each 0700. */
int path_make_parents(const char *file, struct err *err);

/* Is path a plain file of ours that nobody else can reach? Refused, each with
 * its own message and hint: symlink, directory, FIFO, device, other owner,
 * group or others may read or write (the hint says chmod 600), hard links, a
 * parent directory others may write to (unless sticky).
 * ERR_ABSENT when it is not there. */
int path_check_private(const char *path, struct err *err);

/* The same, and open it for reading: the descriptor, or -1. What was checked
 * is what was opened, whatever is put at path meanwhile. */
int path_open_private(const char *path, struct err *err);

/* Create path 0600 with O_EXCL|O_NOFOLLOW; returns the descriptor or -1.
 * ERR_CONFLICT when something is there. */
int path_create_private(const char *path, struct err *err);

/* Whole file, at most max bytes (ERR_USAGE over that); NUL follows. "-" is
 * stdin. FIFOs are read, directories refused. */
int file_read(const char *path, size_t max, char **out, size_t *len,
	      struct err *err);

/* The same of a regular file only (ERR_USAGE; a FIFO is not waited for), and
 * its errors say "it": for callers that name the file before them. */
int file_read_regular(const char *path, size_t max, char **out, size_t *len,
		      struct err *err);

/* fsync the folder that path is in, where the file system can. */
int path_sync_parent(const char *path, struct err *err);

/* The same of a file that path_open_private() opens. */
int file_read_private(const char *path, size_t max, char **out, size_t *len,
		      struct err *err);

/* Write bytes so that path has either the old or the new content: temporary
 * file 0600 beside it, fsync, rename, fsync of the directory. */
int file_write_atomic(const char *path, const void *bytes, size_t len,
		      struct err *err);

#endif
