/* helper.c - a program beside a test, ended when the test ends */
#include "helper.h"

#include "../unit/test.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/proc.h"

extern char **environ;

int helper_is_there(const char *command)
{
	const char *const argv[] = { command, "--version", NULL };
	const char *const other[] = { command, "version", NULL };
	const struct proc a = { .argv = argv }, b = { .argv = other };
	struct err err = ERR_INIT;

	return proc_run(&a, &err) == 0 || proc_run(&b, &err) == 0;
}

void helper_start(struct helper *helper, const char *const *argv)
{
	posix_spawn_file_actions_t files;
	int in[2], out[2];

	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(out), 0);
	fcntl(in[1], F_SETFD, FD_CLOEXEC);
	fcntl(out[0], F_SETFD, FD_CLOEXEC);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, in[0], 0);
	posix_spawn_file_actions_adddup2(&files, out[1], 1);
	posix_spawn_file_actions_addclose(&files, in[0]);
	posix_spawn_file_actions_addclose(&files, out[1]);
	if (posix_spawnp(&helper->pid, argv[0], &files, NULL,
			 (char *const *)argv, environ) != 0)
		fail_msg("cannot start %s", argv[0]);
	posix_spawn_file_actions_destroy(&files);
	close(in[0]);
	close(out[1]);
	helper->in = in[1];
	helper->out = fdopen(out[0], "r");
	assert_non_null(helper->out);
}

void helper_end(struct helper *helper)
{
	close(helper->in);
	kill(helper->pid, SIGTERM);
	waitpid(helper->pid, NULL, 0);
	fclose(helper->out);
}
