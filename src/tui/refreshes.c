/* refreshes.c - new tokens, asked for beside everything else */
#include "tui/refreshes.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/str.h"
#include "ops/refresh.h"
#include "tui/dialogs.h"
#include "tui/page.h"
#include "tui/text.h"

#define BUSY_MS 50 /* until the thread that has the vault is asked after */

_Static_assert(CONSOLE_FDS >= SCREEN_FDS + REFRESH_FDS_MAX, "all of them fit");

struct refreshes {
	struct refresh_run *run;
	struct console *console; /* borrowed */
	size_t asked, told;
	size_t count[REFRESH_OUTCOMES];
	int64_t next_try; /* the first of those put off, or 0 */
	char line[600];	  /* what came of the last one */
	enum tone tone;
	struct str failed; /* "NAME\tWHY", a line each */
	bool was_stopped;
};

/* -- what came of one ------------------------------------------------------ */

/* Before its text, and after it. */
static const struct {
	enum tone tone;
	const char *before, *after;
} telling[REFRESH_OUTCOMES] = {
	[REFRESH_DONE] = { TONE_GOOD, "refreshed", "" },
	[REFRESH_NOT_DUE] = { TONE_PLAIN, "", "" },
	[REFRESH_BY_OTHER] = { TONE_GOOD, "", "" },
	[REFRESH_LATER] = { TONE_ERROR, "not refreshed: ", "" },
	[REFRESH_SIGN_IN] = { TONE_ERROR, "", "; c signs in again" },
	[REFRESH_APP_ERROR] = { TONE_ERROR, "the OAuth app is refused: ",
				"; O shows the apps" },
	[REFRESH_FAILED] = { TONE_ERROR, "", "" },
};

/* "refreshed, until 2026-11-25 21:30", "not refreshed, asked again from ..." */
static void result_text(const struct refresh_result *result, char *out,
			size_t size)
{
	const char *before = telling[result->outcome].before;
	char when[CLOCK_TEXT];

	if (result->outcome == REFRESH_DONE) {
		clock_local(result->conn->expires_at, when);
		snprintf(out, size, "%s%s%s", before, *when ? ", until " : "",
			 when);
		return;
	}
	clock_local(result->next_try, when);
	if (result->outcome == REFRESH_LATER && *when)
		snprintf(out, size,
			 "not refreshed, asked again from %s on: %s. "
			 ":refresh force asks now",
			 when, result->text);
	else
		snprintf(out, size, "%s%s%s", before, result->text,
			 telling[result->outcome].after);
}

static void progress(struct refreshes *all)
{
	struct message *message = &all->console->message;

	/* not kept, and in nobody's way */
	if (all->asked > 1 &&
	    (!*message->text || str_starts(message->text, "Refreshing ")))
		snprintf(message->text, sizeof(message->text),
			 "Refreshing %zu of %zu ...", all->told, all->asked);
}

static void on_result(const struct refresh_result *result, void *arg)
{
	struct refreshes *all = arg;
	char text[480];

	result_text(result, text, sizeof(text));
	all->told++;
	all->count[result->outcome]++;
	if (result->outcome == REFRESH_LATER && result->next_try &&
	    (!all->next_try || result->next_try < all->next_try))
		all->next_try = result->next_try;
	all->tone = telling[result->outcome].tone;
	snprintf(all->line, sizeof(all->line), "\"%.80s\": %s",
		 page_name(result->conn), text);
	if (all->tone == TONE_ERROR)
		text_line(&all->failed, page_name(result->conn), text);
	progress(all);
}

/* -- what came of all ------------------------------------------------------ */

static void summary(const struct refreshes *all, char *out, size_t size)
{
	char again[64] = "to be asked again", when[CLOCK_TEXT];
	const struct {
		enum refresh_outcome outcome;
		const char *what;
	} rows[] = {
		{ REFRESH_BY_OTHER, "by another process" },
		{ REFRESH_NOT_DUE, "not due" },
		{ REFRESH_SIGN_IN, "to sign in again with c" },
		{ REFRESH_APP_ERROR, "whose OAuth app is refused" },
		{ REFRESH_FAILED, "that cannot be refreshed" },
		{ REFRESH_LATER, again },
	};
	size_t len = (size_t)snprintf(out, size, "Refreshed %zu of %zu",
				      all->count[REFRESH_DONE], all->asked);

	clock_local(all->next_try, when);
	if (*when)
		snprintf(again, sizeof(again), "asked again from %s on", when);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows) && len < size; i++)
		if (all->count[rows[i].outcome])
			len += (size_t)snprintf(
				out + len, size - len, ", %zu %s",
				all->count[rows[i].outcome], rows[i].what);
	if (all->was_stopped && len < size)
		snprintf(out + len, size - len, ", %zu left as they are",
			 all->asked - all->told);
}

/* The reasons are shown where nobody is in the middle of something else. */
static void tell(struct console *console, struct refreshes *all)
{
	bool is_bad = all->failed.len > 0;
	char text[300];

	if (all->asked == 1) {
		console_say(console, all->tone, "%s", all->line);
		return;
	}
	summary(all, text, sizeof(text));
	if (is_bad && console_top(console)->def == &scr_list)
		text_show(console, "Not refreshed", &all->failed);
	console_say(console, is_bad ? TONE_ERROR : TONE_GOOD, "%s", text);
}

void refreshes_end(struct console *console)
{
	struct refreshes *all = console->refreshes;

	if (!all)
		return;
	console->refreshes = NULL;
	refresh_free(all->run);
	str_clear(&all->failed);
	free(all);
}

static void finish(struct console *console, const struct err *failed)
{
	struct err err = *failed;
	int result = console_reload(console, &err);

	if (result < 0 || failed->code != ERR_OK)
		console_say_err(console, &err);
	else
		tell(console, console->refreshes);
	refreshes_end(console);
}

/* -- the poll loop --------------------------------------------------------- */

/* A thread has the session, which is for one at a time. */
static bool is_vault_taken(const struct console *console)
{
	return console->job.state == JOB_RUNNING;
}

size_t refreshes_fds(struct console *console,
		     struct pollfd fds[REFRESH_FDS_MAX], int *wait_ms)
{
	size_t count = 0;

	*wait_ms = -1;
	if (console->refreshes)
		count = refresh_fds(console->refreshes->run, fds, wait_ms);
	if (is_vault_taken(console) && *wait_ms >= 0 && *wait_ms < BUSY_MS)
		*wait_ms = BUSY_MS;
	return count;
}

void refreshes_polled(struct console *console, const struct pollfd *fds,
		      size_t count)
{
	struct refreshes *all = console->refreshes;
	struct err err = ERR_INIT;

	if (!all)
		return;
	refresh_hear(all->run, fds, count);
	if (is_vault_taken(console))
		return;
	if (refresh_is_over(all->run) || refresh_step(all->run, &err) < 0)
		finish(console, &err);
}

const char *refreshes_held(const struct console *console)
{
	return console->refreshes
		       ? "a token is being refreshed, and could be lost; it "
			 "takes a minute at most"
		       : NULL;
}

bool refreshes_stop(struct console *console)
{
	struct refreshes *all = console->refreshes;

	if (!all)
		return false;
	all->was_stopped = true;
	if (!is_vault_taken(console))
		refresh_stop(all->run);
	console_say(console, TONE_PLAIN,
		    "No more are begun; what was asked for is waited for");
	return true;
}

/* -- beginning ------------------------------------------------------------- */

bool blocked_refresh(struct console *console, char *why, size_t size)
{
	const struct roster_row *row = console_selected(console);

	if (blocked_asking(console, why, size))
		return true;
	if (console->refreshes) {
		str_copy(why, "others are being refreshed", size);
		return true;
	}
	if (marks_are_meant(console))
		return false;
	if (blocked_unchangeable(console, why, size))
		return true;
	if (row->conn->auth == AUTH_OAUTH2)
		return false;
	str_copy(why, "it is not connected by OAuth; c takes a new credential",
		 size);
	return true;
}

/* Those that cannot be read have nothing to be refreshed with. */
static void sift(struct refreshes *all, struct conns *conns)
{
	size_t kept = 0;

	for (size_t i = 0; i < conns->count; i++) {
		struct conn *conn = &conns->item[i];

		if (conn->status != STATUS_UNREADABLE) {
			conns->item[kept++] = *conn;
			continue;
		}
		all->told++;
		all->count[REFRESH_FAILED]++;
		text_line(&all->failed, page_name(conn),
			  "this row cannot be decrypted");
		conn_clear(conn);
	}
	conns->count = kept;
}

static int begin(struct console *console, struct refreshes *all, bool is_forced,
		 struct err *err)
{
	struct refresh_plan plan = { .is_asked = true, .is_forced = is_forced };
	struct conns conns = { .item = NULL };

	if (marks_targets(console, &conns, err) < 0)
		return -1;
	all->console = console;
	all->asked = conns.count;
	sift(all, &conns);

	int result = refresh_start(console->session, &plan, conns.item,
				   conns.count, on_result, all, &all->run, err);

	conns_clear(&conns);
	return result;
}

static void start(struct console *console, bool is_forced)
{
	struct refreshes *all = calloc(1, sizeof(*all));
	struct err err = ERR_INIT;

	if (!all)
		err_nomem(&err);
	else if (begin(console, all, is_forced, &err) == 0) {
		console->refreshes = all;
		console_say(console, TONE_PLAIN, "Refreshing %s ...",
			    all->asked == 1 ? "it" : "them");
		return;
	}
	console_say_err(console, &err);
	free(all);
}

void run_refresh(struct console *console, void *state)
{
	(void)state;
	start(console, false);
}

void take_refresh(struct console *console, void *state, const char *words)
{
	(void)state;
	if (*words && !str_is(words, "force"))
		console_say(console, TONE_ERROR,
			    "refresh takes no word, or force");
	else
		start(console, *words != '\0');
}
