/* test_store_harm.c - bad paths, foreign and damaged files, full disks
 *
 * SEED=N repeats the random part of a run. */
#include "ground.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/path.h"

#define FLIPS	   1500
#define LENGTHS	   4096
#define SCHEMA_END 4096 /* page 1 is enough for it */

/* -- helpers
 * ------------------------------------------------------------------*/

static uint64_t seed;

/* splitmix64: the same numbers everywhere for one seed */
static uint64_t next_random(void)
{
	uint64_t z = seed += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static void start_random(void)
{
	const char *given = getenv("SEED");

	seed = given != NULL ? strtoull(given, NULL, 10)
			     : (uint64_t)time(NULL) * 1000 + (uint64_t)getpid();
	print_message("# SEED=%llu\n", (unsigned long long)seed);
}

/* As anybody with a SQLite shell could. */
static void edit(const char *path, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_close(db);
}

static int see_row(const struct store_row *row, void *arg)
{
	*(unsigned *)arg += row->meta.len > 0;
	return 0;
}

static int see_bytes(struct store_bytes bytes, void *arg)
{
	*(unsigned *)arg += bytes.len > 0;
	return 0;
}

static int see_audit(const struct store_audit *audit, void *arg)
{
	*(unsigned *)arg += audit->hash.len > 0;
	return 0;
}

/* Read whatever there is; the first error ends it. */
static int read_all(struct store *store, struct err *err)
{
	unsigned seen = 0;
	struct sample sample;

	if (store_rows(store, ground_project, 0, see_row, &seen, err) != 0 ||
	    store_audits(store, ground_project, 0, see_audit, &seen, err) != 0)
		return -1;
	for (unsigned i = 0; i < 60; i++) {
		sample_make(&sample, i);
		if (store_secret_get(store, ground_project, sample.id.at,
				     see_bytes, &seen, err) != 0 ||
		    store_row_by_name(store, ground_project, sample.row.kind,
				      sample.name.at, see_row, &seen, err) != 0)
			return -1;
	}
	return store_check(store, err);
}

static int write_some(struct store *store, struct err *err)
{
	if (store_begin(store, err) != 0)
		return -1;
	if (ground_write(store, 9000, 9000, err) != 0) {
		store_rollback(store);
		return -1;
	}
	return store_commit(store, err);
}

/* -- not a vault, or a damaged one
 * ----------------------------------------------*/

static void assert_refused(struct ground *ground, enum err_code code,
			   const char *says)
{
	struct err err = ERR_INIT;

	for (int read_only = 0; read_only < 2; read_only++) {
		if (store_open(ground->path, read_only, &ground->store, &err) !=
			    -1 ||
		    err.code != code || strstr(err.msg, says) == NULL)
			fail_msg("%s: code %d, %s", says, err.code, err.msg);
	}
	ground->store = NULL;
}

static void other_files_are_not_vaults(void **state)
{
	struct ground *ground = *state;
	char bytes[5000] = "#!/bin/sh\necho a script\n";

	ground_close(ground);
	put_file(ground->path, "", 0);
	assert_refused(ground, ERR_DAMAGED, "is not a connvault vault");
	put_file(ground->path, "x", 1);
	assert_refused(ground, ERR_DAMAGED, "is not a connvault vault");
	put_file(ground->path, bytes, sizeof(bytes));
	assert_refused(ground, ERR_DAMAGED, "is not a connvault vault");
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)next_random();
	put_file(ground->path, bytes, sizeof(bytes));
	assert_refused(ground, ERR_DAMAGED, "is not a connvault vault");
	unlink(ground->path);
	edit(ground->path, "CREATE TABLE other(x); PRAGMA user_version = 1");
	chmod(ground->path, 0600);
	assert_refused(ground, ERR_DAMAGED, "is not a connvault vault");
}

/* A vault of 60 rows, closed, and its bytes. */
static char *make_vault(struct ground *ground, size_t *len)
{
	struct err err = ERR_INIT;
	char *bytes;

	assert_ok(store_begin(ground->store, &err));
	for (unsigned i = 0; i < 60; i++)
		assert_ok(ground_write(ground->store, i, i + 1, &err));
	assert_ok(store_commit(ground->store, &err));
	assert_ok(read_all(ground->store, &err));
	ground_close(ground);
	assert_ok(file_read(ground->path, 1 << 22, &bytes, len, &err));
	return bytes;
}

static void a_vault_cut_anywhere_is_called_damaged(void **state)
{
	struct ground *ground = *state;
	size_t len;
	char *bytes = make_vault(ground, &len);

	for (size_t i = LENGTHS - 1; i > 0; i--) {
		/* The first 200 one by one, the rest spread evenly. */
		size_t cut = i < 200 ? i : len * i / LENGTHS;
		assert_int_equal(truncate(ground->path, (off_t)cut), 0);
		assert_refused(ground, ERR_DAMAGED, "is damaged");
	}
	print_message("# %d lengths of %zu bytes\n", LENGTHS - 1, len);
	free(bytes);
}

struct flips {
	unsigned harmless, damaged, refused, other;
};

static void flip_and_use(struct ground *ground, const char *good, char *bytes,
			 size_t len, struct flips *flips)
{
	struct err err = ERR_INIT;
	struct store *store;
	size_t times = 1 + next_random() % 64;

	/* One run in four harms any page, the others those behind the schema.
	 */
	size_t from = next_random() % 4 == 0 ? 0 : SCHEMA_END;
	memcpy(bytes, good, len);
	for (size_t i = 0; i < times; i++)
		bytes[from + next_random() % (len - from)] ^=
			(char)(1 << next_random() % 8);
	put_file(ground->path, bytes, len);
	bool read_only = next_random() % 2;
	if (store_open(ground->path, read_only, &store, &err) != 0) {
		flips->refused++;
	} else {
		int rc = read_all(store, &err);
		if (!read_only)
			write_some(store, &(struct err)ERR_INIT);
		store_close(store);
		if (rc == 0)
			flips->harmless++;
		else
			flips->damaged++;
	}
	if (err.code != ERR_OK && err.code != ERR_DAMAGED &&
	    err.code != ERR_USAGE && err.code != ERR_ABSENT) {
		flips->other++;
		print_message("# code %d: %s\n", err.code, err.msg);
	}
}

static void flipped_bits_never_crash(void **state)
{
	struct ground *ground = *state;
	struct flips flips = { 0 };
	size_t len;
	char *good = make_vault(ground, &len), *bytes = malloc(len);

	assert_non_null(bytes);
	for (int i = 0; i < FLIPS; i++)
		flip_and_use(ground, good, bytes, len, &flips);
	print_message("# %d flips: %u refused at open, %u found damaged later, "
		      "%u unseen by the store\n",
		      FLIPS, flips.refused, flips.damaged, flips.harmless);
	assert_true(flips.refused > 0);
	assert_true(flips.damaged > 0);
	assert_int_equal(flips.other, 0);
	free(bytes);
	free(good);
}

/* -- formats and schemas
 * ---------------------------------------------------------*/

static void a_newer_format_says_what_it_needs(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;

	ground_close(ground);
	edit(ground->path, "PRAGMA user_version = 2;"
			   "UPDATE vault SET needs = '0.9.1'");
	assert_error(store_open(ground->path, false, &ground->store, &err),
		     ERR_USAGE);
	assert_non_null(strstr(err.msg, "format 2"));
	assert_non_null(strstr(err.hint, "connvault >= 0.9.1"));
	edit(ground->path, "UPDATE vault SET needs = char(27) || '[2J'");
	assert_error(store_open(ground->path, true, &ground->store, &err),
		     ERR_USAGE);
	assert_non_null(strstr(err.hint, "upgrade"));
	assert_null(strchr(err.hint, 27));
	edit(ground->path, "DROP TABLE vault");
	assert_error(store_open(ground->path, true, &ground->store, &err),
		     ERR_USAGE);
	edit(ground->path, "PRAGMA user_version = 0");
	assert_refused(ground, ERR_DAMAGED, "format");
}

static const struct {
	const char *sql, *says;
} foreign[] = {
	{ "CREATE TABLE zebra(x)", "tables" },
	{ "CREATE TABLE aardvark(x)", "tables" },
	{ "CREATE VIEW spy AS SELECT * FROM secret", "tables" },
	{ "CREATE TRIGGER spy AFTER INSERT ON secret BEGIN DELETE FROM item; "
	  "END",
	  "tables" },
	{ "CREATE INDEX extra ON item(kind)", "tables" },
	{ "DROP INDEX item_name", "tables" },
	{ "ALTER TABLE secret ADD COLUMN copy BLOB", "tables" },
	{ "DROP TABLE head", "tables" },
	{ "ANALYZE", "tables" },
	{ "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql ="
	  " replace(sql, '= 16', '= 17') WHERE name = 'item'",
	  "tables" },
	{ "DELETE FROM vault", "no id" },
	{ "PRAGMA ignore_check_constraints = ON; UPDATE vault SET id = x'00'",
	  "wrong length" },
	{ "PRAGMA journal_mode = WAL", "header" },
	{ "PRAGMA application_id = 7", "is not a connvault vault" },
};

static void a_foreign_schema_is_refused(void **state)
{
	struct ground *ground = *state;
	size_t len;
	char *good = make_vault(ground, &len);
	char wal[128];

	snprintf(wal, sizeof(wal), "%s-wal", ground->path);
	for (size_t i = 0; i < sizeof(foreign) / sizeof(*foreign); i++) {
		put_file(ground->path, good, len);
		edit(ground->path, foreign[i].sql);
		assert_refused(ground, ERR_DAMAGED, foreign[i].says);
		assert_int_equal(access(wal, F_OK), -1);
	}
	put_file(ground->path, good, len);
	edit(ground->path, "PRAGMA auto_vacuum = FULL; VACUUM");
	assert_refused(ground, ERR_DAMAGED, "auto_vacuum");
	put_file(ground->path, good, len);
	ground_reopen(ground, false);
	free(good);
}

/* -- full disks
 * -------------------------------------------------------------------*/

static void limit_files(rlim_t size)
{
	struct rlimit limit = { .rlim_cur = size, .rlim_max = RLIM_INFINITY };

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
}

static bool is_full(const struct err *err)
{
	if (err->code == ERR_IO && err->sys == EFBIG &&
	    strstr(err->msg, "no space left to write in /tmp/cvstore") != NULL)
		return true;
	fprintf(stderr, "code %d: %s\n", err->code, err->msg);
	return false;
}

static bool holds(struct store *store, uint64_t wanted)
{
	struct err err = ERR_INIT;
	uint64_t rows = 0;

	return store_row_count(store, ground_project, &rows, &err) == 0 &&
	       rows == wanted && store_check(store, &err) == 0;
}

/* Write until the limit strikes; then all that was committed must be there. */
static int fill_the_disk(struct ground *ground)
{
	struct err err = ERR_INIT;
	struct store *store;
	unsigned done = 0;

	if (store_open(ground->path, false, &store, &err) != 0)
		return 1;
	limit_files(ground->number);
	while (store_begin(store, &err) == 0 &&
	       ground_write(store, done, done + 1, &err) == 0 &&
	       store_commit(store, &err) == 0)
		done++;
	store_rollback(store);
	if (!is_full(&err))
		return 2;
	if (done == 0 || !holds(store, done))
		return 3;
	limit_files(RLIM_INFINITY);
	if (write_some(store, &err) != 0)
		return 4;
	store_close(store);
	return 0;
}

static void a_full_disk_loses_nothing_and_names_the_folder(void **state)
{
	struct ground *ground = *state;
	size_t len;
	char *bytes;
	struct err err = ERR_INIT;

	ground_close(ground);
	assert_ok(file_read(ground->path, 1 << 22, &bytes, &len, &err));
	for (unsigned i = 0; i < 40; i++) {
		put_file(ground->path, bytes, len);
		ground->number = (unsigned)len + 4096 + i * 1531;
		assert_int_equal(child_run(ground, "fill_the_disk"), 0);
	}
	free(bytes);
	ground_reopen(ground, false);
}

/* No vault, or the whole of it. */
static int create_on_a_full_disk(struct ground *ground)
{
	struct err err = ERR_INIT;
	struct store *store;
	char journal[128];

	snprintf(journal, sizeof(journal), "%s-journal", ground->path);
	limit_files(ground->number);
	if (store_create(ground->path, ground_vault, &store, &err) == 0) {
		if (store_commit(store, &err) == 0)
			return 1;
		store_destroy(store);
	}
	if (access(ground->path, F_OK) == 0 || access(journal, F_OK) == 0)
		return 2;
	return is_full(&err) ? 0 : 3;
}

static void a_vault_that_cannot_be_made_leaves_nothing(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	struct stat st;

	ground_close(ground);
	assert_int_equal(stat(ground->path, &st), 0);
	for (unsigned size = 0; size < (unsigned)st.st_size; size += 4096) {
		unlink(ground->path);
		ground->number = size;
		assert_int_equal(child_run(ground, "create_on_a_full_disk"), 0);
	}
	assert_ok(
		store_create(ground->path, ground_vault, &ground->store, &err));
	assert_ok(store_commit(ground->store, &err));
}

/* As after a kill, but for its journal: no vault that nothing opens. */
static void a_vault_is_made_with_its_first_rows_or_not_at_all(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	struct stat st;

	ground_close(ground);
	unlink(ground->path);
	assert_ok(
		store_create(ground->path, ground_vault, &ground->store, &err));
	ground_close(ground);
	assert_int_equal(stat(ground->path, &st), 0);
	assert_int_equal(st.st_size, 0);
	assert_refused(ground, ERR_DAMAGED, "is not a connvault vault");
	unlink(ground->path);
	assert_ok(
		store_create(ground->path, ground_vault, &ground->store, &err));
	assert_ok(store_commit(ground->store, &err));
	ground_reopen(ground, false);
}

static void assert_moved(struct ground *ground)
{
	struct err err = ERR_INIT;

	assert_int_equal(store_begin_read(ground->store, &err), -1);
	assert_int_equal(err.code, ERR_FAILED);
	assert_non_null(strstr(err.msg, "moved away or replaced"));
	assert_int_equal(store_begin(ground->store, &err), -1);
	assert_int_equal(err.code, ERR_FAILED);
}

/* The journal of what took its place would be rolled back into it. */
static void a_vault_that_was_moved_is_not_touched_any_more(void **state)
{
	struct ground *ground = *state;
	struct store *other;
	struct err err = ERR_INIT;
	char moved[120];

	snprintf(moved, sizeof(moved), "%s-moved", ground->path);
	assert_int_equal(rename(ground->path, moved), 0);
	assert_moved(ground);
	assert_ok(store_create(ground->path, ground_vault, &other, &err));
	assert_moved(ground);
	store_destroy(other);
	assert_int_equal(rename(moved, ground->path), 0);
	assert_ok(store_begin(ground->store, &err)); /* the control */
	store_rollback(ground->store);
}

static const struct child children[] = {
	{ "fill_the_disk", fill_the_disk },
	{ "create_on_a_full_disk", create_on_a_full_disk },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(other_files_are_not_vaults),
		cmocka_unit_test(a_vault_cut_anywhere_is_called_damaged),
		cmocka_unit_test(flipped_bits_never_crash),
		cmocka_unit_test(a_newer_format_says_what_it_needs),
		cmocka_unit_test(a_foreign_schema_is_refused),
		cmocka_unit_test(
			a_full_disk_loses_nothing_and_names_the_folder),
		cmocka_unit_test(a_vault_that_cannot_be_made_leaves_nothing),
		cmocka_unit_test(
			a_vault_is_made_with_its_first_rows_or_not_at_all),
		cmocka_unit_test(
			a_vault_that_was_moved_is_not_touched_any_more),
	};

	if (argc == 1)
		start_random();
	return ground_main(argc, argv, children, "harm", tests,
			   sizeof(tests) / sizeof(*tests));
}
