/* test_store_share.c - transactions and other processes, for every store */
#include "ground.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/path.h"

#define NOBODY 65534

/* -- transactions -----------------------------------------------------------*/

static void a_rollback_leaves_nothing(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;

	assert_ok(store_begin(ground->store, &err));
	assert_ok(ground_write(ground->store, 1, 1, &err));
	assert_int_equal(rows_in(ground->store), 1);
	store_rollback(ground->store);
	store_rollback(ground->store);
	assert_int_equal(rows_in(ground->store), 0);
}

static void closing_rolls_back(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;

	assert_ok(store_begin(ground->store, &err));
	assert_ok(ground_write(ground->store, 1, 1, &err));
	ground_reopen(ground, false);
	assert_int_equal(rows_in(ground->store), 0);
}

static void a_change_outside_a_transaction_is_refused(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;

	assert_error(ground_write(ground->store, 1, 1, &err), ERR_FAILED);
	assert_error(store_commit(ground->store, &err), ERR_FAILED);
	assert_ok(store_begin_read(ground->store, &err));
	assert_error(ground_write(ground->store, 1, 1, &err), ERR_FAILED);
	assert_error(store_begin(ground->store, &err), ERR_FAILED);
	assert_ok(store_commit(ground->store, &err));
	assert_ok(store_begin(ground->store, &err));
	assert_error(store_begin(ground->store, &err), ERR_FAILED);
	assert_ok(ground_write(ground->store, 1, 1, &err));
	assert_ok(store_commit(ground->store, &err));
	assert_int_equal(rows_in(ground->store), 1);
}

static void a_failed_change_leaves_the_others_of_its_transaction(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;

	assert_ok(store_begin(ground->store, &err));
	assert_ok(ground_write(ground->store, 1, 1, &err));
	assert_error(ground_write(ground->store, 1, 2, &err), ERR_CONFLICT);
	assert_ok(ground_write(ground->store, 2, 2, &err));
	assert_ok(store_commit(ground->store, &err));
	assert_int_equal(rows_in(ground->store), 2);
}

/* -- other processes
 * ----------------------------------------------------------*/

static int write_one(struct ground *ground)
{
	struct err err = ERR_INIT;
	struct store *store;

	if (store_open(ground->path, false, &store, &err) != 0 ||
	    store_begin(store, &err) != 0 ||
	    ground_write(store, 77, 77, &err) != 0 ||
	    store_commit(store, &err) != 0)
		return 1;
	store_close(store);
	return 0;
}

static void the_counter_tells_of_changes_by_others_only(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	uint64_t first, own, other;

	assert_ok(store_counter(ground->store, &first, &err));
	ground_add(ground, 1);
	assert_ok(store_counter(ground->store, &own, &err));
	assert_true(first == own);
	assert_int_equal(child_run(ground, "write_one"), 0);
	assert_ok(store_counter(ground->store, &other, &err));
	assert_true(own != other);
	assert_int_equal(rows_in(ground->store), 2);
}

static void a_reading_transaction_sees_one_state(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;

	assert_ok(store_begin_read(ground->store, &err));
	assert_int_equal(rows_in(ground->store), 0);
	pid_t pid = child_start(ground, "write_one");
	/* The child cannot finish before this ends, early or late. */
	for (int i = 0; i < 100; i++)
		assert_int_equal(rows_in(ground->store), 0);
	assert_ok(store_commit(ground->store, &err));
	assert_int_equal(child_wait(pid), 0);
	assert_int_equal(rows_in(ground->store), 1);
}

#define WRITERS 8
#define WRITES	200

static int write_many(struct ground *ground)
{
	struct err err = ERR_INIT;
	struct store *store;
	unsigned first = ground->number;
	int64_t worst = 0;

	if (store_open(ground->path, false, &store, &err) != 0)
		goto fail;
	for (unsigned i = first; i < first + WRITES; i++) {
		int64_t start = clock_mono_ms();
		if (store_begin(store, &err) != 0)
			goto fail;
		int64_t waited = clock_mono_ms() - start;
		worst = waited > worst ? waited : worst;
		if (ground_write(store, i, i, &err) != 0 ||
		    store_commit(store, &err) != 0)
			goto fail;
	}
	fprintf(stderr, "# longest wait %lld ms\n", (long long)worst);
	store_close(store);
	return 0;
fail:
	fprintf(stderr, "# %s\n", err.msg);
	return 1;
}

static void eight_writers_at_once_make_no_error(void **state)
{
	struct ground *ground = *state;
	pid_t pid[WRITERS];

	for (int i = 0; i < WRITERS; i++) {
		ground->number = 1 + (unsigned)i * WRITES;
		pid[i] = child_start(ground, "write_many");
	}
	for (int i = 0; i < WRITERS; i++)
		assert_int_equal(child_wait(pid[i]), 0);
	assert_int_equal(rows_in(ground->store), WRITERS * WRITES);
}

/* Tells its parent that it is in the middle of a transaction, and stays. */
static int hang_in_a_transaction(struct ground *ground)
{
	struct err err = ERR_INIT;
	struct store *store;

	if (store_open(ground->path, false, &store, &err) != 0 ||
	    store_begin(store, &err) != 0)
		return 1;
	/* Enough to spill from the cache to the file. */
	for (unsigned i = 0; i < 12000; i++)
		if (ground_write(store, i, i, &err) != 0)
			return 1;
	if (write(ground->pipe[1], "x", 1) != 1)
		return 1;
	pause();
	return 0;
}

static pid_t start_hanging(struct ground *ground)
{
	char byte;

	assert_int_equal(pipe(ground->pipe), 0);
	pid_t pid = child_start(ground, "hang_in_a_transaction");
	close(ground->pipe[1]);
	assert_int_equal(read(ground->pipe[0], &byte, 1), 1);
	close(ground->pipe[0]);
	return pid;
}

static void a_writer_killed_in_a_transaction_leaves_nothing(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	struct stat before, after;
	char journal[120];

	ground_add(ground, 500000);
	store_close(ground->store);
	ground->store = NULL;
	assert_int_equal(stat(ground->path, &before), 0);
	pid_t pid = start_hanging(ground);
	kill(pid, SIGKILL);
	assert_int_equal(child_wait(pid), -SIGKILL);
	snprintf(journal, sizeof(journal), "%s-journal", ground->path);
	assert_int_equal(stat(journal, &after), 0);
	assert_true(after.st_size > 0);
	assert_int_equal(after.st_mode & 0777, 0600);
	assert_int_equal(stat(ground->path, &after), 0);
	assert_true(after.st_size > before.st_size);

	assert_error(store_open(ground->path, true, &ground->store, &err),
		     ERR_READONLY);
	assert_non_null(strstr(err.hint, "without --read-only"));
	assert_ok(store_open(ground->path, false, &ground->store, &err));
	assert_int_equal(rows_in(ground->store), 1);
	assert_ok(store_check(ground->store, &err));
	assert_int_equal(stat(ground->path, &after), 0);
	assert_int_equal(after.st_size, before.st_size);
}

static void a_held_store_is_busy_and_names_the_holder(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	char wanted[40];
	pid_t pid = start_hanging(ground);

	store_wait(ground->store, 20);
	assert_error(store_begin(ground->store, &err), ERR_BUSY);
	snprintf(wanted, sizeof(wanted), "by process %ld", (long)pid);
	assert_non_null(strstr(err.msg, wanted));
	assert_error(store_row_count(ground->store, ground_project,
				     &(uint64_t){ 0 }, &err),
		     ERR_BUSY);
	kill(pid, SIGKILL);
	assert_int_equal(child_wait(pid), -SIGKILL);
	assert_int_equal(rows_in(ground->store), 0);
	ground_add(ground, 1);
}

static int open_busy(struct ground *ground)
{
	struct err err = ERR_INIT;
	struct store *store;

	if (store_open(ground->path, false, &store, &err) != -1)
		return 1;
	return err.code == ERR_BUSY ? 0 : 2;
}

static void opening_a_held_store_waits_then_gives_up(void **state)
{
	struct ground *ground = *state;
	pid_t pid = start_hanging(ground);
	int64_t start = clock_mono_ms();

	assert_int_equal(child_run(ground, "open_busy"), 0);
	assert_in_range(clock_mono_ms() - start, 4500, 20000);
	kill(pid, SIGKILL);
	assert_int_equal(child_wait(pid), -SIGKILL);
}

/* -- reading only -----------------------------------------------------------
 */

/* Root may write what is read-only; nobody may not. */
static int read_as_nobody(struct ground *ground)
{
	struct err err = ERR_INIT;
	struct store *store;
	uint64_t count = 0;

	if (geteuid() == 0 && setuid(NOBODY) != 0)
		return 1;
	if (store_open(ground->path, false, &store, &err) != -1 ||
	    err.code != ERR_READONLY)
		return 2;
	if (store_open(ground->path, true, &store, &err) != 0)
		return 3;
	if (store_row_count(store, ground_project, &count, &err) != 0 ||
	    count != 1)
		return 4;
	if (store_begin(store, &err) != -1 || err.code != ERR_READONLY)
		return 5;
	store_close(store);
	return 0;
}

static void a_read_only_file_and_folder_can_be_read(void **state)
{
	struct ground *ground = *state;
	char journal[120];

	ground_add(ground, 1);
	store_close(ground->store);
	ground->store = NULL;
	snprintf(journal, sizeof(journal), "%s-journal", ground->path);
	assert_int_equal(unlink(journal), 0);
	assert_int_equal(chmod(ground->path, 0400), 0);
	if (geteuid() == 0) {
		assert_int_equal(chown(ground->path, NOBODY, (gid_t)-1), 0);
		assert_int_equal(chown(ground->dir, NOBODY, (gid_t)-1), 0);
	}
	assert_int_equal(chmod(ground->dir, 0500), 0);
	assert_int_equal(child_run(ground, "read_as_nobody"), 0);
	assert_int_equal(access(journal, F_OK), -1);
}

static void reading_only_sees_what_others_write(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	uint64_t before, after;

	ground_reopen(ground, true);
	assert_error(store_begin(ground->store, &err), ERR_READONLY);
	assert_ok(store_counter(ground->store, &before, &err));
	assert_int_equal(child_run(ground, "write_one"), 0);
	assert_ok(store_counter(ground->store, &after, &err));
	assert_true(before != after);
	assert_int_equal(rows_in(ground->store), 1);
}

/* -- backup
 * -------------------------------------------------------------------*/

static void a_backup_is_a_private_store_of_its_own(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	struct store *copy;
	struct stat st;
	char path[128];
	mode_t mask = umask(0);

	ground_add(ground, 1);
	snprintf(path, sizeof(path), "%s/copy.db", ground->dir);
	assert_ok(store_backup(ground->store, path, &err));
	umask(mask);
	ground_add(ground, 2);
	assert_error(store_backup(ground->store, path, &err), ERR_CONFLICT);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_ok(store_open(path, false, &copy, &err));
	assert_int_equal(rows_in(copy), 1);
	assert_memory_equal(store_vault_id(copy), ground_vault, STORE_ID);
	assert_ok(store_check(copy, &err));
	store_close(copy);
	assert_int_equal(rows_in(ground->store), 2);
}

static void a_backup_that_fails_leaves_no_file(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	char path[128];

	snprintf(path, sizeof(path), "%s/copy.db", ground->dir);
	assert_ok(store_begin(ground->store, &err));
	assert_error(store_backup(ground->store, path, &err), ERR_FAILED);
	store_rollback(ground->store);
	assert_int_equal(access(path, F_OK), -1);
	assert_error(store_backup(ground->store, "/nowhere/at/all", &err),
		     ERR_ABSENT);
}

static void what_was_removed_is_not_in_the_file(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	char *bytes = NULL;
	size_t len = 0;

	assert_ok(store_begin(ground->store, &err));
	assert_ok(ground_write(ground->store, 1, 1, &err));
	assert_ok(store_secret_put(ground->store, ground_project, id_of(1).at,
				   bytes_of("CANARY-OF-THE-STORE"), &err));
	assert_ok(store_commit(ground->store, &err));
	assert_ok(file_read(ground->path, 1 << 20, &bytes, &len, &err));
	assert_true(ground_has(bytes, len, "CANARY-OF"));
	free(bytes);
	assert_ok(store_begin(ground->store, &err));
	assert_ok(store_row_remove(ground->store, ground_project, id_of(1).at,
				   1, &err));
	assert_ok(store_commit(ground->store, &err));
	assert_ok(file_read(ground->path, 1 << 20, &bytes, &len, &err));
	assert_false(ground_has(bytes, len, "CANARY-OF"));
	free(bytes);
}

/* -- many changes ------------------------------------------------------------
 *
 * SQLite moves what is on a full page to others. */

#define MANY	  400 /* secrets at most */
#define CANARY	  "CANARY-%06u."
#define CANARY_AT 7 /* its number */

struct many {
	struct ground *ground;
	unsigned seed, next;
	unsigned alive[MANY]; /* numbers of those that are there */
	size_t count;
};

static unsigned any(struct many *many, unsigned below)
{
	many->seed = many->seed * 1103515245 + 12345;
	return (many->seed >> 16) % below;
}

static void add_one(struct many *many)
{
	struct err err = ERR_INIT;
	struct sample sample;
	char secret[800];
	unsigned number = many->next++;
	size_t len = (size_t)snprintf(secret, sizeof(secret), CANARY, number);
	size_t more = any(many, 600);

	memset(secret + len, 'x', more);
	secret[len + more] = '\0';
	sample_make(&sample, number);
	assert_ok(store_row_add(many->ground->store, ground_project,
				&sample.row, &err));
	assert_ok(store_secret_put(many->ground->store, ground_project,
				   sample.id.at, bytes_of(secret), &err));
	many->alive[many->count++] = number;
}

static void remove_one(struct many *many)
{
	struct err err = ERR_INIT;
	unsigned *one = &many->alive[any(many, (unsigned)many->count)];

	assert_ok(store_row_remove(many->ground->store, ground_project,
				   id_of(*one).at, 1, &err));
	*one = many->alive[--many->count];
}

static bool is_alive(const struct many *many, unsigned number)
{
	for (size_t i = 0; i < many->count; i++)
		if (many->alive[i] == number)
			return true;
	return false;
}

/* Of those in the file, how many were removed? *found of all. */
static size_t removed_in_file(const struct many *many, size_t *found)
{
	struct err err = ERR_INIT;
	char *bytes = NULL;
	size_t len = 0, removed = 0;

	*found = 0;
	assert_ok(file_read(many->ground->path, 8 << 20, &bytes, &len, &err));
	for (char *at = bytes; at + CANARY_AT < bytes + len; at++) {
		if (memcmp(at, CANARY, CANARY_AT) != 0)
			continue;
		++*found;
		removed += !is_alive(
			many, (unsigned)strtoul(at + CANARY_AT, NULL, 10));
	}
	free(bytes);
	return removed;
}

static void what_was_moved_and_removed_is_not_in_the_file(void **state)
{
	struct many many = { .ground = *state, .seed = 1 };
	struct err err = ERR_INIT;
	size_t found;

	print_message("# seed %u\n", many.seed);
	for (int i = 0; i < 1000; i++) {
		assert_ok(store_begin(many.ground->store, &err));
		for (int j = 0; j < 5; j++)
			if (many.count < MANY &&
			    (many.count < 100 || any(&many, 2)))
				add_one(&many);
			else
				remove_one(&many);
		assert_ok(store_commit(many.ground->store, &err));
		assert_int_equal(removed_in_file(&many, &found), 0);
		assert_in_range(found, many.count, MANY * 2);
	}
	assert_ok(store_check(many.ground->store, &err));
}

static const struct child children[] = {
	{ "write_one", write_one },
	{ "write_many", write_many },
	{ "hang_in_a_transaction", hang_in_a_transaction },
	{ "open_busy", open_busy },
	{ "read_as_nobody", read_as_nobody },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rollback_leaves_nothing),
		cmocka_unit_test(closing_rolls_back),
		cmocka_unit_test(a_change_outside_a_transaction_is_refused),
		cmocka_unit_test(
			a_failed_change_leaves_the_others_of_its_transaction),
		cmocka_unit_test(the_counter_tells_of_changes_by_others_only),
		cmocka_unit_test(a_reading_transaction_sees_one_state),
		cmocka_unit_test(eight_writers_at_once_make_no_error),
		cmocka_unit_test(
			a_writer_killed_in_a_transaction_leaves_nothing),
		cmocka_unit_test(a_held_store_is_busy_and_names_the_holder),
		cmocka_unit_test(opening_a_held_store_waits_then_gives_up),
		cmocka_unit_test(a_read_only_file_and_folder_can_be_read),
		cmocka_unit_test(reading_only_sees_what_others_write),
		cmocka_unit_test(a_backup_is_a_private_store_of_its_own),
		cmocka_unit_test(a_backup_that_fails_leaves_no_file),
		cmocka_unit_test(what_was_removed_is_not_in_the_file),
		cmocka_unit_test(what_was_moved_and_removed_is_not_in_the_file),
	};

	return ground_main(argc, argv, children, "transactions and processes",
			   tests, sizeof(tests) / sizeof(*tests));
}
