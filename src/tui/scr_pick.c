/* scr_pick.c - one connection of a piece to choose, or a new one to make */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "tui/dialogs.h"
#include "tui/page.h"
#include "tui/wizard.h"

#define CREATE 0 /* the first row; the connections follow it */
#define PROMPT "Find: "

struct scr_pick {
	const struct piece *piece; /* borrowed from the catalog */
	struct list list;
	bool is_create;		 /* the pointer is on the first row */
	uint8_t kept[OBJECT_ID]; /* else on this connection */
};

static const struct roster_row *selected(const struct console *console,
					 const struct scr_pick *pick)
{
	if (pick->list.selected == CREATE)
		return NULL;
	return roster_at(console->roster, pick->list.selected - 1);
}

/* The first connection, when there is one. */
static void begin(const struct console *console, struct scr_pick *pick)
{
	size_t shown = roster_shown(console->roster);

	pick->list.count = shown + 1;
	pick->list.selected = shown > 0;
	pick->list.top = 0;
}

static void search(struct console *console, struct scr_pick *pick)
{
	struct err err = ERR_INIT;

	if (console_requery(console, &err) < 0)
		console_say_err(console, &err);
	begin(console, pick);
}

/* -- drawing ------------------------------------------------------------- */

static void draw_conn(const struct conn *conn, struct frame *frame, int y,
		      bool is_selected)
{
	unsigned role = is_selected ? ROLE_SELECTED : ROLE_NORMAL;
	int more = frame->cols > WIDE_COLS ? frame->cols - WIDE_COLS : 0;
	int name = 26 + more / 2, id = 21 + more - more / 2;
	char status[STATUS_TEXT], when[CLOCK_TEXT];
	unsigned status_role = page_status(conn, status);

	if (page_is_narrow(frame)) {
		status[1] = '\0';
		frame_put(frame, y, 2, 1, is_selected ? role : status_role,
			  status);
		frame_put(frame, y, 4, frame->cols - 4, role, page_name(conn));
		return;
	}
	frame_put(frame, y, 2, name - 1, role, page_name(conn));
	frame_put(frame, y, 2 + name, 13, is_selected ? role : status_role,
		  status);
	frame_put_id(frame, y, 16 + name, id - 1, role, conn->external_id);
	clock_local(conn->connected_at, when);
	frame_put(frame, y, 16 + name + id, 16, role, *when ? when : "never");
}

static void draw_titles(struct frame *frame)
{
	int more = frame->cols > WIDE_COLS ? frame->cols - WIDE_COLS : 0;
	int name = 26 + more / 2, id = 21 + more - more / 2;

	frame_rule(frame, 2, 0, frame->cols);
	frame_put(frame, 3, 2, name, ROLE_HEAD, "NAME");
	frame_put(frame, 3, 2 + name, 13, ROLE_HEAD, "STATUS");
	frame_put(frame, 3, 16 + name, id, ROLE_HEAD, "EXTERNAL ID");
	frame_put(frame, 3, 16 + name + id, 16, ROLE_HEAD, "CONNECTED ON");
}

static int first_row(const struct frame *frame)
{
	return page_is_narrow(frame) ? 2 : 4;
}

static void draw_row(const struct console *console, const struct scr_pick *pick,
		     struct frame *frame, int y, size_t i)
{
	bool here = i == pick->list.selected;
	unsigned role = here ? ROLE_SELECTED : ROLE_NORMAL;

	frame_fill(frame, y, 0, frame->cols, role);
	if (here)
		frame_pointer(frame, y, 0, role);
	if (i == CREATE)
		frame_put(frame, y, 2, frame->cols - 2, role,
			  "+ Create connection");
	else
		draw_conn(roster_at(console->roster, i - 1)->conn, frame, y,
			  here);
}

static void scr_pick_draw(const struct console *console, const void *state,
			  struct frame *frame)
{
	const struct scr_pick *pick = state;
	int end = page_body_end(frame), y = first_row(frame);
	char count[48];

	page_head(console, frame);
	int x = 1 + frame_put(frame, 1, 1, 20, ROLE_HEAD, PROMPT);
	line_draw(frame, 1, x, 1, frame->cols - x - 24, ROLE_NORMAL,
		  &console->filter, true);
	snprintf(count, sizeof(count), "%zu connection%s", pick->list.count - 1,
		 pick->list.count == 2 ? "" : "s");
	frame_put_right(frame, 1, frame->cols - 1, 22, ROLE_NORMAL, count);
	if (!page_is_narrow(frame))
		draw_titles(frame);
	for (size_t i = pick->list.top; i < pick->list.count && y < end; i++)
		draw_row(console, pick, frame, y++, i);
}

static void scr_pick_prepare(struct console *console, void *state)
{
	struct scr_pick *pick = state;
	struct frame size = { .rows = console->rows, .cols = console->cols };
	int page = page_body_end(&size) - first_row(&size);

	pick->list.count = roster_shown(console->roster) + 1;
	pick->list.page = page > 1 ? (size_t)page : 1;
	list_settle(&pick->list);

	const struct roster_row *row = selected(console, pick);

	pick->is_create = !row;
	if (row)
		memcpy(pick->kept, row->conn->id, OBJECT_ID);
}

/* The pointer stays on the same connection. */
static void scr_pick_reloaded(struct console *console, void *state)
{
	struct scr_pick *pick = state;
	long at = roster_index_of(console->roster, pick->kept);

	pick->list.count = roster_shown(console->roster) + 1;
	if (!pick->is_create && at >= 0)
		pick->list.selected = (size_t)at + 1;
	list_settle(&pick->list);
}

static void scr_pick_crumb(const void *state, char *out, size_t size)
{
	const struct scr_pick *pick = state;

	str_copy(out, pick->piece->display_name, size);
}

static void scr_pick_status(const struct console *console, const void *state,
			    char *out, size_t size)
{
	const struct roster_row *row = selected(console, state);

	if (row && row->conn->status == STATUS_INACTIVE)
		snprintf(out, size, "! %s: %s.", page_name(row->conn),
			 page_reason(row->conn));
}

/* -- keys ---------------------------------------------------------------- */

static bool scr_pick_key(struct console *console, void *state,
			 const struct key *key)
{
	/* Home and End move in the list: what is typed is short. */
	if (key->press == PRESS_HOME || key->press == PRESS_END)
		return false;
	/* "/" is how a search begins elsewhere; here it has begun. */
	if (key->press == '/' && console->filter.len == 0)
		return true;
	switch (line_key(&console->filter, key)) {
	case LINE_UNUSED:
		return false;
	case LINE_CHANGED:
		search(console, state);
		return true;
	case LINE_REFUSED:
		console_say(console, TONE_ERROR,
			    "That text cannot be searched for");
		return true;
	default:
		return true;
	}
}

static bool scr_pick_is_typing(const struct console *console, const void *state)
{
	(void)console;
	(void)state;
	return true;
}

static struct list *scr_pick_list(struct console *console, void *state)
{
	struct scr_pick *pick = state;

	(void)console;
	return &pick->list;
}

static bool blocked_choose(struct console *console, char *why, size_t size)
{
	const struct roster_row *row =
		selected(console, console_top(console)->state);

	if (!row)
		return blocked_new_conn(console, why, size);
	if (row->conn->status != STATUS_UNREADABLE)
		return false;
	str_copy(why, "this row cannot be decrypted", size);
	return true;
}

static void run_choose(struct console *console, void *state)
{
	const struct scr_pick *pick = state;
	const struct roster_row *row = selected(console, pick);

	if (row)
		pick_done(console, row->conn);
	else
		wizard_begin(console, pick->piece);
}

static const struct action pick_actions[] = {
	{ .name = "type",
	  .keys = "type",
	  .label = "to narrow",
	  .help = "words that must all match",
	  .group = GROUP_FIND },
	{ .name = "move",
	  .keys = "Up/Down",
	  .label = "move",
	  .help = "another connection",
	  .group = GROUP_FIND },
	{ .name = "choose",
	  .keys = "Enter",
	  .press = { PRESS_ENTER },
	  .label = "choose",
	  .help = "choose it, or create one",
	  .group = GROUP_FORM,
	  .blocked = blocked_choose,
	  .run = run_choose },
	{ .name = "cancel",
	  .keys = "Esc  Ctrl-C",
	  .press = { PRESS_ESC, CTRL('C') },
	  .label = "cancel",
	  .help = "choose none",
	  .group = GROUP_FORM,
	  .run = run_quit },
	{ .name = NULL },
};

const struct screen_def scr_pick = {
	.name = "connections to choose from",
	.place = "Choose a connection",
	.action = { pick_actions, move_actions, vault_actions },
	.draw = scr_pick_draw,
	.key = scr_pick_key,
	.is_typing = scr_pick_is_typing,
	.prepare = scr_pick_prepare,
	.list = scr_pick_list,
	.crumb = scr_pick_crumb,
	.status = scr_pick_status,
	.reloaded = scr_pick_reloaded,
	.close = free,
};

void pick_done(struct console *console, const struct conn *conn)
{
	str_copy(console->picked, conn->external_id, sizeof(console->picked));
	console_quit(console);
}

int pick_open(struct console *console, struct err *err)
{
	struct catalog *catalog = session_catalog(console->session, err);
	const struct piece *piece;

	if (!catalog ||
	    catalog_find(catalog, console->options.pick, &piece, err) < 0)
		return -1;
	struct scr_pick *pick = calloc(1, sizeof(*pick));
	if (!pick)
		return err_nomem(err);
	pick->piece = piece;
	begin(console, pick);
	return console_push(console, &scr_pick, pick);
}
