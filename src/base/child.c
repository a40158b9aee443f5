/* child.c - a program that is run as if in our place */
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const int sent_on[CHILD_SIGNALS] = { SIGINT,  SIGTERM, SIGHUP,
					    SIGQUIT, SIGUSR1, SIGUSR2 };

/* For the handler below, which has no other way to know it; 0: none. */
static volatile sig_atomic_t target;

/* -- starting ------------------------------------------------------------ */

static size_t name_len(const char *text)
{
	return strcspn(text, "=");
}

/* Is a variable of ours replaced by one of those given? */
static bool is_replaced(const char *ours, const char *const *given,
			size_t count)
{
	size_t len = name_len(ours);

	for (size_t i = 0; i < count; i++)
		if (name_len(given[i]) == len &&
		    memcmp(ours, given[i], len) == 0)
			return true;
	return false;
}

/* Pointers to the variables of both; free() it. */
static const char **environment(const struct child *child)
{
	size_t ours = 0, count = child->envs;

	while (environ[ours])
		ours++;
	const char **list = calloc(ours + count + 1, sizeof(*list));

	for (size_t i = 0; list && i < count; i++)
		list[i] = secret_reveal(child->env[i], NULL);
	for (size_t i = 0; list && i < ours; i++)
		if (!is_replaced(environ[i], list, child->envs))
			list[count++] = environ[i];
	return list;
}

/* What connvault ignores is not for it. */
static int set_signals(posix_spawnattr_t *attr, const sigset_t *mask)
{
	sigset_t usual;

	sigemptyset(&usual);
	sigaddset(&usual, SIGXFSZ);
	posix_spawnattr_setsigmask(attr, mask);
	posix_spawnattr_setsigdefault(attr, &usual);
	return posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGMASK |
						      POSIX_SPAWN_SETSIGDEF);
}

static int spawn(const struct child *child, struct child_run *run)
{
	const char **env = environment(child);
	posix_spawnattr_t attr;
	int failed = ENOMEM;

	posix_spawnattr_init(&attr);
	for (size_t i = 0; i < child->fds; i++)
		fcntl(child->fd[i], F_SETFD, 0);
	if (env && set_signals(&attr, &run->mask) == 0)
		failed = posix_spawnp(&run->pid, child->argv[0], NULL, &attr,
				      (char *const *)child->argv,
				      (char *const *)env);
	for (size_t i = 0; i < child->fds; i++)
		fcntl(child->fd[i], F_SETFD, FD_CLOEXEC);
	posix_spawnattr_destroy(&attr);
	free(env);
	return failed;
}

void child_hold(struct child_run *run)
{
	/* Ignored, as some parents leave it, would lose how it ended. */
	struct sigaction usual = { .sa_handler = SIG_DFL };
	sigset_t held;

	sigemptyset(&held);
	for (size_t i = 0; i < CHILD_SIGNALS; i++)
		sigaddset(&held, sent_on[i]);
	sigprocmask(SIG_BLOCK, &held, &run->mask);
	sigaction(SIGCHLD, &usual, &run->chld);
	run->is_held = true;
}

void child_release(struct child_run *run)
{
	if (!run->is_held)
		return;
	run->is_held = false;
	sigaction(SIGCHLD, &run->chld, NULL);
	sigprocmask(SIG_SETMASK, &run->mask, NULL);
}

int child_start(const struct child *child, struct child_run *run,
		struct err *err)
{
	int failed = spawn(child, run);

	if (failed == 0)
		return 0;
	errno = failed;
	err_sys(err, failed == ENOENT ? ERR_ABSENT : ERR_FAILED,
		"cannot run %.60s", child->argv[0]);
	return err_hint(err, failed == ENOENT
				     ? "give its path, or a name found by PATH"
				     : "it is to be a program that you may "
				       "run: ls -l tells");
}

/* -- waiting ------------------------------------------------------------- */

/* The terminal sends to all of the group, so it has it already. */
static bool is_of_terminal(const siginfo_t *info)
{
#ifdef SI_KERNEL
	return info->si_code == SI_KERNEL;
#else
	return info->si_pid == 0;
#endif
}

static void send_on(int signal_number, siginfo_t *info, void *context)
{
	int before = errno;
	pid_t pid = target;

	(void)context;
	if (pid > 0 && !is_of_terminal(info))
		kill(pid, signal_number);
	errno = before;
}

/* Who ignores a signal, as under nohup, goes on to. */
static void set_handlers(struct sigaction old[CHILD_SIGNALS])
{
	struct sigaction action = { .sa_flags = SA_SIGINFO };

	action.sa_sigaction = send_on;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < CHILD_SIGNALS; i++) {
		sigaction(sent_on[i], NULL, &old[i]);
		if (old[i].sa_handler != SIG_IGN)
			sigaction(sent_on[i], &action, NULL);
	}
}

/* Its number is not another one's before it was waited for: until then a
 * signal reaches nobody else. */
static int wait_end(pid_t pid)
{
	siginfo_t info;
	int status;

	while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) < 0 &&
	       errno == EINTR)
		;
	target = 0;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return 1;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

int child_wait(struct child_run *run)
{
	struct sigaction old[CHILD_SIGNALS];

	target = run->pid;
	set_handlers(old);
	sigprocmask(SIG_SETMASK, &run->mask, NULL);

	int code = wait_end(run->pid);

	for (size_t i = 0; i < CHILD_SIGNALS; i++)
		sigaction(sent_on[i], &old[i], NULL);
	child_release(run);
	return code;
}
