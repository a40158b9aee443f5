/* scr_bulk.c - one thing after the other, and what failed */
#include "tui/bulk.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/str.h"
#include "tui/dialogs.h"
#include "tui/page.h"

#define WIDTH	 60
#define LINES	 6  /* of failures shown at once */
#define SLICE_MS 30 /* until keys are looked at again */

struct failure {
	size_t item;
	char why[256];
};

struct scr_bulk {
	const struct bulk_def *def;
	void *work;
	size_t next, count;
	struct failure *failure;
	size_t failed, cap;
	struct list list; /* of failures, and of what is done with trouble */
	bool is_over;
};

static void scr_bulk_close(void *state)
{
	struct scr_bulk *bulk = state;

	bulk->def->free(bulk->work);
	free(bulk->failure);
	free(bulk);
}

static void add_failure(struct scr_bulk *bulk, size_t item,
			const struct err *why)
{
	if (bulk->list.count == bulk->cap) {
		size_t cap = 2 * bulk->cap + 8;
		void *more = reallocarray(bulk->failure, cap,
					  sizeof(*bulk->failure));
		if (!more)
			return; /* counted, but not shown */
		bulk->failure = more;
		bulk->cap = cap;
	}
	struct failure *failure = &bulk->failure[bulk->list.count++];
	failure->item = item;
	const char *advice = err_advice(why);

	if (*advice)
		snprintf(failure->why, sizeof(failure->why), "%.120s; %.130s",
			 why->msg, advice);
	else
		str_copy(failure->why, why->msg, sizeof(failure->why));
}

/* -- going on ------------------------------------------------------------ */

static void finish(struct console *console, struct scr_bulk *bulk)
{
	const struct bulk_def *def = bulk->def;
	size_t good = bulk->next - bulk->failed, failed = bulk->failed;
	void *work = bulk->work;

	bulk->is_over = true;
	if (failed > 0 || bulk->list.count > 0) {
		def->done(console, work, good, failed);
		return;
	}
	free(bulk->failure);
	bulk->failure = NULL;
	/* The screen goes first: what is said then belongs to the one below. */
	console->stack[console->depth - 1].state = NULL;
	free(bulk);
	console_pop(console);
	def->done(console, work, good, 0);
	def->free(work);
}

static void go_on(struct console *console, struct scr_bulk *bulk)
{
	int64_t end = clock_mono_ms() + SLICE_MS;

	while (bulk->next < bulk->count) {
		struct err err = ERR_INIT;
		size_t item = bulk->next++;
		int r = bulk->def->each(console, bulk->work, item, &err);

		bulk->failed += r < 0;
		if (r != 0)
			add_failure(bulk, item, &err);
		if (clock_mono_ms() >= end && bulk->next < bulk->count)
			return;
	}
	finish(console, bulk);
}

static int64_t scr_bulk_tick(struct console *console, void *state)
{
	struct scr_bulk *bulk = state;

	if (bulk->is_over || console_top(console)->state != state)
		return 0;
	bool goes_on = bulk->next < bulk->count;
	go_on(console, bulk);
	return goes_on ? console->now : 0;
}

static bool scr_bulk_key(struct console *console, void *state,
			 const struct key *key)
{
	struct scr_bulk *bulk = state;

	if (bulk->is_over)
		return false;
	if (key->press != CTRL('C') && key->press != PRESS_ESC)
		return key->press != CTRL('L') && key->press != CTRL('Z') &&
		       key->press != CTRL('X');
	console_say(console, TONE_ERROR, "Stopped: %zu of %zu left as they are",
		    bulk->count - bulk->next, bulk->count);
	finish(console, bulk);
	return true;
}

/* -- drawing ------------------------------------------------------------- */

static int shown(const struct scr_bulk *bulk)
{
	return bulk->list.count < LINES ? (int)bulk->list.count : LINES;
}

static void scr_bulk_draw(const struct console *console, const void *state,
			  struct frame *frame)
{
	const struct scr_bulk *bulk = state;
	struct place at = page_dialog(frame, 5 + 2 * shown(bulk), WIDTH);
	int y = at.y + 3, x = at.x + 2, width = at.width - 4;

	(void)console;
	frame_box(frame, at.y, at.x, at.height, at.width, bulk->def->title);
	frame_putf(frame, at.y + 1, x, width, ROLE_NORMAL,
		   "%zu of %zu done   %zu failed", bulk->next - bulk->failed,
		   bulk->count, bulk->failed);
	for (size_t i = bulk->list.top;
	     i < bulk->list.count && y + 1 < at.y + at.height; i++, y += 2) {
		const struct failure *failure = &bulk->failure[i];
		bool is_selected = i == bulk->list.selected;
		frame_putf(frame, y, x, width,
			   is_selected ? ROLE_HEAD : ROLE_NORMAL, "! %s",
			   bulk->def->name(bulk->work, failure->item));
		frame_put(frame, y + 1, x + 2, width - 2, ROLE_BAD,
			  failure->why);
	}
}

static void scr_bulk_prepare(struct console *console, void *state)
{
	struct scr_bulk *bulk = state;

	(void)console;
	bulk->list.page = LINES;
	list_settle(&bulk->list);
}

static struct list *scr_bulk_list(struct console *console, void *state)
{
	struct scr_bulk *bulk = state;

	(void)console;
	return &bulk->list;
}

/* The line selected, whole. */
static void scr_bulk_status(const struct console *console, const void *state,
			    char *out, size_t size)
{
	const struct scr_bulk *bulk = state;

	(void)console;
	if (bulk->list.count > 0)
		snprintf(out, size, "! %s",
			 bulk->failure[bulk->list.selected].why);
}

static const struct action bulk_actions[] = {
	{ .name = "close",
	  .keys = "Enter  Esc",
	  .press = { PRESS_ENTER, PRESS_ESC, 'q' },
	  .label = "close",
	  .help = "close",
	  .group = GROUP_MOVE,
	  .run = run_back },
	{ .name = "stop",
	  .keys = "Ctrl-C",
	  .help = "stop, leave the rest",
	  .group = GROUP_MOVE },
	{ .name = NULL },
};

const struct screen_def scr_bulk = {
	.name = "results",
	.is_dialog = true,
	.has_form = true,
	.action = { bulk_actions, move_actions, vault_actions },
	.draw = scr_bulk_draw,
	.key = scr_bulk_key,
	.prepare = scr_bulk_prepare,
	.list = scr_bulk_list,
	.status = scr_bulk_status,
	.tick = scr_bulk_tick,
	.close = scr_bulk_close,
};

void bulk_start(struct console *console, const struct bulk_def *def, void *work)
{
	struct scr_bulk *bulk = calloc(1, sizeof(*bulk));
	struct err err = ERR_INIT;

	if (!bulk) {
		def->free(work);
		err_nomem(&err);
		console_say_err(console, &err);
		return;
	}
	bulk->def = def;
	bulk->work = work;
	bulk->count = def->count(work);
	if (console_push(console, &scr_bulk, bulk) == 0)
		go_on(console, bulk);
}
