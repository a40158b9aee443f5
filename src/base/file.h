/* file.h - what can be said and done of a file without a word to anybody
 *
 * base/path.h looks more closely, and says what is wrong. */
#ifndef CONNVAULT_BASE_FILE_H
#define CONNVAULT_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/* Is it a plain file of ours, with one name, that nobody else can reach? st is
 * of lstat(2); its folder is not looked at. */
bool file_is_private(const struct stat *st);

/* What another machine may write to at the same time, or flush later than it
 * says: "NFS", "SMB" ...; NULL for a file system of this machine, and where
 * that cannot be told. */
const char *file_remote(const char *path);

/* All of it, whatever signals come; -1 with errno. */
int file_write_all(int fd, const void *bytes, size_t len);

#endif
