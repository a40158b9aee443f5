/* scr_trash.c - deleted connections: restored, or removed for ever */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "tui/dialogs.h"
#include "tui/page.h"
#include "tui/places.h"
#include "tui/sheet.h"

#define DAY 86400

struct scr_trash {
	struct conns conns;
	struct catalog *catalog; /* borrowed; NULL: it cannot be read */
	struct list list;
	char asked[400]; /* by the question before one is removed */
};

static void scr_trash_close(void *state)
{
	struct scr_trash *trash = state;

	conns_clear(&trash->conns);
	free(trash);
}

/* Deleted last comes first. */
static int newest(const void *a, const void *b)
{
	const struct conn *x = a, *y = b;

	if (x->trashed_at != y->trashed_at)
		return x->trashed_at > y->trashed_at ? -1 : 1;
	return strcmp(x->name, y->name);
}

static int load(struct console *console, struct scr_trash *trash,
		struct err *err)
{
	struct conns conns = { .item = NULL };

	conns.item = calloc(console->counts.trashed + 1, sizeof(*conns.item));
	if (!conns.item)
		return err_nomem(err);
	for (size_t i = 0; i < roster_all(console->roster); i++) {
		const struct conn *conn = roster_any(console->roster, i)->conn;
		if (!conn->trashed)
			continue;
		if (conn_copy(conn, &conns.item[conns.count]) < 0) {
			conns_clear(&conns);
			return err_nomem(err);
		}
		conns.count++;
	}
	if (conns.count > 1)
		qsort(conns.item, conns.count, sizeof(*conns.item), newest);
	conns_clear(&trash->conns);
	trash->conns = conns;
	trash->list.count = conns.count;
	list_settle(&trash->list);
	return 0;
}

static void scr_trash_reloaded(struct console *console, void *state)
{
	struct err err = ERR_INIT;

	if (load(console, state, &err) < 0)
		console_say_err(console, &err);
}

static struct conn *selected(struct scr_trash *trash)
{
	return trash->list.count ? &trash->conns.item[trash->list.selected]
				 : NULL;
}

/* -- drawing ------------------------------------------------------------- */

static void days_left(const struct conn *conn, char *out)
{
	/* begun days count: 30 when it was deleted just now */
	int64_t left = (conn_trash_end(conn) - clock_now() + DAY - 1) / DAY;

	if (left < 1)
		str_copy(out, "at the next deletion", SHEET_CELL);
	else
		snprintf(out, SHEET_CELL, "in %d day%s", (int)left,
			 left == 1 ? "" : "s");
}

static unsigned cell(const void *state, size_t row, int column,
		     char out[SHEET_CELL])
{
	const struct scr_trash *trash = state;
	const struct conn *conn = &trash->conns.item[row];

	switch (column) {
	case 0:
		str_copy(out,
			 trash->catalog
				 ? catalog_provider(trash->catalog, conn->piece)
				 : conn->piece,
			 SHEET_CELL);
		break;
	case 1:
		str_copy(out, page_name(conn), SHEET_CELL);
		break;
	case 2:
		clock_local(conn->trashed_at, out);
		break;
	default:
		days_left(conn, out);
	}
	return ROLE_NORMAL;
}

static const struct sheet_column columns[] = {
	{ .title = "PROVIDER", .width = 16, .narrow = 12, .share = 1 },
	{ .title = "NAME", .width = 27, .narrow = 25, .share = 2 },
	{ .title = "DELETED ON", .width = 18 },
	{ .title = "GONE FOR EVER", .width = 15 },
	{ .title = NULL },
};

static const struct sheet sheet = {
	.column = columns,
	.cell = cell,
	.nothing = "The trash is empty.",
};

static void scr_trash_draw(const struct console *console, const void *state,
			   struct frame *frame)
{
	const struct scr_trash *trash = state;
	char heading[80];

	snprintf(heading, sizeof(heading),
		 "%zu deleted connection%s, kept for %d days",
		 trash->conns.count, trash->conns.count == 1 ? "" : "s",
		 TRASH_DAYS);
	sheet_draw(console, &sheet, trash, &trash->list, heading, frame,
		   frame->cols);
}

static void scr_trash_prepare(struct console *console, void *state)
{
	struct scr_trash *trash = state;

	sheet_settle(console, &trash->list);
}

static struct list *scr_trash_list(struct console *console, void *state)
{
	struct scr_trash *trash = state;

	(void)console;
	return &trash->list;
}

static void scr_trash_status(const struct console *console, const void *state,
			     char *out, size_t size)
{
	const struct scr_trash *trash = state;

	(void)console;
	if (trash->list.count > 0)
		snprintf(out, size, "External id %s",
			 trash->conns.item[trash->list.selected].external_id);
}

/* -- actions ------------------------------------------------------------- */

static bool blocked_here(struct console *console, char *why, size_t size)
{
	const struct screen *top = console_top(console);

	if (blocked_read_only(console, why, size))
		return true;
	if (top->def != &scr_trash || selected(top->state))
		return false;
	str_copy(why, "the trash is empty", size);
	return true;
}

static void read_again(struct console *console)
{
	struct err err = ERR_INIT;

	if (console_reload(console, &err) < 0)
		console_say_err(console, &err);
}

static void run_restore(struct console *console, void *state)
{
	struct conn *conn = selected(state);
	struct err err = ERR_INIT;
	char name[100];

	str_copy(name, page_name(conn), sizeof(name));
	if (conn_restore(console->session, conn, &err) < 0) {
		console_say_err(console, &err);
		return;
	}
	console_say(console, TONE_GOOD, "Restored \"%.80s\"", name);
	read_again(console);
}

static void purge_agreed(struct console *console, void *arg)
{
	struct conn *conn = selected(arg);
	struct err err = ERR_INIT;
	char name[100];

	if (!conn)
		return;
	str_copy(name, page_name(conn), sizeof(name));
	if (conn_purge(console->session, conn, &err) < 0)
		console_say_err(console, &err);
	else
		console_say(console, TONE_GOOD, "Removed \"%.80s\" for ever",
			    name);
	read_again(console);
}

static void run_purge(struct console *console, void *state)
{
	struct scr_trash *trash = state;
	const struct question question = {
		.title = "Remove for ever",
		.text = trash->asked,
		.harmless = "Keep it",
		.other = "Remove for ever",
		.agreed = purge_agreed,
		.arg = trash,
	};

	snprintf(trash->asked, sizeof(trash->asked),
		 "\"%.60s\" and its credential cannot be brought back then.",
		 page_name(selected(trash)));
	ask(console, &question);
}

static const struct action trash_actions[] = {
	{ .name = "restore",
	  .keys = "Enter  z",
	  .press = { PRESS_ENTER, 'z' },
	  .label = "restore",
	  .help = "restore",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_here,
	  .run = run_restore },
	{ .name = "purge",
	  .keys = "d  Del",
	  .press = { 'd', PRESS_DELETE },
	  .label = "remove for ever",
	  .help = "remove for ever (asks)",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_here,
	  .run = run_purge },
	{ .name = NULL },
};

const struct screen_def scr_trash = {
	.name = "trash",
	.place = "Trash",
	.action = { trash_actions, back_actions, move_actions, vault_actions },
	.draw = scr_trash_draw,
	.prepare = scr_trash_prepare,
	.list = scr_trash_list,
	.status = scr_trash_status,
	.reloaded = scr_trash_reloaded,
	.close = scr_trash_close,
};

bool blocked_trash(struct console *console, char *why, size_t size)
{
	if (console->counts.trashed > 0)
		return false;
	str_copy(why, "the trash is empty", size);
	return true;
}

void run_trash(struct console *console, void *state)
{
	struct scr_trash *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT, ignored = ERR_INIT;

	(void)state;
	if (!made)
		err_nomem(&err);
	else if (load(console, made, &err) == 0) {
		made->catalog = session_catalog(console->session, &ignored);
		console_push(console, &scr_trash, made);
		return;
	}
	console_say_err(console, &err);
	if (made)
		scr_trash_close(made);
}
