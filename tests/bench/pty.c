/* pty.c - a program in a pseudo terminal */
#include "config.h" /* GNU functions */
#include "pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void child(const char *terminal, char *const argv[], int rows,
		  int columns)
{
	struct winsize size = { .ws_row = rows, .ws_col = columns };

	setsid();
	int fd = open(terminal, O_RDWR);
	if (fd < 0)
		_exit(126);
	ioctl(fd, TIOCSCTTY, 0);
	ioctl(fd, TIOCSWINSZ, &size);
	for (int i = 0; i < 3; i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
	execvp(argv[0], argv);
	_exit(127);
}

int pty_start(struct pty *pty, char *const argv[], int rows, int columns)
{
	char name[128];

	*pty = (struct pty){ .pid = -1 };
	pty->fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (pty->fd < 0 || grantpt(pty->fd) || unlockpt(pty->fd) ||
	    ptsname_r(pty->fd, name, sizeof(name))) {
		perror("pseudo terminal");
		return -1;
	}
	pty->pid = fork();
	if (pty->pid < 0) {
		perror("fork");
		return -1;
	}
	if (!pty->pid)
		child(name, argv, rows, columns);
	return 0;
}

/* Take what is there within time: 1, 0 when nothing came, -1 at the end. */
static int take(struct pty *pty, int time)
{
	struct pollfd poller = { .fd = pty->fd, .events = POLLIN };

	if (pty->len + 65536 > pty->cap) {
		pty->cap = 2 * pty->cap + 131072;
		pty->out = realloc(pty->out, pty->cap);
		if (!pty->out)
			abort();
	}
	if (poll(&poller, 1, time < 0 ? 0 : time) <= 0)
		return 0;
	ssize_t n = read(pty->fd, pty->out + pty->len, 65535);
	if (n <= 0)
		return -1;
	pty->len += n;
	pty->out[pty->len] = '\0';
	pty->seen_at = now_ms();
	return 1;
}

int pty_keys(struct pty *pty, const char *keys, size_t len)
{
	while (take(pty, 0) > 0)
		;
	pty_mark(pty);
	while (len) {
		ssize_t n = write(pty->fd, keys, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			perror("typing");
			return -1;
		}
		keys += n;
		len -= n;
	}
	return 0;
}

void pty_mark(struct pty *pty)
{
	pty->mark = pty->len;
}

static char *find(const struct pty *pty, size_t from, const char *text)
{
	if (from >= pty->len)
		return NULL;
	return memmem(pty->out + from, pty->len - from, text, strlen(text));
}

static bool has_come(const struct pty *pty, const char *text, bool frame)
{
	char *at = find(pty, pty->mark, text);

	return at && (!frame || find(pty, at - pty->out, PTY_FRAME_END));
}

int pty_wait(struct pty *pty, const char *text, bool frame, int timeout)
{
	double until = now_ms() + timeout;

	while (!has_come(pty, text, frame)) {
		int left = until - now_ms();

		if (left <= 0 || take(pty, left) < 0) {
			fprintf(stderr, "waited for \"%s\"%s in vain; got:\n",
				text, frame ? " and the end of a frame" : "");
			fwrite(pty->out + pty->mark, 1, pty->len - pty->mark,
			       stderr);
			fputc('\n', stderr);
			return -1;
		}
	}
	return 0;
}

void pty_listen(struct pty *pty, int time)
{
	double until = now_ms() + time;

	for (double left = time; left > 0; left = until - now_ms())
		if (take(pty, left + 1) < 0)
			break;
}

void pty_settle(struct pty *pty, int quiet)
{
	while (take(pty, quiet) > 0)
		;
}

size_t pty_bytes(const struct pty *pty)
{
	return pty->len - pty->mark;
}

size_t pty_count(const struct pty *pty, const char *text)
{
	size_t count = 0;

	for (size_t from = pty->mark; from < pty->len; count++) {
		char *at = find(pty, from, text);
		if (!at)
			break;
		from = at - pty->out + 1;
	}
	return count;
}

int pty_end(struct pty *pty, int timeout)
{
	double until = now_ms() + timeout;
	int status;

	while (take(pty, until - now_ms()) > 0)
		;
	while (waitpid(pty->pid, &status, WNOHANG) == 0) {
		if (now_ms() > until) {
			fprintf(stderr, "the program does not end\n");
			return -1;
		}
		poll(NULL, 0, 1);
	}
	pty->pid = -1;
	return status;
}

void pty_stop(struct pty *pty)
{
	if (pty->pid > 0) {
		kill(pty->pid, SIGKILL);
		waitpid(pty->pid, NULL, 0);
		pty->pid = -1;
	}
	if (pty->fd >= 0)
		close(pty->fd);
	pty->fd = -1;
	free(pty->out);
	pty->out = NULL;
	pty->len = pty->cap = pty->mark = 0;
}

long peak_kib(pid_t pid)
{
	char path[64], line[256];
	long kib = -1;

	snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
	FILE *file = fopen(path, "re");
	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "VmHWM: %ld", &kib) == 1)
			break;
	fclose(file);
	return kib;
}
