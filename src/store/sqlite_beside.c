/* sqlite_beside.c - the files beside a vault, which SQLite would believe
 *
 * A journal is played back into the vault, and a WAL is read as a part of it,
 * whoever made them. In a folder where all may make files, a journal has to be
 * as private as the vault, and a WAL, which is never ours, must not be. */
#include "store/sqlite.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/path.h"

static bool is_beside(const struct store *store, const char *suffix,
		      char out[PATH_MAX], struct stat *st)
{
	snprintf(out, PATH_MAX, "%s%s", store->real, suffix);
	return lstat(out, st) == 0;
}

/* A journal stands beside a path, and what SQLite has is a file: of one that
 * was moved it would take the journal of what is there now. */
static int check_place(const struct store *store, const struct stat *file,
		       struct err *err)
{
	struct stat there;

	if (lstat(store->real, &there) == 0 && there.st_dev == file->st_dev &&
	    there.st_ino == file->st_ino)
		return 0;
	err_set(err, ERR_FAILED,
		"%s was moved away or replaced while it was open",
		path_shown(store->path).text);
	return err_hint(err, "leave what has it open, and open it again: "
			     "connvault lock ends an agent");
}

int sqlite_check_beside(const struct store *store, struct err *err)
{
	static const char *const foreign[] = { "-wal", "-shm" };
	char path[PATH_MAX];
	struct err why = ERR_INIT;
	struct stat st;

	if (fstat(store->fd, &st) != 0)
		return err_sys(err, ERR_IO, "cannot look at the vault");
	if (check_place(store, &st, err) != 0)
		return -1;
	/* A journal gets the mode of the vault, which somebody may have opened
	 * to others meanwhile. */
	if ((st.st_mode & 077) != 0 &&
	    path_check_private(store->path, err) != 0)
		return -1;
	for (size_t i = 0; i < sizeof(foreign) / sizeof(*foreign); i++) {
		if (!is_beside(store, foreign[i], path, &st))
			continue;
		err_set(err, ERR_FAILED,
			"%s is there, which connvault never makes",
			path_shown(path).text);
		return err_hint(err, "look who made it, then remove it");
	}
	/* Its folder was looked at when the vault was opened. */
	if (!is_beside(store, "-journal", path, &st) || file_is_private(&st) ||
	    path_check_private(path, &why) == 0 || why.code == ERR_ABSENT)
		return 0;
	*err = why;
	return err_hint(err, "it would be written into the vault: look who "
			     "made it, then remove it");
}

void sqlite_keep_place(const struct store *store)
{
	char path[PATH_MAX], folder[PATH_MAX];
	struct err ignored = ERR_INIT;
	struct stat st;

	snprintf(folder, sizeof(folder), "%.*s",
		 (int)(strrchr(store->real, '/') - store->real) + 1,
		 store->real);
	if (store->read_only || stat(folder, &st) != 0 ||
	    (st.st_mode & 022) == 0 || is_beside(store, "-journal", path, &st))
		return;
	int fd = path_create_private(path, &ignored);
	if (fd >= 0)
		close(fd);
}
