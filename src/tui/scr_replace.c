/* scr_replace.c - which connection takes the place of another in its flows */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "tui/dialogs.h"
#include "tui/page.h"
#include "tui/sheet.h"

struct scr_replace {
	struct conn old;
	struct conns conns; /* of the same piece */
	struct list list;
};

static void scr_replace_close(void *state)
{
	struct scr_replace *made = state;

	conn_clear(&made->old);
	conns_clear(&made->conns);
	free(made);
}

static int load(struct console *console, struct scr_replace *made,
		const struct conn *old, struct err *err)
{
	made->conns.item = calloc(roster_all(console->roster) + 1,
				  sizeof(*made->conns.item));
	if (!made->conns.item || conn_copy(old, &made->old) < 0)
		return err_nomem(err);
	for (size_t i = 0; i < roster_all(console->roster); i++) {
		const struct conn *conn = roster_any(console->roster, i)->conn;
		if (conn->trashed || !str_is(conn->piece, old->piece) ||
		    memcmp(conn->id, old->id, OBJECT_ID) == 0)
			continue;
		if (conn_copy(conn, &made->conns.item[made->conns.count]) < 0)
			return err_nomem(err);
		made->conns.count++;
	}
	made->list.count = made->conns.count;
	return 0;
}

static unsigned cell(const void *state, size_t row, int column,
		     char out[SHEET_CELL])
{
	const struct scr_replace *made = state;
	const struct conn *conn = &made->conns.item[row];
	char status[STATUS_TEXT];

	if (column == 2) {
		unsigned role = page_status(conn, status);
		str_copy(out, status, SHEET_CELL);
		return role;
	}
	str_copy(out, column == 0 ? page_name(conn) : conn->external_id,
		 SHEET_CELL);
	return ROLE_NORMAL;
}

static const struct sheet_column columns[] = {
	{ .title = "NAME", .width = 32, .narrow = 24, .share = 2 },
	{ .title = "EXTERNAL ID", .width = 26, .share = 1 },
	{ .title = "STATUS", .width = 13, .narrow = 12 },
	{ .title = NULL },
};

static const struct sheet sheet = {
	.column = columns,
	.cell = cell,
	.nothing = "There is no other connection of this piece.",
};

static void scr_replace_draw(const struct console *console, const void *state,
			     struct frame *frame)
{
	const struct scr_replace *made = state;
	char heading[200];

	snprintf(heading, sizeof(heading), "What replaces %.80s in its flows?",
		 page_name(&made->old));
	sheet_draw(console, &sheet, made, &made->list, heading, frame,
		   frame->cols);
}

static void scr_replace_prepare(struct console *console, void *state)
{
	struct scr_replace *made = state;

	sheet_settle(console, &made->list);
}

static struct list *scr_replace_list(struct console *console, void *state)
{
	struct scr_replace *made = state;

	(void)console;
	return &made->list;
}

static void run_take(struct console *console, void *state)
{
	struct scr_replace *made = state;

	if (made->list.count > 0)
		replace_show(console, &made->old,
			     &made->conns.item[made->list.selected]);
}

static const struct action replace_actions[] = {
	{ .name = "take",
	  .keys = "Enter",
	  .press = { PRESS_ENTER },
	  .label = "show what changes",
	  .help = "what changes",
	  .group = GROUP_CONNECTION,
	  .run = run_take },
	{ .name = NULL },
};

const struct screen_def scr_replace = {
	.name = "choice of a replacement",
	.place = "Replace",
	.action = { replace_actions, back_actions, move_actions,
		    vault_actions },
	.draw = scr_replace_draw,
	.prepare = scr_replace_prepare,
	.list = scr_replace_list,
	.close = scr_replace_close,
};

/* Is there another connection of its piece? */
static bool has_other(const struct console *console, const struct conn *conn)
{
	for (size_t i = 0; i < roster_all(console->roster); i++) {
		const struct conn *other = roster_any(console->roster, i)->conn;
		if (!other->trashed && str_is(other->piece, conn->piece) &&
		    memcmp(other->id, conn->id, OBJECT_ID) != 0)
			return true;
	}
	return false;
}

bool blocked_replace(struct console *console, char *why, size_t size)
{
	const struct roster_row *row = console_selected(console);

	if (blocked_unchangeable(console, why, size))
		return true;
	if (row->flows == 0)
		str_copy(why, "no flow uses it", size);
	else if (!has_other(console, row->conn))
		snprintf(why, size, "there is no other connection of %s",
			 row->provider);
	else
		return false;
	return true;
}

void run_replace(struct console *console, void *state)
{
	const struct roster_row *row = console_selected(console);
	struct scr_replace *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	(void)state;
	if (!made)
		err_nomem(&err);
	else if (load(console, made, row->conn, &err) == 0) {
		console_push(console, &scr_replace, made);
		return;
	}
	console_say_err(console, &err);
	if (made)
		scr_replace_close(made);
}
