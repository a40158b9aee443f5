/* path.c - where things are, and opening files without being tricked */
#include "base/path.h"

#include "config.h" /* O_PATH */

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/where.h"

#define READ_START ((size_t)64 * 1024)
#define MIB	   ((size_t)1024 * 1024)

void path_show(const char *path, char *out, size_t size)
{
	const char *home = where_env("HOME");
	size_t len = home == NULL ? 0 : strlen(home);

	while (len > 0 && home[len - 1] == '/')
		len--;
	bool is_below =
		len > 0 && strncmp(path, home, len) == 0 && path[len] == '/';
	if (is_below && size > 1) {
		*out++ = '~';
		size--;
		path += len;
	}
	term_safe(out, size, path, size);
}

struct path_text path_shown(const char *path)
{
	struct path_text out;

	path_show(path, out.text, sizeof(out.text));
	return out;
}

int path_make_parents(const char *file, struct err *err)
{
	char *path = strdup(file);

	if (path == NULL)
		return err_nomem(err);
	for (char *at = path + 1; (at = strchr(at, '/')) != NULL; at++) {
		*at = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST) {
			err_sys(err, ERR_IO, "cannot make the folder %s",
				path_shown(path).text);
			free(path);
			return -1;
		}
		*at = '/';
	}
	free(path);
	return 0;
}

/* The folder that path is in; owned by the caller, NULL without memory. */
static char *parent_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return strdup(".");
	return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

const char *path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static int open_failed(const char *path, struct err *err)
{
	enum err_code code =
		errno == ENOENT || errno == ENOTDIR ? ERR_ABSENT : ERR_IO;
	return err_sys(err, code, "cannot open %s", path_shown(path).text);
}

/* To look at it and open files in it, which a jail may allow though the folder
 * may not be read. */
#ifdef O_PATH
#define FOLDER O_PATH
#else
#define FOLDER O_RDONLY
#endif

static int open_parent(const char *path, int how, struct err *err)
{
	char *parent = parent_of(path);

	if (parent == NULL)
		return err_nomem(err);
	int dir = open(parent, how | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		open_failed(parent, err);
	free(parent);
	return dir;
}

static int check_parent(int dir, const char *path, struct err *err)
{
	struct stat st;

	if (fstat(dir, &st) != 0)
		return open_failed(path, err);
	if (st.st_uid != geteuid() && st.st_uid != 0) {
		err_set(err, ERR_FAILED,
			"the folder of %s belongs to another user",
			path_shown(path).text);
		return err_hint(err, "move the file to a folder of yours");
	}
	if ((st.st_mode & 022) == 0 || (st.st_mode & S_ISVTX) != 0)
		return 0;
	err_set(err, ERR_FAILED, "others may write to the folder of %s",
		path_shown(path).text);
	return err_hint(err, "chmod go-w the folder, or move the file");
}

static const struct kind {
	mode_t mode;
	const char *name, *hint;
} kinds[] = {
	{ S_IFLNK, "a symbolic link", "name the file that it points to" },
	{ S_IFDIR, "a folder", "name a file in it" },
	{ S_IFIFO, "a pipe", "name a plain file" },
	{ S_IFSOCK, "a socket", "name a plain file" },
	{ S_IFCHR, "a device", "name a plain file" },
	{ S_IFBLK, "a block device", "name a plain file" },
};

static int check_kind(const struct stat *st, const char *path, struct err *err)
{
	if (S_ISREG(st->st_mode))
		return 0;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if ((st->st_mode & S_IFMT) != kinds[i].mode)
			continue;
		err_set(err, ERR_FAILED, "%s is %s", path_shown(path).text,
			kinds[i].name);
		return err_hint(err, "%s", kinds[i].hint);
	}
	return err_set(err, ERR_FAILED, "%s is no plain file",
		       path_shown(path).text);
}

/* What systemd hands to a service may stay root's (systemd.exec(5),
 * CREDENTIALS): in a folder that root alone can write to. */
static bool is_credential(const struct stat *st, const char *path)
{
	const char *folder = where_env("CREDENTIALS_DIRECTORY");
	size_t len = folder ? strlen(folder) : 0;

	return len > 0 && st->st_uid == 0 && strncmp(path, folder, len) == 0 &&
	       path[len] == '/' && !strchr(path + len + 1, '/');
}

static int check_file(const struct stat *st, const char *path, struct err *err)
{
	if (check_kind(st, path, err) != 0)
		return -1;
	if (st->st_uid != geteuid() && !is_credential(st, path)) {
		err_set(err, ERR_FAILED, "%s belongs to another user",
			path_shown(path).text);
		return err_hint(err, "run as its owner, or make a copy of "
				     "yours");
	}
	/* The mask of an access control list stands where a group does. */
	if ((st->st_mode & 077) != 0 && !is_credential(st, path)) {
		err_set(err, ERR_FAILED, "others can reach %s (mode %04o)",
			path_shown(path).text, (unsigned)st->st_mode & 07777);
		return err_hint(err,
				"chmod 600 %s, if that is the file you "
				"mean",
				path_shown(path).text);
	}
	if (st->st_nlink > 1) {
		err_set(err, ERR_FAILED, "%s has %lu names (hard links)",
			path_shown(path).text, (unsigned long)st->st_nlink);
		return err_hint(err, "remove the other names, or make a copy");
	}
	return 0;
}

/* Checked by name first: opening a link, a pipe or a device fails or waits
 * before it could be told what it is. */
static int check_in(int dir, const char *path, struct err *err)
{
	const char *name = *path_name(path) ? path_name(path) : ".";
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return open_failed(path, err);
	if (check_file(&st, path, err) != 0)
		return -1;
	return check_parent(dir, path, err);
}

static int open_in(int dir, const char *path, struct err *err)
{
	const int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
	struct stat st;

	if (check_in(dir, path, err) != 0)
		return -1;
	int fd = openat(dir, path_name(path), flags);
	if (fd < 0)
		return open_failed(path, err);
	if (fstat(fd, &st) == 0 && check_file(&st, path, err) == 0)
		return fd;
	close(fd);
	return -1;
}

static int in_parent(const char *path, struct err *err,
		     int step(int dir, const char *path, struct err *err))
{
	int dir = open_parent(path, FOLDER, err);

	if (dir < 0)
		return -1;
	int ret = step(dir, path, err);
	close(dir);
	return ret;
}

int path_check_private(const char *path, struct err *err)
{
	return in_parent(path, err, check_in);
}

int path_open_private(const char *path, struct err *err)
{
	return in_parent(path, err, open_in);
}

int path_create_private(const char *path, struct err *err)
{
	const int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = open(path, flags, 0600);

	if (fd >= 0)
		return fd;
	if (errno != EEXIST)
		return err_sys(err, ERR_IO, "cannot create %s",
			       path_shown(path).text);
	return err_set(err, ERR_CONFLICT, "%s is there already",
		       path_shown(path).text);
}

/* What was read, which may be a secret: old copies are wiped. */
struct reading {
	char *bytes;
	size_t len, cap;
};

static void reading_clear(struct reading *r)
{
	if (r->bytes != NULL)
		explicit_bzero(r->bytes, r->cap);
	free(r->bytes);
}

static int reading_grow(struct reading *r, size_t cap, struct err *err)
{
	struct reading more = { .bytes = malloc(cap),
				.len = r->len,
				.cap = cap };

	if (more.bytes == NULL)
		return err_nomem(err);
	if (r->len > 0)
		memcpy(more.bytes, r->bytes, r->len);
	reading_clear(r);
	*r = more;
	return 0;
}

static int too_large(const char *path, size_t max, struct err *err)
{
	bool is_round = max % MIB == 0;

	err_set(err, ERR_USAGE, "%s is larger than %zu %s",
		path_shown(path).text, is_round ? max / MIB : max,
		is_round ? "MiB" : "bytes");
	return err_hint(err, "it is not what it was taken for, or give it in "
			     "parts");
}

static int read_all(int fd, const char *path, size_t max, struct reading *r,
		    struct err *err)
{
	for (;;) {
		if (r->len + 1 >= r->cap &&
		    reading_grow(r, 2 * r->cap + READ_START, err) != 0)
			return -1;
		ssize_t n = read(fd, r->bytes + r->len, r->cap - r->len - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(err, ERR_IO, "cannot read %s",
				       path_shown(path).text);
		if (n == 0)
			break;
		r->len += (size_t)n;
		if (r->len > max)
			return too_large(path, max, err);
	}
	r->bytes[r->len] = '\0';
	return 0;
}

static int open_to_read(const char *path, size_t max, struct reading *r,
			struct err *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return open_failed(path, err);
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		err_set(err, ERR_USAGE, "%s is a folder",
			path_shown(path).text);
		goto fail;
	}
	if (S_ISREG(st.st_mode) && st.st_size > 0 &&
	    (uint64_t)st.st_size <= max &&
	    reading_grow(r, (size_t)st.st_size + 2, err) != 0)
		goto fail;
	return fd;
fail:
	close(fd);
	return -1;
}

static int read_out(int fd, const char *path, size_t max, struct reading *r,
		    char **out, size_t *len, struct err *err)
{
	int ret = read_all(fd, path, max, r, err);

	if (fd != STDIN_FILENO)
		close(fd);
	if (ret != 0) {
		reading_clear(r);
		return -1;
	}
	*out = r->bytes;
	*len = r->len;
	return 0;
}

int file_read(const char *path, size_t max, char **out, size_t *len,
	      struct err *err)
{
	struct reading r = { .bytes = NULL };

	if (str_is(path, "-"))
		return read_out(STDIN_FILENO, "standard input", max, &r, out,
				len, err);
	int fd = open_to_read(path, max, &r, err);
	return fd < 0 ? -1 : read_out(fd, path, max, &r, out, len, err);
}

static int open_regular(const char *path, struct err *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return open_failed("it", err);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	close(fd);
	err_set(err, ERR_USAGE,
		"it is no regular file, but a pipe, device or "
		"folder");
	return err_hint(err, "write what comes out of it to a file first");
}

int file_read_regular(const char *path, size_t max, char **out, size_t *len,
		      struct err *err)
{
	struct reading r = { .bytes = NULL };
	int fd = open_regular(path, err);

	return fd < 0 ? -1 : read_out(fd, "it", max, &r, out, len, err);
}

int file_read_private(const char *path, size_t max, char **out, size_t *len,
		      struct err *err)
{
	struct reading r = { .bytes = NULL };
	int fd = path_open_private(path, err);

	return fd < 0 ? -1 : read_out(fd, path, max, &r, out, len, err);
}

int path_sync_parent(const char *path, struct err *err)
{
	int dir = open_parent(path, O_RDONLY, err);

	if (dir < 0)
		return -1;
	/* Some file systems cannot sync a folder, and say so with EINVAL. */
	int ret = fsync(dir) == 0 || errno == EINVAL
			  ? 0
			  : err_sys(err, ERR_IO, "cannot write %s",
				    path_shown(path).text);
	close(dir);
	return ret;
}

int file_write_atomic(const char *path, const void *bytes, size_t len,
		      struct err *err)
{
	struct str name = STR_INIT;

	str_addf(&name, "%s.XXXXXX", path);
	char *temp = str_take(&name);
	if (temp == NULL)
		return err_nomem(err);
	int ret = -1, fd = mkstemp(temp);
	if (fd < 0) {
		err_sys(err, ERR_IO, "cannot write %s", path_shown(path).text);
		goto out;
	}
	bool ok = file_write_all(fd, bytes, len) == 0 && fsync(fd) == 0;
	ok = close(fd) == 0 && ok;
	if (!ok || rename(temp, path) != 0) {
		err_sys(err, ERR_IO, "cannot write %s", path_shown(path).text);
		unlink(temp);
		goto out;
	}
	ret = path_sync_parent(path, err);
out:
	free(temp);
	return ret;
}
