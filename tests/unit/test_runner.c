/* test_runner.c - who starts the hooks, and what becomes of them when it dies
 */
#include "folder.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/runner.h"
#include "base/path.h"

#define AWAIT_MS 20000

static const struct hook_call call = { .event = HOOK_INACTIVE,
				       .project = "Default",
				       .external_id = "billing",
				       .name = "Billing",
				       .piece = "stripe",
				       .text = "refused" };

/* A hook that tells who has started it, in a pipe of its own. */
static int hook_make(const char *folder)
{
	static const char hook[] = "#!/bin/sh\n"
				   "echo $PPID >\"$(dirname \"$0\")/told\"\n";
	struct err err = ERR_INIT;
	char path[200], told[200];

	setenv("XDG_CONFIG_HOME", folder, 1);
	snprintf(path, sizeof(path), "%s/connvault/hooks/on_inactive", folder);
	snprintf(told, sizeof(told), "%s/connvault/hooks/told", folder);
	assert_ok(path_make_parents(path, &err));
	assert_ok(file_write_atomic(path, hook, sizeof(hook) - 1, &err));
	assert_int_equal(chmod(path, 0700), 0);
	assert_int_equal(mkfifo(told, 0600), 0);
	return open(told, O_RDWR); /* never at its end */
}

/* Whom the next hook tells of. */
static pid_t starter(int told)
{
	struct pollfd news = { .fd = told, .events = POLLIN };
	char line[32] = "";

	assert_int_equal(poll(&news, 1, AWAIT_MS), 1);
	assert_true(read(told, line, sizeof(line) - 1) > 0);
	return (pid_t)strtol(line, NULL, 10);
}

#define LOOK_MS 5

static void end(pid_t pid)
{
	assert_int_equal(kill(pid, SIGKILL), 0);
	for (int waited = 0; kill(pid, 0) == 0; waited += LOOK_MS) {
		assert_true(waited < AWAIT_MS);
		poll(NULL, 0, LOOK_MS);
	}
}

static pid_t parent_of(pid_t pid)
{
	char path[64];
	int parent = 0;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);

	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_int_equal(fscanf(file, "%*d (%*[^)]) %*c %d", &parent), 1);
	fclose(file);
	return parent;
}

static void a_killed_one_is_replaced(void **state)
{
	struct err err = ERR_INIT;
	int told = hook_make(*state), runner;

	assert_ok(runner_start(&runner, &err));
	assert_ok(runner_tell(runner, &call, &err));

	pid_t first = starter(told);

	end(first);
	assert_ok(runner_tell(runner, &call, &err));
	assert_int_not_equal(starter(told), first);
	close(runner);
	close(told);
}

static void one_that_nobody_replaces_goes_on(void **state)
{
	struct err err = ERR_INIT;
	int told = hook_make(*state), runner;

	assert_ok(runner_start(&runner, &err));
	assert_ok(runner_tell(runner, &call, &err));

	pid_t first = starter(told), other = parent_of(first);

	assert_int_equal(parent_of(other), getpid());
	assert_int_equal(kill(other, SIGKILL), 0);
	assert_ok(runner_tell(runner, &call, &err));
	assert_int_equal(starter(told), first);
	close(runner);
	close(told);
}

#define HIGH 700 /* a descriptor that few would look for */

static void it_has_nothing_of_who_started_it(void **state)
{
	struct err err = ERR_INIT;
	int told = hook_make(*state), runner;
	char path[64];

	assert_int_equal(dup2(told, HIGH), HIGH);
	assert_ok(runner_start(&runner, &err));
	close(HIGH);
	assert_ok(runner_tell(runner, &call, &err));
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)starter(told),
		 HIGH);
	assert_int_equal(access(path, F_OK), -1);
	close(runner);
	close(told);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_killed_one_is_replaced,
						folder_setup, folder_teardown),
		cmocka_unit_test_setup_teardown(
			one_that_nobody_replaces_goes_on, folder_setup,
			folder_teardown),
		cmocka_unit_test_setup_teardown(
			it_has_nothing_of_who_started_it, folder_setup,
			folder_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
