/* watch.c - signals that come while somebody is waited for */
#include "base/watch.h"

#include <fcntl.h>
#include <unistd.h>

/* Set by the handler below; a handler has no other way to say which signal
 * came, nor to wake poll() up. */
static volatile sig_atomic_t came;
static volatile sig_atomic_t wake;

static void note(int signal_number)
{
	ssize_t ignored = write(wake, "", 1);

	(void)ignored;
	came = signal_number;
}

static const int watched[WATCH_SIGNALS] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT,
					    SIGTSTP };

int watch_begin(struct watch *watch, struct err *err)
{
	struct sigaction action = { .sa_handler = note };
	int ends[2];

	if (pipe(ends) != 0)
		return err_sys(err, ERR_IO, "cannot make a pipe");
	for (int i = 0; i < 2; i++) {
		fcntl(ends[i], F_SETFD, FD_CLOEXEC);
		fcntl(ends[i], F_SETFL, O_NONBLOCK);
	}
	watch->fd = ends[0];
	wake = ends[1];
	came = 0;
	sigemptyset(&action.sa_mask);
	for (int i = 0; i < WATCH_SIGNALS; i++) {
		sigaction(watched[i], NULL, &watch->old[i]);
		if (watch->old[i].sa_handler != SIG_IGN)
			sigaction(watched[i], &action, NULL);
	}
	return 0;
}

void watch_end(struct watch *watch)
{
	for (int i = 0; i < WATCH_SIGNALS; i++)
		sigaction(watched[i], &watch->old[i], NULL);
	close(watch->fd);
	close(wake);
}

int watch_came(void)
{
	return came;
}
