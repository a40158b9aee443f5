/* scr_checks.c - connections are tested, and what came of each */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "ops/check.h"
#include "tui/dialogs.h"
#include "tui/page.h"
#include "tui/sheet.h"

#define BATCH	 64  /* in one transaction: no key waits longer */
#define BAR	 38  /* columns */
#define FRAME_MS 250 /* between two frames while they go on */

_Static_assert(SCREEN_FDS >= CHECK_FDS_MAX, "all of them fit");

struct scr_checks {
	struct checks *checks;
	size_t *row; /* which of them are shown */
	struct list list;
	bool hides_good; /* and what was not tested */
	bool is_over;
	int64_t began, took;
	struct check_counts counts; /* as they were looked at last */
	int64_t looked;
};

static const struct {
	const char *word;
	unsigned role;
	bool is_bad;
} outcomes[CHECK_OUTCOMES] = {
	[CHECK_GOOD] = { "ok", ROLE_GOOD, false },
	[CHECK_REFUSED] = { "FAIL", ROLE_BAD, true },
	[CHECK_LATER] = { "down", ROLE_WARN, true },
	[CHECK_UNCLEAR] = { "odd", ROLE_WARN, true },
	[CHECK_SKIPPED] = { "skip", ROLE_DIM, false },
	[CHECK_FAILED] = { "none", ROLE_WARN, true },
};

static void scr_checks_close(void *state)
{
	struct scr_checks *made = state;
	struct err ignored = ERR_INIT;

	/* What was found is kept, whatever closes it. */
	if (made->checks && !made->is_over)
		(void)checks_stop(made->checks, &ignored);
	checks_free(made->checks);
	free(made->row);
	free(made);
}

/* -- which are shown ------------------------------------------------------ */

static bool is_shown(const struct scr_checks *made, size_t index)
{
	struct check_result result;

	return !made->hides_good ||
	       (checks_look(made->checks, index, &result) == CHECK_DONE &&
		outcomes[result.outcome].is_bad);
}

/* The selection stays on the same one. */
static void sift(struct scr_checks *made)
{
	struct list *list = &made->list;
	size_t was =
		list->selected < list->count ? made->row[list->selected] : 0;

	list->count = list->selected = 0;
	for (size_t i = 0; i < made->counts.all; i++) {
		if (!is_shown(made, i))
			continue;
		if (i <= was)
			list->selected = list->count;
		made->row[list->count++] = i;
	}
	list_settle(list);
}

/* -- going on ------------------------------------------------------------- */

/* Not at each answer, of which there are thousands in a second. */
static void look(const struct console *console, struct scr_checks *made)
{
	checks_count(made->checks, &made->counts);
	made->looked = console->now;
	if (made->hides_good)
		sift(made);
}

static void say_counts(struct console *console, const struct scr_checks *made,
		       const char *verb)
{
	const struct check_counts *counts = &made->counts;
	size_t refused = counts->outcome[CHECK_REFUSED];
	size_t skipped = counts->outcome[CHECK_SKIPPED];
	size_t good = counts->outcome[CHECK_GOOD];
	size_t other = counts->done - refused - skipped - good;

	console_say(console, refused + other ? TONE_ERROR : TONE_GOOD,
		    "%s %zu of %zu: %zu ok, %zu refused, %zu unclear, %zu "
		    "skipped",
		    verb, counts->done, counts->all, good, refused, other,
		    skipped);
}

static void finish(struct console *console, struct scr_checks *made,
		   const char *verb)
{
	struct err err = ERR_INIT;

	made->is_over = true;
	made->took = console->now - made->began;
	look(console, made);
	say_counts(console, made, verb);
	if (console_reload(console, &err) < 0)
		console_say_err(console, &err);
}

static void stop(struct console *console, struct scr_checks *made,
		 const struct err *why)
{
	struct err err = ERR_INIT;
	int kept = checks_stop(made->checks, &err);

	finish(console, made, "Stopped:");
	if (why)
		console_say_err(console, why);
	else if (kept < 0)
		console_say_err(console, &err);
}

static size_t scr_checks_fds(void *state, struct pollfd fds[SCREEN_FDS],
			     int *wait_ms)
{
	struct scr_checks *made = state;

	*wait_ms = -1;
	return made->is_over ? 0 : checks_fds(made->checks, fds, wait_ms);
}

static void scr_checks_polled(struct console *console, void *state,
			      const struct pollfd *fds, size_t count)
{
	struct scr_checks *made = state;
	struct err err = ERR_INIT;

	if (made->is_over)
		return;
	if (checks_step(made->checks, fds, count, &err) < 0) {
		stop(console, made, &err);
		return;
	}
	if (checks_are_over(made->checks))
		finish(console, made, "Tested");
}

static int64_t scr_checks_tick(struct console *console, void *state)
{
	struct scr_checks *made = state;
	int64_t step = (console->options.low_bandwidth ? 4 : 1) * FRAME_MS;

	if (made->is_over)
		return 0;
	if (console->now - made->looked >= step)
		look(console, made);
	return made->looked + step;
}

/* -- keys ----------------------------------------------------------------- */

static bool is_going_on(const struct console *console)
{
	for (size_t i = console->depth; i-- > 0;)
		if (console->stack[i].def == &scr_checks) {
			const struct scr_checks *made = console->stack[i].state;
			return !made->is_over;
		}
	return false;
}

/* Esc and Ctrl-C stop what goes on; then they close the screen. */
static bool scr_checks_key(struct console *console, void *state,
			   const struct key *key)
{
	struct scr_checks *made = state;

	if (made->is_over ||
	    (key->press != PRESS_ESC && key->press != CTRL('C')))
		return false;
	stop(console, made, NULL);
	return true;
}

static void run_failed_only(struct console *console, void *state)
{
	struct scr_checks *made = state;

	(void)console;
	made->hides_good = !made->hides_good;
	sift(made);
}

static bool blocked_details(struct console *console, char *why, size_t size)
{
	const struct scr_checks *made = console_top(console)->state;

	if (made->list.count == 0)
		str_copy(why, "nothing is selected", size);
	else if (!made->is_over)
		str_copy(why, "the tests go on; Esc stops them", size);
	return made->list.count == 0 || !made->is_over;
}

/* Those of the list, below this screen; Esc comes back. */
static void run_details(struct console *console, void *state)
{
	struct scr_checks *made = state;
	struct check_result result;

	checks_look(made->checks, made->row[made->list.selected], &result);
	console_select(console, result.conn->id);
	if (console_selected(console))
		run_detail(console, state);
}

/* -- drawing -------------------------------------------------------------- */

static void put_time(const struct check_result *result, char *out)
{
	if (result->ms >= 1000)
		snprintf(out, SHEET_CELL, "%lld.%lld s",
			 (long long)(result->ms / 1000),
			 (long long)(result->ms % 1000 / 100));
	else if (result->ms > 0)
		snprintf(out, SHEET_CELL, "%lld ms", (long long)result->ms);
}

static const char *words_of(const struct scr_checks *made,
			    enum check_state state,
			    const struct check_result *result)
{
	if (state == CHECK_WAITING)
		return made->is_over ? "not tested" : "waiting";
	if (state == CHECK_UNDER_WAY)
		return "testing";
	return *result->text ? result->text : result->account;
}

static unsigned cell(const void *state, size_t row, int column,
		     char out[SHEET_CELL])
{
	const struct scr_checks *made = state;
	struct check_result result;
	enum check_state is =
		checks_look(made->checks, made->row[row], &result);

	switch (column) {
	case 0:
		if (is == CHECK_UNDER_WAY)
			str_copy(out, "...", SHEET_CELL);
		if (is != CHECK_DONE)
			return ROLE_DIM;
		str_copy(out, outcomes[result.outcome].word, SHEET_CELL);
		return outcomes[result.outcome].role;
	case 1:
		str_copy(out, page_name(result.conn), SHEET_CELL);
		break;
	case 2:
		str_copy(out, result.conn->piece, SHEET_CELL);
		break;
	case 3:
		if (is == CHECK_UNDER_WAY)
			result.ms -= result.ms % FRAME_MS;
		put_time(&result, out);
		break;
	default:
		str_copy(out, words_of(made, is, &result), SHEET_CELL);
		return is == CHECK_DONE ? ROLE_NORMAL : ROLE_DIM;
	}
	return ROLE_NORMAL;
}

static const struct sheet_column columns[] = {
	{ .title = "", .width = 4, .narrow = 4 },
	{ .title = "NAME", .width = 20, .narrow = 22, .share = 1 },
	{ .title = "PIECE", .width = 12 },
	{ .title = "TIME", .width = 6, .narrow = 6, .right = true },
	{ .title = "RESULT", .width = 20, .share = 2 },
	{ .title = NULL },
};

static const struct sheet sheet = {
	.column = columns,
	.cell = cell,
	.nothing = "None has failed so far. f shows all.",
};

static void put_bar(char out[BAR + 1], size_t done, size_t all)
{
	size_t full = all ? BAR * done / all : BAR;

	memset(out, '#', full);
	memset(out + full, '.', BAR - full);
	out[BAR] = '\0';
}

static void scr_checks_draw(const struct console *console, const void *state,
			    struct frame *frame)
{
	const struct scr_checks *made = state;
	const struct check_counts *counts = &made->counts;
	char heading[200], bar[BAR + 1];
	int64_t seconds =
		(made->is_over ? made->took : console->now - made->began) /
		1000;

	put_bar(bar, counts->done, counts->all);
	size_t good = counts->outcome[CHECK_GOOD];
	size_t skipped = counts->outcome[CHECK_SKIPPED];
	size_t failed = counts->done - good - skipped;

	if (frame->cols < WIDE_COLS)
		snprintf(heading, sizeof(heading),
			 "%zu/%zu  %zu ok  %zu failed", counts->done,
			 counts->all, good, failed);
	else
		snprintf(heading, sizeof(heading),
			 "[%s] %zu/%zu  %zu ok  %zu failed  %02lld:%02lld", bar,
			 counts->done, counts->all, good, failed,
			 (long long)(seconds / 60), (long long)(seconds % 60));
	sheet_draw(console, &sheet, made, &made->list, heading, frame,
		   frame->cols);
}

static void scr_checks_prepare(struct console *console, void *state)
{
	struct scr_checks *made = state;

	sheet_settle(console, &made->list);
}

static struct list *scr_checks_list(struct console *console, void *state)
{
	struct scr_checks *made = state;

	(void)console;
	return &made->list;
}

static void scr_checks_crumb(const void *state, char *out, size_t size)
{
	(void)state;
	str_copy(out, "Health check", size);
}

/* The selected line, whole. */
static void scr_checks_status(const struct console *console, const void *state,
			      char *out, size_t size)
{
	const struct scr_checks *made = state;
	struct check_result result;

	(void)console;
	if (made->list.count == 0)
		return;
	checks_look(made->checks, made->row[made->list.selected], &result);
	if (*result.text)
		snprintf(out, size, "%s: %s", page_name(result.conn),
			 result.text);
}

static const struct action checks_actions[] = {
	{ .name = "stop",
	  .keys = "Esc  Ctrl-C",
	  .label = "stop",
	  .help = "stop, keep what was found",
	  .is_apt = is_going_on,
	  .group = GROUP_MOVE },
	{ .name = "details",
	  .keys = "Enter",
	  .press = { PRESS_ENTER, PRESS_RIGHT },
	  .label = "details",
	  .help = "details",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_details,
	  .run = run_details },
	{ .name = "failed",
	  .keys = "f",
	  .press = { 'f' },
	  .label = "failed only",
	  .help = "failed only, all",
	  .group = GROUP_FIND,
	  .run = run_failed_only },
	{ .name = NULL },
};

const struct screen_def scr_checks = {
	.name = "health check",
	.hides_blocked = true,
	.action = { checks_actions, back_actions, move_actions, vault_actions },
	.draw = scr_checks_draw,
	.key = scr_checks_key,
	.prepare = scr_checks_prepare,
	.list = scr_checks_list,
	.crumb = scr_checks_crumb,
	.status = scr_checks_status,
	.tick = scr_checks_tick,
	.fds = scr_checks_fds,
	.polled = scr_checks_polled,
	.close = scr_checks_close,
};

/* -- beginning ------------------------------------------------------------ */

static const struct check_plan plan = { .batch = BATCH };

static int begin(struct console *console, struct scr_checks *made,
		 const struct conn *const *conns, size_t count, struct err *err)
{
	made->row = calloc(count + 1, sizeof(*made->row));
	if (!made->row)
		return err_nomem(err);
	made->began = console->now;
	if (checks_start(console->session, &plan, conns, count, NULL, NULL,
			 &made->checks, err) < 0)
		return -1;
	look(console, made);
	sift(made);
	return 0;
}

static void open_for(struct console *console, const struct conn *const *conns,
		     size_t count)
{
	struct scr_checks *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	if (!made) {
		err_nomem(&err);
	} else if (begin(console, made, conns, count, &err) < 0) {
		scr_checks_close(made);
	} else if (console_push(console, &scr_checks, made) == 0) {
		if (checks_are_over(made->checks))
			finish(console, made, "Tested");
		return;
	}
	if (err.code != ERR_OK)
		console_say_err(console, &err);
}

/* Or NULL. */
static const char *no_test(const struct console *console,
			   const struct conn *conn)
{
	const struct piece *piece;
	const struct piece_way *way;
	struct err ignored = ERR_INIT;

	return conn_way(console->session, conn, &piece, &way, &ignored) < 0
		       ? "no test for this piece"
		       : check_none(way, &plan);
}

bool blocked_test(struct console *console, char *why, size_t size)
{
	if (blocked_asking(console, why, size))
		return true;
	if (marks_are_meant(console))
		return false;
	if (blocked_unchangeable(console, why, size))
		return true;
	const char *none = no_test(console, console_selected(console)->conn);

	str_copy(why, none ? none : "", size);
	return none != NULL;
}

void run_test(struct console *console, void *state)
{
	struct conns conns = { .item = NULL };
	const struct conn **conn = NULL;
	struct err err = ERR_INIT;

	(void)state;
	if (marks_targets(console, &conns, &err) < 0 ||
	    !(conn = calloc(conns.count + 1, sizeof(*conn)))) {
		if (err.code == ERR_OK)
			err_nomem(&err);
		console_say_err(console, &err);
	}
	for (size_t i = 0; conn && i < conns.count; i++)
		conn[i] = &conns.item[i];
	if (conn)
		open_for(console, conn, conns.count);
	free(conn);
	conns_clear(&conns);
}

bool blocked_test_all(struct console *console, char *why, size_t size)
{
	if (blocked_asking(console, why, size))
		return true;
	if (roster_shown(console->roster) > 0)
		return false;
	str_copy(why, "there is nothing to test", size);
	return true;
}

void run_test_all(struct console *console, void *state)
{
	size_t count = roster_shown(console->roster);
	const struct conn **conn = calloc(count + 1, sizeof(*conn));
	struct err err = ERR_INIT;

	(void)state;
	if (!conn) {
		err_nomem(&err);
		console_say_err(console, &err);
		return;
	}
	for (size_t i = 0; i < count; i++)
		conn[i] = roster_at(console->roster, i)->conn;
	open_for(console, conn, count);
	free(conn);
}
