/* test_mirror.c - a large project is read from its mirror, and never wrongly
 *
 * A reading of all rows makes a new mirror, and one that uses it does not: the
 * inode of its file tells which of them it was. */
#include "config.h" /* memmem */
#include "home.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "seal/bytes.h"
#include "store/store.h"
#include "vault/mirror.h"

#define ROWS	 1100
#define STAMP_AT 8
#define TABLE_AT (STAMP_AT + 6 * 8)
#define TABLE	 (256 * (32 + 4))

static void fill(struct home *home, int from, int count)
{
	static struct conn conn[ROWS];
	static struct conn_change change[ROWS];
	static char name[ROWS][16], id[ROWS][16];
	struct err err = ERR_INIT;

	for (int i = 0; i < count; i++) {
		snprintf(name[i], sizeof(name[i]), "Name %d", from + i);
		snprintf(id[i], sizeof(id[i]), "id_%d", from + i);
		conn[i] = home_conn(name[i], id[i]);
		change[i] = (struct conn_change){ .conn = &conn[i],
						  .action = AUDIT_CREATE };
	}
	assert_ok(project_apply(home->project, change, (size_t)count, &err));
}

/* -- the file -------------------------------------------------------------- */

struct place {
	char path[512];
	size_t files; /* in its folder */
};

static void find(const struct home *home, struct place *out)
{
	char dir[200];
	struct dirent *entry;

	*out = (struct place){ .files = 0 };
	snprintf(dir, sizeof(dir), "%s/cache/connvault", home->dir);
	DIR *listing = opendir(dir);

	while (listing != NULL && (entry = readdir(listing)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(out->path, sizeof(out->path), "%s/%s", dir,
			 entry->d_name);
		out->files++;
	}
	if (listing != NULL)
		closedir(listing);
}

static ino_t inode(const struct home *home)
{
	struct place place;
	struct stat st;

	find(home, &place);
	assert_int_equal(place.files, 1);
	assert_int_equal(lstat(place.path, &st), 0);
	assert_true(S_ISREG(st.st_mode));
	return st.st_ino;
}

static char *get(const struct home *home, size_t *len)
{
	struct place place;
	struct err err = ERR_INIT;
	char *bytes;

	find(home, &place);
	assert_ok(file_read(place.path, 64 << 20, &bytes, len, &err));
	return bytes;
}

/* In place, so that the inode stays. */
static void put(const struct home *home, const char *bytes, size_t len)
{
	struct place place;

	find(home, &place);
	int fd = open(place.path, O_WRONLY | O_TRUNC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), len);
	close(fd);
}

/* Let it say that the vault's file, as it is, is the one that was verified. */
static void vouch(const struct home *home, char *bytes)
{
	struct err err = ERR_INIT;
	struct store_stamp now;
	struct store *store;
	uint8_t *at = (uint8_t *)bytes + STAMP_AT;

	assert_ok(store_open(home->path, true, &store, &err));
	store_stamp(store, &now);
	store_close(store);
	at = put_u64(at, now.device);
	at = put_u64(at, now.inode);
	at = put_u64(at, now.size);
	at = put_u64(at, now.modified);
	at = put_u64(at, now.changed);
	put_u64(at, now.counter);
}

/* -- what is read -----------------------------------------------------------
 */

static int read_all(struct home *home, struct conns *out, struct err *err)
{
	struct flows flows;

	home_reopen(home);
	if (project_read(home->project, out, &flows, err))
		return -1;
	flows_clear(&flows);
	return 0;
}

static int count(const struct conns *conns, const char *name)
{
	int found = 0;

	for (size_t i = 0; i < conns->count; i++)
		found += strcmp(conns->item[i].name, name) == 0;
	return found;
}

/* All rows, as it is read from the vault. */
static void assert_right(struct home *home, size_t rows)
{
	struct err err = ERR_INIT;
	struct conns conns;
	char name[16];

	assert_ok(read_all(home, &conns, &err));
	assert_null(project_damage(home->project));
	assert_int_equal(conns.count, rows);
	for (int i = 0; i < (int)rows; i += 37) {
		snprintf(name, sizeof(name), "Name %d", i);
		assert_int_equal(count(&conns, name), 1);
	}
	conns_clear(&conns);
}

static void assert_used(struct home *home, size_t rows)
{
	ino_t before = inode(home);

	assert_right(home, rows);
	assert_int_equal(inode(home), before);
}

static void assert_not_used(struct home *home, size_t rows)
{
	ino_t before = inode(home);

	assert_right(home, rows);
	assert_int_not_equal(inode(home), before);
}

/* Rows, and a mirror of them. */
static void begin(struct home *home)
{
	fill(home, 0, ROWS);
	assert_right(home, ROWS);
}

/* -- made and used -----------------------------------------------------------
 */

static void a_large_project_has_one_and_a_small_one_none(void **state)
{
	struct home *home = *state;
	struct place place;
	struct stat st;

	fill(home, 0, MIRROR_ROWS_MIN - 1);
	assert_right(home, MIRROR_ROWS_MIN - 1);
	find(home, &place);
	assert_int_equal(place.files, 0);
	fill(home, MIRROR_ROWS_MIN - 1, 1);
	assert_right(home, MIRROR_ROWS_MIN);
	find(home, &place);
	assert_int_equal(lstat(place.path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_used(home, MIRROR_ROWS_MIN);
}

static void it_gives_what_the_vault_gives(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct conns vault, mirror;

	fill(home, 0, ROWS);
	assert_ok(read_all(home, &vault, &err));
	assert_ok(read_all(home, &mirror, &err));
	assert_int_equal(vault.count, ROWS);
	assert_int_equal(mirror.count, ROWS);
	for (size_t i = 0; i < ROWS; i++) {
		const struct conn *a = &vault.item[i], *b = &mirror.item[i];

		assert_memory_equal(a->id, b->id, OBJECT_ID);
		assert_string_equal(a->name, b->name);
		assert_string_equal(a->external_id, b->external_id);
		assert_string_equal(a->piece, b->piece);
		assert_int_equal(a->version, b->version);
		assert_int_equal(a->updated_at, b->updated_at);
		assert_int_equal(a->status, b->status);
	}
	conns_clear(&vault);
	conns_clear(&mirror);
}

static void nothing_in_it_stands_in_clear(void **state)
{
	struct home *home = *state;
	size_t len;

	begin(home);
	char *bytes = get(home, &len);

	assert_null(memmem(bytes, len, "Name ", 5));
	assert_non_null(memmem(bytes, len, "cvmirr01", 8));
	free(bytes);
}

static void what_opens_for_reading_only_makes_none(void **state)
{
	struct home *home = *state;
	struct unlock unlock = { KEY_FILE, home->key };
	struct err err = ERR_INIT;
	struct conns conns;
	struct flows flows;
	struct place place;

	fill(home, 0, ROWS);
	home_close(home);
	assert_ok(vault_open(home->path, true, &home->vault, &err));
	assert_ok(vault_unlock(home->vault, &unlock, &err));
	assert_ok(project_open(home->vault, "Default", &home->project, &err));
	assert_ok(project_read(home->project, &conns, &flows, &err));
	conns_clear(&conns);
	flows_clear(&flows);
	find(home, &place);
	assert_int_equal(place.files, 0);
}

/* -- changes by connvault -----------------------------------------------------
 */

static void changes_of_any_process_are_followed(void **state)
{
	struct home *home = *state, other = *home;
	struct err err = ERR_INIT;
	struct conns conns;

	begin(home);
	ino_t first = inode(home);

	assert_ok(home_open(&other, &err));
	assert_ok(home_rename(other.project, "Name 5", "Renamed", &err));
	home_close(&other);
	home_add(home, "Added", "added", NULL);
	assert_ok(project_audit_note(home->project, AUDIT_REVOKE,
				     project_id(home->project), "x", NULL,
				     &err));
	assert_ok(read_all(home, &conns, &err));
	assert_int_equal(conns.count, ROWS + 1);
	assert_int_equal(count(&conns, "Name 5"), 0);
	assert_int_equal(count(&conns, "Renamed"), 1);
	assert_int_equal(count(&conns, "Added"), 1);
	assert_int_equal(inode(home), first);
	for (size_t i = 0; i < conns.count; i++) {
		struct conn_change purge = { .conn = &conns.item[i],
					     .remove = true,
					     .action = AUDIT_PURGE };

		if (strcmp(conns.item[i].name, "Renamed") == 0)
			assert_ok(
				project_apply(home->project, &purge, 1, &err));
	}
	conns_clear(&conns);
	assert_ok(read_all(home, &conns, &err));
	assert_int_equal(conns.count, ROWS);
	assert_int_equal(count(&conns, "Renamed"), 0);
	conns_clear(&conns);
	assert_int_equal(inode(home), first);
}

static void after_many_changes_it_is_made_anew(void **state)
{
	struct home *home = *state;

	begin(home);
	fill(home, ROWS, 100);
	assert_not_used(home, ROWS + 100);
	assert_used(home, ROWS + 100);
}

/* -- changes by others
 * ---------------------------------------------------------- */

static void what_others_write_is_noticed(void **state)
{
	static const char *const edits[] = {
		"DELETE FROM item WHERE id = (SELECT min(id) FROM item)",
		"UPDATE item SET version = version + 1 WHERE id = "
		"(SELECT max(id) FROM item)",
		"UPDATE item SET meta = (SELECT meta FROM item ORDER BY id "
		"DESC LIMIT 1) WHERE id = (SELECT min(id) FROM item)",
	};
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct conns conns;

	fill(home, 0, ROWS);
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		assert_right(home, ROWS);
		assert_used(home, ROWS);
		home_save(home, "good");
		home_sql(home, edits[i]);
		assert_error(read_all(home, &conns, &err), ERR_DAMAGED);
		home_close(home);
		home_restore(home, "good");
		assert_not_used(home, ROWS);
	}
}

/* A change of ours does not make good what was done before it. */
static void a_commit_does_not_cover_what_others_wrote(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct conns conns;

	begin(home);
	home_sql(home, "DELETE FROM item WHERE id = (SELECT min(id) FROM "
		       "item)");
	home_reopen(home);
	assert_ok(project_audit_note(home->project, AUDIT_REVOKE,
				     project_id(home->project), "x", NULL,
				     &err));
	assert_error(read_all(home, &conns, &err), ERR_DAMAGED);
}

static void a_byte_written_behind_sqlite_is_noticed(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct conns conns;
	size_t bad = 0, len;
	char *bytes;

	begin(home);
	uint8_t *meta = home_sql_bytes(
		home, "SELECT meta FROM item ORDER BY id LIMIT 1", &len);
	size_t size;

	assert_ok(file_read(home->path, 64 << 20, &bytes, &size, &err));
	char *at = memmem(bytes, size, meta, len);

	assert_non_null(at);
	int fd = open(home->path, O_WRONLY);
	off_t where = at - bytes + (off_t)len - 1;

	at[len - 1] ^= 1;
	assert_int_equal(pwrite(fd, at + len - 1, 1, where), 1);
	close(fd);
	free(meta);
	free(bytes);
	assert_ok(read_all(home, &conns, &err));
	for (size_t i = 0; i < conns.count; i++)
		bad += conns.item[i].status == STATUS_UNREADABLE;
	assert_int_equal(bad, 1);
	conns_clear(&conns);
	/* Such rows are in no mirror. */
	assert_ok(read_all(home, &conns, &err));
	assert_int_equal(conns.count, ROWS);
	conns_clear(&conns);
}

/* The most that who writes to cache and vault can reach: an old list that is
 * true, and no more. */
static void a_forged_stamp_hides_a_change_and_shows_nothing_wrong(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	uint64_t checked;
	size_t len;

	begin(home);
	home_close(home);
	home_sql(home, "DELETE FROM item WHERE id = (SELECT min(id) FROM "
		       "item)");
	char *bytes = get(home, &len);

	vouch(home, bytes);
	put(home, bytes, len);
	free(bytes);
	assert_used(home, ROWS);
	assert_error(project_audit_verify(home->project, &checked, &err),
		     ERR_DAMAGED);
}

/* -- bad mirrors
 * --------------------------------------------------------------- */

static void a_damaged_one_shows_nothing_wrong(void **state)
{
	struct home *home = *state;
	size_t len;

	begin(home);
	char *good = get(home, &len);

	for (size_t at = 0; at < len; at += at < 200 ? 17 : len / 40) {
		good[at] ^= 1;
		put(home, good, len);
		assert_right(home, ROWS);
		good[at] ^= 1;
	}
	for (size_t cut = 0; cut < len; cut += len / 9) {
		put(home, good, cut);
		assert_not_used(home, ROWS);
	}
	put(home, good, len);
	assert_used(home, ROWS);
	free(good);
}

static void blobs_in_each_others_place_are_refused(void **state)
{
	struct home *home = *state;
	size_t len;

	begin(home);
	char *bytes = get(home, &len);
	uint32_t first, second;

	get_u32((uint8_t *)bytes + TABLE_AT + 32, &first);
	get_u32((uint8_t *)bytes + TABLE_AT + 68, &second);
	char *at = bytes + TABLE_AT + TABLE;
	char *turned = malloc(first + second);

	memcpy(turned, at + first, second);
	memcpy(turned + second, at, first);
	memcpy(at, turned, first + second);
	put_u32((uint8_t *)bytes + TABLE_AT + 32, second);
	put_u32((uint8_t *)bytes + TABLE_AT + 68, first);
	put(home, bytes, len);
	assert_not_used(home, ROWS);
	free(turned);
	free(bytes);
}

static void an_older_one_gives_only_what_is_still_true(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct conns conns;
	size_t len;

	begin(home);
	char *old = get(home, &len);

	assert_ok(home_rename(home->project, "Name 5", "Renamed", &err));
	put(home, old, len);
	assert_ok(read_all(home, &conns, &err));
	assert_int_equal(count(&conns, "Renamed"), 1);
	conns_clear(&conns);
	home_close(home);
	vouch(home, old);
	put(home, old, len);
	free(old);
	assert_ok(read_all(home, &conns, &err));
	assert_int_equal(count(&conns, "Renamed"), 1);
	assert_int_equal(count(&conns, "Name 5"), 0);
	assert_int_equal(conns.count, ROWS);
	conns_clear(&conns);
}

static void one_of_another_vault_is_none(void **state)
{
	struct home *home = *state;
	void *state_b;
	size_t len;

	begin(home);
	char *foreign = get(home, &len);

	assert_int_equal(home_setup(&state_b), 0);
	struct home *other = state_b;

	begin(other);
	home_close(other);
	vouch(other, foreign);
	put(other, foreign, len);
	free(foreign);
	assert_right(other, ROWS);
	assert_int_equal(home_teardown(&state_b), 0);
}

static void what_is_no_file_is_replaced(void **state)
{
	struct home *home = *state;
	struct place place;
	char other[200];

	begin(home);
	find(home, &place);
	snprintf(other, sizeof(other), "%s/elsewhere", home->dir);
	assert_int_equal(rename(place.path, other), 0);
	assert_int_equal(symlink(other, place.path), 0);
	assert_right(home, ROWS);
	assert_int_equal(unlink(place.path), 0);
	assert_int_equal(mkfifo(place.path, 0600), 0);
	assert_right(home, ROWS);
	assert_used(home, ROWS);
}

static void where_none_can_be_made_reading_goes_on(void **state)
{
	struct home *home = *state;

	setenv("XDG_CACHE_HOME", "/proc/nonexistent", 1);
	begin(home);
	assert_right(home, ROWS);
}

/* -- removed
 * -------------------------------------------------------------------- */

static void it_goes_with_its_project_and_when_the_vault_is_locked(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct place place;

	begin(home);
	assert_ok(vault_project_create(home->vault, "Other", &err));
	assert_used(home, ROWS);
	project_close(home->project);
	home->project = NULL;
	vault_lock(home->vault);
	find(home, &place);
	assert_int_equal(place.files, 0);
	assert_right(home, ROWS);
	find(home, &place);
	assert_int_equal(place.files, 1);
	project_close(home->project);
	home->project = NULL;
	assert_ok(vault_project_delete(home->vault, "Default", &err));
	find(home, &place);
	assert_int_equal(place.files, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(a_large_project_has_one_and_a_small_one_none),
		HOME_TEST(it_gives_what_the_vault_gives),
		HOME_TEST(nothing_in_it_stands_in_clear),
		HOME_TEST(what_opens_for_reading_only_makes_none),
		HOME_TEST(changes_of_any_process_are_followed),
		HOME_TEST(after_many_changes_it_is_made_anew),
		HOME_TEST(what_others_write_is_noticed),
		HOME_TEST(a_commit_does_not_cover_what_others_wrote),
		HOME_TEST(a_byte_written_behind_sqlite_is_noticed),
		HOME_TEST(
			a_forged_stamp_hides_a_change_and_shows_nothing_wrong),
		HOME_TEST(a_damaged_one_shows_nothing_wrong),
		HOME_TEST(blobs_in_each_others_place_are_refused),
		HOME_TEST(an_older_one_gives_only_what_is_still_true),
		HOME_TEST(one_of_another_vault_is_none),
		HOME_TEST(what_is_no_file_is_replaced),
		HOME_TEST(where_none_can_be_made_reading_goes_on),
		HOME_TEST(
			it_goes_with_its_project_and_when_the_vault_is_locked),
	};

	return cmocka_run_group_tests_name("mirror", tests, NULL, NULL);
}
