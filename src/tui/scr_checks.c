/* scr_checks.c - connections are tested, and what came of each */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "tui/dialogs.h"
#include "tui/page.h"
#include "tui/sheet.h"
#include "tui/testing.h"

#define BAR	 20  /* columns */
#define ROUND_MS 250 /* a time that counts is drawn no finer */

struct scr_checks {
	const struct testing *testing; /* of the console */
	size_t *row;		       /* which of them are shown */
	struct list list;
	bool hides_good; /* and what was not tested */
};

static const struct {
	unsigned role;
	const char *advice; /* after the text, or NULL */
} outcomes[CHECK_OUTCOMES] = {
	[CHECK_GOOD] = { ROLE_GOOD, NULL },
	[CHECK_REFUSED] = { ROLE_BAD, "c reconnects it" },
	[CHECK_LATER] = { ROLE_WARN, "t asks again" },
	[CHECK_UNCLEAR] = { ROLE_WARN,
			    "Look at the service whether it is good" },
	[CHECK_SKIPPED] = { ROLE_DIM, NULL },
	[CHECK_FAILED] = { ROLE_WARN, "t asks again" },
};

static void scr_checks_close(void *state)
{
	struct scr_checks *made = state;

	free(made->row);
	free(made);
}

/* -- which are shown ------------------------------------------------------ */

static bool is_shown(const struct scr_checks *made, size_t index)
{
	struct check_result result;

	return !made->hides_good || (checks_look(made->testing->checks, index,
						 &result) == CHECK_DONE &&
				     testing_is_bad(result.outcome));
}

/* The selection stays on the same one. */
static void sift(struct scr_checks *made)
{
	struct list *list = &made->list;
	size_t was =
		list->selected < list->count ? made->row[list->selected] : 0;

	list->count = list->selected = 0;
	for (size_t i = 0; i < made->testing->counts.all; i++) {
		if (!is_shown(made, i))
			continue;
		if (i <= was)
			list->selected = list->count;
		made->row[list->count++] = i;
	}
	list_settle(list);
}

/* -- keys ----------------------------------------------------------------- */

static bool scr_checks_key(struct console *console, void *state,
			   const struct key *key)
{
	(void)state;
	if (testing_goes_on(console) &&
	    (key->press == PRESS_ESC || key->press == 'q'))
		console_say(console, TONE_PLAIN,
			    "Testing goes on; T shows it, Ctrl-C stops it");
	return false;
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

	if (made->list.count > 0)
		return false;
	str_copy(why, "nothing is selected", size);
	return true;
}

/* Select it in the list, below this screen. Another process may have deleted
 * it. */
static bool select_there(struct console *console, struct scr_checks *made)
{
	const struct roster_row *row;
	struct check_result result;

	checks_look(made->testing->checks, made->row[made->list.selected],
		    &result);
	console_select(console, result.conn->id);
	row = console_selected(console);
	if (row && memcmp(row->conn->id, result.conn->id, OBJECT_ID) == 0)
		return true;
	console_say(console, TONE_ERROR, "It is not in the list any more.");
	return false;
}

/* Esc comes back. */
static void run_details(struct console *console, void *state)
{
	if (select_there(console, state))
		run_detail(console, state);
}

static void run_reconnect_selected(struct console *console, void *state)
{
	char why[200];

	if (!select_there(console, state))
		return;
	run_detail(console, state);
	if (blocked_reconnect(console, why, sizeof(why)))
		console_say(console, TONE_ERROR, "reconnect: %s", why);
	else
		run_reconnect(console, NULL);
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
		return made->testing->is_over ? "not tested" : "waiting";
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
		checks_look(made->testing->checks, made->row[row], &result);

	switch (column) {
	case 0:
		if (is == CHECK_UNDER_WAY)
			str_copy(out, "...", SHEET_CELL);
		if (is != CHECK_DONE)
			return ROLE_DIM;
		str_copy(out, testing_word(result.outcome), SHEET_CELL);
		return outcomes[result.outcome].role;
	case 1:
		str_copy(out, page_name(result.conn), SHEET_CELL);
		break;
	case 2:
		str_copy(out, result.conn->piece, SHEET_CELL);
		break;
	case 3:
		if (is == CHECK_UNDER_WAY)
			result.ms -= result.ms % ROUND_MS;
		put_time(&result, out);
		break;
	default:
		str_copy(out, words_of(made, is, &result), SHEET_CELL);
		return is == CHECK_DONE ? ROLE_NORMAL : ROLE_DIM;
	}
	return ROLE_NORMAL;
}

static const struct sheet_column columns[] = {
	{ .title = "", .width = 8, .narrow = 8 },
	{ .title = "NAME", .width = 18, .narrow = 20, .share = 1 },
	{ .title = "PIECE", .width = 11 },
	{ .title = "TIME", .width = 6, .narrow = 6, .right = true },
	{ .title = "RESULT", .width = 20, .share = 2 },
	{ .title = NULL },
};

static const struct sheet sheet = {
	.column = columns,
	.cell = cell,
	.nothing = "No problem so far. f shows all.",
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
	const struct check_counts *counts = &made->testing->counts;
	char heading[200], counted[120], bar[BAR + 1];
	int64_t seconds =
		(made->testing->is_over ? made->testing->took
					: console->now - made->testing->began) /
		1000;

	put_bar(bar, counts->done, counts->all);
	size_t good = counts->outcome[CHECK_GOOD];
	size_t refused = counts->outcome[CHECK_REFUSED];
	size_t others =
		counts->done - good - refused - counts->outcome[CHECK_SKIPPED];

	snprintf(counted, sizeof(counted),
		 "%zu/%zu  %zu ok  %zu refused  %zu not known", counts->done,
		 counts->all, good, refused, others);
	if (frame->cols < WIDE_COLS)
		str_copy(heading, counted, sizeof(heading));
	else
		snprintf(heading, sizeof(heading), "[%s] %s  %02lld:%02lld",
			 bar, counted, (long long)(seconds / 60),
			 (long long)(seconds % 60));
	sheet_draw(console, &sheet, made, &made->list, heading, frame,
		   frame->cols);
}

static void scr_checks_prepare(struct console *console, void *state)
{
	struct scr_checks *made = state;

	if (made->hides_good)
		sift(made);
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

/* The selected line, whole, and what to do about it. */
static void scr_checks_status(const struct console *console, const void *state,
			      char *out, size_t size)
{
	const struct scr_checks *made = state;
	struct check_result result;

	(void)console;
	if (made->list.count == 0)
		return;
	enum check_state is = checks_look(
		made->testing->checks, made->row[made->list.selected], &result);
	const char *advice =
		is == CHECK_DONE ? outcomes[result.outcome].advice : NULL;

	if (*result.text)
		snprintf(out, size, "%s: %s%s%s", page_name(result.conn),
			 result.text, advice ? "; " : "", advice ? advice : "");
}

static const struct action checks_actions[] = {
	{ .name = "stop",
	  .keys = "Ctrl-C",
	  .label = "stop",
	  .help = "stop, keep what was found",
	  .is_apt = testing_goes_on,
	  .group = GROUP_CONNECTION },
	{ .name = "details",
	  .keys = "Enter",
	  .press = { PRESS_ENTER, PRESS_RIGHT },
	  .label = "details",
	  .help = "details",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_details,
	  .run = run_details },
	{ .name = "reconnect",
	  .keys = "c",
	  .press = { 'c' },
	  .label = "reconnect",
	  .help = "reconnect",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_details,
	  .run = run_reconnect_selected },
	{ .name = "test-failed",
	  .keys = "t",
	  .press = { 't' },
	  .label = "ask again",
	  .help = "test again what did not work",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_test_failed,
	  .run = run_test_failed },
	{ .name = "failed",
	  .keys = "f",
	  .press = { 'f' },
	  .label = "problems only",
	  .help = "problems only, all",
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
	.close = scr_checks_close,
};

/* -- beginning ------------------------------------------------------------ */

static void show(struct console *console)
{
	struct scr_checks *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	if (made)
		made->row = calloc(console->testing->counts.all + 1,
				   sizeof(*made->row));
	if (!made || !made->row) {
		free(made);
		err_nomem(&err);
		console_say_err(console, &err);
		return;
	}
	made->testing = console->testing;
	sift(made);
	console_push(console, &scr_checks, made);
}

static void begin(struct console *console, const struct conn *const *conns,
		  size_t count)
{
	struct err err = ERR_INIT;

	if (testing_start(console, conns, count, &err) < 0)
		console_say_err(console, &err);
	else
		show(console);
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
		       : check_none(way, &(struct check_plan){ .jobs = 0 });
}

bool blocked_test(struct console *console, char *why, size_t size)
{
	if (blocked_asking(console, why, size))
		return true;
	if (testing_goes_on(console)) {
		str_copy(why, "others are being tested; T shows them", size);
		return true;
	}
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
		begin(console, conn, conns.count);
	free(conn);
	conns_clear(&conns);
}

bool blocked_test_all(struct console *console, char *why, size_t size)
{
	if (blocked_asking(console, why, size))
		return true;
	if (testing_goes_on(console) || roster_shown(console->roster) > 0)
		return false;
	str_copy(why, "there is nothing to test", size);
	return true;
}

static void test_all(struct console *console)
{
	size_t count = roster_shown(console->roster);
	const struct conn **conn = calloc(count + 1, sizeof(*conn));
	struct err err = ERR_INIT;

	if (!conn) {
		err_nomem(&err);
		console_say_err(console, &err);
		return;
	}
	for (size_t i = 0; i < count; i++)
		conn[i] = roster_at(console->roster, i)->conn;
	begin(console, conn, count);
	free(conn);
}

void run_test_all(struct console *console, void *state)
{
	(void)state;
	if (testing_goes_on(console))
		show(console);
	else
		test_all(console);
}

/* -- what came of the last ------------------------------------------------- */

bool blocked_results(struct console *console, char *why, size_t size)
{
	if (console->testing)
		return false;
	str_copy(why, "nothing was tested so far", size);
	return true;
}

void run_results(struct console *console, void *state)
{
	(void)state;
	show(console);
}

/* What it was then, where the list does not show it. */
static const struct conn *as_it_is(const struct console *console,
				   const struct conn *conn)
{
	const struct conn *now = console_conn(console, conn->id);

	return now ? now : conn;
}

/* Of the last test: out, unless it is NULL, has room for all. */
static size_t failed_ones(const struct console *console,
			  const struct conn **out)
{
	struct check_result result;
	size_t count = 0;

	for (size_t i = 0; i < console->testing->counts.all; i++) {
		if (checks_look(console->testing->checks, i, &result) !=
			    CHECK_DONE ||
		    !testing_is_bad(result.outcome))
			continue;
		if (out)
			out[count] = as_it_is(console, result.conn);
		count++;
	}
	return count;
}

bool blocked_test_failed(struct console *console, char *why, size_t size)
{
	if (blocked_results(console, why, size) ||
	    blocked_asking(console, why, size))
		return true;
	if (testing_goes_on(console))
		str_copy(why, "tests are still going on", size);
	else if (failed_ones(console, NULL) > 0)
		return false;
	else
		str_copy(why, "none failed in the last test", size);
	return true;
}

void run_test_failed(struct console *console, void *state)
{
	const struct conn **conn =
		calloc(console->testing->counts.all + 1, sizeof(*conn));
	struct err err = ERR_INIT;

	(void)state;
	if (!conn) {
		err_nomem(&err);
		console_say_err(console, &err);
		return;
	}
	begin(console, conn, failed_ones(console, conn));
	free(conn);
}
