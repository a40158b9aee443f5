/* sheet.c - screens that are one table: heading, columns, rows, a filter */
#include "tui/sheet.h"

#include "tui/page.h"

#define LEFT 3 /* columns before the first one: the mark */

int sheet_top(const struct frame *frame)
{
	return page_is_narrow(frame) ? 2 : 4;
}

void sheet_settle(const struct console *console, struct list *list)
{
	struct frame size = { .rows = console->rows, .cols = console->cols };
	int page = page_body_end(&size) - sheet_top(&size);

	list->page = page > 0 ? (size_t)page : 1;
	list_settle(list);
}

/* -- columns ------------------------------------------------------------- */

struct place_of {
	int x, width;
};

static int shares_of(const struct sheet_column *column)
{
	int all = 0;

	for (; column->title; column++)
		all += column->share;
	return all;
}

/* Where column i starts and how wide it is; width 0: left out. */
static struct place_of place_of(const struct sheet *sheet, int i, int width)
{
	bool narrow = width < WIDE_COLS;
	int more = width - (narrow ? MIN_COLS : WIDE_COLS);
	int shares = shares_of(sheet->column);
	struct place_of at = { .x = LEFT };

	for (int k = 0; k <= i; k++) {
		const struct sheet_column *column = &sheet->column[k];
		if (at.width > 0)
			at.x += at.width + 1;
		at.width = narrow ? column->narrow : column->width;
		if (at.width > 0 && more > 0 && shares > 0)
			at.width += more * column->share / shares;
	}
	if (!sheet->column[i + 1].title && at.width > 0)
		at.width = width - at.x;
	if (at.x + at.width > width)
		at.width = width > at.x ? width - at.x : 0;
	return at;
}

static void draw_titles(const struct sheet *sheet, struct frame *frame,
			int width)
{
	for (int i = 0; sheet->column[i].title; i++) {
		struct place_of at = place_of(sheet, i, width);
		const char *title = sheet->column[i].title;
		if (at.width > 0 && sheet->column[i].right)
			frame_put_right(frame, 3, at.x + at.width, at.width,
					ROLE_HEAD, title);
		else if (at.width > 0)
			frame_put(frame, 3, at.x, at.width, ROLE_HEAD, title);
	}
}

static void draw_row(const struct sheet *sheet, const void *state, size_t row,
		     bool is_selected, struct frame *frame, int y, int width)
{
	char text[SHEET_CELL];

	frame_fill(frame, y, 0, width,
		   is_selected ? ROLE_SELECTED : ROLE_NORMAL);
	if (is_selected)
		frame_pointer(frame, y, 1, ROLE_SELECTED);
	for (int i = 0; sheet->column[i].title; i++) {
		struct place_of at = place_of(sheet, i, width);
		if (at.width == 0)
			continue;
		text[0] = '\0';
		unsigned role = sheet->cell(state, row, i, text);
		role = is_selected ? ROLE_SELECTED : role;
		if (sheet->column[i].right)
			frame_put_right(frame, y, at.x + at.width, at.width,
					role, text);
		else if (sheet->column[i].is_id)
			frame_put_id(frame, y, at.x, at.width, role, text);
		else
			frame_put(frame, y, at.x, at.width, role, text);
	}
}

void sheet_draw(const struct console *console, const struct sheet *sheet,
		const void *state, const struct list *list, const char *heading,
		struct frame *frame, int width)
{
	int y = sheet_top(frame), end = page_body_end(frame);

	page_head(console, frame);
	frame_put(frame, 1, 1, frame->cols - 1, ROLE_NORMAL, heading);
	if (!page_is_narrow(frame)) {
		page_rule(frame, 2, list);
		draw_titles(sheet, frame, width);
	}
	if (list->count == 0 && sheet->nothing)
		frame_put_lines(frame, y + 1, LEFT, width - LEFT - 1,
				ROLE_NORMAL, sheet->nothing);
	for (size_t i = list->top; i < list->count && y < end; i++)
		draw_row(sheet, state, i, i == list->selected, frame, y++,
			 width);
}

/* -- the filter ---------------------------------------------------------- */

bool finder_is_on(const struct finder *finder)
{
	return finder->is_open || finder->line.len > 0;
}

static enum finder_result finder_type(struct console *console,
				      struct finder *finder,
				      const struct key *key)
{
	switch (line_key(&finder->line, key)) {
	case LINE_UNUSED:
		return FINDER_UNUSED;
	case LINE_CHANGED:
		return FINDER_CHANGED;
	case LINE_REFUSED:
		console_say(console, TONE_ERROR,
			    "That text cannot be searched for");
		return FINDER_USED;
	default:
		return FINDER_USED;
	}
}

enum finder_result finder_key(struct console *console, struct finder *finder,
			      const struct key *key)
{
	if (key->press == PRESS_ESC && finder_is_on(finder)) {
		line_clear(&finder->line);
		finder->is_open = false;
		return FINDER_CHANGED;
	}
	if (!finder->is_open) {
		finder->is_open = key->press == '/';
		return finder->is_open ? FINDER_USED : FINDER_UNUSED;
	}
	if (key->press == PRESS_ENTER) {
		finder->is_open = false;
		return FINDER_USED;
	}
	return finder_type(console, finder, key);
}

void finder_draw(const struct finder *finder, struct frame *frame,
		 const char *count)
{
	int room = frame->cols / 2;
	int x = 1 + frame_put(frame, 1, 1, 8, ROLE_HEAD, "Filter: ");

	frame_fill(frame, 1, x, frame->cols - x, ROLE_NORMAL);
	line_draw(frame, 1, x, 1, room - x, ROLE_NORMAL, &finder->line,
		  finder->is_open);
	frame_put(frame, 1, room + 1, frame->cols - room - 1, ROLE_NORMAL,
		  count);
	if (!page_is_narrow(frame))
		frame_put_right(frame, 1, frame->cols - 1, 24, ROLE_DIM,
				finder->is_open ? "Enter keep   Esc clear"
						: "Esc clear");
}

const struct action finder_actions[] = {
	{ .name = "filter",
	  .keys = "/",
	  .label = "filter",
	  .help = "filter by words",
	  .group = GROUP_FIND },
	{ .name = NULL },
};
