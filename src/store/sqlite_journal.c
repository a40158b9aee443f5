/* sqlite_journal.c - the rollback journal beside a vault
 *
 * SQLite opens it anew in each transaction, as if it had never been there, and
 * syncs its folder, so that its name outlasts a power cut. For a file that has
 * stayed the same since we did that once, a flush of the disk is saved here. */
#include "store/sqlite.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

static void name_of(const struct store *store, char out[PATH_MAX])
{
	snprintf(out, PATH_MAX, "%s-journal", store->real);
}

static int open_to_look(const char *name)
{
	return open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

/* A journal that is not void while nobody writes was left by a writer that
 * died; SQLite undoes its transaction at the next reading. It is void when it
 * is empty, or its first byte is 0 (https://www.sqlite.org/fileformat.html 3).
 */
bool sqlite_journal_is_hot(const struct store *store)
{
	char name[PATH_MAX], first = 0;

	name_of(store, name);
	int fd = open_to_look(name);
	if (fd < 0)
		return false;
	ssize_t len = pread(fd, &first, 1, 0);
	close(fd);
	return len == 1 && first != 0 &&
	       sqlite_lock_holder(store, LOCK_RESERVED, 1) < 0;
}

/* -- a name that is on the disk -------------------------------------------- */

/* The descriptor keeps the number of its inode from being given to another. */
static bool is_settled(const struct store *store, const char *name)
{
	struct stat ours, now;

	return store->journal >= 0 && fstat(store->journal, &ours) == 0 &&
	       lstat(name, &now) == 0 && ours.st_dev == now.st_dev &&
	       ours.st_ino == now.st_ino;
}

/* What is opened and not made has its folder left alone. */
static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file,
		     int flags, int *out_flags)
{
	struct store *store = vfs->pAppData;
	sqlite3_vfs *real = sqlite3_vfs_find(NULL);

	if ((flags & SQLITE_OPEN_MAIN_JOURNAL) != 0 &&
	    (flags & SQLITE_OPEN_CREATE) != 0) {
		store->is_settling = !is_settled(store, name);
		if (!store->is_settling)
			flags &= ~SQLITE_OPEN_CREATE;
	}
	return real->xOpen(real, name, file, flags, out_flags);
}

void sqlite_journal_settle(struct store *store)
{
	char name[PATH_MAX];

	if (!store->is_settling)
		return;
	store->is_settling = false;
	if (store->journal >= 0)
		close(store->journal);
	name_of(store, name);
	store->journal = open_to_look(name);
}

/* -- what SQLite opens files with ------------------------------------------ */

int sqlite_journal_vfs(struct store *store, struct err *err)
{
	const sqlite3_vfs *real = sqlite3_vfs_find(NULL);

	if (real == NULL)
		return err_set(err, ERR_FAILED, "SQLite opens no files here");
	store->vfs = malloc(sizeof(*store->vfs));
	if (store->vfs == NULL)
		return err_nomem(err);
	*store->vfs = *real;
	snprintf(store->vfs_name, sizeof(store->vfs_name), "connvault-%p",
		 (void *)store);
	store->vfs->zName = store->vfs_name;
	store->vfs->pAppData = store;
	store->vfs->xOpen = open_file;
	if (sqlite3_vfs_register(store->vfs, 0) == SQLITE_OK)
		return 0;
	free(store->vfs);
	store->vfs = NULL;
	return err_nomem(err);
}

void sqlite_journal_close(struct store *store)
{
	if (store->journal >= 0)
		close(store->journal);
	if (store->vfs != NULL)
		sqlite3_vfs_unregister(store->vfs);
	free(store->vfs);
}
