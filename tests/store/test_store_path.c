/* test_store_path.c - what is no private file of ours is not opened */
#include "ground.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"

static void make_none(const char *path, const char *vault)
{
	(void)path;
	(void)vault;
}

static void make_link(const char *path, const char *vault)
{
	assert_int_equal(symlink(vault, path), 0);
}

static void make_dangling(const char *path, const char *vault)
{
	(void)vault;
	assert_int_equal(symlink("/nowhere/vault", path), 0);
}

static void make_folder(const char *path, const char *vault)
{
	(void)vault;
	assert_int_equal(mkdir(path, 0700), 0);
}

static void make_pipe(const char *path, const char *vault)
{
	(void)vault;
	assert_int_equal(mkfifo(path, 0600), 0);
}

static void make_second_name(const char *path, const char *vault)
{
	assert_int_equal(link(vault, path), 0);
}

static void copy_vault(const char *path, const char *vault)
{
	struct err err = ERR_INIT;
	char *bytes;
	size_t len;

	assert_ok(file_read(vault, 1 << 22, &bytes, &len, &err));
	put_file(path, bytes, len);
	free(bytes);
}

static void make_group_readable(const char *path, const char *vault)
{
	copy_vault(path, vault);
	assert_int_equal(chmod(path, 0640), 0);
}

static void make_world_writable(const char *path, const char *vault)
{
	copy_vault(path, vault);
	assert_int_equal(chmod(path, 0602), 0);
}

static void make_of_somebody(const char *path, const char *vault)
{
	copy_vault(path, vault);
	assert_int_equal(chown(path, 4242, (gid_t)-1), 0);
}

static void make_open_folder(const char *path, const char *vault)
{
	copy_vault(path, vault);
	*strrchr((char *)path, '/') = '\0';
	assert_int_equal(chmod(path, 0777), 0);
	((char *)path)[strlen(path)] = '/';
}

/* Opening must refuse each; making a vault there too, where something is. */
static const struct bad_path {
	const char *name;
	void (*make)(const char *path, const char *vault);
	const char *path; /* instead of one in the test's folder */
	enum err_code open, create;
	const char *says;
} bad_paths[] = {
	{ "nothing", make_none, NULL, ERR_ABSENT, ERR_OK, "bad" },
	{ "no folder", make_none, "/nowhere/at/all/vault", ERR_ABSENT,
	  ERR_ABSENT, "nowhere" },
	{ "below a file", make_none, "/dev/null/vault", ERR_ABSENT, ERR_IO,
	  "null" },
	{ "a link", make_link, NULL, ERR_FAILED, ERR_CONFLICT, "link" },
	{ "a dangling link", make_dangling, NULL, ERR_FAILED, ERR_CONFLICT,
	  "link" },
	{ "a folder", make_folder, NULL, ERR_FAILED, ERR_CONFLICT, "folder" },
	{ "a pipe", make_pipe, NULL, ERR_FAILED, ERR_CONFLICT, "pipe" },
	{ "a device", make_none, "/dev/null", ERR_FAILED, ERR_CONFLICT,
	  "device" },
	{ "a hard link", make_second_name, NULL, ERR_FAILED, ERR_CONFLICT,
	  "names" },
	{ "read by the group", make_group_readable, NULL, ERR_FAILED,
	  ERR_CONFLICT, "0640" },
	{ "written by all", make_world_writable, NULL, ERR_FAILED, ERR_CONFLICT,
	  "0602" },
	{ "in a folder all may write", make_open_folder, NULL, ERR_FAILED,
	  ERR_CONFLICT, "folder" },
	{ "of somebody else", make_of_somebody, NULL, ERR_FAILED, ERR_CONFLICT,
	  "another user" },
};

static void check_bad_path(struct ground *ground, const struct bad_path *bad)
{
	struct err err = ERR_INIT;
	struct store *store = NULL;
	char path[128];

	snprintf(path, sizeof(path), "%s/bad", ground->dir);
	bad->make(path, ground->path);
	const char *at = bad->path != NULL ? bad->path : path;
	for (int read_only = 0; read_only < 2; read_only++) {
		if (store_open(at, read_only, &store, &err) != -1 ||
		    err.code != bad->open || strstr(err.msg, bad->says) == NULL)
			fail_msg("%s: code %d, %s", bad->name, err.code,
				 err.msg);
	}
	int rc = store_create(at, ground_vault, &store, &err);
	if (bad->create == ERR_OK ? rc != 0 : err.code != bad->create)
		fail_msg("%s: made with code %d, %s", bad->name, err.code,
			 err.msg);
	if (rc == 0)
		store_close(store);
	chmod(ground->dir, 0700);
	if (unlink(path) != 0)
		rmdir(path);
}

static void twelve_bad_paths_and_more_are_refused(void **state)
{
	struct ground *ground = *state;

	ground_close(ground);
	for (size_t i = 0; i < sizeof(bad_paths) / sizeof(*bad_paths); i++)
		if (bad_paths[i].make != make_of_somebody || geteuid() == 0)
			check_bad_path(ground, &bad_paths[i]);
	ground_reopen(ground, false);
}

static void folders_that_are_links_are_followed_once(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	char link[96], path[128];

	ground_close(ground);
	snprintf(link, sizeof(link), "%s.link", ground->dir);
	snprintf(path, sizeof(path), "%s/vault.db", link);
	assert_int_equal(symlink(ground->dir, link), 0);
	int rc = store_open(path, false, &ground->store, &err);
	unlink(link);
	assert_ok(rc);
	ground_add(ground, 1);
}

/* Puts a link to a decoy where the vault is, and takes it away, for ever. */
static int swap_links(struct ground *ground)
{
	char aside[128], decoy[128];

	snprintf(aside, sizeof(aside), "%s.aside", ground->path);
	snprintf(decoy, sizeof(decoy), "%s.decoy", ground->path);
	for (int i = 0;; i++) {
		if (rename(ground->path, aside) != 0 ||
		    symlink(decoy, ground->path) != 0 ||
		    rename(aside, ground->path) != 0)
			return 1;
		if (i == 0 && write(ground->pipe[1], "x", 1) != 1)
			return 1;
		/* There for a moment or a while, so that some opens succeed. */
		for (int k = 0; k < 1 << i % 12; k++)
			access(decoy, F_OK);
	}
}

/* Lets the folder of the vault be another one, and back, for ever. */
static int swap_folders(struct ground *ground)
{
	int len = (int)(strrchr(ground->path, '/') - ground->path);
	char now[128], next[128];

	snprintf(now, sizeof(now), "%.*s/now", len, ground->path);
	snprintf(next, sizeof(next), "%.*s/next", len, ground->path);
	for (int i = 0;; i++) {
		if (symlink(i % 2 ? "bad" : ".", next) != 0 ||
		    rename(next, now) != 0)
			return 1;
		if (i == 0 && write(ground->pipe[1], "x", 1) != 1)
			return 1;
	}
}

/* A decoy has another id. */
static void make_decoy(const char *path)
{
	struct err err = ERR_INIT;
	struct store *store;

	assert_ok(store_create(path, (uint8_t[STORE_ID]){ 66 }, &store, &err));
	assert_ok(store_commit(store, &err));
	store_close(store);
}

/* Open path again and again while a child swaps: never the decoy. */
static void open_while(struct ground *ground, const char *what,
		       const char *path)
{
	struct err err = ERR_INIT;
	struct store *store;
	unsigned opened = 0, followed = 0, refused = 0;
	char byte;

	assert_int_equal(pipe(ground->pipe), 0);
	pid_t pid = child_start(ground, what);
	assert_int_equal(read(ground->pipe[0], &byte, 1), 1);
	for (int i = 0; i < 10000; i++) {
		if (store_open(path, true, &store, &err) != 0) {
			refused++;
			continue;
		}
		opened++;
		followed += store_vault_id(store)[0] == 66;
		store_close(store);
	}
	kill(pid, SIGKILL);
	assert_int_equal(child_wait(pid), -SIGKILL);
	print_message("# %u opened, %u refused, %u followed\n", opened, refused,
		      followed);
	assert_true(opened > 0);
	assert_true(refused > 0);
	assert_int_equal(followed, 0);
}

static void a_link_put_there_meanwhile_is_not_followed(void **state)
{
	struct ground *ground = *state;
	char decoy[128];

	ground_close(ground);
	snprintf(decoy, sizeof(decoy), "%s.decoy", ground->path);
	make_decoy(decoy);
	open_while(ground, "swap_links", ground->path);
}

static void a_file_put_there_meanwhile_is_checked_too(void **state)
{
	struct ground *ground = *state;
	char path[128];

	ground_close(ground);
	snprintf(path, sizeof(path), "%s/bad", ground->dir);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/bad/vault.db", ground->dir);
	make_decoy(path);
	assert_int_equal(chmod(path, 0644), 0);
	snprintf(path, sizeof(path), "%s/now/vault.db", ground->dir);
	open_while(ground, "swap_folders", path);
}

static const struct child children[] = {
	{ "swap_links", swap_links },
	{ "swap_folders", swap_folders },
	{ NULL, NULL },
};

/* -- beside the vault ------------------------------------------------------ */

static const struct planted {
	const char *suffix;
	void (*make)(const char *path, const char *vault);
} planted[] = {
	{ "-journal", make_group_readable },
	{ "-journal", make_world_writable },
	{ "-journal", make_of_somebody },
	{ "-journal", make_link },
	{ "-journal", make_dangling },
	{ "-journal", make_pipe },
	{ "-journal", make_folder },
	{ "-wal", copy_vault },
	{ "-shm", make_link },
};

/* A vault that is opened, one that is open, one that is made. */
static void check_planted(struct ground *ground, const struct planted *what)
{
	struct err err = ERR_INIT;
	struct store *store;
	char path[128], other[128];

	snprintf(path, sizeof(path), "%s%s", ground->path, what->suffix);
	snprintf(other, sizeof(other), "%s.new", ground->path);
	unlink(path);
	what->make(path, ground->path);
	for (int read_only = 0; read_only < 2; read_only++) {
		assert_error(store_open(ground->path, read_only, &store, &err),
			     ERR_FAILED);
		assert_non_null(strstr(err.msg, what->suffix));
	}
	assert_error(store_begin(ground->store, &err), ERR_FAILED);
	assert_error(store_begin_read(ground->store, &err), ERR_FAILED);
	if (unlink(path) != 0)
		rmdir(path);
	snprintf(path, sizeof(path), "%s%s", other, what->suffix);
	what->make(path, ground->path);
	assert_error(store_create(other, ground_vault, &store, &err),
		     ERR_FAILED);
	assert_int_equal(access(other, F_OK), -1);
	if (unlink(path) != 0)
		rmdir(path);
}

static void what_others_put_beside_a_vault_is_not_played_back(void **state)
{
	struct ground *ground = *state;

	for (size_t i = 0; i < sizeof(planted) / sizeof(*planted); i++)
		if (planted[i].make != make_of_somebody || geteuid() == 0)
			check_planted(ground, &planted[i]);
	ground_reopen(ground, false);
	ground_add(ground, 1);
}

static bool journal_goes;
int __real_path_check_private(const char *path, struct err *err);
int __wrap_path_check_private(const char *path, struct err *err);

int __wrap_path_check_private(const char *path, struct err *err)
{
	if (journal_goes && strstr(path, "-journal"))
		unlink(path);
	return __real_path_check_private(path, err);
}

static void a_journal_that_goes_while_it_is_looked_at_is_no_error(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	char journal[128];

	snprintf(journal, sizeof(journal), "%s-journal", ground->path);
	make_group_readable(journal, ground->path);
	journal_goes = true;
	assert_ok(store_begin_read(ground->store, &err));
	journal_goes = false;
	assert_int_equal(err.code, ERR_OK);
	store_rollback(ground->store);
}

/* Past the check: SQLite itself takes no WAL and makes no shared memory. */
static void a_wal_that_comes_later_is_not_read(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	char wal[128], shm[128];

	snprintf(wal, sizeof(wal), "%s-wal", ground->path);
	snprintf(shm, sizeof(shm), "%s-shm", ground->path);
	assert_ok(store_check(ground->store, &err));
	put_file(wal, "x", 1); /* of no size it would be none */
	assert_int_equal(store_check(ground->store, &err), -1);
	assert_int_equal(access(shm, F_OK), -1);
	assert_int_equal(unlink(wal), 0);
	assert_ok(store_check(ground->store, &err));
}

static void the_name_of_the_journal_is_taken_where_all_may_write(void **state)
{
	struct ground *ground = *state;
	char journal[128];
	struct stat st;

	ground_close(ground);
	snprintf(journal, sizeof(journal), "%s-journal", ground->path);
	unlink(journal);
	ground_reopen(ground, false);
	assert_int_equal(access(journal, F_OK), -1);
	assert_int_equal(chmod(ground->dir, 01777), 0);
	ground_reopen(ground, false);
	assert_int_equal(stat(journal, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	ground_add(ground, 1);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(twelve_bad_paths_and_more_are_refused),
		cmocka_unit_test(folders_that_are_links_are_followed_once),
		cmocka_unit_test(a_link_put_there_meanwhile_is_not_followed),
		cmocka_unit_test(a_file_put_there_meanwhile_is_checked_too),
		cmocka_unit_test(
			what_others_put_beside_a_vault_is_not_played_back),
		cmocka_unit_test(
			a_journal_that_goes_while_it_is_looked_at_is_no_error),
		cmocka_unit_test(a_wal_that_comes_later_is_not_read),
		cmocka_unit_test(
			the_name_of_the_journal_is_taken_where_all_may_write),
	};

	return ground_main(argc, argv, children, "paths", tests,
			   sizeof(tests) / sizeof(*tests));
}
