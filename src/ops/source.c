/* source.c - the source files of flows, exchanged as a whole with a backup */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/path.h"
#include "base/str.h"
#include "flow/flow.h"
#include "ops/flows.h"
#include "ops/internal.h"
#include "ops/replace.h"

#define BACKUPS_MAX 100 /* kept of one file */

int source_check(const char *path, struct err *err)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return err_sys(err, errno == ENOENT ? ERR_ABSENT : ERR_IO,
			       "cannot be read");
	if (S_ISLNK(st.st_mode))
		return err_set(err, ERR_FAILED,
			       "it is a symbolic link now, and was a file");
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_FAILED, "it is no plain file");
	if (st.st_uid != geteuid())
		return err_set(err, ERR_FAILED, "it belongs to another user");
	if (st.st_nlink > 1)
		return err_set(err, ERR_FAILED, "it has %lu names (hard links)",
			       (unsigned long)st.st_nlink);
	if (!(st.st_mode & S_IWUSR) || access(path, W_OK) != 0) {
		err_set(err, ERR_READONLY, "it is read-only");
		return err_hint(err, "chmod u+w the file");
	}
	return 0;
}

/* The bytes, and mode and group of path, for a new file that is open as fd. */
static int fill(int fd, const char *path, const char *bytes, size_t len)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return -1;
	/* Another group than ours cannot always be given away. */
	bool has_group = fchown(fd, (uid_t)-1, st.st_gid) == 0;
	mode_t mode = st.st_mode & (has_group ? 07777 : 07707);

	if (file_write_all(fd, bytes, len) != 0 || fchmod(fd, mode) != 0)
		return -1;
	return fsync(fd);
}

/* Takes fd and name; NULL when it could not be written. */
static char *filled(int fd, struct str *name, const char *path,
		    const char *bytes, size_t len, struct err *err)
{
	if (fd >= 0 && fill(fd, path, bytes, len) == 0) {
		close(fd);
		return str_take(name);
	}
	err_sys(err, ERR_IO, "cannot write beside it");
	if (fd >= 0) {
		close(fd);
		unlink(name->text);
	}
	str_clear(name);
	return NULL;
}

static char *write_beside(const char *path, const char *bytes, size_t len,
			  struct err *err)
{
	struct str name = STR_INIT;

	str_addf(&name, "%s.XXXXXX", path);
	if (name.failed) {
		err_nomem(err);
		return NULL;
	}
	return filled(mkstemp(name.text), &name, path, bytes, len, err);
}

/* The first name free: path.bak, path.bak2 ... */
static char *backup_make(const char *path, const char *bytes, size_t len,
			 struct err *err)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;

	for (int i = 1;; i++) {
		struct str name = STR_INIT;
		int fd;

		str_addf(&name, "%s.bak", path);
		if (i > 1)
			str_addf(&name, "%d", i);
		if (name.failed) {
			err_nomem(err);
			return NULL;
		}
		fd = open(name.text, flags, 0600);
		if (fd >= 0 || errno != EEXIST || i == BACKUPS_MAX)
			return filled(fd, &name, path, bytes, len, err);
		str_clear(&name);
	}
}

static void ignore_report(const struct import_report *report, void *arg)
{
	struct err *err = arg;

	if (report->err)
		*err = *report->err;
}

static int import_again(struct session *session, const char *path,
			struct err *err)
{
	struct err why = ERR_INIT, ignored = ERR_INIT;

	if (flows_import(session, &path, 1, ignore_report, &why, &ignored) == 0)
		return 0;
	*err = why.code ? why : ignored;
	return -1;
}

/* One of the things that follow failed: the first is what is told. */
static int trouble(const char *done, const char *but, const struct err *why,
		   struct err *err)
{
	if (err->code != ERR_OK)
		return -1;
	err_set(err, why->code, "%s, but %s: %s", done, but, why->msg);
	return err_hint(err, "connvault flow sync reads the file again");
}

/* What follows when other bytes are at path; they are, whatever fails now,
 * which is 1. done says so: "it is replaced". */
static int settle(struct session *session, const struct source_change *change,
		  const char *done, const char *detail, struct err *err)
{
	struct err why = ERR_INIT, all = ERR_INIT;

	if (path_sync_parent(change->path, &why) != 0)
		trouble(done, "perhaps not on the disk", &why, &all);
	if (project_audit_note(session->project, AUDIT_REPLACE, change->conn,
			       change->conn_id, detail, &why) != 0)
		trouble(done, "not noted in the audit", &why, &all);
	if (import_again(session, change->path, &why) != 0)
		trouble(done, "not imported again", &why, &all);
	if (all.code == ERR_OK)
		return 0;
	*err = all;
	return 1;
}

static bool is_still(const char *path, const char *bytes, size_t len)
{
	struct err ignored = ERR_INIT;
	char *now = NULL;
	size_t now_len;

	if (file_read_regular(path, FLOW_FILE_MAX, &now, &now_len, &ignored) !=
	    0)
		return false;
	bool is_same = now_len == len && memcmp(now, bytes, len) == 0;

	free(now);
	return is_same;
}

int replace_write(struct session *session, const struct replace_file *file,
		  struct err *err)
{
	char *backup = NULL, *beside = NULL, digest[DIGEST_TEXT];
	int result = -1;

	if (file->why.code != ERR_OK) {
		*err = file->why;
		return -1;
	}
	if (!session_need_write(session, err) ||
	    source_check(file->path, err) != 0)
		return -1;
	if (!is_still(file->path, file->was, file->was_len))
		return err_set(err, ERR_CONFLICT,
			       "it was changed by somebody else meanwhile");
	backup = backup_make(file->path, file->was, file->was_len, err);
	if (backup)
		beside =
			write_beside(file->path, file->now, file->now_len, err);
	if (!beside)
		goto out;
	if (rename(beside, file->path) != 0) {
		err_sys(err, ERR_IO, "cannot be replaced");
		goto out;
	}
	digest_text(file->now, file->now_len, digest);

	const struct source_change change = {
		.path = file->path,
		.backup = backup,
		.digest = digest,
		.conn = file->conn,
		.conn_id = file->old_id,
		.undone = file->undone,
	};

	undo_source(session, &change);
	result = settle(session, &change, "it is replaced", file->done, err);
out:
	if (beside && result < 0)
		unlink(beside);
	if (backup && result < 0)
		unlink(backup);
	free(beside);
	free(backup);
	return result;
}

int source_restore(struct session *session, const struct source_change *change,
		   struct err *err)
{
	char *now = NULL, found[DIGEST_TEXT];
	const char *path = change->path;
	size_t len;

	if (source_check(path, err) != 0 ||
	    file_read_regular(path, FLOW_FILE_MAX, &now, &len, err) != 0)
		return -1;
	digest_text(now, len, found);
	free(now);
	if (!str_is(found, change->digest)) {
		err_set(err, ERR_CONFLICT, "%s was changed since",
			path_shown(path).text);
		return err_hint(err, "what it was before is in %s",
				path_shown(change->backup).text);
	}
	if (rename(change->backup, path) != 0)
		return err_sys(err, ERR_IO, "cannot bring back %s",
			       path_shown(change->backup).text);
	return settle(session, change, "it is as it was before", change->undone,
		      err);
}
