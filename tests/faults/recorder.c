/* recorder.c - writes down what a program does to the files of one folder
 *
 * Loaded in front of the C library (LD_PRELOAD) for tests/faults/power.py.
 * POWER_DIR is the folder, POWER_LOG the file that is added to; it is opened at
 * the start, as an agent in its jail could not. A record is the line "KIND
 * INODE AT LEN" and LEN bytes, written when the call has succeeded:
 *	O a file with that name was opened, and made where there was none
 *	W bytes were written at AT
 *	T the size was set to AT
 *	S a file, or the folder, was synced
 *	U the name was removed
 * POWER_DIES is the inode of a file: after the second write to it the program
 * is gone. */
#define _GNU_SOURCE /* RTLD_NEXT, open64() */
#undef _FORTIFY_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FDS  1024
#define DEAD 137
#define BIG  8192 /* bytes of a record; what is longer becomes several */

static int log_fd = -1;
static const char *folder;
static struct stat folder_is;
static ino_t inode_of[FDS]; /* of what is open; 0 for what is elsewhere */
static ino_t fatal;
static int fatal_writes;

/* The function of that name behind ours. */
#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name)
{
	void *found = dlsym(RTLD_NEXT, name);

	return found ? found : (abort(), NULL);
}

__attribute__((constructor)) static void start(void)
{
	const char *path = getenv("POWER_LOG");

	const char *dies = getenv("POWER_DIES");

	fatal = dies ? strtoull(dies, NULL, 10) : 0;
	folder = getenv("POWER_DIR");
	if (path && folder && stat(folder, &folder_is) == 0)
		log_fd = REAL(open)(path, O_WRONLY | O_APPEND | O_CLOEXEC);
}

/* One write each: records of several processes do not mix. */
static void note(char kind, ino_t inode, off_t at, const void *bytes,
		 size_t len)
{
	char record[BIG + 80];
	int head = snprintf(record, 80, "%c %llu %lld %zu\n", kind,
			    (unsigned long long)inode, (long long)at, len);
	size_t all = (size_t)head + len;

	if (len > 0)
		memcpy(record + head, bytes, len);
	if (REAL(write)(log_fd, record, all) != (ssize_t)all)
		abort();
}

static ino_t inode(int fd)
{
	return log_fd >= 0 && fd >= 0 && fd < FDS ? inode_of[fd] : 0;
}

/* The name of a file in the folder, or NULL. */
static const char *name_in(int at, const char *path)
{
	size_t len = strlen(folder);

	if (path[0] != '/')
		return inode(at) == folder_is.st_ino ? path : NULL;
	return strncmp(path, folder, len) == 0 && path[len] == '/' &&
			       path[len + 1] != '\0'
		       ? path + len + 1
		       : NULL;
}

static void look_at(int fd, int at, const char *path, int flags)
{
	struct stat is;
	const char *name = name_in(at, path);

	inode_of[fd] = 0;
	if (fstat(fd, &is) != 0 || is.st_dev != folder_is.st_dev)
		return;
	if (is.st_ino == folder_is.st_ino || (name && S_ISREG(is.st_mode)))
		inode_of[fd] = is.st_ino;
	if (inode_of[fd] && name && (flags & O_CREAT))
		note('O', is.st_ino, 0, name, strlen(name));
	if (inode_of[fd] && (flags & O_TRUNC))
		note('T', is.st_ino, 0, NULL, 0);
}

static int opened(int fd, int at, const char *path, int flags)
{
	int error = errno;

	if (log_fd >= 0 && fd >= 0 && fd < FDS)
		look_at(fd, at, path, flags);
	errno = error;
	return fd;
}

static ssize_t wrote(int fd, const void *bytes, ssize_t len, off_t at)
{
	for (ssize_t done = 0; inode(fd) && done < len; done += BIG)
		note('W', inode(fd), at + done, (const char *)bytes + done,
		     (size_t)(len - done < BIG ? len - done : BIG));
	if (fatal && inode(fd) == fatal && ++fatal_writes == 2)
		_exit(DEAD);
	return len;
}

/* -- instead of the C library's -------------------------------------------- */

static unsigned mode_of(int flags, va_list more)
{
	return flags & (O_CREAT | O_TMPFILE) ? va_arg(more, unsigned) : 0;
}

#define OPEN(name)                                                           \
	int name(const char *path, int flags, ...)                           \
	{                                                                    \
		va_list more;                                                \
                                                                             \
		va_start(more, flags);                                       \
		unsigned mode = mode_of(flags, more);                        \
		va_end(more);                                                \
		return opened(REAL(name)(path, flags, mode), AT_FDCWD, path, \
			      flags);                                        \
	}
#define OPENAT(name)                                                       \
	int name(int at, const char *path, int flags, ...)                 \
	{                                                                  \
		va_list more;                                              \
                                                                           \
		va_start(more, flags);                                     \
		unsigned mode = mode_of(flags, more);                      \
		va_end(more);                                              \
		return opened(REAL(name)(at, path, flags, mode), at, path, \
			      flags);                                      \
	}
#define PWRITE(name, off)                                                    \
	ssize_t name(int fd, const void *bytes, size_t len, off at)          \
	{                                                                    \
		return wrote(fd, bytes, REAL(name)(fd, bytes, len, at), at); \
	}
#define TRUNCATE(name, off)                                  \
	int name(int fd, off size)                           \
	{                                                    \
		int result = REAL(name)(fd, size);           \
                                                             \
		if (result == 0 && inode(fd))                \
			note('T', inode(fd), size, NULL, 0); \
		return result;                               \
	}
#define SYNC(name)                                        \
	int name(int fd)                                  \
	{                                                 \
		int result = REAL(name)(fd);              \
                                                          \
		if (result == 0 && inode(fd))             \
			note('S', inode(fd), 0, NULL, 0); \
		return result;                            \
	}

OPEN(open)
OPENAT(openat)
PWRITE(pwrite, off_t)
TRUNCATE(ftruncate, off_t)
SYNC(fsync)
SYNC(fdatasync)
#ifdef __GLIBC__
OPEN(open64)
OPENAT(openat64)
PWRITE(pwrite64, off64_t)
TRUNCATE(ftruncate64, off64_t)
/* Of sources built with _FORTIFY_SOURCE. */
OPEN(__open_2)
OPEN(__open64_2)
OPENAT(__openat_2)
OPENAT(__openat64_2)
#endif

ssize_t write(int fd, const void *bytes, size_t len)
{
	off_t at = inode(fd) ? lseek(fd, 0, SEEK_CUR) : 0;

	return wrote(fd, bytes, REAL(write)(fd, bytes, len), at);
}

int close(int fd)
{
	if (fd >= 0 && fd < FDS)
		inode_of[fd] = 0;
	return REAL(close)(fd);
}

static int removed(int result, int at, const char *path)
{
	const char *name = log_fd >= 0 ? name_in(at, path) : NULL;

	if (result == 0 && name)
		note('U', 0, 0, name, strlen(name));
	return result;
}

int unlink(const char *path)
{
	return removed(REAL(unlink)(path), AT_FDCWD, path);
}

int unlinkat(int at, const char *path, int flags)
{
	return removed(REAL(unlinkat)(at, path, flags), at, path);
}
