/* sqlite_stamp.c - what a write leaves on the file, whoever did it */
#include "store/sqlite.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNTER_AT 24 /* https://www.sqlite.org/fileformat.html 1.3.7 */

static uint64_t nanoseconds(struct timespec time)
{
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

/* Two transactions within a tick of the file system's clock differ in the
 * counter. */
void store_stamp(const struct store *store, struct store_stamp *out)
{
	struct stat st;
	uint8_t counter[4];

	memset(out, 0, sizeof(*out));
	if (fstat(store->fd, &st) != 0 ||
	    pread(store->fd, counter, sizeof(counter), COUNTER_AT) !=
		    sizeof(counter))
		return;
	out->device = (uint64_t)st.st_dev;
	out->inode = (uint64_t)st.st_ino;
	out->size = (uint64_t)st.st_size;
	out->modified = nanoseconds(st.st_mtim);
	out->changed = nanoseconds(st.st_ctim);
	out->counter = (uint64_t)counter[0] << 24 | counter[1] << 16 |
		       counter[2] << 8 | counter[3];
}

void store_stamp_begun(const struct store *store, struct store_stamp *out)
{
	*out = store->begun;
}
