/* handover.c - bytes for another program, which no third one reads */
#define _GNU_SOURCE /* memfd_create() and its seals */
#include "base/handover.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/magic.h>
#include <sys/vfs.h>
#endif

#include "base/file.h"
#include "base/path.h"
#include "base/str.h"
#include "config.h"

/* -- descriptors --------------------------------------------------------- */

static int write_secret(int fd, const struct secret *bytes)
{
	size_t len;
	const char *at = secret_reveal(bytes, &len);

	return file_write_all(fd, at, len);
}

#ifdef HAVE_MEMFD_CREATE
static int memory(const struct secret *bytes)
{
	int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
	int fd = memfd_create("connvault", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return -1;
	if (write_secret(fd, bytes) == 0 && lseek(fd, 0, SEEK_SET) == 0 &&
	    fcntl(fd, F_ADD_SEALS, seals) == 0)
		return fd;
	close(fd);
	return -1;
}
#else
static int memory(const struct secret *bytes)
{
	(void)bytes;
	return -1;
}
#endif

int handover_pipe(const struct secret *bytes, int *fd, struct err *err)
{
	int ends[2], failed;

	if (pipe(ends) != 0)
		return err_sys(err, ERR_IO, "cannot make a pipe");
	for (int i = 0; i < 2; i++)
		fcntl(ends[i], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	failed = write_secret(ends[1], bytes) == 0 ? 0 : errno;
	close(ends[1]);
	*fd = ends[0];
	if (failed == 0)
		return 0;
	close(ends[0]);
	if (failed != EAGAIN) {
		errno = failed;
		return err_sys(err, ERR_IO, "cannot write into a pipe");
	}
	err_set(err, ERR_FAILED, "%zu bytes are more than a pipe holds",
		secret_len(bytes));
	return err_hint(err, "hand it over in a file");
}

int handover_fd(const struct secret *bytes, int *fd, struct err *err)
{
	*fd = memory(bytes);
	return *fd >= 0 ? 0 : handover_pipe(bytes, fd, err);
}

/* -- files --------------------------------------------------------------- */

/* No name that anybody gives to a folder: what is in such a one is removed. */
#define PREFIX "connvault-handed-"
#define TRIES  10

/* Is it in memory alone? Where that cannot be told, it is not. */
static bool is_memory(const char *dir)
{
#ifdef __linux__
	struct statfs fs;

	return statfs(dir, &fs) == 0 &&
	       (fs.f_type == TMPFS_MAGIC || fs.f_type == RAMFS_MAGIC);
#else
	(void)dir;
	return false;
#endif
}

/* Nobody else may rename or remove what is in it. */
static int check_owner(const char *dir, struct err *err)
{
	struct stat st;

	if (stat(dir, &st) != 0)
		return err_sys(err, ERR_FAILED, "cannot use %s",
			       path_shown(dir).text);
	if (!S_ISDIR(st.st_mode) ||
	    (st.st_uid != geteuid() && st.st_uid != 0) ||
	    ((st.st_mode & 022) && !(st.st_mode & S_ISVTX))) {
		err_set(err, ERR_FAILED, "%s is no folder of yours alone",
			path_shown(dir).text);
		return err_hint(err, "take one that nobody else can write to");
	}
	return 0;
}

/* As mkdtemp() names them. */
static int is_folder_of_ours(const struct dirent *entry)
{
	static const char random[] = "abcdefghijklmnopqrstuvwxyz0123456789"
				     "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const char *end = entry->d_name + strlen(PREFIX);

	return str_starts(entry->d_name, PREFIX) && strlen(end) == 6 &&
	       strspn(end, random) == 6;
}

static int is_file(const struct dirent *entry)
{
	return !str_is(entry->d_name, ".") && !str_is(entry->d_name, "..");
}

/* It is open as folder. */
static void remove_folder(const char *path, int folder)
{
	struct dirent **entry;
	int count = scandir(path, &entry, is_file, alphasort);

	for (int i = 0; i < count; i++) {
		(void)unlinkat(folder, entry[i]->d_name, 0);
		free(entry[i]);
	}
	if (count >= 0)
		free(entry);
	(void)rmdir(path);
}

/* Open and locked, or -1: who made it lives, or it is nobody's of ours. */
static int take_folder(const char *path)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int folder = open(path, flags);
	struct stat st;

	if (folder < 0)
		return -1;
	if (fstat(folder, &st) == 0 && st.st_uid == geteuid() &&
	    (st.st_mode & 0777) == 0700 &&
	    flock(folder, LOCK_EX | LOCK_NB) == 0)
		return folder;
	close(folder);
	return -1;
}

/* Was it one that is left? */
static bool look_at(const char *dir, const char *name, bool remove)
{
	struct str path = STR_INIT;
	int folder = -1;

	str_addf(&path, "%s/%s", dir, name);
	if (!path.failed)
		folder = take_folder(path.text);
	if (folder >= 0 && remove)
		remove_folder(path.text, folder);
	if (folder >= 0)
		close(folder);
	str_clear(&path);
	return folder >= 0;
}

size_t handover_left(const char *dir, bool remove)
{
	struct err ignored = ERR_INIT;
	struct dirent **entry;
	size_t left = 0;

	if (check_owner(dir, &ignored) != 0)
		return 0;

	int count = scandir(dir, &entry, is_folder_of_ours, alphasort);

	for (int i = 0; i < count; i++) {
		left += look_at(dir, entry[i]->d_name, remove);
		free(entry[i]);
	}
	if (count >= 0)
		free(entry);
	return left;
}

/* 0 when it is made and locked, 1 when another process took it between the two
 * for one that was left. Where nothing can be locked nothing is taken, too. */
static int make_folder(const char *template, struct handover_folder *out,
		       struct err *err)
{
	struct stat st, now;

	*out = (struct handover_folder){ .path = strdup(template), .lock = -1 };
	if (!out->path)
		return err_nomem(err);
	bool is_made = mkdtemp(out->path); /* 0700 */

	if (is_made)
		out->lock = open(out->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (!is_made || (out->lock < 0 && errno != ENOENT)) {
		err_sys(err, ERR_IO, "cannot make a folder as %s",
			path_shown(template).text);
		(void)rmdir(out->path);
		handover_folder_end(out);
		return -1;
	}
	(void)flock(out->lock, LOCK_EX);
	if (fstat(out->lock, &st) == 0 && lstat(out->path, &now) == 0 &&
	    st.st_ino == now.st_ino && st.st_dev == now.st_dev)
		return 0;
	handover_folder_end(out);
	return 1;
}

int handover_folder_new(const char *dir, bool any_disk,
			struct handover_folder *out, struct err *err)
{
	struct str template = STR_INIT;
	char *whole;
	int result = 1;

	if (check_owner(dir, err) != 0)
		return -1;
	if (!any_disk && !is_memory(dir)) {
		err_set(err, ERR_FAILED, "%s is not in memory alone",
			path_shown(dir).text);
		return err_hint(err, "a file there could be found on the disk "
				     "later");
	}
	whole = realpath(dir, NULL); /* wherever the program goes */
	if (!whole)
		return err_sys(err, ERR_FAILED, "cannot use %s",
			       path_shown(dir).text);
	handover_left(whole, true);
	str_addf(&template, "%s/" PREFIX "XXXXXX", whole);
	free(whole);
	if (template.failed)
		return err_nomem(err);
	for (int tries = 0; tries < TRIES && result == 1; tries++)
		result = make_folder(template.text, out, err);
	str_clear(&template);
	return result == 1 ? err_set(err, ERR_BUSY,
				     "the folder was taken away at once")
			   : result;
}

int handover_file(const struct handover_folder *folder, const char *name,
		  const struct secret *bytes, char **path, struct err *err)
{
	struct str text = STR_INIT;
	int result = 0, fd;

	str_addf(&text, "%s/%s", folder->path, name);
	*path = str_take(&text);
	if (!*path)
		return err_nomem(err);
	fd = path_create_private(*path, err);
	if (fd < 0)
		result = -1;
	else if (write_secret(fd, bytes) != 0)
		result = err_sys(err, ERR_IO, "cannot write %s",
				 path_shown(*path).text);
	if (fd >= 0)
		close(fd);
	if (result == 0)
		return 0;
	free(*path);
	*path = NULL;
	return -1;
}

void handover_folder_end(struct handover_folder *folder)
{
	if (folder->lock >= 0 && folder->path) {
		remove_folder(folder->path, folder->lock);
		close(folder->lock);
	}
	free(folder->path);
	*folder = (struct handover_folder){ .lock = -1 };
}
