/* test_handover.c - bytes reach another program, and nobody else */
#include "test.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/handover.h"
#include "folder.h"

static struct secret *text(const char *from)
{
	struct secret *made;
	struct err err = ERR_INIT;

	assert_ok(secret_from(from, strlen(from), &made, &err));
	return made;
}

static void assert_reads(int fd, const char *wanted)
{
	char got[64] = "";

	assert_int_equal(read(fd, got, sizeof(got) - 1), strlen(wanted));
	assert_string_equal(got, wanted);
	assert_int_equal(read(fd, got, 1), 0);
	assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
}

static void a_descriptor_gives_the_bytes_and_takes_none(void **state)
{
	struct secret *bytes = text("a secret");
	struct err err = ERR_INIT;
	int fd;

	(void)state;
	assert_ok(handover_fd(bytes, &fd, &err));
	assert_reads(fd, "a secret");
	assert_int_equal(write(fd, "x", 1), -1);
	close(fd);
	secret_free(bytes);
}

static void a_pipe_does_where_there_is_nothing_better(void **state)
{
	struct secret *bytes = text("a secret"), *much;
	struct err err = ERR_INIT;
	int fd;

	(void)state;
	assert_ok(handover_pipe(bytes, &fd, &err));
	assert_reads(fd, "a secret");
	close(fd);
	secret_free(bytes);

	assert_ok(secret_random(8 * 1024 * 1024, &much, &err));
	assert_error(handover_pipe(much, &fd, &err), ERR_FAILED);
	assert_true(*err.hint);
	secret_free(much);
}

static void files_are_private_and_removed(void **state)
{
	struct secret *bytes = text("a secret");
	struct err err = ERR_INIT;
	struct stat st;
	struct handover_folder folder;
	char *path;

	assert_ok(handover_folder_new(*state, true, &folder, &err));
	assert_int_equal(stat(folder.path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_ok(handover_file(&folder, "one", bytes, &path, &err));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(st.st_size, 8);
	char *again;

	assert_error(handover_file(&folder, "one", bytes, &again, &err),
		     ERR_CONFLICT);
	handover_folder_end(&folder);
	assert_int_equal(stat(path, &st), -1);
	free(path);
	secret_free(bytes);
}

/* Its process is killed at once; *path is what it leaves. */
static void leave_a_folder(const char *dir, char path[PATH_MAX])
{
	struct secret *bytes = text("a secret");
	struct handover_folder folder;
	struct err err = ERR_INIT;
	int said[2], status;
	char *file;

	assert_int_equal(pipe(said), 0);
	pid_t child = fork();

	if (child == 0) {
		if (handover_folder_new(dir, true, &folder, &err) == 0 &&
		    handover_file(&folder, "one", bytes, &file, &err) == 0)
			(void)!write(said[1], file, strlen(file));
		raise(SIGKILL);
	}
	close(said[1]);

	ssize_t len = read(said[0], path, PATH_MAX - 1);

	close(said[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(len > 0);
	path[len] = '\0';
	secret_free(bytes);
}

/* Folders that others could have put there, or that are called alike. */
static void what_is_not_ours_is_left_alone(void **state)
{
	char path[PATH_MAX], left[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof(path), "%s/connvault-handed-notes!",
		 (const char *)*state);
	assert_int_equal(mkdir(path, 0700), 0);
	leave_a_folder(*state, left);
	assert_int_equal(chmod(*state, 0777), 0);
	assert_int_equal(handover_left(*state, true), 0);
	assert_int_equal(chmod(*state, 0700), 0);
	assert_int_equal(stat(left, &st), 0);
	assert_int_equal(handover_left(*state, true), 1);
	assert_int_equal(stat(left, &st), -1);
	assert_int_equal(stat(path, &st), 0);
}

static void what_a_killed_one_leaves_the_next_removes(void **state)
{
	struct handover_folder living, next;
	struct err err = ERR_INIT;
	char left[PATH_MAX];
	struct stat st;

	assert_ok(handover_folder_new(*state, true, &living, &err));
	leave_a_folder(*state, left);
	assert_int_equal(stat(left, &st), 0);
	assert_int_equal(handover_left(*state, false), 1);
	assert_ok(handover_folder_new(*state, true, &next, &err));
	assert_int_equal(stat(left, &st), -1);
	assert_int_equal(handover_left(*state, false), 0);
	assert_int_equal(stat(living.path, &st), 0);
	handover_folder_end(&living);
	handover_folder_end(&next);
}

/* -- a program ----------------------------------------------------------- */

static int runs(const char *line, struct secret *const *env, size_t envs)
{
	const char *const argv[] = { "sh", "-c", line, NULL };
	struct child child = { .argv = argv, .env = env, .envs = envs };
	struct child_run run = { .pid = 0 };
	struct err err = ERR_INIT;

	child_hold(&run);
	assert_ok(child_start(&child, &run, &err));
	return child_wait(&run);
}

static void how_it_ended_is_told_as_a_shell_does(void **state)
{
	(void)state;
	assert_int_equal(runs("exit 3", NULL, 0), 3);
	assert_int_equal(runs("kill -KILL $$", NULL, 0), 128 + SIGKILL);
}

static void a_variable_takes_the_place_of_ours(void **state)
{
	struct secret *env[] = { text("CV_ONE=new"), text("CV_NEW=x=y") };

	(void)state;
	setenv("CV_ONE", "old", 1);
	setenv("CV_ON", "kept", 1);
	assert_int_equal(runs("test \"$CV_ONE $CV_NEW $CV_ON\" = "
			      "\"new x=y kept\" && "
			      "test $(env | grep -c ^CV_ONE=) = 1",
			      env, 2),
			 0);
	for (int i = 0; i < 2; i++)
		secret_free(env[i]);
}

static void what_is_not_there_is_told_apart(void **state)
{
	const char *const absent[] = { "/nonexistent/program", NULL };
	const char *const folder[] = { "/", NULL };
	struct child child = { .argv = absent };
	struct child_run run = { .pid = 0 };
	struct err err = ERR_INIT;

	(void)state;
	if (test_has_valgrind())
		return;
	child_hold(&run);
	assert_error(child_start(&child, &run, &err), ERR_ABSENT);
	child.argv = folder;
	assert_error(child_start(&child, &run, &err), ERR_FAILED);
	child_release(&run);
}

/* As some parents leave it. */
static void how_it_ended_is_known_though_nobody_wants_to(void **state)
{
	struct sigaction action = { .sa_handler = SIG_IGN }, now;

	(void)state;
	sigaction(SIGCHLD, &action, NULL);
	assert_int_equal(runs("exit 4", NULL, 0), 4);
	sigaction(SIGCHLD, NULL, &now);
	assert_true(now.sa_handler == SIG_IGN);
	action.sa_handler = SIG_DFL;
	sigaction(SIGCHLD, &action, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_descriptor_gives_the_bytes_and_takes_none),
		cmocka_unit_test(a_pipe_does_where_there_is_nothing_better),
		cmocka_unit_test_setup_teardown(files_are_private_and_removed,
						folder_setup, folder_teardown),
		cmocka_unit_test_setup_teardown(what_is_not_ours_is_left_alone,
						folder_setup, folder_teardown),
		cmocka_unit_test_setup_teardown(
			what_a_killed_one_leaves_the_next_removes, folder_setup,
			folder_teardown),
		cmocka_unit_test(how_it_ended_is_told_as_a_shell_does),
		cmocka_unit_test(a_variable_takes_the_place_of_ours),
		cmocka_unit_test(what_is_not_there_is_told_apart),
		cmocka_unit_test(how_it_ended_is_known_though_nobody_wants_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
