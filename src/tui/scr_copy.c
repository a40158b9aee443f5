/* scr_copy.c - what of a connection goes to the clipboard */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "tui/clip.h"
#include "tui/dialogs.h"
#include "tui/page.h"

#define WIDTH 60

/* -- what is copied ------------------------------------------------------ */

/* Takes text. */
static void copy(struct console *console, struct secret *text, bool is_secret)
{
	struct clip_wish *clip = &console->clip;

	secret_free(clip->text);
	clip->text = text;
	clip->is_secret = is_secret;
	clip->forget_at = is_secret ? console->now + CLIP_SECRET_MS : 0;
}

static void copy_as(struct console *console, const char *what, const char *text,
		    const char *shown)
{
	struct secret *copied;
	struct err err = ERR_INIT;

	if (!*text)
		console_say(console, TONE_ERROR, "Nothing to copy: no %s",
			    what);
	else if (secret_from(text, strlen(text), &copied, &err) < 0)
		console_say_err(console, &err);
	else {
		copy(console, copied, false);
		console_say(console, TONE_GOOD, "Copied the %s: %.200s", what,
			    shown);
	}
}

void copy_text(struct console *console, const char *what, const char *text)
{
	copy_as(console, what, text, text);
}

/* The cells as the list shows them, with a tab between. */
static char *row_text(const struct console *console,
		      const struct roster_row *row)
{
	const struct column_set *set = &console->memory.columns;
	struct str text = STR_INIT;
	char room[COLUMN_TEXT];

	for (size_t i = 0; i < set->count; i++) {
		const struct column *column = &column_table[set->id[i]];

		str_add(&text, i ? "\t" : "");
		str_add(&text, column->text(row, room));
	}
	return str_take(&text);
}

int64_t copy_tick(struct console *console)
{
	struct clip_wish *clip = &console->clip;

	if (clip->forget_at && console->now >= clip->forget_at) {
		copy_forget(console);
		console_say(console, TONE_GOOD,
			    "The copied secret was taken off the clipboard");
	}
	return clip->forget_at;
}

void copy_forget(struct console *console)
{
	struct clip_wish *clip = &console->clip;

	secret_free(clip->text);
	clip->text = NULL;
	clip->forget |= clip->forget_at != 0;
	clip->forget_at = 0;
}

/* -- a secret, when that was asked for and agreed to --------------------- */

bool blocked_copy_secret(struct console *console, char *why, size_t size)
{
	const struct roster_row *row = console_selected(console);

	if (blocked_without_row(console, why, size))
		return true;
	if (row->conn->status != STATUS_UNREADABLE &&
	    conn_has_credential(row->conn))
		return false;
	str_copy(why, "it has no credential that can be read", size);
	return true;
}

static void copy_secret(struct console *console, void *arg)
{
	const struct clip_wish *clip = arg;
	const struct conn *conn = console_conn(console, clip->id);
	const char *field = *clip->field ? clip->field : NULL;
	struct secret *value;
	struct err err = ERR_INIT;

	if (!conn) {
		console_say(console, TONE_ERROR,
			    "Not copied: it is no longer in the list");
		return;
	}
	if (conn_get(console->session, conn, field, &value, &err) < 0) {
		console_say_err(console, &err);
		return;
	}
	copy(console, value, true);
	console_say(console, TONE_PLAIN,
		    "Copied the secret of \"%s\"; it is taken back in %d s",
		    page_name(conn), CLIP_SECRET_MS / 1000);
}

void take_copy_secret(struct console *console, void *state, const char *words)
{
	struct clip_wish *clip = &console->clip;
	const struct conn *conn = console_selected(console)->conn;
	const struct question question = {
		.title = "Copy a secret",
		.text = clip->question,
		.harmless = "Cancel",
		.other = "Copy",
		.agreed = copy_secret,
		.arg = clip,
	};

	(void)state;
	memcpy(clip->id, conn->id, OBJECT_ID);
	str_copy(clip->field, words, sizeof(clip->field));
	snprintf(clip->question, sizeof(clip->question),
		 "That of \"%.80s\"? Programs on the computer with the "
		 "clipboard can read it; in %d s it is taken back.",
		 page_name(conn), CLIP_SECRET_MS / 1000);
	ask(console, &question);
}

/* -- the menu ------------------------------------------------------------ */

void run_copy(struct console *console, void *state)
{
	(void)state;
	console_push(console, &scr_copy, NULL);
}

static void draw_choice(struct frame *frame, const struct place *at, int row,
			const struct action *action, const char *text)
{
	int y = at->y + 1 + row, x = at->x + 2, width = at->width - 4;

	frame_put(frame, y, x, 1, ROLE_KEY, action->keys);
	frame_put(frame, y, x + 3, 12, ROLE_NORMAL, action->label);
	frame_put(frame, y, x + 16, width - 16, ROLE_DIM, text);
}

static void run_name(struct console *console, void *state)
{
	const struct roster_row *row = console_selected(console);

	(void)state;
	console_pop(console);
	copy_text(console, "name", row->conn->name);
}

static void run_id(struct console *console, void *state)
{
	const struct roster_row *row = console_selected(console);

	(void)state;
	console_pop(console);
	copy_text(console, "external id", row->conn->external_id);
}

static void run_row(struct console *console, void *state)
{
	const struct roster_row *row = console_selected(console);
	char *text = row_text(console, row);

	(void)state;
	console_pop(console);
	if (text)
		copy_as(console, "row", text, page_name(row->conn));
	free(text);
}

static const struct action copy_actions[] = {
	{ .name = "copy-name",
	  .keys = "n",
	  .press = { 'n' },
	  .label = "name",
	  .help = "the name",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_without_row,
	  .run = run_name },
	{ .name = "copy-id",
	  .keys = "e",
	  .press = { 'e' },
	  .label = "external id",
	  .help = "the external id",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_without_row,
	  .run = run_id },
	{ .name = "copy-row",
	  .keys = "y",
	  .press = { 'y' },
	  .label = "row",
	  .help = "the row, with tabs",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_without_row,
	  .run = run_row },
	{ .name = "cancel",
	  .keys = "Esc",
	  .press = { PRESS_ESC, 'q' },
	  .label = "cancel",
	  .help = "copy nothing",
	  .group = GROUP_MOVE,
	  .run = run_back },
	{ .name = NULL },
};

static void scr_copy_draw(const struct console *console, const void *state,
			  struct frame *frame)
{
	const struct roster_row *row = console_selected(console);
	int width = frame->cols < WIDTH ? frame->cols : WIDTH;
	struct place at = page_dialog(frame, 6, width);
	char *text = row ? row_text(console, row) : NULL;

	(void)state;
	frame_box(frame, at.y, at.x, at.height, at.width, "Copy");
	if (!row)
		return;
	for (char *tab = text; text && (tab = strchr(tab, '\t'));)
		*tab = ' ';
	draw_choice(frame, &at, 0, &copy_actions[0], row->conn->name);
	draw_choice(frame, &at, 1, &copy_actions[1], row->conn->external_id);
	draw_choice(frame, &at, 2, &copy_actions[2], text ? text : "");
	frame_put(frame, at.y + 4, at.x + 2, at.width - 4, ROLE_DIM,
		  "A secret: :copy-secret, which asks");
	free(text);
}

const struct screen_def scr_copy = {
	.name = "copy menu",
	.is_dialog = true,
	.action = { copy_actions, vault_actions },
	.draw = scr_copy_draw,
};
