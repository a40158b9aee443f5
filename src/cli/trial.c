/* trial.c - a credential is tried before it is stored, unless --no-check */
#include "cli/trial.h"

#include <errno.h>

#include "base/watch.h"

/* 1 once *out is there. */
static int wait_once(struct trial *trial, const struct watch *watch,
		     struct check_result *out, struct err *err)
{
	struct pollfd fds[CHECK_FDS_MAX + 1];
	int wait;
	size_t count = trial_fds(trial, fds, &wait);

	fds[count] = (struct pollfd){ .fd = watch->fd, .events = POLLIN };
	if (poll(fds, (nfds_t)count + 1, wait) < 0) {
		if (errno != EINTR)
			return err_sys(err, ERR_IO, "cannot wait");
		count = 0;
	}
	return trial_step(trial, fds, count, out);
}

static int interrupted(struct err *err)
{
	err_set(err, ERR_INTERRUPTED, "interrupted");
	err->sys = watch_came();
	return -1;
}

/* Ctrl-Z: the signals go back to what they were while it sleeps. */
static int sleep_until_woken(struct watch *watch, struct err *err)
{
	watch_end(watch);
	raise(SIGTSTP);
	return watch_begin(watch, err);
}

static int go_on(struct trial *trial, struct check_result *out, struct err *err)
{
	struct watch watch;
	int done = 0;

	if (watch_begin(&watch, err) != 0)
		return -1;
	while (done == 0) {
		done = wait_once(trial, &watch, out, err);
		if (done == 0 && watch_came() == SIGTSTP)
			done = sleep_until_woken(&watch, err);
		if (done == 0 && watch_came())
			done = interrupted(err);
	}
	watch_end(&watch);
	return done < 0 ? -1 : 0;
}

int trial_run(const struct cli *cli, const struct piece_way *way,
	      const struct values *values, struct check_result *out,
	      bool *tried, struct err *err)
{
	static const struct check_plan plan = { .jobs = 1 };
	struct trial *trial;

	*tried = !cli_has(cli, "no-check") &&
		 trial_can(way, values, &plan, NULL);
	if (!*tried)
		return 0;
	if (trial_start(way, values, &plan, &trial, err) != 0)
		return -1;
	int result = go_on(trial, out, err);

	trial_free(trial);
	if (result == 0)
		result = trial_verdict(out, err);
	else
		return -1;
	return result == 0 ? 0
			   : err_hint(err, "nothing was stored: give another "
					   "value, or use --no-check to store "
					   "this one without a test");
}
