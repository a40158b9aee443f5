/* scr_messages.c - what was said on the last line, with the times */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/str.h"
#include "tui/dialogs.h"
#include "tui/palette.h"
#include "tui/sheet.h"

struct scr_messages {
	const struct history *history; /* of the console */
	struct list list;
};

/* The latest is the first row. */
static const struct said *said_at(const struct scr_messages *made, size_t row)
{
	return &made->history->said[made->history->messages - 1 - row];
}

static unsigned cell(const void *state, size_t row, int column,
		     char out[SHEET_CELL])
{
	const struct said *said = said_at(state, row);

	if (column == 0) {
		clock_local(said->time, out);
		return ROLE_NORMAL;
	}
	int len = snprintf(out, SHEET_CELL, "%s%.300s",
			   said->tone == TONE_ERROR ? "! " : "", said->text);
	if (said->times > 1)
		snprintf(out + len, SHEET_CELL - (size_t)len, " (%zu times)",
			 said->times);
	return said->tone == TONE_ERROR ? ROLE_BAD : ROLE_NORMAL;
}

static const struct sheet_column sheet_columns[] = {
	{ .title = "TIME", .width = 16, .narrow = 16 },
	{ .title = "MESSAGE", .width = 60, .narrow = 20, .share = 1 },
	{ .title = NULL },
};

static const struct sheet sheet = { .column = sheet_columns,
				    .cell = cell,
				    .nothing = "Nothing was said yet." };

static void scr_messages_draw(const struct console *console, const void *state,
			      struct frame *frame)
{
	const struct scr_messages *made = state;
	char heading[40];

	snprintf(heading, sizeof(heading), "%zu message%s, the latest first",
		 made->list.count, made->list.count == 1 ? "" : "s");
	sheet_draw(console, &sheet, made, &made->list, heading, frame,
		   frame->cols);
}

static void scr_messages_prepare(struct console *console, void *state)
{
	struct scr_messages *made = state;

	made->list.count = made->history->messages;
	sheet_settle(console, &made->list);
}

static struct list *scr_messages_list(struct console *console, void *state)
{
	struct scr_messages *made = state;

	(void)console;
	return &made->list;
}

static void scr_messages_crumb(const void *state, char *out, size_t size)
{
	(void)state;
	str_copy(out, "Messages", size);
}

/* What does not fit into the row. */
static void scr_messages_status(const struct console *console,
				const void *state, char *out, size_t size)
{
	const struct scr_messages *made = state;

	(void)console;
	if (made->list.count)
		str_copy(out, said_at(made, made->list.selected)->text, size);
}

const struct screen_def scr_messages = {
	.name = "messages",
	.action = { back_actions, move_actions, vault_actions },
	.draw = scr_messages_draw,
	.prepare = scr_messages_prepare,
	.list = scr_messages_list,
	.crumb = scr_messages_crumb,
	.status = scr_messages_status,
	.close = free,
};

void run_messages(struct console *console, void *state)
{
	struct scr_messages *made = calloc(1, sizeof(*made));

	(void)state;
	if (!made)
		return;
	made->history = &console->history;
	console_push(console, &scr_messages, made);
}
