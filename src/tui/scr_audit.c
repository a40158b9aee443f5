/* scr_audit.c - who did what, newest first, and whether that can be believed
 *
 * Rows are read as they come into sight, so that a hundred thousand of them
 * cost what a page costs. A filter looks through them in pieces, between keys.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/words.h"
#include "tui/dialogs.h"
#include "tui/places.h"
#include "tui/sheet.h"

#define PAGE_MAX 128  /* rows of the highest window that are shown */
#define PIECE	 2000 /* rows looked through between two keys */
#define BAR	 24   /* columns of the progress bar */

enum verdict { NOT_VERIFIED, VERIFIED, FOUND_BAD, STOPPED };

/* A row in sight; seq 0: none. */
struct sight {
	uint64_t seq;
	int64_t time; /* 0: the row is missing */
	const char *action;
	char actor[80], object[160], detail[SHEET_CELL];
};

struct scr_audit {
	struct console *console;
	struct list list;
	uint64_t last; /* number of the newest row */
	struct sight sight[PAGE_MAX];

	struct finder finder;
	struct words words;
	uint64_t *match; /* numbers of the rows found, newest first */
	size_t matches, room;
	uint64_t left; /* rows 1..left are still to be looked through */
	uint64_t kept; /* the row that was selected before */

	struct audit_watch watch;
	enum verdict verdict;
	uint64_t checked;
	char said[300]; /* what is wrong */
};

static void scr_audit_close(void *state)
{
	struct scr_audit *made = state;

	line_clear(&made->finder.line);
	words_clear(&made->words);
	free(made->match);
	free(made);
}

static bool is_filtered(const struct scr_audit *made)
{
	return made->words.count > 0;
}

/* The number of the row at a place of the list; 0: none is there. */
static uint64_t seq_at(const struct scr_audit *made, size_t row)
{
	if (row >= made->list.count)
		return 0;
	return is_filtered(made) ? made->match[row] : made->last - row;
}

static const struct sight *sight_of(const struct scr_audit *made, size_t row)
{
	const struct sight *sight = &made->sight[row % PAGE_MAX];

	return sight->seq && sight->seq == seq_at(made, row) ? sight : NULL;
}

/* -- reading what is in sight -------------------------------------------- */

struct reading {
	struct scr_audit *made;
	size_t row;    /* of the newest one wanted */
	uint64_t high; /* its number */
	uint64_t low;
};

static int take_row(const struct audit_entry *entry, void *arg)
{
	const struct reading *reading = arg;

	if (entry->seq > reading->high)
		return 1;
	size_t row = reading->row + (size_t)(reading->high - entry->seq);
	struct sight *sight = &reading->made->sight[row % PAGE_MAX];

	sight->time = entry->time;
	sight->action = audit_action_name(entry->action);
	str_copy(sight->actor, entry->actor, sizeof(sight->actor));
	str_copy(sight->object, entry->object, sizeof(sight->object));
	str_copy(sight->detail, entry->detail, sizeof(sight->detail));
	return 0;
}

static void read_run(struct scr_audit *made, const struct reading *reading)
{
	struct err err = ERR_INIT;

	for (uint64_t seq = reading->low; seq <= reading->high; seq++) {
		size_t row = reading->row + (size_t)(reading->high - seq);
		made->sight[row % PAGE_MAX] = (struct sight){ .seq = seq };
	}
	if (session_audit(made->console->session, reading->low, take_row,
			  (void *)reading, &err) < 0)
		console_say_err(made->console, &err);
}

/* Rows whose numbers follow each other are read at once. */
static void read_sight(struct scr_audit *made)
{
	size_t end = made->list.top + made->list.page;

	if (end > made->list.count)
		end = made->list.count;
	if (end - made->list.top > PAGE_MAX)
		end = made->list.top + PAGE_MAX;
	for (size_t row = made->list.top; row < end; row++) {
		if (sight_of(made, row))
			continue;
		struct reading reading = { .made = made,
					   .row = row,
					   .high = seq_at(made, row),
					   .low = seq_at(made, row) };
		while (row + 1 < end &&
		       seq_at(made, row + 1) == reading.low - 1) {
			reading.low--;
			row++;
		}
		read_run(made, &reading);
	}
}

/* -- the filter ---------------------------------------------------------- */

static bool row_matches(const struct scr_audit *made,
			const struct audit_entry *entry)
{
	struct str text = STR_INIT;
	char when[CLOCK_TEXT];
	bool does = false;

	clock_local(entry->time, when);
	str_addf(&text, "%s %s %s %s %s", when, entry->actor,
		 audit_action_name(entry->action), entry->object,
		 entry->detail);
	char *folded = text.failed ? NULL : utf8_fold(text.text);
	if (folded)
		does = words_match(&made->words, folded);
	free(folded);
	str_clear(&text);
	return does;
}

static bool make_room(struct scr_audit *made)
{
	size_t room = made->room ? 2 * made->room : 256;

	if (made->matches < made->room)
		return true;
	uint64_t *match = reallocarray(made->match, room, sizeof(*match));
	if (!match)
		return false;
	made->match = match;
	made->room = room;
	return true;
}

struct search {
	struct scr_audit *made;
	uint64_t high;
	size_t first; /* match of this piece */
};

static int search_row(const struct audit_entry *entry, void *arg)
{
	struct search *search = arg;
	struct scr_audit *made = search->made;

	if (entry->seq > search->high)
		return 1;
	if (row_matches(made, entry) && make_room(made))
		made->match[made->matches++] = entry->seq;
	return 0;
}

/* What was found in a piece came oldest first. */
static void turn_round(struct scr_audit *made, size_t first)
{
	for (size_t a = first, b = made->matches; a + 1 < b; a++) {
		uint64_t seq = made->match[a];
		made->match[a] = made->match[--b];
		made->match[b] = seq;
	}
}

static void search_piece(struct scr_audit *made)
{
	struct search search = { .made = made,
				 .high = made->left,
				 .first = made->matches };
	uint64_t low = made->left > PIECE ? made->left - PIECE + 1 : 1;
	struct err err = ERR_INIT;

	made->left = low - 1;
	if (session_audit(made->console->session, low, search_row, &search,
			  &err) < 0) {
		console_say_err(made->console, &err);
		made->left = 0;
	}
	turn_round(made, search.first);
	for (size_t i = search.first; i < made->matches; i++)
		if (made->match[i] == made->kept)
			made->list.selected = i;
	made->list.count = made->matches;
	list_settle(&made->list);
}

/* The list as the words say, the kept row selected when it is in it. */
static void start_list(struct scr_audit *made)
{
	struct list *list = &made->list;

	memset(made->sight, 0, sizeof(made->sight));
	made->matches = 0;
	made->left = 0;
	list->selected = 0;
	if (is_filtered(made)) {
		list->count = 0;
		made->left = made->last;
		if (made->left)
			search_piece(made);
		return;
	}
	list->count = made->last;
	if (made->kept && made->kept <= made->last)
		list->selected = made->last - made->kept;
	list_settle(list);
}

static void filter(struct scr_audit *made)
{
	struct err err = ERR_INIT;

	made->kept = seq_at(made, made->list.selected);
	words_clear(&made->words);
	if (words_init(&made->words, line_text(&made->finder.line)) < 0) {
		err_nomem(&err);
		console_say_err(made->console, &err);
	}
	start_list(made);
}

static int64_t scr_audit_tick(struct console *console, void *state)
{
	struct scr_audit *made = state;

	if (made->left == 0 || console_is_busy(console))
		return 0;
	search_piece(made);
	return made->left ? console->now : 0;
}

/* New rows come on top; what is in sight stays where it is. */
static void scr_audit_reloaded(struct console *console, void *state)
{
	struct scr_audit *made = state;
	size_t below = made->list.selected - made->list.top;
	struct err err = ERR_INIT;

	made->kept = seq_at(made, made->list.selected);
	if (session_audit_last(console->session, &made->last, &err) < 0) {
		console_say_err(console, &err);
		return;
	}
	start_list(made);
	if (made->list.selected >= below)
		made->list.top = made->list.selected - below;
	list_settle(&made->list);
}

/* -- verifying ----------------------------------------------------------- */

static bool is_verifying(const struct scr_audit *made)
{
	const struct job *job = &made->console->job;

	return job->state != JOB_NONE && job->arg == &made->watch;
}

static int work(struct job *job, struct err *err)
{
	uint64_t checked = 0;
	int result = session_audit_verify_watched(job->session, job->arg,
						  &checked, err);

	job->count = checked;
	return result;
}

static void stop(struct job *job)
{
	struct audit_watch *watch = job->arg;

	atomic_store(&watch->stop, true);
}

static void select_seq(struct scr_audit *made, uint64_t seq)
{
	line_clear(&made->finder.line);
	filter(made);
	made->kept = seq < made->last ? seq : made->last;
	start_list(made);
}

static void done(struct console *console, struct job *job)
{
	struct scr_audit *made = console_top(console)->state;

	job->session = NULL;
	made->checked = job->count;
	if (job->result == 0) {
		made->verdict = VERIFIED;
		return;
	}
	made->verdict = job->err.code == ERR_INTERRUPTED ? STOPPED : FOUND_BAD;
	str_copy(made->said, job->err.msg, sizeof(made->said));
	if (made->verdict == FOUND_BAD)
		select_seq(made, job->count + 1);
}

static void run_verify(struct console *console, void *state)
{
	struct scr_audit *made = state;
	struct job *job = &console->job;

	atomic_store(&made->watch.stop, false);
	atomic_store(&made->watch.done, 0);
	made->finder.is_open = false;
	job->session = console->session;
	job->arg = &made->watch;
	job->work = work;
	job->done = done;
	job->stop = stop;
	console_start(console);
}

/* Nothing else may use the vault meanwhile. */
static bool busy_key(struct scr_audit *made, uint32_t press)
{
	if (press == CTRL('C'))
		stop(&made->console->job);
	else if (press != CTRL('L') && press != CTRL('Z'))
		console_say(made->console, TONE_PLAIN,
			    "Verifying; Ctrl-C stops it");
	return press != CTRL('L') && press != CTRL('Z');
}

static bool scr_audit_key(struct console *console, void *state,
			  const struct key *key)
{
	struct scr_audit *made = state;

	if (is_verifying(made))
		return busy_key(made, key->press);
	switch (finder_key(console, &made->finder, key)) {
	case FINDER_UNUSED:
		return false;
	case FINDER_CHANGED:
		filter(made);
		return true;
	default:
		return true;
	}
}

static bool scr_audit_is_typing(const struct console *console,
				const void *state)
{
	const struct scr_audit *made = state;

	(void)console;
	return made->finder.is_open;
}

/* -- drawing ------------------------------------------------------------- */

static unsigned cell(const void *state, size_t row, int column,
		     char out[SHEET_CELL])
{
	const struct scr_audit *made = state;
	const struct sight *sight = sight_of(made, row);

	if (!sight)
		return ROLE_DIM;
	if (sight->time == 0) {
		if (column == 0)
			snprintf(out, SHEET_CELL, "! %" PRIu64 " missing",
				 sight->seq);
		return ROLE_BAD;
	}
	if (column == 0) {
		clock_local(sight->time, out);
		return ROLE_NORMAL;
	}
	const char *const texts[] = { "", sight->actor, sight->action,
				      sight->object, sight->detail };
	str_copy(out, texts[column] ? texts[column] : "?", SHEET_CELL);
	return ROLE_NORMAL;
}

static const struct sheet_column columns[] = {
	{ .title = "TIME", .width = 16, .narrow = 16 },
	{ .title = "WHO", .width = 10, .share = 1 },
	{ .title = "ACTION", .width = 14, .narrow = 9, .share = 1 },
	{ .title = "OBJECT", .width = 12, .narrow = 10, .share = 1 },
	{ .title = "DETAIL", .width = 12, .share = 2 },
	{ .title = NULL },
};

static const struct sheet sheet = { .column = columns,
				    .cell = cell,
				    .nothing = "No row matches." };

static void progress_text(const struct scr_audit *made, char *out, size_t size)
{
	uint64_t count = atomic_load(&made->watch.done), all = made->last;
	int filled = all ? (int)(count * BAR / all) : 0;
	char bar[BAR + 1];

	for (int i = 0; i < BAR; i++)
		bar[i] = i < filled ? '#' : '.';
	bar[BAR] = '\0';
	snprintf(out, size, "Verifying [%s] %" PRIu64 "/%" PRIu64 "  Ctrl-C",
		 bar, count, all);
}

static void heading_text(const struct scr_audit *made, char *out, size_t size)
{
	if (is_verifying(made)) {
		progress_text(made, out, size);
		return;
	}
	switch (made->verdict) {
	case NOT_VERIFIED:
		snprintf(out, size, "%" PRIu64 " rows, not verified (v)",
			 made->last);
		return;
	case VERIFIED:
		snprintf(out, size, "* %" PRIu64 " row%s as %s written",
			 made->checked, made->checked == 1 ? " is" : "s are",
			 made->checked == 1 ? "it was" : "they were");
		return;
	case STOPPED:
		snprintf(out, size,
			 "%" PRIu64 " rows, stopped after %" PRIu64
			 " good ones",
			 made->last, made->checked);
		return;
	default:
		snprintf(out, size, "! %s", made->said);
	}
}

static void scr_audit_draw(const struct console *console, const void *state,
			   struct frame *frame)
{
	const struct scr_audit *made = state;
	char heading[400];

	heading_text(made, heading, sizeof(heading));
	sheet_draw(console, &sheet, made, &made->list, heading, frame,
		   frame->cols);
	if (is_verifying(made))
		return;
	if (made->verdict == FOUND_BAD)
		frame_tint(frame, 1, 0, frame->cols, ROLE_BAD);
	if (!finder_is_on(&made->finder))
		return;
	snprintf(heading, sizeof(heading), "%zu of %" PRIu64 "%s",
		 made->list.count, made->last, made->left ? " so far" : "");
	finder_draw(&made->finder, frame, made->left ? "searching" : heading);
}

static void scr_audit_status(const struct console *console, const void *state,
			     char *out, size_t size)
{
	const struct scr_audit *made = state;
	const struct sight *sight = sight_of(made, made->list.selected);

	(void)console;
	if (sight && sight->time)
		snprintf(out, size, "row %" PRIu64 ": %s %s %s%s%s", sight->seq,
			 sight->actor, sight->action ? sight->action : "?",
			 sight->object, *sight->detail ? ", " : "",
			 sight->detail);
}

static void scr_audit_prepare(struct console *console, void *state)
{
	struct scr_audit *made = state;

	sheet_settle(console, &made->list);
	if (!console_is_busy(console))
		read_sight(made);
}

static struct list *scr_audit_list(struct console *console, void *state)
{
	struct scr_audit *made = state;

	(void)console;
	return &made->list;
}

static void run_read(struct console *console, void *state)
{
	scr_audit_reloaded(console, state);
}

static const struct action audit_actions[] = {
	{ .name = "verify",
	  .keys = "v",
	  .press = { 'v' },
	  .label = "verify",
	  .help = "verify the rows",
	  .group = GROUP_VAULT,
	  .run = run_verify },
	{ .name = "read",
	  .keys = "r  F5",
	  .press = { 'r', PRESS_F5 },
	  .label = "read again",
	  .help = "read again",
	  .group = GROUP_VAULT,
	  .run = run_read },
	{ .name = NULL },
};

const struct screen_def scr_audit = {
	.name = "audit list",
	.takes_enter = true,
	.place = "Audit",
	.action = { finder_actions, audit_actions, back_actions, move_actions,
		    vault_actions },
	.draw = scr_audit_draw,
	.key = scr_audit_key,
	.is_typing = scr_audit_is_typing,
	.prepare = scr_audit_prepare,
	.list = scr_audit_list,
	.status = scr_audit_status,
	.tick = scr_audit_tick,
	.reloaded = scr_audit_reloaded,
	.close = scr_audit_close,
};

void run_audit(struct console *console, void *state)
{
	struct scr_audit *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	(void)state;
	if (!made)
		err_nomem(&err);
	else if (session_audit_last(console->session, &made->last, &err) == 0) {
		made->console = console;
		start_list(made);
		console_push(console, &scr_audit, made);
		return;
	}
	console_say_err(console, &err);
	free(made);
}
