/* sqlite_journal.c - the rollback journal beside a vault
 *
 * SQLite opens it anew in each transaction, as if it had never been there, and
 * syncs its folder, so that its name outlasts a power cut. For a file that has
 * stayed the same since a transaction was committed with it, a flush of the
 * disk is saved here. */
#include "store/sqlite.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/str.h"

/* What SQLite opens files with: the usual, but for the journal of a store. */
struct sqlite_vfs {
	sqlite3_vfs vfs; /* first: SQLite gives it back */
	sqlite3_vfs *real;
	struct store *store;
	char name[40];
};

void sqlite_journal_name(const struct store *store, char out[PATH_MAX])
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

	sqlite_journal_name(store, name);
	int fd = open_to_look(name);
	if (fd < 0)
		return false;
	ssize_t len = pread(fd, &first, 1, 0);
	close(fd);
	return len == 1 && first != 0 &&
	       sqlite_lock_holder(store, LOCK_RESERVED, 1) < 0;
}

/* -- a name that is on the disk -------------------------------------------- */

static void forget(struct store *store)
{
	if (store->journal >= 0)
		close(store->journal);
	store->journal = -1;
	store->is_named = false;
}

/* The descriptor keeps the number of its inode from being given to another. */
static bool is_the_same(const struct store *store, const char *name)
{
	struct stat ours, now;

	return store->is_named && fstat(store->journal, &ours) == 0 &&
	       lstat(name, &now) == 0 && ours.st_dev == now.st_dev &&
	       ours.st_ino == now.st_ino;
}

/* What is opened and not made has its folder left alone. It is looked at while
 * the vault is locked: nobody else makes one now. */
static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file,
		     int flags, int *out_flags)
{
	const struct sqlite_vfs *ours = (const void *)vfs;
	struct store *store = ours->store;
	char its[PATH_MAX];

	sqlite_journal_name(store, its);
	if ((flags & SQLITE_OPEN_MAIN_JOURNAL) == 0 ||
	    (flags & SQLITE_OPEN_CREATE) == 0 || !str_is(name, its))
		return ours->real->xOpen(ours->real, name, file, flags,
					 out_flags);
	if (is_the_same(store, name))
		return ours->real->xOpen(ours->real, name, file,
					 flags & ~SQLITE_OPEN_CREATE,
					 out_flags);
	int rc = ours->real->xOpen(ours->real, name, file, flags, out_flags);
	forget(store);
	if (rc == SQLITE_OK)
		store->journal = open_to_look(name);
	return rc;
}

void sqlite_journal_begin(struct store *store)
{
	if (!store->is_named)
		forget(store);
}

void sqlite_journal_committed(struct store *store)
{
	store->is_named = store->journal >= 0;
}

/* -- what SQLite opens files with ------------------------------------------ */

int sqlite_journal_vfs(struct store *store, const char **name, struct err *err)
{
	sqlite3_vfs *real = sqlite3_vfs_find(NULL);

	if (real == NULL)
		return err_set(err, ERR_FAILED, "SQLite opens no files here");
	store->vfs = malloc(sizeof(*store->vfs));
	if (store->vfs == NULL)
		return err_nomem(err);
	*store->vfs = (struct sqlite_vfs){ .vfs = *real,
					   .real = real,
					   .store = store };
	snprintf(store->vfs->name, sizeof(store->vfs->name), "connvault-%p",
		 (void *)store);
	store->vfs->vfs.zName = store->vfs->name;
	store->vfs->vfs.xOpen = open_file;
	*name = store->vfs->name;
	return sqlite3_vfs_register(&store->vfs->vfs, 0) == SQLITE_OK
		       ? 0
		       : err_nomem(err);
}

void sqlite_journal_close(struct store *store)
{
	forget(store);
	if (store->vfs != NULL)
		sqlite3_vfs_unregister(&store->vfs->vfs);
	free(store->vfs);
}
