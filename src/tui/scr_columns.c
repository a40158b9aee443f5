/* scr_columns.c - which columns the list has, and in what order */
#include <stdlib.h>

#include "base/str.h"
#include "tui/dialogs.h"
#include "tui/page.h"

#define WIDTH 40

struct scr_columns {
	uint8_t id[COLUMNS]; /* all of them, the order they are shown in */
	bool is_shown[COLUMNS];
	struct list list;
};

/* What is chosen shows at once in the list below. */
static void apply(struct console *console, const struct scr_columns *chosen)
{
	struct column_set set = { .count = 0 };

	for (size_t i = 0; i < COLUMNS; i++)
		if (chosen->is_shown[chosen->id[i]])
			set.id[set.count++] = chosen->id[i];
	console->memory.columns = set;
	console->memory.is_changed = true;
}

void run_columns(struct console *console, void *state)
{
	const struct column_set *set = &console->memory.columns;
	struct scr_columns *made = calloc(1, sizeof(*made));
	size_t count = 0;

	(void)state;
	if (!made)
		return;
	for (; count < set->count; count++) {
		made->id[count] = set->id[count];
		made->is_shown[set->id[count]] = true;
	}
	for (uint8_t id = 0; id < COLUMNS; id++)
		if (!made->is_shown[id])
			made->id[count++] = id;
	made->list.count = made->list.page = COLUMNS;
	console_push(console, &scr_columns, made);
}

static void scr_columns_draw(const struct console *console, const void *state,
			     struct frame *frame)
{
	const struct scr_columns *chosen = state;
	int rows = page_body_end(frame) - 3;
	struct place at = page_dialog(
		frame, rows < COLUMNS + 2 ? rows : COLUMNS + 2, WIDTH);
	size_t page = (size_t)at.height - 2;
	size_t top = chosen->list.selected < page
			     ? 0
			     : chosen->list.selected - page + 1;

	(void)console;
	frame_box(frame, at.y, at.x, at.height, at.width, "Columns");
	for (size_t i = 0; i < page && top + i < COLUMNS; i++) {
		uint8_t id = chosen->id[top + i];
		bool is_selected = top + i == chosen->list.selected;
		unsigned role = is_selected ? ROLE_SELECTED : ROLE_NORMAL;
		int y = at.y + 1 + (int)i;

		frame_fill(frame, y, at.x + 1, at.width - 2, role);
		if (is_selected)
			frame_pointer(frame, y, at.x + 1, role);
		frame_putf(frame, y, at.x + 3, at.width - 5, role, "[%c] %s",
			   chosen->is_shown[id] ? 'x' : ' ',
			   column_table[id].title);
	}
}

/* -- keys ---------------------------------------------------------------- */

static bool blocked_toggle(struct console *console, char *why, size_t size)
{
	const struct scr_columns *chosen = console_top(console)->state;

	if (chosen->id[chosen->list.selected] != COLUMN_NAME)
		return false;
	str_copy(why, "the name is always shown", size);
	return true;
}

static void run_toggle(struct console *console, void *state)
{
	struct scr_columns *chosen = state;
	uint8_t id = chosen->id[chosen->list.selected];

	chosen->is_shown[id] = !chosen->is_shown[id];
	apply(console, chosen);
}

static void carry(struct console *console, struct scr_columns *chosen, int by)
{
	size_t from = chosen->list.selected, to = from + (size_t)by;
	uint8_t id = chosen->id[from];

	if (to >= COLUMNS)
		return;
	chosen->id[from] = chosen->id[to];
	chosen->id[to] = id;
	chosen->list.selected = to;
	apply(console, chosen);
}

static void run_later(struct console *console, void *state)
{
	carry(console, state, 1);
}

static void run_earlier(struct console *console, void *state)
{
	carry(console, state, -1);
}

static void run_usual(struct console *console, void *state)
{
	(void)state;
	console->memory.columns = columns_usual;
	console->memory.is_changed = true;
	console_pop(console);
	run_columns(console, NULL);
}

static struct list *scr_columns_list(struct console *console, void *state)
{
	struct scr_columns *chosen = state;

	(void)console;
	return &chosen->list;
}

static const struct action columns_actions[] = {
	{ .name = "toggle",
	  .keys = "Space",
	  .press = { ' ' },
	  .label = "show or hide",
	  .help = "show or hide the column",
	  .group = GROUP_FIND,
	  .blocked = blocked_toggle,
	  .run = run_toggle },
	{ .name = "later",
	  .keys = "J",
	  .press = { 'J' },
	  .label = "later",
	  .help = "move it to the right",
	  .group = GROUP_FIND,
	  .run = run_later },
	{ .name = "earlier",
	  .keys = "K",
	  .press = { 'K' },
	  .label = "earlier",
	  .help = "move it to the left",
	  .group = GROUP_FIND,
	  .run = run_earlier },
	{ .name = "usual",
	  .keys = "u",
	  .press = { 'u' },
	  .label = "usual ones",
	  .help = "the five of the web screen",
	  .group = GROUP_FIND,
	  .run = run_usual },
	{ .name = "close",
	  .keys = "Esc  Enter",
	  .press = { PRESS_ESC, PRESS_ENTER, 'q', 'o' },
	  .label = "done",
	  .help = "back to the list",
	  .group = GROUP_MOVE,
	  .run = run_back },
	{ .name = NULL },
};

const struct screen_def scr_columns = {
	.name = "columns",
	.is_dialog = true,
	.action = { columns_actions, move_actions, vault_actions },
	.draw = scr_columns_draw,
	.list = scr_columns_list,
	.close = free,
};
