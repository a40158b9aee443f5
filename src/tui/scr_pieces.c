/* scr_pieces.c - the catalog of pieces: searched, one shown, faults listed */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "tui/dialogs.h"
#include "tui/places.h"
#include "tui/sheet.h"
#include "tui/text.h"
#include "tui/wizard.h"

struct scr_pieces {
	struct catalog *catalog; /* borrowed */
	const struct piece **all;
	size_t count, room, own;
	const struct piece **found; /* as many as all */
	struct list list;
	struct finder finder;
};

static void scr_pieces_close(void *state)
{
	struct scr_pieces *made = state;

	line_clear(&made->finder.line);
	free(made->all);
	free(made->found);
	free(made);
}

static int add_piece(const struct piece *piece, void *arg)
{
	struct scr_pieces *made = arg;

	if (made->count == made->room) {
		size_t room = made->room ? 2 * made->room : 1024;
		const struct piece **all = reallocarray(
			made->all, room, sizeof(const struct piece *));
		if (!all)
			return -1;
		made->all = all;
		made->room = room;
	}
	made->all[made->count++] = piece;
	made->own += piece->is_own;
	return 0;
}

static void find(struct scr_pieces *made)
{
	const char *words = line_text(&made->finder.line);
	const struct piece *was = made->list.selected < made->list.count
					  ? made->found[made->list.selected]
					  : NULL;
	size_t count = 0, selected = 0;

	for (size_t i = 0; i < made->count; i++) {
		if (*words && !piece_matches(made->all[i], words))
			continue;
		if (made->all[i] == was)
			selected = count;
		made->found[count++] = made->all[i];
	}
	made->list.count = count;
	made->list.selected = selected;
	list_settle(&made->list);
}

static int load(struct console *console, struct scr_pieces *made,
		struct err *err)
{
	made->catalog = session_catalog(console->session, err);
	if (!made->catalog)
		return -1;
	if (catalog_each(made->catalog, add_piece, made, err) != 0)
		return err_nomem(err);
	made->found = calloc(made->count + 1, sizeof(const struct piece *));
	if (!made->found)
		return err_nomem(err);
	find(made);
	return 0;
}

/* -- drawing ------------------------------------------------------------- */

static unsigned cell(const void *state, size_t row, int column,
		     char out[SHEET_CELL])
{
	const struct scr_pieces *made = state;
	const struct piece *piece = made->found[row];

	switch (column) {
	case 0:
		str_copy(out, piece->name, SHEET_CELL);
		return ROLE_NORMAL;
	case 1:
		str_copy(out, piece->display_name, SHEET_CELL);
		return ROLE_NORMAL;
	case 2:
		str_copy(out, piece->is_own ? "own" : "", SHEET_CELL);
		return ROLE_GOOD;
	case 3:
		categories_text(piece, out, SHEET_CELL);
		return ROLE_NORMAL;
	default:
		ways_text(piece, out, SHEET_CELL);
		return ROLE_NORMAL;
	}
}

static const struct sheet_column columns[] = {
	{ .title = "PIECE", .width = 17, .narrow = 16, .share = 1 },
	{ .title = "NAME", .width = 18, .narrow = 15, .share = 1 },
	{ .title = "OWN", .width = 3, .narrow = 3 },
	{ .title = "CATEGORY", .width = 19, .share = 2 },
	{ .title = "AUTHORIZE WITH", .width = 15, .share = 2 },
	{ .title = NULL },
};

static const struct sheet sheet = { .column = columns,
				    .cell = cell,
				    .nothing = "No piece matches." };

static void heading_text(const struct scr_pieces *made, char *out, size_t size)
{
	const char *const *complaint;
	size_t faults = catalog_complaints(made->catalog, &complaint);
	size_t len = (size_t)snprintf(out, size, "%zu pieces, %zu of your own",
				      made->count, made->own);

	if (faults && len < size)
		snprintf(out + len, size - len, ", %zu with faults (c)",
			 faults);
}

static void scr_pieces_draw(const struct console *console, const void *state,
			    struct frame *frame)
{
	const struct scr_pieces *made = state;
	char heading[120];

	heading_text(made, heading, sizeof(heading));
	sheet_draw(console, &sheet, made, &made->list, heading, frame,
		   frame->cols);
	if (!finder_is_on(&made->finder))
		return;
	snprintf(heading, sizeof(heading), "%zu of %zu", made->list.count,
		 made->count);
	finder_draw(&made->finder, frame, heading);
}

static void scr_pieces_prepare(struct console *console, void *state)
{
	struct scr_pieces *made = state;

	sheet_settle(console, &made->list);
}

static struct list *scr_pieces_list(struct console *console, void *state)
{
	struct scr_pieces *made = state;

	(void)console;
	return &made->list;
}

/* -- one piece ----------------------------------------------------------- */

static void add_texts(struct str *text, const char *label,
		      const char *const *item, size_t count)
{
	struct str line = STR_INIT;

	for (size_t i = 0; i < count; i++)
		str_addf(&line, "%s%s", i ? ", " : "", item[i]);
	if (line.len > 0 && !line.failed)
		text_line(text, label, line.text);
	str_clear(&line);
}

static void add_field(struct str *text, const struct piece_field *field)
{
	static const char *const kinds[] = {
		[FIELD_TEXT] = "",	     [FIELD_LONG_TEXT] = ", long text",
		[FIELD_NUMBER] = ", number", [FIELD_CHECKBOX] = ", yes or no",
		[FIELD_CHOICE] = ", choice", [FIELD_CHOICES] = ", choices",
	};

	str_addf(text, "  Field\t%s (%s%s%s%s)%s%s\n", field->name,
		 field->label, kinds[field->kind],
		 field->is_secret ? ", secret" : "",
		 field->is_required ? "" : ", optional",
		 *field->preset ? " = " : "", field->preset);
	for (size_t i = 0; i < field->options; i++)
		str_addf(text, "\t  %s  %s\n", field->option[i].value,
			 field->option[i].label);
	text_line(text, "", field->help);
}

static void add_way(struct str *text, const struct piece_way *way)
{
	str_addf(text, "\t\nAuthorize by %s\n", way->label);
	text_line(text, "  Type", way->type);
	for (size_t i = 0; i < way->fields; i++)
		add_field(text, &way->field[i]);
	text_line(text, "  Sign in at", way->auth_url);
	text_line(text, "  Tokens from", way->token_url);
	text_line(text, "  Device code", way->device_url);
	text_line(text, "  Revoke at", way->revoke_url);
	text_line(text, "  Issuer", way->issuer);
	add_texts(text, "  Scopes", way->scope, way->scopes);
	add_texts(text, "  Goes to", way->host, way->hosts);
	text_line(text, "  Test", way->check_url);
	text_line(text, "  Note", way->note);
}

static void run_show(struct console *console, void *state)
{
	struct scr_pieces *made = state;
	const struct piece *piece = made->found[made->list.selected];
	struct str text = STR_INIT;
	char categories[SHEET_CELL];

	categories_text(piece, categories, sizeof(categories));
	text_line(&text, "Piece", piece->name);
	text_line(&text, "Provider", piece->display_name);
	text_line(&text, "Category", categories);
	text_line(&text, "From",
		  piece->is_own ? "a file of yours" : "the catalog");
	for (size_t i = 0; i < piece->ways; i++)
		add_way(&text, &piece->way[i]);
	text_show(console, piece->display_name, &text);
}

/* -- faults of own files ------------------------------------------------- */

static void run_faults(struct console *console, void *state)
{
	struct scr_pieces *made = state;
	const char *const *complaint;
	size_t count = catalog_complaints(made->catalog, &complaint);
	struct str text = STR_INIT;

	str_add(&text, "Entries with faults, which are left out\n");
	for (size_t i = 0; i < count; i++)
		str_addf(&text, "  %zu\t%s\n", i + 1, complaint[i]);
	text_show(console, "Faults", &text);
}

static bool blocked_faults(struct console *console, char *why, size_t size)
{
	const struct screen *top = console_top(console);
	const struct scr_pieces *made = top->state;
	const char *const *complaint;

	if (top->def != &scr_pieces ||
	    catalog_complaints(made->catalog, &complaint) > 0)
		return false;
	str_copy(why, "no entry has a fault", size);
	return true;
}

static bool blocked_show(struct console *console, char *why, size_t size)
{
	const struct screen *top = console_top(console);
	const struct scr_pieces *made = top->state;

	if (top->def != &scr_pieces || made->list.count > 0)
		return false;
	str_copy(why, "no piece is selected", size);
	return true;
}

/* -- keys ---------------------------------------------------------------- */

static bool scr_pieces_key(struct console *console, void *state,
			   const struct key *key)
{
	struct scr_pieces *made = state;

	switch (finder_key(console, &made->finder, key)) {
	case FINDER_UNUSED:
		return false;
	case FINDER_CHANGED:
		find(made);
		return true;
	default:
		return true;
	}
}

static bool scr_pieces_is_typing(const struct console *console,
				 const void *state)
{
	const struct scr_pieces *made = state;

	(void)console;
	return made->finder.is_open;
}

static bool blocked_make(struct console *console, char *why, size_t size)
{
	return blocked_show(console, why, size) ||
	       blocked_new_conn(console, why, size);
}

static void run_make(struct console *console, void *state)
{
	const struct scr_pieces *made = state;

	wizard_begin(console, made->found[made->list.selected]);
}

static const struct action pieces_actions[] = {
	{ .name = "show",
	  .keys = "Enter  i",
	  .press = { PRESS_ENTER, 'i', PRESS_RIGHT },
	  .label = "show",
	  .help = "show the piece",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_show,
	  .run = run_show },
	{ .name = "new",
	  .keys = "n",
	  .press = { 'n' },
	  .label = "new connection",
	  .help = "new connection with it",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_make,
	  .run = run_make },
	{ .name = "faults",
	  .keys = "c",
	  .press = { 'c' },
	  .label = "faults",
	  .help = "faults of own files",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_faults,
	  .run = run_faults },
	{ .name = NULL },
};

const struct screen_def scr_pieces = {
	.name = "pieces list",
	.takes_enter = true,
	.place = "Pieces",
	.action = { finder_actions, pieces_actions, back_actions, move_actions,
		    vault_actions },
	.draw = scr_pieces_draw,
	.key = scr_pieces_key,
	.is_typing = scr_pieces_is_typing,
	.prepare = scr_pieces_prepare,
	.list = scr_pieces_list,
	.close = scr_pieces_close,
};

void run_pieces(struct console *console, void *state)
{
	struct scr_pieces *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	(void)state;
	if (!made)
		err_nomem(&err);
	else if (load(console, made, &err) == 0) {
		console_push(console, &scr_pieces, made);
		return;
	}
	console_say_err(console, &err);
	if (made)
		scr_pieces_close(made);
}
