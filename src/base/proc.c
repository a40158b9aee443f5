/* proc.c - another program: bytes in, bytes out, with a deadline */
#define _GNU_SOURCE /* close_range() */
#include "base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "config.h"

#define NONE	-1
#define TICK_MS 5   /* between looks whether it has ended */
#define LOOK_MS 500 /* ... whether it may go on */
#define FDS_MAX 65536

extern char **environ;

struct talk {
	const struct proc *proc;
	pid_t pid;
	int in, out; /* our ends of the pipes, or NONE */
	const char *bytes;
	size_t left; /* of bytes */
	struct secret *heard;
	size_t len;
	int64_t deadline; /* 0: none */
};

/* -- starting ------------------------------------------------------------ */

/* What we ignore or hold back is not for it. */
static int set_signals(posix_spawnattr_t *attr, bool has_group)
{
	short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
	sigset_t usual, none;

	sigemptyset(&none);
	sigemptyset(&usual);
	sigaddset(&usual, SIGINT);
	sigaddset(&usual, SIGQUIT);
	sigaddset(&usual, SIGPIPE);
	sigaddset(&usual, SIGXFSZ);
	sigaddset(&usual, SIGCHLD);
	posix_spawnattr_setsigmask(attr, &none);
	posix_spawnattr_setsigdefault(attr, &usual);
	if (has_group)
		flags |= POSIX_SPAWN_SETPGROUP; /* 0, as it is: its own */
	return posix_spawnattr_setflags(attr, flags);
}

static int set_files(posix_spawn_file_actions_t *files, const struct proc *proc,
		     int in, int out)
{
	int failed = 0;

	if (in >= 0)
		failed |= posix_spawn_file_actions_adddup2(files, in, 0);
	else if (!proc->has_terminal)
		failed |= posix_spawn_file_actions_addopen(
			files, 0, "/dev/null", O_RDONLY, 0);
	if (out >= 0)
		failed |= posix_spawn_file_actions_adddup2(files, out, 1);
	else
		failed |= posix_spawn_file_actions_addopen(
			files, 1, "/dev/null", O_WRONLY, 0);
	if (!proc->has_terminal)
		failed |= posix_spawn_file_actions_addopen(
			files, 2, "/dev/null", O_WRONLY, 0);
#ifdef HAVE_POSIX_SPAWN_FILE_ACTIONS_ADDCLOSEFROM_NP
	/* Sockets of libraries, and what we inherited ourselves. */
	failed |= posix_spawn_file_actions_addclosefrom_np(files, 3);
#endif
	return failed;
}

static int spawn(const struct proc *proc, int in, int out, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int failed;

	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	failed = set_signals(&attr, proc->has_group) ||
				 set_files(&files, proc, in, out)
			 ? ENOMEM
			 : posix_spawnp(pid, proc->argv[0], &files, &attr,
					(char *const *)proc->argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return failed;
}

static void close_end(int *fd)
{
	if (*fd != NONE)
		close(*fd);
	*fd = NONE;
}

/* Ours of its two ends is kept from other programs, and never blocks. */
static int make_pipe(bool wanted, int ours, int ends[2], struct err *err)
{
	ends[0] = ends[1] = NONE;
	if (!wanted)
		return 0;
	if (pipe(ends) == 0 && fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 &&
	    fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0 &&
	    fcntl(ends[ours], F_SETFL, O_NONBLOCK) == 0)
		return 0;
	return err_sys(err, ERR_IO, "cannot make a pipe");
}

static int start(struct talk *talk, struct err *err)
{
	const struct proc *proc = talk->proc;
	int in[2] = { NONE, NONE }, out[2] = { NONE, NONE }, failed = 0;
	int result = make_pipe(proc->in, 1, in, err);

	if (result == 0)
		result = make_pipe(proc->out, 0, out, err);
	if (result == 0)
		failed = spawn(proc, in[0], out[1], &talk->pid);
	close_end(&in[0]);
	close_end(&out[1]);
	talk->in = in[1];
	talk->out = out[0];
	if (failed == 0)
		return result;
	errno = failed;
	return err_sys(err, failed == ENOENT ? ERR_ABSENT : ERR_FAILED,
		       "cannot run %.60s", proc->argv[0]);
}

/* -- talking ------------------------------------------------------------- */

static bool is_late(const struct talk *talk)
{
	return talk->deadline && clock_mono_ms() >= talk->deadline;
}

static bool is_over(const struct talk *talk)
{
	return talk->proc->goes_on && !talk->proc->goes_on(talk->proc->arg);
}

static int patience(const struct talk *talk)
{
	int64_t left = talk->deadline - clock_mono_ms();

	if (talk->proc->goes_on && (!talk->deadline || left > LOOK_MS))
		return LOOK_MS;
	return !talk->deadline ? -1 : left > 0 ? (int)left : 0;
}

/* What it does not want to read is its own affair. */
static void say(struct talk *talk)
{
	ssize_t n = write(talk->in, talk->bytes, talk->left);

	if (n > 0) {
		talk->bytes += n;
		talk->left -= (size_t)n;
	}
	if (talk->left == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		close_end(&talk->in);
}

/* 0, or -1 when there is more than there may be. */
static int hear(struct talk *talk)
{
	char *room = secret_fill(talk->heard);
	ssize_t n = read(talk->out, room + talk->len,
			 secret_len(talk->heard) - talk->len);

	if (n > 0)
		talk->len += (size_t)n;
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		close_end(&talk->out);
	return talk->len > talk->proc->max ? -1 : 0;
}

static int converse(struct talk *talk, struct err *err)
{
	while (talk->in != NONE || talk->out != NONE) {
		struct pollfd fds[2] = { { .fd = talk->in, .events = POLLOUT },
					 { .fd = talk->out,
					   .events = POLLIN } };
		if (is_late(talk))
			return err_set(err, ERR_TIMEOUT,
				       "%.60s did not answer in time",
				       talk->proc->argv[0]);
		if (is_over(talk))
			return err_set(err, ERR_INTERRUPTED, "it was ended");
		if (poll(fds, 2, patience(talk)) < 0 && errno != EINTR)
			return err_sys(err, ERR_IO, "cannot wait");
		if (fds[0].revents)
			say(talk);
		if (fds[1].revents && hear(talk) < 0)
			return err_set(err, ERR_USAGE,
				       "it printed more than %zu bytes",
				       talk->proc->max);
	}
	return 0;
}

/* -- ending -------------------------------------------------------------- */

static int judge(const struct talk *talk, int status, struct err *err)
{
	const char *name = talk->proc->argv[0];

	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return err_set(err, ERR_ABSENT, "there is no such program");
	if (WIFEXITED(status))
		return err_set(err, ERR_FAILED, "%.60s ended with exit code %d",
			       name, WEXITSTATUS(status));
	return err_set(err, ERR_FAILED, "%.60s was ended by signal %d", name,
		       WTERMSIG(status));
}

/* Its end, waited for within the deadline and while it may go on; -1 when that
 * was missed. */
static int wait_end(const struct talk *talk, int *status)
{
	bool looks = talk->deadline || talk->proc->goes_on;

	for (;;) {
		pid_t ended = waitpid(talk->pid, status, looks ? WNOHANG : 0);
		if (ended == talk->pid)
			return 0;
		if ((ended < 0 && errno != EINTR) || is_late(talk) ||
		    is_over(talk))
			return -1;
		if (ended == 0)
			poll(NULL, 0, TICK_MS);
	}
}

static void kill_it(const struct talk *talk)
{
	kill(talk->proc->has_group ? -talk->pid : talk->pid, SIGKILL);
}

static int finish(struct talk *talk, int result, struct err *err)
{
	int status = 0;

	close_end(&talk->in);
	close_end(&talk->out);
	if (result < 0)
		kill_it(talk);
	if (wait_end(talk, &status) == 0)
		return result < 0 ? -1 : judge(talk, status, err);
	kill_it(talk);
	waitpid(talk->pid, &status, 0);
	if (result < 0)
		return -1;
	if (is_late(talk))
		return err_set(err, ERR_TIMEOUT, "%.60s did not end in time",
			       talk->proc->argv[0]);
	return err_set(err, ERR_INTERRUPTED, "it was ended");
}

/* How signals are taken meanwhile. SIGCHLD ignored, as some parents leave it,
 * would lose how it ended; who stops at the terminal nobody would wake. */
static const struct {
	int signal;
	void (*handler)(int);
	bool is_of_terminal; /* changed only where it has that */
} manners[] = {
	{ SIGPIPE, SIG_IGN, false }, { SIGCHLD, SIG_DFL, false },
	{ SIGINT, SIG_IGN, true },   { SIGQUIT, SIG_IGN, true },
	{ SIGTSTP, SIG_IGN, true },
};
#define MANNERS (sizeof(manners) / sizeof(*manners))

static void change_signals(bool has_terminal, struct sigaction before[MANNERS])
{
	for (size_t i = 0; i < MANNERS; i++) {
		struct sigaction now = { .sa_handler = manners[i].handler };
		bool is_left = manners[i].is_of_terminal && !has_terminal;

		sigaction(manners[i].signal, is_left ? NULL : &now, &before[i]);
	}
}

static void restore_signals(const struct sigaction before[MANNERS])
{
	for (size_t i = 0; i < MANNERS; i++)
		sigaction(manners[i].signal, &before[i], NULL);
}

int proc_run(const struct proc *proc, struct err *err)
{
	struct talk talk = { .proc = proc, .in = NONE, .out = NONE };
	struct sigaction before[MANNERS];
	int result = -1;

	if (proc->in)
		talk.bytes = secret_reveal(proc->in, &talk.left);
	if (proc->patience_ms)
		talk.deadline = clock_mono_ms() + proc->patience_ms;
	if (proc->out && secret_new(proc->max + 1, &talk.heard, err) < 0)
		return -1;
	change_signals(proc->has_terminal, before);
	if (start(&talk, err) == 0)
		result = finish(&talk, converse(&talk, err), err);
	close_end(&talk.in);
	close_end(&talk.out);
	restore_signals(before);
	if (result < 0 || !proc->out) {
		secret_free(talk.heard);
		return result;
	}
	secret_cut(talk.heard, talk.len);
	*proc->out = talk.heard;
	return 0;
}

void proc_close(int first, int last)
{
#ifdef HAVE_CLOSE_RANGE
	if (first <= last &&
	    close_range((unsigned)first, (unsigned)last, 0) == 0)
		return;
#endif
	long max = sysconf(_SC_OPEN_MAX);

	if (max < 0 || max > FDS_MAX)
		max = FDS_MAX;
	for (int fd = first; fd <= last && fd < max; fd++)
		close(fd);
}
