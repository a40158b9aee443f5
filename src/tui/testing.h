/* testing.h - connections that are being tested, beside everything else
 *
 * They go on in the one poll loop, whatever screen is shown; the title counts
 * them, scr_checks shows them. What was found is kept, whatever ends it. */
#ifndef CONNVAULT_TUI_TESTING_H
#define CONNVAULT_TUI_TESTING_H

#include "ops/check.h"
#include "tui/console.h"

struct testing {
	struct checks *checks;
	struct check_counts counts; /* as they were looked at last */
	bool is_over;
	int64_t began, took, looked;
};

/* Is that a result to look at? */
bool testing_is_bad(enum check_outcome outcome);
/* "ok", "refused", "down", "unclear", "skipped", "not sent" */
const char *testing_word(enum check_outcome outcome);

/* In the place of those before, whose screen is closed; conns may be theirs. */
int testing_start(struct console *console, const struct conn *const *conns,
		  size_t count, struct err *err);
bool testing_goes_on(const struct console *console);
bool testing_stop(struct console *console); /* false: nothing goes on */
void testing_end(struct console *console);  /* and forget what came of it */

/* As console_fds(), console_polled() and console_tick(). */
size_t testing_fds(struct console *console, struct pollfd fds[CHECK_FDS_MAX],
		   int *wait_ms);
void testing_polled(struct console *console, const struct pollfd *fds,
		    size_t count);
int64_t testing_tick(struct console *console);
/* "testing 9/14  ", "" when nothing goes on */
void testing_title(const struct console *console, char *out, size_t size);

#endif
