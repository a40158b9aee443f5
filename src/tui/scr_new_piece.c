/* scr_new_piece.c - the piece to make a connection with, out of all */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "piece/shelf.h"
#include "tui/dialogs.h"
#include "tui/page.h"
#include "tui/wizard.h"

#define LIST_WIDTH 77 /* beside the description */
#define PROMPT	   "Find a piece: "

struct scr_new_piece {
	struct shelf *shelf;
	struct line line; /* what is searched for */
	struct list list;
	bool turned; /* description shown, or hidden where it is usual */
	const struct piece *described;
	struct existing existing; /* of that piece */
	piece_chosen_fn *chosen;  /* NULL: to make a connection with */
	void *arg;
};

static void scr_new_piece_close(void *state)
{
	struct scr_new_piece *made = state;

	shelf_close(made->shelf);
	line_clear(&made->line);
	free(made);
}

static const struct piece *selected(const struct scr_new_piece *made)
{
	return made->list.selected < shelf_shown(made->shelf)
		       ? shelf_at(made->shelf, made->list.selected)
		       : NULL;
}

static void search(struct console *console, struct scr_new_piece *made)
{
	struct err err = ERR_INIT;

	if (shelf_query(made->shelf, line_text(&made->line), &err) < 0)
		console_say_err(console, &err);
	made->list.count = shelf_shown(made->shelf);
	made->list.selected = made->list.top = 0;
}

/* -- drawing ------------------------------------------------------------- */

static bool is_wide(int cols)
{
	return cols >= PANE_COLS;
}

static bool has_description(const struct scr_new_piece *made, int cols)
{
	return made->turned != is_wide(cols);
}

static int first_row(const struct frame *frame)
{
	return page_is_narrow(frame) ? 2 : 6;
}

static void draw_row(const struct piece *piece, struct frame *frame, int y,
		     int width, bool is_selected)
{
	unsigned role = is_selected ? ROLE_SELECTED : ROLE_NORMAL;
	const char *own = piece->is_own ? " (own)" : "";
	char text[128];

	frame_fill(frame, y, 1, width - 1, role);
	if (is_selected)
		frame_pointer(frame, y, 1, role);
	if (page_is_narrow(frame)) {
		frame_putf(frame, y, 3, width - 20, role, "%s%s",
			   piece->display_name, own);
		ways_text(piece, text, sizeof(text));
		frame_put(frame, y, width - 16, 16, role, text);
		return;
	}
	frame_put(frame, y, 3, 15, role, piece->name);
	frame_putf(frame, y, 19, 17, role, "%s%s", piece->display_name, own);
	categories_text(piece, text, sizeof(text));
	frame_put(frame, y, 37, 26, role, text);
	ways_text(piece, text, sizeof(text));
	frame_put(frame, y, 64, width - 64, role, text);
}

static void draw_search(const struct scr_new_piece *made, struct frame *frame,
			int y, int width)
{
	char count[48];

	snprintf(count, sizeof(count), "%zu of %zu", shelf_shown(made->shelf),
		 shelf_count(made->shelf));
	int x = 1 + frame_put(frame, y, 1, width - 1, ROLE_HEAD, PROMPT);
	line_draw(frame, y, x, 1, width - x - 16, ROLE_NORMAL, &made->line,
		  true);
	frame_put_right(frame, y, width, 16, ROLE_NORMAL, count);
}

static void draw_rows(const struct scr_new_piece *made, struct frame *frame,
		      int end, int width)
{
	int y = first_row(frame);

	if (!page_is_narrow(frame)) {
		frame_put(frame, 5, 3, 15, ROLE_HEAD, "PIECE");
		frame_put(frame, 5, 19, 17, ROLE_HEAD, "NAME");
		frame_put(frame, 5, 37, 26, ROLE_HEAD, "CATEGORY");
		frame_put(frame, 5, 64, width - 64, ROLE_HEAD,
			  width < 78 ? "AUTHORIZE" : "AUTHORIZE WITH");
	}
	if (made->list.count == 0)
		frame_put_lines(frame, y, 3, width - 4, ROLE_NORMAL,
				"No piece matches. One of your own can be "
				"written: connvault-pieces(5).");
	for (size_t i = made->list.top; i < made->list.count && y < end; i++)
		draw_row(shelf_at(made->shelf, i), frame, y++, width,
			 i == made->list.selected);
}

static void draw_description(const struct scr_new_piece *made,
			     struct frame *frame, int end)
{
	int cols = frame->cols;
	const struct piece *piece = selected(made);

	if (is_wide(cols))
		frame_bar(frame, 3, LIST_WIDTH, end - 3);
	if (!piece || piece != made->described)
		return;
	if (is_wide(cols))
		piece_draw(piece, &made->existing, frame, 3, LIST_WIDTH + 2,
			   end, cols - LIST_WIDTH - 3);
	else
		piece_draw(piece, &made->existing, frame, first_row(frame) - 1,
			   3, end, cols - 4);
}

static void scr_new_piece_draw(const struct console *console, const void *state,
			       struct frame *frame)
{
	const struct scr_new_piece *made = state;
	int cols = frame->cols, end = page_body_end(frame);
	bool described = has_description(made, cols);
	bool beside = described && is_wide(cols);
	int width = beside ? LIST_WIDTH - 1 : cols;

	page_head(console, frame);
	if (!page_is_narrow(frame)) {
		if (!made->chosen)
			wizard_draw_steps(frame, STEP_PIECE);
		page_rule(frame, 2, &made->list);
	}
	draw_search(made, frame, page_is_narrow(frame) ? 1 : 3, width - 1);
	if (beside || !described)
		draw_rows(made, frame, end, width);
	if (described)
		draw_description(made, frame, end);
}

static void scr_new_piece_prepare(struct console *console, void *state)
{
	struct scr_new_piece *made = state;
	struct frame size = { .rows = console->rows, .cols = console->cols };
	int page = page_body_end(&size) - first_row(&size);

	made->list.page = page > 1 ? (size_t)page : 1;
	list_settle(&made->list);
	const struct piece *piece = selected(made);
	if (!piece || piece == made->described ||
	    !has_description(made, size.cols))
		return;
	existing_find(console, piece, &made->existing);
	made->described = piece;
}

static void scr_new_piece_reloaded(struct console *console, void *state)
{
	struct scr_new_piece *made = state;

	(void)console;
	made->described = NULL;
}

static void scr_new_piece_status(const struct console *console,
				 const void *state, char *out, size_t size)
{
	const struct scr_new_piece *made = state;
	size_t own = shelf_own(made->shelf);

	(void)console;
	snprintf(out, size, "catalog: %zu pieces, %zu of your own",
		 shelf_count(made->shelf) - own, own);
}

/* -- keys ---------------------------------------------------------------- */

static bool scr_new_piece_key(struct console *console, void *state,
			      const struct key *key)
{
	struct scr_new_piece *made = state;

	/* Home and End move in the list: what is typed is short. */
	if (key->press == PRESS_HOME || key->press == PRESS_END)
		return false;
	/* "/" is how a search begins elsewhere; here it has begun. */
	if (key->press == '/' && made->line.len == 0)
		return true;
	switch (line_key(&made->line, key)) {
	case LINE_UNUSED:
		return false;
	case LINE_CHANGED:
		search(console, made);
		return true;
	case LINE_REFUSED:
		console_say(console, TONE_ERROR,
			    "That text cannot be searched for");
		return true;
	default:
		return true;
	}
}

static bool scr_new_piece_is_typing(const struct console *console,
				    const void *state)
{
	(void)console;
	(void)state;
	return true;
}

static struct list *scr_new_piece_list(struct console *console, void *state)
{
	struct scr_new_piece *made = state;

	(void)console;
	return &made->list;
}

static bool blocked_choose(struct console *console, char *why, size_t size)
{
	const struct screen *top = console_top(console);

	if (selected(top->state))
		return false;
	str_copy(why, "no piece matches what was typed", size);
	return true;
}

static void run_choose(struct console *console, void *state)
{
	const struct scr_new_piece *made = state;
	piece_chosen_fn *chosen = made->chosen;
	const char *name = selected(made)->name; /* of the catalog */
	void *arg = made->arg;

	if (!chosen) {
		wizard_begin(console, selected(made));
		return;
	}
	console_pop(console);
	chosen(console, name, arg);
}

static void run_describe(struct console *console, void *state)
{
	struct scr_new_piece *made = state;

	(void)console;
	made->turned = !made->turned;
}

static const struct action new_piece_actions[] = {
	{ .name = "type",
	  .keys = "type",
	  .label = "to search",
	  .help = "words that must all match",
	  .group = GROUP_FIND },
	{ .name = "move",
	  .keys = "Up/Down",
	  .label = "move",
	  .help = "another piece",
	  .group = GROUP_FIND },
	{ .name = "choose",
	  .keys = "Enter",
	  .press = { PRESS_ENTER },
	  .label = "choose",
	  .help = "choose this piece",
	  .group = GROUP_FORM,
	  .blocked = blocked_choose,
	  .run = run_choose },
	{ .name = "describe",
	  .keys = "Tab",
	  .press = { PRESS_TAB },
	  .label = "describe",
	  .help = "show or hide what it asks for",
	  .group = GROUP_FORM,
	  .run = run_describe },
	{ .name = "cancel",
	  .keys = "Esc",
	  .press = { PRESS_ESC },
	  .label = "cancel",
	  .help = "cancel",
	  .group = GROUP_FORM,
	  .run = run_back },
	{ .name = NULL },
};

const struct screen_def scr_new_piece = {
	.name = "piece picker",
	.takes_enter = true,
	.place = "New connection",
	.action = { new_piece_actions, move_actions, vault_actions },
	.draw = scr_new_piece_draw,
	.key = scr_new_piece_key,
	.is_typing = scr_new_piece_is_typing,
	.prepare = scr_new_piece_prepare,
	.list = scr_new_piece_list,
	.status = scr_new_piece_status,
	.reloaded = scr_new_piece_reloaded,
	.close = scr_new_piece_close,
};

/* The same for what is no connection. */
const struct screen_def scr_choose_piece = {
	.name = "piece chooser",
	.takes_enter = true,
	.action = { new_piece_actions, move_actions, vault_actions },
	.draw = scr_new_piece_draw,
	.key = scr_new_piece_key,
	.is_typing = scr_new_piece_is_typing,
	.prepare = scr_new_piece_prepare,
	.list = scr_new_piece_list,
	.status = scr_new_piece_status,
	.reloaded = scr_new_piece_reloaded,
	.close = scr_new_piece_close,
};

/* NULL, and the reason is told. */
static struct scr_new_piece *make(struct console *console)
{
	struct scr_new_piece *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;
	struct catalog *catalog = session_catalog(console->session, &err);

	if (!made)
		err_nomem(&err);
	else if (catalog && shelf_open(catalog, &made->shelf, &err) == 0) {
		made->list.count = shelf_shown(made->shelf);
		return made;
	}
	free(made);
	console_say_err(console, &err);
	return NULL;
}

void wizard_open(struct console *console)
{
	struct scr_new_piece *made = make(console);

	if (made)
		console_push(console, &scr_new_piece, made);
}

void piece_choose(struct console *console, const char *words,
		  piece_chosen_fn *chosen, void *arg)
{
	struct scr_new_piece *made = make(console);
	struct err err = ERR_INIT;

	if (!made)
		return;
	made->chosen = chosen;
	made->arg = arg;
	if (line_set(&made->line, words, strlen(words), &err) < 0)
		console_say_err(console, &err);
	search(console, made);
	console_push(console, &scr_choose_piece, made);
}
