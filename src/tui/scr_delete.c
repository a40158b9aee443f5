/* scr_delete.c - delete the selected connection, or the marked ones; those in
 * use only once the number of their flows was typed */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "ops/undo.h"
#include "tui/bulk.h"
#include "tui/dialogs.h"
#include "tui/line.h"
#include "tui/page.h"

#define WIDTH 60
#define NAMES 4 /* connections named before "and more" */

enum { CANCEL, DELETE, NUMBER }; /* what has the focus */

struct scr_delete {
	struct conns conns;
	unsigned uses[NAMES]; /* flows of the first ones */
	size_t flows;	      /* that use any of them */
	struct line typed;
	int focus;
	char title[80];
};

static void scr_delete_close(void *state)
{
	struct scr_delete *del = state;

	conns_clear(&del->conns);
	line_clear(&del->typed);
	free(del);
}

/* -- deleting ------------------------------------------------------------ */

struct deletion {
	struct conns conns;
	bool force;
};

static size_t deletion_count(const void *work)
{
	return ((const struct deletion *)work)->conns.count;
}

static const char *deletion_name(const void *work, size_t i)
{
	return page_name(&((const struct deletion *)work)->conns.item[i]);
}

static int deletion_each(struct console *console, void *work, size_t i,
			 struct err *err)
{
	struct deletion *deletion = work;

	return conn_delete(console->session, &deletion->conns.item[i],
			   deletion->force, err);
}

/* The details of a connection that is gone are closed. */
static void leave_detail(struct console *console)
{
	if (console_top(console)->def == &scr_detail)
		console_pop(console);
}

static void deletion_done(struct console *console, void *work, size_t good,
			  size_t failed)
{
	const struct deletion *deletion = work;
	struct err err = ERR_INIT;

	undo_end(console->session);
	if (failed == 0)
		leave_detail(console);
	if (console_reload(console, &err) < 0) {
		console_say_err(console, &err);
		return;
	}
	if (failed > 0 || good < deletion->conns.count)
		return;
	console->marks.is_ranging = false;
	if (good == 1)
		console_say(console, TONE_GOOD,
			    "Deleted \"%.80s\"; z undoes this",
			    page_name(&deletion->conns.item[0]));
	else
		console_say(console, TONE_GOOD,
			    "Deleted %zu connections; z undoes this", good);
}

static void deletion_free(void *work)
{
	struct deletion *deletion = work;

	conns_clear(&deletion->conns);
	free(deletion);
}

static const struct bulk_def deletion_def = {
	.title = "Delete",
	.count = deletion_count,
	.each = deletion_each,
	.name = deletion_name,
	.done = deletion_done,
	.free = deletion_free,
};

static void start(struct console *console, struct scr_delete *del)
{
	struct deletion *deletion = calloc(1, sizeof(*deletion));
	struct err err = ERR_INIT;
	char what[80];

	if (!deletion) {
		err_nomem(&err);
		console_say_err(console, &err);
		return;
	}
	deletion->conns = del->conns;
	deletion->force = del->flows > 0;
	del->conns = (struct conns){ .item = NULL };
	snprintf(what, sizeof(what), "deletion of %zu connections",
		 deletion->conns.count);
	console_pop(console);
	undo_begin(console->session, what);
	bulk_start(console, &deletion_def, deletion);
}

/* -- keys ---------------------------------------------------------------- */

static bool may_delete(const struct scr_delete *del)
{
	char number[24];

	snprintf(number, sizeof(number), "%zu", del->flows);
	return del->flows == 0 || str_is(line_text(&del->typed), number);
}

static void ask_number(struct console *console, const struct scr_delete *del)
{
	console_say(console, TONE_ERROR,
		    "Delete: type %zu, the number of flows, first", del->flows);
}

static void choose(struct console *console, struct scr_delete *del)
{
	if (del->focus == CANCEL) {
		console_pop(console);
		console_say(console, TONE_PLAIN, "Nothing was deleted");
	} else if (may_delete(del)) {
		start(console, del);
	} else {
		ask_number(console, del);
	}
}

/* Number, Cancel, Delete, in the order in which they are seen. */
static int stop_after(const struct scr_delete *del, int focus, bool forth)
{
	static const int next[] = {
		[CANCEL] = DELETE, [DELETE] = NUMBER, [NUMBER] = CANCEL
	};
	static const int before[] = {
		[CANCEL] = NUMBER, [DELETE] = CANCEL, [NUMBER] = DELETE
	};

	do
		focus = forth ? next[focus] : before[focus];
	while ((focus == NUMBER && del->flows == 0) ||
	       (focus == DELETE && !may_delete(del)));
	return focus;
}

static void move_focus(struct console *console, struct scr_delete *del,
		       bool forth)
{
	if (del->focus == CANCEL && !may_delete(del))
		ask_number(console, del);
	del->focus = stop_after(del, del->focus, forth);
}

/* Digits go to the number wherever the focus is. */
static bool type(struct console *console, struct scr_delete *del,
		 const struct key *key)
{
	bool is_digit = key->press >= '0' && key->press <= '9';
	bool is_text = key->press >= ' ' && key->press < PRESS_UP &&
		       key->press != PRESS_BACKSPACE;

	if (del->flows == 0 || key->press == CTRL('C') ||
	    (del->focus != NUMBER && !is_digit))
		return false;
	switch (is_text && !is_digit ? LINE_REFUSED
				     : line_key(&del->typed, key)) {
	case LINE_CHANGED:
		del->focus = NUMBER;
		return true;
	case LINE_REFUSED:
		console_say(console, TONE_ERROR, "Only a number goes here.");
		return true;
	case LINE_USED:
		return true;
	default:
		return false;
	}
}

static bool scr_delete_key(struct console *console, void *state,
			   const struct key *key)
{
	struct scr_delete *del = state;

	switch (key->press) {
	case PRESS_ENTER:
		choose(console, del);
		return true;
	case PRESS_TAB:
	case PRESS_DOWN:
		move_focus(console, del, true);
		return true;
	case PRESS_BACK_TAB:
	case PRESS_UP:
		move_focus(console, del, false);
		return true;
	case PRESS_LEFT:
	case PRESS_RIGHT:
		if (del->focus == NUMBER)
			return type(console, del, key);
		move_focus(console, del, key->press == PRESS_RIGHT);
		return true;
	default:
		return type(console, del, key);
	}
}

static bool scr_delete_is_typing(const struct console *console,
				 const void *state)
{
	const struct scr_delete *del = state;

	(void)console;
	return del->focus == NUMBER;
}

/* -- drawing ------------------------------------------------------------- */

static size_t named(const struct scr_delete *del)
{
	return del->conns.count < NAMES ? del->conns.count : NAMES;
}

static int height_of(const struct scr_delete *del)
{
	return (int)named(del) + (del->conns.count > NAMES) + 7 +
	       (del->flows > 0 ? 3 : 0);
}

static int draw_names(const struct scr_delete *del, struct frame *frame, int y,
		      int x, int width)
{
	size_t i = 0;
	char used[40];

	for (; i < named(del); i++, y++) {
		const struct conn *conn = &del->conns.item[i];
		snprintf(used, sizeof(used), "used by %u flow%s", del->uses[i],
			 del->uses[i] == 1 ? "" : "s");
		frame_put(frame, y, x, 22, ROLE_NORMAL, page_name(conn));
		frame_put_id(frame, y, x + 23, 15, ROLE_NORMAL,
			     conn->external_id);
		frame_put(frame, y, x + 39, width - 39, ROLE_NORMAL,
			  del->uses[i] ? used : "not used");
	}
	if (del->conns.count > NAMES)
		frame_putf(frame, y++, x, width, ROLE_NORMAL, "and %zu more",
			   del->conns.count - NAMES);
	return y;
}

static int draw_warning(const struct scr_delete *del, struct frame *frame,
			int y, int x, int width)
{
	static const char rest[] =
		"Nothing is removed at the provider. Deleted connections stay "
		"in the trash for 30 days (z undoes this).";
	char text[300];

	if (del->flows == 0)
		return y +
		       frame_put_lines(frame, y, x, width, ROLE_NORMAL, rest);
	snprintf(text, sizeof(text), "%zu flow%s will fail on %s next run. %s",
		 del->flows, del->flows == 1 ? "" : "s",
		 del->flows == 1 ? "its" : "their", rest);
	return y + frame_put_lines(frame, y, x, width, ROLE_NORMAL, text);
}

static void draw_buttons(const struct scr_delete *del, struct frame *frame,
			 int y, int x)
{
	bool on = may_delete(del);

	x += 3 + frame_put(frame, y, x, 12,
			   del->focus == CANCEL ? ROLE_FOCUS : ROLE_BUTTON,
			   "[ Cancel ]");
	if (on)
		frame_put(frame, y, x, 12,
			  del->focus == DELETE ? ROLE_FOCUS : ROLE_BUTTON,
			  "[ Delete ]");
	else
		frame_put(frame, y, x, 12, ROLE_DIM, "( Delete )");
}

static void scr_delete_draw(const struct console *console, const void *state,
			    struct frame *frame)
{
	const struct scr_delete *del = state;
	struct place at = page_dialog(frame, height_of(del), WIDTH);
	int x = at.x + 2, width = at.width - 4;

	(void)console;
	frame_box(frame, at.y, at.x, at.height, at.width, del->title);
	int y = draw_names(del, frame, at.y + 1, x, width);
	y = draw_warning(del, frame, y + 1, x, width) + 1;
	if (del->flows > 0) {
		int used = frame_putf(frame, y, x, width, ROLE_NORMAL,
				      "Type %zu to confirm: ", del->flows);
		line_draw(frame, y, x + used, 1, 8, ROLE_FIELD, &del->typed,
			  del->focus == NUMBER);
		y += 2;
	}
	draw_buttons(del, frame, y, at.x + 16);
}

static bool asks_number(const struct console *console)
{
	for (size_t i = 0; i < console->depth; i++)
		if (console->stack[i].def == &scr_delete)
			return ((const struct scr_delete *)console->stack[i]
					.state)
				       ->flows > 0;
	return false;
}

static const struct action delete_actions[] = {
	{ .name = "choose",
	  .keys = "Enter",
	  .label = "choose",
	  .help = "the button; the number",
	  .group = GROUP_FORM },
	{ .name = "confirm",
	  .keys = "0-9",
	  .label = "type the number",
	  .help = "type the number",
	  .is_apt = asks_number,
	  .group = GROUP_FORM },
	{ .name = "other",
	  .keys = "Tab",
	  .label = "move",
	  .help = "number, buttons",
	  .group = GROUP_FORM },
	{ .name = "cancel",
	  .keys = "Esc",
	  .press = { PRESS_ESC },
	  .label = "cancel",
	  .help = "cancel",
	  .group = GROUP_FORM,
	  .run = run_back },
	{ .name = NULL },
};

const struct screen_def scr_delete = {
	.name = "delete dialog",
	.is_dialog = true,
	.has_form = true,
	.action = { delete_actions, vault_actions },
	.draw = scr_delete_draw,
	.key = scr_delete_key,
	.is_typing = scr_delete_is_typing,
	.close = scr_delete_close,
};

/* -- opening ------------------------------------------------------------- */

static bool is_marked(const struct conn *conn, void *arg)
{
	const struct console *console = arg;
	const struct roster_row *row = console_selected(console);

	if (marks_are_meant(console))
		return marks_has(&console->marks, conn->id);
	return row && memcmp(row->conn->id, conn->id, OBJECT_ID) == 0;
}

static unsigned uses_of(const struct console *console, const struct conn *conn)
{
	for (size_t i = 0; i < roster_all(console->roster); i++) {
		const struct roster_row *row = roster_any(console->roster, i);
		if (memcmp(row->conn->id, conn->id, OBJECT_ID) == 0)
			return row->flows;
	}
	return 0;
}

static int load(struct console *console, struct scr_delete *del,
		struct err *err)
{
	if (marks_targets(console, &del->conns, err) < 0)
		return -1;
	del->flows = roster_uses(console->roster, is_marked, console);
	del->focus = del->flows > 0 ? NUMBER : CANCEL;
	for (size_t i = 0; i < named(del); i++)
		del->uses[i] = uses_of(console, &del->conns.item[i]);
	del->typed.is_numeric = true;
	if (del->conns.count == 1)
		str_copy(del->title, "Delete connection", sizeof(del->title));
	else
		snprintf(del->title, sizeof(del->title),
			 "Delete %zu connections", del->conns.count);
	return 0;
}

bool blocked_conn_delete(struct console *console, char *why, size_t size)
{
	if (blocked_read_only(console, why, size))
		return true;
	return !marks_are_meant(console) &&
	       blocked_unchangeable(console, why, size);
}

void run_conn_delete(struct console *console, void *state)
{
	struct scr_delete *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	(void)state;
	if (!made) {
		err_nomem(&err);
		console_say_err(console, &err);
	} else if (load(console, made, &err) < 0) {
		console_say_err(console, &err);
		scr_delete_close(made);
	} else {
		console_push(console, &scr_delete, made);
	}
}
