/* test_store_journal.c - the journal between two transactions */
#include "ground.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/path.h"

#define CANARY "CANARY-OF-THE-JOURNAL"

static size_t read_beside(const struct ground *ground, const char *suffix,
			  char **out)
{
	struct err err = ERR_INIT;
	char name[128];
	size_t len = 0;

	snprintf(name, sizeof(name), "%s%s", ground->path, suffix);
	assert_ok(file_read(name, 1 << 20, out, &len, &err));
	return len;
}

/* 0: it is empty; else its first byte is *first. */
static size_t journal_size(const struct ground *ground, char *first)
{
	char *bytes;
	size_t len = read_beside(ground, "-journal", &bytes);

	*first = len ? bytes[0] : 0;
	free(bytes);
	return len;
}

static bool journal_has(const struct ground *ground, const char *text)
{
	char *bytes;
	size_t len = read_beside(ground, "-journal", &bytes);
	bool has = ground_has(bytes, len, text);

	free(bytes);
	return has;
}

static void note(struct ground *ground, uint64_t seq)
{
	struct err err = ERR_INIT;

	assert_ok(store_begin_note(ground->store, &err));
	assert_ok(ground_note(ground->store, seq, &err));
	assert_ok(store_commit(ground->store, &err));
}

/* -- void or cut ----------------------------------------------------------- */

static void notes_make_it_void_and_changes_cut_it(void **state)
{
	struct ground *ground = *state;
	char first;

	ground_add(ground, 1);
	assert_int_equal(journal_size(ground, &first), 0);
	note(ground, 1);
	assert_in_range(journal_size(ground, &first), 4096, 1 << 20);
	assert_int_equal(first, 0);
	ground_add(ground, 2);
	assert_int_equal(journal_size(ground, &first), 0);
}

static void a_note_can_be_nothing_but_a_note(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	struct sample sample;

	ground_add(ground, 1);
	sample_make(&sample, 2);
	assert_ok(store_begin_note(ground->store, &err));
	assert_error(
		store_row_add(ground->store, ground_project, &sample.row, &err),
		ERR_FAILED);
	assert_error(store_row_remove(ground->store, ground_project,
				      id_of(1).at, 1, &err),
		     ERR_FAILED);
	assert_ok(ground_note(ground->store, 1, &err));
	assert_ok(store_commit(ground->store, &err));
	assert_int_equal(rows_in(ground->store), 1);
}

/* A journal holds what its transaction overwrites. */
static void what_a_change_removed_is_in_no_journal_of_a_note(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;

	ground_add(ground, 1);
	assert_ok(store_begin(ground->store, &err));
	assert_ok(store_secret_put(ground->store, ground_project, id_of(1).at,
				   bytes_of(CANARY), &err));
	assert_ok(store_commit(ground->store, &err));
	note(ground, 1);
	assert_false(journal_has(ground, CANARY));

	assert_ok(store_begin(ground->store, &err));
	assert_ok(store_row_remove(ground->store, ground_project, id_of(1).at,
				   1, &err));
	/* In the midst of the change it is there. */
	assert_true(journal_has(ground, CANARY));
	assert_ok(store_commit(ground->store, &err));
	assert_false(journal_has(ground, CANARY));
	for (uint64_t seq = 2; seq < 40; seq++)
		note(ground, seq);
	assert_false(journal_has(ground, CANARY));
}

static void a_void_one_is_no_sign_of_a_writer_that_died(void **state)
{
	struct ground *ground = *state;

	note(ground, 1);
	/* Nobody who only reads can undo what a dead one has begun. */
	ground_reopen(ground, true);
	assert_int_equal(rows_in(ground->store), 0);
}

/* Tells its parent that it is in the middle of a note, and stays. */
static int hang_in_a_note(struct ground *ground)
{
	struct err err = ERR_INIT;
	struct store *store;

	if (store_open(ground->path, false, &store, &err) != 0 ||
	    store_begin_note(store, &err) != 0)
		return 1;
	/* Enough to spill from the cache to the file. */
	for (uint64_t seq = 2; seq < 40000; seq++)
		if (ground_note(store, seq, &err) != 0)
			return 1;
	if (write(ground->pipe[1], "x", 1) != 1)
		return 1;
	pause();
	return 0;
}

static void a_writer_killed_in_a_note_leaves_nothing(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	char byte;

	note(ground, 1);
	ground_close(ground);
	assert_int_equal(pipe(ground->pipe), 0);
	pid_t pid = child_start(ground, "hang_in_a_note");
	close(ground->pipe[1]);
	assert_int_equal(read(ground->pipe[0], &byte, 1), 1);
	close(ground->pipe[0]);
	kill(pid, SIGKILL);
	assert_int_equal(child_wait(pid), -SIGKILL);
	journal_size(ground, &byte);
	assert_int_not_equal(byte, 0);

	assert_error(store_open(ground->path, true, &ground->store, &err),
		     ERR_READONLY);
	assert_ok(store_open(ground->path, false, &ground->store, &err));
	assert_ok(store_check(ground->store, &err));
	note(ground, 2); /* its seq is free */
}

/* -- its name -------------------------------------------------------------- */

/* SQLite opens the folder of a journal for nothing but to sync it. */
static int (*real_open)(const char *path, int *fd);
static int synced;

static int open_folder(const char *path, int *fd)
{
	synced++;
	return real_open(path, fd);
}

static void count_syncs(void)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
	sqlite3_syscall_ptr real = vfs->xGetSystemCall(vfs, "openDirectory");

	memcpy(&real_open, &real, sizeof(real_open));
	assert_int_equal(
		vfs->xSetSystemCall(vfs, "openDirectory",
				    (sqlite3_syscall_ptr)(void *)open_folder),
		SQLITE_OK);
	synced = 0;
}

static void the_folder_is_synced_once_for_the_same_file(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	char name[128], other[140];

	ground_reopen(ground, false);
	count_syncs();
	ground_add(ground, 1);
	assert_int_equal(synced, 1);
	note(ground, 1);
	ground_add(ground, 2);
	assert_int_equal(synced, 1);

	/* Another file of that name; the first one keeps its inode. */
	snprintf(name, sizeof(name), "%s-journal", ground->path);
	snprintf(other, sizeof(other), "%s.old", name);
	assert_int_equal(rename(name, other), 0);
	ground_add(ground, 3);
	assert_int_equal(synced, 2);
	assert_int_equal(unlink(name), 0);
	note(ground, 2);
	assert_int_equal(synced, 3);
	ground_add(ground, 4);
	assert_int_equal(synced, 3);

	/* A backup has a journal of its own. */
	snprintf(other, sizeof(other), "%s/copy.db", ground->dir);
	assert_ok(store_backup(ground->store, other, &err));
	synced = 0;
	note(ground, 3);
	assert_int_equal(synced, 0);

	/* Only what was committed is surely on the disk. */
	assert_int_equal(unlink(name), 0);
	assert_ok(store_begin(ground->store, &err));
	assert_ok(ground_write(ground->store, 5, 5, &err));
	store_rollback(ground->store);
	assert_ok(store_begin(ground->store, &err));
	assert_ok(store_commit(ground->store, &err));
	synced = 0;
	ground_add(ground, 5);
	assert_int_equal(synced, 1);
}

static const struct child children[] = {
	{ "hang_in_a_note", hang_in_a_note },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(notes_make_it_void_and_changes_cut_it),
		cmocka_unit_test(a_note_can_be_nothing_but_a_note),
		cmocka_unit_test(
			what_a_change_removed_is_in_no_journal_of_a_note),
		cmocka_unit_test(a_void_one_is_no_sign_of_a_writer_that_died),
		cmocka_unit_test(a_writer_killed_in_a_note_leaves_nothing),
		cmocka_unit_test(the_folder_is_synced_once_for_the_same_file),
	};

	return ground_main(argc, argv, children, "the journal", tests,
			   sizeof(tests) / sizeof(*tests));
}
