/* sqlite_error.c - SQLite's result codes in words an operator can act on */
#include "store/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/path.h"
#include "base/utf8.h"

long sqlite_lock_holder(const struct store *store, long at, long len)
{
	struct flock lock = {
		.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = at,
		.l_len = len,
	};

	if (fcntl(store->fd, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
		return -1;
	return lock.l_pid > 0 ? lock.l_pid : 0;
}

/* The vault as the operator named it, and the folder it is really in. */
static struct path_text name(const struct store *store)
{
	return path_shown(store->path);
}

static struct path_text folder(const struct store *store)
{
	char path[PATH_MAX];
	const char *slash = strrchr(store->real, '/');
	size_t len = (size_t)(slash - store->real);

	snprintf(path, sizeof(path), "%.*s", len > 0 ? (int)len : 1,
		 store->real);
	return path_shown(path);
}

typedef int fail_fn(struct store *store, int sys, struct err *err);

/* SQLite's own words may quote the file, so they are made safe. */
int sqlite_damaged(struct store *store, const char *how, struct err *err)
{
	char safe[100];

	term_safe(safe, sizeof(safe), how, sizeof(safe));
	err_set(err, ERR_DAMAGED, "%s is damaged (%s)", name(store).text, safe);
	return err_hint(err, "restore it from a backup; keep the damaged file, "
			     "parts of it may still be read");
}

static int fail_damaged(struct store *store, int sys, struct err *err)
{
	(void)sys;
	return sqlite_damaged(store, sqlite3_errmsg(store->db), err);
}

static int fail_not_a_vault(struct store *store, int sys, struct err *err)
{
	(void)sys;
	return err_set(err, ERR_DAMAGED, "%s is not a connvault vault",
		       name(store).text);
}

static int fail_busy(struct store *store, int sys, struct err *err)
{
	long pid = sqlite_lock_holder(store, LOCK_PENDING, LOCK_ALL);

	(void)sys;
	if (pid > 0)
		err_set(err, ERR_BUSY, "%s is held by process %ld",
			name(store).text, pid);
	else
		err_set(err, ERR_BUSY, "%s is held by another process",
			name(store).text);
	return err_hint(err, "wait for it to end, then try again");
}

static int fail_full(struct store *store, int sys, struct err *err)
{
	err_set(err, ERR_IO, "no space left to write in %s",
		folder(store).text);
	err->sys = sys != 0 ? sys : ENOSPC;
	if (sys == EFBIG)
		return err_hint(err, "raise the limit on file sizes "
				     "(ulimit -f); nothing was changed");
	return err_hint(err, "make room there; nothing was changed");
}

static bool is_lack_of_space(int sys)
{
	return sys == ENOSPC || sys == EDQUOT || sys == EFBIG;
}

static int fail_io(struct store *store, int sys, struct err *err)
{
	if (is_lack_of_space(sys))
		return fail_full(store, sys, err);
	if (sys == 0)
		return err_set(err, ERR_IO, "cannot read or write %s: %s",
			       name(store).text, sqlite3_errmsg(store->db));
	errno = sys;
	return err_sys(err, ERR_IO, "cannot read or write %s",
		       name(store).text);
}

/* The journal stands beside the vault. */
static int fail_folder(struct store *store, int sys, struct err *err)
{
	if (is_lack_of_space(sys))
		return fail_full(store, sys, err);
	errno = sys != 0 ? sys : EACCES;
	return err_sys(err, ERR_IO, "cannot write in %s", folder(store).text);
}

static int fail_read_only(struct store *store, int sys, struct err *err)
{
	(void)sys;
	err_set(err, ERR_READONLY, "%s cannot be written", name(store).text);
	return err_hint(err, "--read-only shows all but secrets, whose reading "
			     "is noted in it: for those work on a copy");
}

static int fail_half_written(struct store *store, int sys, struct err *err)
{
	(void)sys;
	err_set(err, ERR_READONLY,
		"%s has a change in it that was never finished",
		name(store).text);
	return err_hint(err, "open it once without --read-only: "
			     "that undoes the change");
}

static int fail_moved(struct store *store, int sys, struct err *err)
{
	(void)sys;
	return err_set(err, ERR_IO, "%s was moved or removed while in use",
		       name(store).text);
}

/* Which index refused a row is told in SQLite's message only. */
static int fail_unique(struct store *store, int sys, struct err *err)
{
	const char *text = sqlite3_errmsg(store->db);

	(void)sys;
	if (strstr(text, "name_hash") != NULL) {
		err_set(err, ERR_CONFLICT, "this name is taken");
		err->sys = 1;
	} else if (strstr(text, "key_hash") != NULL) {
		err_set(err, ERR_CONFLICT, "this external id is taken");
		err->sys = 2;
	} else {
		err_set(err, ERR_CONFLICT, "this row is there already");
	}
	return -1;
}

static int fail_orphan(struct store *store, int sys, struct err *err)
{
	(void)store;
	(void)sys;
	return err_set(err, ERR_ABSENT, "what this row belongs to is gone");
}

static int fail_too_big(struct store *store, int sys, struct err *err)
{
	(void)store;
	(void)sys;
	return err_set(err, ERR_USAGE, "too large for the vault");
}

static int fail_memory(struct store *store, int sys, struct err *err)
{
	(void)store;
	(void)sys;
	return err_nomem(err);
}

/* Extended codes first: the first row that fits is taken. */
static const struct failure {
	int code;
	fail_fn *fail;
} failures[] = {
	{ SQLITE_READONLY_ROLLBACK, fail_half_written },
	{ SQLITE_READONLY_RECOVERY, fail_half_written },
	{ SQLITE_READONLY_DIRECTORY, fail_folder },
	{ SQLITE_READONLY_DBMOVED, fail_moved },
	{ SQLITE_IOERR_NOMEM, fail_memory },
	{ SQLITE_CONSTRAINT_UNIQUE, fail_unique },
	{ SQLITE_CONSTRAINT_PRIMARYKEY, fail_unique },
	{ SQLITE_CONSTRAINT_FOREIGNKEY, fail_orphan },
	{ SQLITE_BUSY, fail_busy },
	{ SQLITE_LOCKED, fail_busy },
	{ SQLITE_CORRUPT, fail_damaged },
	{ SQLITE_NOTADB, fail_not_a_vault },
	{ SQLITE_FULL, fail_full },
	{ SQLITE_IOERR, fail_io },
	{ SQLITE_CANTOPEN, fail_folder },
	{ SQLITE_READONLY, fail_read_only },
	{ SQLITE_TOOBIG, fail_too_big },
	{ SQLITE_NOMEM, fail_memory },
};

/* SQLite does not pass on the errno of a write that fails at COMMIT; the file
 * it failed on, the vault or its journal, knows it. */
static int system_errno(struct store *store, int rc)
{
	sqlite3_file *journal = NULL;
	int sys = 0;

	if (rc == SQLITE_IOERR_WRITE)
		sqlite3_file_control(store->db, "main", SQLITE_FCNTL_LAST_ERRNO,
				     &sys);
	if (sys == 0 && rc == SQLITE_IOERR_WRITE)
		sqlite3_file_control(store->db, "main",
				     SQLITE_FCNTL_JOURNAL_POINTER, &journal);
	if (journal != NULL && journal->pMethods != NULL)
		journal->pMethods->xFileControl(journal,
						SQLITE_FCNTL_LAST_ERRNO, &sys);
	return sys != 0 ? sys : sqlite3_system_errno(store->db);
}

int sqlite_fail(struct store *store, int rc, struct err *err)
{
	int sys = system_errno(store, rc);

	for (size_t i = 0; i < sizeof(failures) / sizeof(*failures); i++)
		if (failures[i].code == rc || failures[i].code == (rc & 0xff))
			return failures[i].fail(store, sys, err);
	if (!store->is_open)
		return fail_damaged(store, sys, err);
	return err_set(err, ERR_FAILED, "the vault's store failed: %s",
		       sqlite3_errmsg(store->db));
}

/* A transaction is committed when its journal is cut or void, after everything
 * else was written. So a lack of space means "not committed"; any other I/O
 * error may stand before or behind that point. */
int sqlite_fail_commit(struct store *store, int rc, struct err *err)
{
	sqlite_fail(store, rc, err);
	if (err->code != ERR_IO || (rc & 0xff) != SQLITE_IOERR ||
	    (rc == SQLITE_IOERR_WRITE && is_lack_of_space(err->sys)))
		return -1;
	err->code = ERR_UNSURE;
	return err_hint(err, "it is not known whether the change was written: "
			     "look again before repeating it");
}
