/* testing.c - connections that are being tested, beside everything else */
#include "tui/testing.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"
#include "tui/page.h"

#define BATCH	 64  /* in one transaction: no key waits longer */
#define FRAME_MS 250 /* between two looks at how far they are */
#define BUSY_MS	 50  /* until the thread that has the vault is asked after */

static const struct check_plan plan = { .batch = BATCH };

bool testing_is_bad(enum check_outcome outcome)
{
	return outcome != CHECK_GOOD && outcome != CHECK_SKIPPED;
}

const char *testing_word(enum check_outcome outcome)
{
	static const char *const words[CHECK_OUTCOMES] = {
		[CHECK_GOOD] = "ok",	     [CHECK_REFUSED] = "refused",
		[CHECK_LATER] = "down",	     [CHECK_UNCLEAR] = "unclear",
		[CHECK_SKIPPED] = "skipped", [CHECK_FAILED] = "not sent",
	};

	return words[outcome];
}

bool testing_goes_on(const struct console *console)
{
	return console->testing && !console->testing->is_over;
}

/* Not at each answer, of which there are thousands in a second. */
static void look(const struct console *console, struct testing *testing)
{
	checks_count(testing->checks, &testing->counts);
	testing->looked = console->now;
}

/* -- the end -------------------------------------------------------------- */

/* "Tested 4 of 5: 2 ok, 1 refused, 1 skipped" */
static void say_counts(struct console *console, const char *verb)
{
	static const enum check_outcome order[] = {
		CHECK_GOOD,    CHECK_REFUSED, CHECK_LATER,
		CHECK_UNCLEAR, CHECK_FAILED,  CHECK_SKIPPED,
	};
	const struct check_counts *counts = &console->testing->counts;
	size_t good = counts->outcome[CHECK_GOOD];
	size_t bad = counts->done - good - counts->outcome[CHECK_SKIPPED];
	const char *before = ":";
	struct str text = STR_INIT;

	str_addf(&text, "%s %zu of %zu", verb, counts->done, counts->all);
	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		size_t count = counts->outcome[order[i]];

		if (!count)
			continue;
		str_addf(&text, "%s %zu %s", before, count,
			 testing_word(order[i]));
		before = ",";
	}
	if (console_top(console)->def != &scr_checks)
		str_add(&text, " (:test-results)");
	console_say(console, bad ? TONE_ERROR : TONE_GOOD, "%s",
		    text.failed ? verb : text.text);
	str_clear(&text);
}

static void finish(struct console *console, const char *verb)
{
	struct testing *testing = console->testing;
	struct err err = ERR_INIT;

	testing->is_over = true;
	testing->took = console->now - testing->began;
	look(console, testing);
	say_counts(console, verb);
	if (console_reload(console, &err) < 0)
		console_say_err(console, &err);
}

static void stop(struct console *console, const struct err *why)
{
	struct err err = ERR_INIT;
	int kept = checks_stop(console->testing->checks, &err);

	finish(console, "Stopped:");
	if (why)
		console_say_err(console, why);
	else if (kept < 0)
		console_say_err(console, &err);
}

/* A thread has the session, which is for one at a time. */
static bool is_vault_taken(const struct console *console)
{
	return console->job.state == JOB_RUNNING;
}

bool testing_stop(struct console *console)
{
	if (!testing_goes_on(console) || is_vault_taken(console))
		return false;
	stop(console, NULL);
	return true;
}

void testing_end(struct console *console)
{
	struct testing *testing = console->testing;
	struct err ignored = ERR_INIT;

	if (!testing)
		return;
	if (!testing->is_over)
		(void)checks_stop(testing->checks, &ignored);
	checks_free(testing->checks);
	free(testing);
	console->testing = NULL;
}

/* -- the poll loop --------------------------------------------------------- */

size_t testing_fds(struct console *console, struct pollfd fds[CHECK_FDS_MAX],
		   int *wait_ms)
{
	size_t count = 0;

	*wait_ms = -1;
	if (testing_goes_on(console))
		count = checks_fds(console->testing->checks, fds, wait_ms);
	if (testing_goes_on(console) &&
	    checks_are_over(console->testing->checks))
		*wait_ms = 0; /* there was none to ask */
	if (is_vault_taken(console) && *wait_ms >= 0 && *wait_ms < BUSY_MS)
		*wait_ms = BUSY_MS;
	return count;
}

void testing_polled(struct console *console, const struct pollfd *fds,
		    size_t count)
{
	struct err err = ERR_INIT;

	if (!testing_goes_on(console) || is_vault_taken(console))
		return;

	struct checks *checks = console->testing->checks;

	if (checks_step(checks, fds, count, &err) < 0)
		stop(console, &err);
	else if (checks_are_over(checks))
		finish(console, "Tested");
}

int64_t testing_tick(struct console *console)
{
	struct testing *testing = console->testing;
	int64_t step = (console->options.low_bandwidth ? 4 : 1) * FRAME_MS;

	if (!testing_goes_on(console))
		return 0;
	if (console->now - testing->looked >= step)
		look(console, testing);
	return testing->looked + step;
}

void testing_title(const struct console *console, char *out, size_t size)
{
	*out = '\0';
	if (testing_goes_on(console))
		snprintf(out, size, "testing %zu/%zu  ",
			 console->testing->counts.done,
			 console->testing->counts.all);
}

/* -- beginning ------------------------------------------------------------ */

static bool is_open(const struct console *console)
{
	for (size_t i = 0; i < console->depth; i++)
		if (console->stack[i].def == &scr_checks)
			return true;
	return false;
}

int testing_start(struct console *console, const struct conn *const *conns,
		  size_t count, struct err *err)
{
	struct testing *testing = calloc(1, sizeof(*testing));

	if (!testing)
		return err_nomem(err);
	if (checks_start(console->session, &plan, conns, count, NULL, NULL,
			 &testing->checks, err) < 0) {
		free(testing);
		return -1;
	}
	while (is_open(console))
		console_pop(console);
	testing_end(console);
	console->testing = testing;
	testing->began = console->now;
	look(console, testing);
	return 0;
}
