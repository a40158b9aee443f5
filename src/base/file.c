/* file.c - what can be said and done of a file without a word to anybody */
#include "base/file.h"

#include <errno.h>
#include <stdint.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif

bool file_is_private(const struct stat *st)
{
	return S_ISREG(st->st_mode) && st->st_uid == geteuid() &&
	       (st->st_mode & 077) == 0 && st->st_nlink == 1;
}

#ifdef __linux__
/* statfs(2); <linux/magic.h> lacks some. FUSE may be a disk of this
 * machine: nothing is said of it. */
static const struct {
	uint32_t type;
	const char *name;
} remotes[] = {
	{ 0x6969, "NFS" },	    { 0xff534d42, "SMB" },
	{ 0xfe534d42, "SMB" },	    { 0x517b, "SMB" },
	{ 0x5346414f, "AFS" },	    { 0x6b414653, "AFS" },
	{ 0x00c36400, "Ceph" },	    { 0x01021997, "9P" },
	{ 0x6a656a63, "virtiofs" }, { 0x786f4256, "vboxsf" },
	{ 0x0bd00bd0, "Lustre" },
};

const char *file_remote(const char *path)
{
	struct statfs st;

	if (statfs(path, &st) != 0)
		return NULL;
	for (size_t i = 0; i < sizeof(remotes) / sizeof(*remotes); i++)
		if (remotes[i].type == (uint32_t)st.f_type)
			return remotes[i].name;
	return NULL;
}
#else
const char *file_remote(const char *path)
{
	(void)path;
	return NULL;
}
#endif

int file_write_all(int fd, const void *bytes, size_t len)
{
	const char *at = bytes;

	while (len > 0) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}
