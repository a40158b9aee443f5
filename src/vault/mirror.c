/* mirror.c - the rows of a large project as they were read last, in a cache */
#include "vault/mirror.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "base/where.h"
#include "seal/bytes.h"

#define MAGIC	    "cvmirr01"
#define MAGIC_BYTES 8
#define FRONT	    (MAGIC_BYTES + 6 * 8) /* of the file */
#define ENTRY	    (HASH_BYTES + 4)
#define TABLE	    ((size_t)BUCKETS * ENTRY)
#define ROW_HEAD    (ID_BYTES + 2 + 5 * 8 + 4)
#define BLOB_MAX    ((size_t)64 << 20)

/* -- places ---------------------------------------------------------------- */

static int mirror_path(const struct project *project, char **out)
{
	char of[2 * ID_BYTES + 1], id[2 * ID_BYTES + 1];
	char name[2 + 4 * ID_BYTES];
	struct err ignored;

	hex_from(store_vault_id(project->vault->store), ID_BYTES, of);
	hex_from(project->id, ID_BYTES, id);
	snprintf(name, sizeof(name), "%s-%s", of, id);
	return where_cache(name, out, &ignored);
}

void mirror_remove(const struct project *project)
{
	char *path;

	if (mirror_path(project, &path))
		return;
	unlink(path);
	free(path);
}

/* Every mirror of the vault, what a killed process left of one, too. */
static void each_of(const struct vault *vault,
		    void (*each)(const char *path, void *arg), void *arg)
{
	char of[2 * ID_BYTES + 1], *folder, path[PATH_MAX];
	struct dirent **entry;
	struct err ignored;

	hex_from(store_vault_id(vault->store), ID_BYTES, of);
	if (where_cache("", &folder, &ignored))
		return;
	int count = scandir(folder, &entry, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s%s", folder, entry[i]->d_name);
		if (str_starts(entry[i]->d_name, of))
			each(path, arg);
		free(entry[i]);
	}
	if (count >= 0)
		free(entry);
	free(folder);
}

static void remove_one(const char *path, void *arg)
{
	(void)arg;
	unlink(path);
}

void mirrors_remove(const struct vault *vault)
{
	each_of(vault, remove_one, NULL);
}

/* -- the front of the file ------------------------------------------------- */

static void front_put(const struct store_stamp *stamp, uint8_t front[FRONT])
{
	uint8_t *at = put_bytes(front, MAGIC, MAGIC_BYTES);

	at = put_u64(at, stamp->device);
	at = put_u64(at, stamp->inode);
	at = put_u64(at, stamp->size);
	at = put_u64(at, stamp->modified);
	at = put_u64(at, stamp->changed);
	put_u64(at, stamp->counter);
}

static bool stamp_is_known(const struct store_stamp *stamp)
{
	return stamp->inode != 0;
}

/* The descriptor, behind the front, which is that; or -1. */
static int open_stamped(const char *path, int flags,
			const struct store_stamp *stamp)
{
	uint8_t wanted[FRONT], front[FRONT];
	int fd = open(path, flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return -1;
	front_put(stamp, wanted);
	if (stamp_is_known(stamp) && read(fd, front, FRONT) == FRONT &&
	    memcmp(front, wanted, FRONT) == 0)
		return fd;
	close(fd);
	return -1;
}

struct step {
	struct store_stamp before, after;
};

static void follow_one(const char *path, void *arg)
{
	const struct step *step = arg;
	uint8_t front[FRONT];
	int fd = open_stamped(path, O_RDWR, &step->before);

	if (fd < 0)
		return;
	front_put(&step->after, front);
	/* Half of it would fit no file either. */
	if (pwrite(fd, front, FRONT, 0) != FRONT)
		unlink(path);
	close(fd);
}

void mirrors_follow(const struct vault *vault)
{
	struct step step;

	store_stamp_begun(vault->store, &step.before);
	store_stamp(vault->store, &step.after);
	each_of(vault, follow_one, &step);
}

/* -- blobs ------------------------------------------------------------------
 */

static struct blob_context bucket_context(const struct project *project,
					  uint8_t bucket)
{
	struct blob_context context = context_of(project, NULL, 0);

	context.row[0] = bucket;
	context.clear = project->head.bucket[bucket];
	context.clear_len = HASH_BYTES;
	return context;
}

static bool is_worth_it(const struct project *project)
{
	return project->head.generation != 0 &&
	       project->head.rows >= MIRROR_ROWS_MIN &&
	       project_damage(project) == NULL;
}

/* -- reading ----------------------------------------------------------------
 */

static int open_usable(const struct project *project)
{
	struct store_stamp now;
	char *path;

	if (!is_worth_it(project) || mirror_path(project, &path))
		return -1;
	store_stamp(project->vault->store, &now);
	int fd = open_stamped(path, O_RDONLY, &now);

	free(path);
	return fd;
}

static void table_get(struct mirror *mirror, const uint8_t table[TABLE])
{
	const struct head *head = &mirror->project->head;
	uint64_t end = FRONT + TABLE;

	for (int i = 0; i < BUCKETS; i++) {
		const uint8_t *entry = table + (size_t)i * ENTRY;

		get_u32(entry + HASH_BYTES, &mirror->len[i]);
		mirror->at[i] = end;
		end += mirror->len[i];
		mirror->is_old[i] =
			memcmp(entry, head->bucket[i], HASH_BYTES) != 0;
		mirror->old += mirror->is_old[i];
	}
}

bool mirror_open(const struct project *project, struct mirror *out)
{
	uint8_t table[TABLE];

	*out = (struct mirror){ .project = project };
	out->fd = open_usable(project);
	if (out->fd < 0)
		return false;
	if (pread(out->fd, table, TABLE, FRONT) != (ssize_t)TABLE) {
		mirror_close(out);
		return false;
	}
	table_get(out, table);
	return true;
}

void mirror_close(struct mirror *mirror)
{
	if (mirror->fd >= 0)
		close(mirror->fd);
	mirror->fd = -1;
	scratch_clear(&mirror->sealed);
	scratch_clear(&mirror->opened);
}

static int open_bucket(struct mirror *mirror, uint8_t bucket, size_t *len)
{
	const struct project *project = mirror->project;
	struct blob_context context = bucket_context(project, bucket);
	size_t size = mirror->len[bucket];
	struct err why;

	if (size > BLOB_MAX || scratch_need(&mirror->sealed, size, &why) ||
	    scratch_need(&mirror->opened, size, &why) ||
	    pread(mirror->fd, mirror->sealed.at, size,
		  (off_t)mirror->at[bucket]) != (ssize_t)size)
		return -1;
	return blob_open(project->keys.meta, BLOB_MIRROR, &context,
			 mirror->sealed.at, size, mirror->opened.at, len, &why);
}

static const uint8_t *get_i64(const uint8_t *at, int64_t *out)
{
	uint64_t number;

	at = get_u64(at, &number);
	*out = (int64_t)number;
	return at;
}

/* Length of the plaintext that follows. */
static size_t row_get(const uint8_t *at, struct store_row *row)
{
	uint32_t len;

	*row = (struct store_row){ .kind = at[ID_BYTES],
				   .state = at[ID_BYTES + 1] };
	at = get_bytes(at, row->id, ID_BYTES) + 2;
	at = get_i64(at, &row->version);
	at = get_i64(at, &row->secret_version);
	at = get_i64(at, &row->expires_at);
	at = get_i64(at, &row->refresh_at);
	at = get_i64(at, &row->updated_at);
	get_u32(at, &len);
	return len;
}

int mirror_rows(struct mirror *mirror, uint8_t bucket, mirror_row_fn *each,
		void *arg)
{
	struct store_row row;
	size_t left;

	if (mirror->is_old[bucket])
		return 0;
	if (open_bucket(mirror, bucket, &left))
		return -1;
	for (uint8_t *at = mirror->opened.at; left > 0;) {
		if (left < ROW_HEAD)
			return -1;
		size_t len = row_get(at, &row);

		at += ROW_HEAD;
		left -= ROW_HEAD;
		if (len > left || each(&row, at, len, arg))
			return -1;
		at += len;
		left -= len;
	}
	return 1;
}

/* -- making -----------------------------------------------------------------
 */

static char *temp_name(const char *path)
{
	struct str name = STR_INIT;

	str_addf(&name, "%s.new", path);
	return str_take(&name);
}

/* The front is written last: what is cut short is no mirror. */
static bool create(struct mirror_maker *maker)
{
	struct err ignored;

	if (mirror_path(maker->project, &maker->path))
		return false;
	maker->temp = temp_name(maker->path);
	if (maker->temp == NULL || path_make_parents(maker->path, &ignored))
		return false;
	unlink(maker->temp); /* of a process that was killed */
	maker->fd = path_create_private(maker->temp, &ignored);
	return maker->fd >= 0 &&
	       lseek(maker->fd, (off_t)(FRONT + TABLE), SEEK_SET) >= 0;
}

void mirror_begin(const struct project *project, struct mirror_maker *maker)
{
	*maker = (struct mirror_maker){ .fd = -1 };
	if (!is_worth_it(project) || project->vault->read_only)
		return;
	maker->project = project;
	store_stamp(project->vault->store, &maker->stamp);
	if (!stamp_is_known(&maker->stamp) || !create(maker))
		mirror_drop(maker);
}

void mirror_drop(struct mirror_maker *maker)
{
	if (maker->project == NULL)
		return;
	if (maker->fd >= 0) {
		close(maker->fd);
		unlink(maker->temp);
	}
	free(maker->temp);
	free(maker->path);
	scratch_clear(&maker->rows);
	scratch_clear(&maker->sealed);
	*maker = (struct mirror_maker){ .fd = -1 };
}

static bool end_bucket(struct mirror_maker *maker)
{
	const struct project *project = maker->project;
	uint8_t bucket = (uint8_t)maker->bucket;
	struct blob_context context = bucket_context(project, bucket);
	size_t size = blob_size(maker->rows_len);
	struct err why;

	if (size > BLOB_MAX || scratch_need(&maker->sealed, size, &why) ||
	    blob_seal(project->keys.meta, BLOB_MIRROR, project->keys.epoch,
		      &context, maker->rows.at, maker->rows_len,
		      maker->sealed.at, &why) ||
	    write(maker->fd, maker->sealed.at, size) != (ssize_t)size)
		return false;
	maker->len[bucket] = (uint32_t)size;
	maker->rows_len = 0;
	maker->bucket++;
	return true;
}

static bool go_to_bucket(struct mirror_maker *maker, int bucket)
{
	while (maker->bucket < bucket)
		if (!end_bucket(maker))
			return false;
	return maker->bucket == bucket;
}

/* Room for len bytes more; those that are there stay. */
static bool find_room(struct mirror_maker *maker, size_t len)
{
	struct scratch *rows = &maker->rows, old = *rows;
	struct err why;

	if (old.cap - maker->rows_len >= len)
		return true;
	*rows = (struct scratch){ .at = NULL };
	if (scratch_need(rows, maker->rows_len + len, &why)) {
		*rows = old;
		return false;
	}
	if (old.at != NULL)
		memcpy(rows->at, old.at, maker->rows_len);
	scratch_clear(&old);
	return true;
}

static uint8_t *row_put(uint8_t *at, const struct store_row *row, size_t len)
{
	at = put_bytes(at, row->id, ID_BYTES);
	at = put_u8(at, (uint8_t)row->kind);
	at = put_u8(at, (uint8_t)row->state);
	at = put_u64(at, (uint64_t)row->version);
	at = put_u64(at, (uint64_t)row->secret_version);
	at = put_u64(at, (uint64_t)row->expires_at);
	at = put_u64(at, (uint64_t)row->refresh_at);
	at = put_u64(at, (uint64_t)row->updated_at);
	return put_u32(at, (uint32_t)len);
}

void mirror_add(struct mirror_maker *maker, const struct store_row *row,
		const uint8_t *plain, size_t len)
{
	if (maker->project == NULL)
		return;
	if (!go_to_bucket(maker, row->id[0]) ||
	    !find_room(maker, ROW_HEAD + len)) {
		mirror_drop(maker);
		return;
	}
	put_bytes(row_put(maker->rows.at + maker->rows_len, row, len), plain,
		  len);
	maker->rows_len += ROW_HEAD + len;
}

static bool write_front(const struct mirror_maker *maker)
{
	uint8_t front[FRONT + TABLE];
	uint8_t *at = front + FRONT;

	front_put(&maker->stamp, front);
	for (int i = 0; i < BUCKETS; i++) {
		at = put_bytes(at, maker->project->head.bucket[i], HASH_BYTES);
		at = put_u32(at, maker->len[i]);
	}
	return pwrite(maker->fd, front, sizeof(front), 0) == sizeof(front);
}

void mirror_finish(struct mirror_maker *maker)
{
	if (maker->project != NULL && project_damage(maker->project) == NULL &&
	    go_to_bucket(maker, BUCKETS) && write_front(maker))
		rename(maker->temp, maker->path);
	mirror_drop(maker);
}
