/* scr_text.c - a page of text to read, as long as it likes */
#include "tui/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "tui/dialogs.h"
#include "tui/page.h"

#define LABEL_WIDE   16 /* columns */
#define LABEL_NARROW 10

/* One row: a piece of the text, and its label when it is the first. */
struct text_row {
	const char *label, *at;
	int label_len, len;
};

struct scr_text {
	char crumb[200];
	char *text;
	struct text_row *row;
	size_t rows, room;
	int cols;	  /* which the rows were made for */
	struct list list; /* of rows that can be the first one shown */
};

static void scr_text_close(void *state)
{
	struct scr_text *made = state;

	free(made->text);
	free(made->row);
	free(made);
}

void text_line(struct str *text, const char *label, const char *value)
{
	if (*value)
		str_addf(text, "%s\t%s\n", label, value);
}

/* -- rows ---------------------------------------------------------------- */

static void add_row(struct scr_text *made, struct text_row row)
{
	if (made->rows == made->room) {
		size_t room = made->room ? 2 * made->room : 64;
		struct text_row *more =
			reallocarray(made->row, room, sizeof(*more));
		if (!more)
			return;
		made->row = more;
		made->room = room;
	}
	made->row[made->rows++] = row;
}

/* Bytes of at that fit into width columns, cut after a blank if it can be. */
static int fitting(const char *at, int len, int width)
{
	int used = 0, bytes = 0, blank = 0;
	size_t columns;

	while (bytes < len) {
		size_t next = utf8_next(at + bytes, &columns);
		if (used + (int)columns > width)
			break;
		used += (int)columns;
		bytes += (int)next;
		if (at[bytes - 1] == ' ')
			blank = bytes;
	}
	if (bytes >= len)
		return len;
	return blank ? blank : bytes ? bytes : len;
}

static int label_width(int cols)
{
	return cols < WIDE_COLS ? LABEL_NARROW : LABEL_WIDE;
}

static void add_line(struct scr_text *made, const char *line, int len)
{
	const char *tab = memchr(line, '\t', (size_t)len);
	int width = made->cols - label_width(made->cols) - 2;

	if (!tab) {
		add_row(made, (struct text_row){ line, "", len, 0 });
		return;
	}
	const char *at = tab + 1;
	int left = len - (int)(at - line), label = (int)(tab - line);
	bool is_cut = left > 0 && *at == '\t';

	at += is_cut;
	left -= is_cut;
	do {
		int take = is_cut ? left : fitting(at, left, width);
		add_row(made, (struct text_row){ line, at, label, take });
		at += take;
		left -= take;
		label = 0;
	} while (left > 0);
}

static void make_rows(struct scr_text *made, int cols)
{
	made->rows = 0;
	made->cols = cols;
	for (const char *line = made->text; *line;) {
		const char *end = line + strcspn(line, "\n");
		add_line(made, line, (int)(end - line));
		line = *end ? end + 1 : end;
	}
}

static void scr_text_prepare(struct console *console, void *state)
{
	struct scr_text *made = state;
	struct frame size = { .rows = console->rows, .cols = console->cols };
	int page = page_body_end(&size) - (page_is_narrow(&size) ? 1 : 2);

	if (made->cols != console->cols)
		make_rows(made, console->cols);
	made->list.page = page > 0 ? (size_t)page : 1;
	made->list.count = made->rows > made->list.page
				   ? made->rows - made->list.page + 1
				   : 1;
	list_settle(&made->list);
}

/* -- drawing ------------------------------------------------------------- */

static void draw_row(struct frame *frame, int y, const struct text_row *row)
{
	int label = label_width(frame->cols);
	bool is_heading = row->label_len > 0 && row->len == 0;

	frame_putf(frame, y, 1, is_heading ? frame->cols - 2 : label - 1,
		   is_heading ? ROLE_HEAD : ROLE_DIM, "%.*s", row->label_len,
		   row->label);
	if (row->len > 0)
		frame_putf(frame, y, 1 + label, frame->cols - label - 1,
			   ROLE_NORMAL, "%.*s", row->len, row->at);
}

static void scr_text_draw(const struct console *console, const void *state,
			  struct frame *frame)
{
	const struct scr_text *made = state;
	int y = page_is_narrow(frame) ? 1 : 2, end = page_body_end(frame);

	page_head(console, frame);
	if (y == 2)
		frame_rule(frame, 1, 0, frame->cols);
	for (size_t i = made->list.selected; i < made->rows && y < end; i++)
		draw_row(frame, y++, &made->row[i]);
}

static struct list *scr_text_list(struct console *console, void *state)
{
	struct scr_text *made = state;

	(void)console;
	return &made->list;
}

static void scr_text_crumb(const void *state, char *out, size_t size)
{
	const struct scr_text *made = state;

	str_copy(out, made->crumb, size);
}

static void scr_text_status(const struct console *console, const void *state,
			    char *out, size_t size)
{
	const struct scr_text *made = state;
	size_t last = made->list.selected + made->list.page;

	(void)console;
	if (made->list.count > 1)
		snprintf(out, size, "rows %zu to %zu of %zu",
			 made->list.selected + 1,
			 last < made->rows ? last : made->rows, made->rows);
}

static const struct screen_def scr_text = {
	.name = "text",
	.action = { back_actions, move_actions, vault_actions },
	.draw = scr_text_draw,
	.prepare = scr_text_prepare,
	.list = scr_text_list,
	.crumb = scr_text_crumb,
	.status = scr_text_status,
	.close = scr_text_close,
};

void text_show(struct console *console, const char *crumb, struct str *text)
{
	struct scr_text *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;
	char *taken = str_take(text);

	if (!made || !taken) {
		free(made);
		free(taken);
		err_nomem(&err);
		console_say_err(console, &err);
		return;
	}
	made->text = taken;
	str_copy(made->crumb, crumb, sizeof(made->crumb));
	console_push(console, &scr_text, made);
}
