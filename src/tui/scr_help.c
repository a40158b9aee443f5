/* scr_help.c - the keys of the screen below, from its own action tables */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "tui/dialogs.h"
#include "tui/page.h"
#include "tui/palette.h"

#define KEYS_WIDTH                                                          \
	17	     /* columns for the keys of an action, with room for it \
		      */
#define WHY_WIDTH 30 /* characters of a reason in one row */
#define ROWS_MAX  80

static const char *const group_names[GROUPS] = {
	[GROUP_MOVE] = "Move",	   [GROUP_FIND] = "Find",
	[GROUP_SELECT] = "Select", [GROUP_CONNECTION] = "Connection",
	[GROUP_FORM] = "Fields",   [GROUP_VAULT] = "Vault and screen",
};

/* One row of the help: a heading, an action, a reason, or blank. */
struct help_row {
	const char *heading;
	const struct action *action;
	const char *keys; /* of the action */
	char why[80];	  /* why an action cannot be done now */
};

struct scr_help {
	const struct screen_def *about;
	size_t place; /* of that screen in the stack */
	struct help_row row[ROWS_MAX];
	size_t rows;
	struct list list; /* of pages */
};

static struct help_row *add_row(struct scr_help *help)
{
	static const struct help_row blank = { .heading = NULL };

	if (help->rows == ROWS_MAX)
		return &help->row[ROWS_MAX - 1];
	help->row[help->rows] = blank;
	return &help->row[help->rows++];
}

static bool takes(const struct action *action, uint32_t press)
{
	for (int i = 0; i < ACTION_PRESSES && action->press[i]; i++)
		if (action->press[i] == press)
			return true;
	return false;
}

/* Does a row before this one take its only key? */
static bool is_shadowed(const struct console *console,
			const struct screen_def *def,
			const struct action *action)
{
	uint32_t press = action->press[0], next = action->press[1];

	if (!press || next)
		return false;
	for (int i = 0; i < SCREEN_TABLES && def->action[i]; i++)
		for (const struct action *a = def->action[i]; a->name; a++) {
			if (a == action)
				return false;
			if (a->run && takes(a, press) &&
			    action_is_apt(console, a))
				return true;
		}
	return false;
}

static void add_group(const struct console *console, struct scr_help *help,
		      enum action_group group)
{
	bool has_heading = false;

	for (int i = 0; i < SCREEN_TABLES && help->about->action[i]; i++)
		for (const struct action *a = help->about->action[i]; a->name;
		     a++) {
			if (a->group != group || !a->help ||
			    !action_is_apt(console, a) ||
			    is_shadowed(console, help->about, a))
				continue;
			if (!has_heading && help->rows > 0)
				add_row(help);
			if (!has_heading)
				add_row(help)->heading = group_names[group];
			has_heading = true;
			struct help_row *row = add_row(help);
			row->action = a;
			row->keys = keymap_keys(&console->keymap, a);
		}
}

/* The reason in as many rows as it takes. */
static void add_reason(struct scr_help *help, const struct action *action,
		       const char *why)
{
	struct help_row *row = add_row(help);

	snprintf(row->why, sizeof(row->why), "(-) %s:", action->help);
	while (*why) {
		size_t len = strlen(why), cut = WHY_WIDTH;
		while (len > WHY_WIDTH && cut > 0 && why[cut] != ' ')
			cut--;
		if (len > WHY_WIDTH)
			len = cut ? cut : WHY_WIDTH;
		row = add_row(help);
		snprintf(row->why, sizeof(row->why), "    %.*s", (int)len, why);
		why += len + (why[len] == ' ');
	}
}

static void add_blocked(struct console *console, struct scr_help *help)
{
	bool has_heading = false;
	char why[200];

	for (int i = 0; i < SCREEN_TABLES && help->about->action[i]; i++)
		for (const struct action *a = help->about->action[i]; a->name;
		     a++) {
			if (!a->blocked || !action_is_apt(console, a) ||
			    is_shadowed(console, help->about, a) ||
			    !a->blocked(console, why, sizeof(why)))
				continue;
			if (!has_heading) {
				add_row(help);
				add_row(help)->heading = "Not now";
			}
			has_heading = true;
			add_reason(help, a, why);
		}
}

/* -- geometry: two columns a page ---------------------------------------- */

struct book {
	struct place place;
	size_t height; /* rows of one column */
	size_t split;  /* first row of the second column */
	size_t pages;
	int columns;
	int x[2], width[2], keys[2]; /* of each; keys: columns for them */
};

/* Where the second column begins so that no group is parted: the blank row
 * that leaves the two as even as can be. */
static size_t even_split(const struct scr_help *help)
{
	size_t best = help->rows, least = best;

	for (size_t i = 0; i < help->rows; i++) {
		size_t right = help->rows - i - 1, more = i > right ? i : right;
		if (help->row[i].heading || help->row[i].action ||
		    *help->row[i].why || more > least)
			continue;
		best = i;
		least = more;
	}
	return best;
}

/* What the rows from first on, and before end, need to be shown whole. */
struct need {
	int keys, text, why;
};

static struct need need_of(const struct scr_help *help, size_t first,
			   size_t end)
{
	struct need need = { 0, 0, 0 };

	for (size_t i = first; i < end && i < help->rows; i++) {
		const struct help_row *row = &help->row[i];
		int keys = row->action ? 3 + (int)utf8_width(row->keys) : 0;
		int text = row->action ? (int)utf8_width(row->action->help) : 0;
		int why = (int)utf8_width(row->why);
		need.keys = keys > need.keys ? keys : need.keys;
		need.text = text > need.text ? text : need.text;
		need.why = why > need.why ? why : need.why;
	}
	return need;
}

static int need_width(const struct need *need)
{
	int width = need->keys + need->text;

	return width > need->why ? width : need->why;
}

/* The keys in their usual columns, unless a text needs some of them. */
static int keys_width(const struct need *need, int width)
{
	int keys = width - need->text;

	if (keys > KEYS_WIDTH)
		keys = KEYS_WIDTH;
	return keys < need->keys ? need->keys : keys;
}

/* Columns as wide as each other, unless one needs more and the other less. */
static void share_width(struct book *book, const struct scr_help *help)
{
	size_t page = book->height * (size_t)book->columns;
	size_t first = book->split ? 0 : help->list.selected * page;
	size_t split = book->split ? book->split : first + book->height;
	size_t end = book->split ? help->rows : first + page;
	struct need left = need_of(help, first, split);
	struct need right = need_of(help, split, end);
	int all = book->place.width - 5, width = all / 2;
	int want = need_width(&left), spare = all - need_width(&right);

	if (book->columns == 1)
		width = book->place.width - 4;
	else if (want > width && spare > width)
		width = want < spare ? want : spare;
	else if (want < width && spare < width)
		width = want > spare ? want : spare;
	book->x[0] = book->place.x + 2;
	book->width[0] = width;
	book->keys[0] = keys_width(&left, width);
	book->x[1] = book->x[0] + width + 1;
	book->width[1] = all - width;
	book->keys[1] = keys_width(&right, all - width);
}

/* The most rows a column may have so that none ends with a heading, whose rows
 * would be in the next. */
static size_t page_height(const struct scr_help *help, size_t most)
{
	for (size_t height = most; height > most / 2; height--) {
		size_t end = height;

		while (end < help->rows && !help->row[end - 1].heading)
			end += height;
		if (end >= help->rows)
			return height;
	}
	return most;
}

static struct book book_of(const struct frame *frame,
			   const struct scr_help *help)
{
	int width = frame->cols > 110  ? 100
		    : frame->cols > 78 ? 74
				       : frame->cols - 2;
	size_t most = (size_t)page_body_end(frame) - 4;
	struct book book = { .columns = width < 70 ? 1 : 2, .pages = 1 };

	book.split = even_split(help);
	book.height = book.split;
	if (help->rows - book.split > book.height + 1)
		book.height = help->rows - book.split - 1;
	if (book.columns == 1 || book.height > most) {
		book.height = page_height(help, most);
		size_t per_page = book.height * (size_t)book.columns;
		book.split = 0;
		book.pages = (help->rows + per_page - 1) / per_page;
	}
	int height = (int)book.height + 2;
	book.place = page_dialog(frame, height, width);
	book.place.y = 1 + (page_body_end(frame) - 1 - height) / 2;
	share_width(&book, help);
	return book;
}

static void scr_help_prepare(struct console *console, void *state)
{
	struct scr_help *help = state;
	struct frame size = { .rows = console->rows, .cols = console->cols };

	help->list.count = book_of(&size, help).pages;
	help->list.page = 1;
	list_settle(&help->list);
}

/* -- drawing ------------------------------------------------------------- */

static void draw_row(struct frame *frame, int y, int x, int width, int keys,
		     const struct help_row *row)
{
	if (row->heading)
		frame_put(frame, y, x, width, ROLE_HEAD, row->heading);
	else if (*row->why)
		frame_put(frame, y, x, width, ROLE_DIM, row->why);
	else if (row->action) {
		frame_put(frame, y, x + 1, keys - 2, ROLE_KEY, row->keys);
		frame_put(frame, y, x + keys, width - keys, ROLE_NORMAL,
			  row->action->help);
	}
}

/* Row i of a column of the page that is shown. */
static const struct help_row *row_at(const struct scr_help *help,
				     const struct book *book, int column,
				     size_t i)
{
	size_t page = help->list.selected, first = book->split + 1;
	size_t columns = (size_t)book->columns;

	if (book->split == 0)
		i += (page * columns + (size_t)column) * book->height;
	else if (column == 0 && i >= book->split)
		return NULL;
	else if (column == 1)
		i += first;
	return i < help->rows ? &help->row[i] : NULL;
}

static void scr_help_draw(const struct console *console, const void *state,
			  struct frame *frame)
{
	const struct scr_help *help = state;
	struct book book = book_of(frame, help);
	char title[120];

	(void)console;
	snprintf(title, sizeof(title), "Keys on the %s", help->about->name);
	frame_box(frame, book.place.y, book.place.x, book.place.height,
		  book.place.width, title);
	for (int column = 0; column < book.columns; column++)
		for (size_t i = 0; i < book.height; i++) {
			const struct help_row *row =
				row_at(help, &book, column, i);
			if (row)
				draw_row(frame, book.place.y + 1 + (int)i,
					 book.x[column], book.width[column],
					 book.keys[column], row);
		}
}

static void scr_help_status(const struct console *console, const void *state,
			    char *out, size_t size)
{
	const struct scr_help *help = state;

	(void)console;
	if (help->list.count > 1)
		snprintf(out, size, "page %zu of %zu", help->list.selected + 1,
			 help->list.count);
}

static struct list *scr_help_list(struct console *console, void *state)
{
	struct scr_help *help = state;

	(void)console;
	return &help->list;
}

static void run_search(struct console *console, void *state)
{
	const struct scr_help *help = state;

	palette_open(console, help->place);
}

static const struct action help_actions[] = {
	{ .name = "search",
	  .keys = "/",
	  .press = { '/', ':', PRESS_ENTER },
	  .label = "search and run",
	  .help = "search, and run what is found",
	  .group = GROUP_FIND,
	  .run = run_search },
	{ .name = "page",
	  .keys = "j k",
	  .label = "turn pages",
	  .help = "next page, page before",
	  .group = GROUP_MOVE },
	{ .name = "close",
	  .keys = "Esc",
	  .press = { PRESS_ESC, 'q', '?', PRESS_F1 },
	  .label = "close",
	  .help = "close the help",
	  .group = GROUP_MOVE,
	  .run = run_back },
	{ .name = NULL },
};

const struct screen_def scr_help = {
	.name = "help",
	.is_dialog = true,
	.action = { help_actions, move_actions, vault_actions },
	.draw = scr_help_draw,
	.prepare = scr_help_prepare,
	.list = scr_help_list,
	.status = scr_help_status,
	.close = free,
};

void run_help(struct console *console, void *state)
{
	const struct screen *top = console_top(console);
	struct scr_help *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	(void)state;
	if (!made) {
		err_nomem(&err);
		console_say_err(console, &err);
		return;
	}
	made->about = top->def;
	made->place = console->depth - 1;
	for (unsigned group = 0; group < GROUPS; group++)
		add_group(console, made, group);
	add_blocked(console, made);
	console_push(console, &scr_help, made);
}
