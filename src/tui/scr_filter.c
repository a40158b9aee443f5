/* scr_filter.c - the filter bar above the list, while it is typed in */
#include <stdio.h>

#include "base/utf8.h"
#include "ops/match.h"
#include "tui/dialogs.h"
#include "tui/page.h"

static const char *const status_words[] = {
	[SHOW_ALL] = "all",
	[SHOW_ACTIVE] = "active",
	[SHOW_INACTIVE] = "inactive",
};

bool filter_is_open(const struct console *console)
{
	for (size_t i = 0; i < console->depth; i++)
		if (console->stack[i].def == &scr_filter)
			return true;
	return false;
}

bool filter_is_on(const struct console *console)
{
	return console->filter.len > 0 || console->query.status != SHOW_ALL ||
	       filter_is_open(console);
}

static void requery(struct console *console)
{
	struct err err = ERR_INIT;

	if (console_requery(console, &err) < 0)
		console_say_err(console, &err);
}

void filter_clear(struct console *console)
{
	line_clear(&console->filter);
	console->query.status = SHOW_ALL;
	requery(console);
}

void run_status(struct console *console, void *state)
{
	(void)state;
	console->query.status = (console->query.status + 1) % 3;
	requery(console);
}

void run_filter(struct console *console, void *state)
{
	(void)state;
	console_push(console, &scr_filter, NULL);
}

/* -- drawing ------------------------------------------------------------- */

#define LABEL_WIDTH  9	/* "Filter: ", and the margin */
#define STATUS_WIDTH 18 /* "status: inactive" */
#define COUNT_WIDTH  12

/* Columns for the words; more than usual when they need it. */
static int words_width(const struct console *console, int cols, int usual)
{
	int most = cols - LABEL_WIDTH - STATUS_WIDTH - COUNT_WIDTH;
	int need = (int)utf8_width(line_text(&console->filter)) + 2;

	if (need <= usual)
		return usual;
	return need < most ? need : most;
}

void filter_draw(const struct console *console, struct frame *frame, int y)
{
	bool is_open = filter_is_open(console), narrow = page_is_narrow(frame);
	int usual = 17 + (frame->cols - WIDE_COLS);
	int width = narrow ? frame->cols - 20
			   : words_width(console, frame->cols, usual);
	int x = 1 + frame_put(frame, y, 1, 8, ROLE_HEAD, "Filter: ");
	const char *status = status_words[console->query.status];

	frame_fill(frame, y, x, frame->cols - x, ROLE_NORMAL);
	line_draw(frame, y, x, 1, width - 1, ROLE_NORMAL, &console->filter,
		  is_open);
	x += width;
	if (narrow) {
		frame_put(frame, y, x, frame->cols - x, ROLE_NORMAL, status);
		return;
	}
	frame_putf(frame, y, x, 17, ROLE_NORMAL, "status: %s", status);
	frame_putf(frame, y, x + (width > usual ? STATUS_WIDTH : 21), 14,
		   ROLE_NORMAL, "%zu of %zu", console->list.count,
		   console->counts.all);
	if (width > usual)
		return; /* the hints name the keys, too */
	frame_put(frame, y, x + 31, frame->cols - x - 31, ROLE_DIM,
		  is_open ? "Enter keep   Esc clear" : "Esc clear");
}

void filter_draw_none(const struct console *console, struct frame *frame, int y)
{
	struct err err = ERR_INIT;
	bool is_odd = match_check(line_text(&console->filter), &err) != 0;

	frame_putf(frame, y, 2, frame->cols - 2, ROLE_NORMAL, "%s.",
		   is_odd ? err.msg : "No connection matches");
}

/* The list below draws the bar, since it stays when the filter is kept. */
static void scr_filter_draw(const struct console *console, const void *state,
			    struct frame *frame)
{
	(void)state;
	filter_draw(console, frame, page_is_narrow(frame) ? 0 : 1);
}

static void scr_filter_status(const struct console *console, const void *state,
			      char *out, size_t size)
{
	(void)state;
	snprintf(out, size, "%zu hidden by the filter",
		 console->counts.all - console->list.count);
}

/* -- keys ---------------------------------------------------------------- */

static bool scr_filter_key(struct console *console, void *state,
			   const struct key *key)
{
	(void)state;
	switch (line_key(&console->filter, key)) {
	case LINE_UNUSED:
		return false;
	case LINE_CHANGED:
		requery(console);
		return true;
	case LINE_REFUSED:
		console_say(console, TONE_ERROR,
			    "That text cannot be searched for");
		return true;
	default:
		return true;
	}
}

static bool scr_filter_is_typing(const struct console *console,
				 const void *state)
{
	(void)console;
	(void)state;
	return true;
}

static struct list *scr_filter_list(struct console *console, void *state)
{
	(void)state;
	return &console->list;
}

static void run_clear(struct console *console, void *state)
{
	(void)state;
	filter_clear(console);
	console_pop(console);
}

static const struct action filter_actions[] = {
	{ .name = "type",
	  .keys = "type",
	  .label = "to narrow",
	  .help = "words that must all match",
	  .group = GROUP_FIND },
	{ .name = "move",
	  .keys = "Up/Down",
	  .label = "move",
	  .help = "another row",
	  .group = GROUP_FIND },
	{ .name = "status",
	  .keys = "Tab",
	  .press = { PRESS_TAB },
	  .label = "status",
	  .help = "all or by status",
	  .group = GROUP_FIND,
	  .run = run_status },
	{ .name = "keep",
	  .keys = "Enter",
	  .press = { PRESS_ENTER },
	  .label = "keep filter",
	  .help = "keep the filter",
	  .group = GROUP_FIND,
	  .run = run_back },
	{ .name = "clear",
	  .keys = "Esc",
	  .press = { PRESS_ESC },
	  .label = "clear",
	  .help = "clear the filter",
	  .group = GROUP_FIND,
	  .run = run_clear },
	{ .name = NULL },
};

const struct screen_def scr_filter = {
	.name = "filter bar",
	.takes_enter = true,
	.is_dialog = true,
	.action = { filter_actions, move_actions, vault_actions },
	.draw = scr_filter_draw,
	.key = scr_filter_key,
	.is_typing = scr_filter_is_typing,
	.list = scr_filter_list,
	.status = scr_filter_status,
};
