/* scr_new_way.c - how a new connection is to authorize, or that it waits */
#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"
#include "base/utf8.h"
#include "tui/dialogs.h"
#include "tui/page.h"
#include "tui/wizard.h"

#define FIRST_ROW 6
#define NARROW	  3 /* first row there */

/* One way, with its credential or keeping a place for it. */
struct choice {
	const struct piece_way *way;
	bool is_placeholder;
	const char *blocked; /* why, or NULL */
};

struct scr_new_way {
	const struct piece *piece;
	struct choice *choice;
	struct list list;
};

static void scr_new_way_close(void *state)
{
	struct scr_new_way *made = state;

	free(made->choice);
	free(made);
}

static const struct choice *selected(const struct scr_new_way *made)
{
	return &made->choice[made->list.selected];
}

/* -- drawing ------------------------------------------------------------- */

static void choice_text(const struct choice *choice, char *out, size_t size)
{
	size_t fields = choice->way->fields;

	if (choice->blocked)
		str_copy(out, choice->blocked, size);
	else if (choice->is_placeholder)
		str_copy(out, "keeps its place without a credential", size);
	else if (fields == 0)
		str_copy(out, "no fields", size);
	else
		snprintf(out, size, "%zu field%s", fields,
			 fields == 1 ? "" : "s");
}

/* Columns before the words beside each choice. */
static int label_width(const struct scr_new_way *made, int cols)
{
	int widest = 34, most = cols - 38 - 8;

	if (cols < WIDE_COLS)
		return cols - 9;
	for (size_t i = 0; i < made->list.count; i++) {
		int width = (int)utf8_width(made->choice[i].way->label) + 9;
		if (width > widest)
			widest = width;
	}
	return widest > most ? most : widest;
}

static void draw_choice(const struct scr_new_way *made, struct frame *frame,
			size_t i, int y, int label)
{
	const struct choice *choice = &made->choice[i];
	bool here = i == made->list.selected;
	unsigned role = choice->blocked ? ROLE_DIM : ROLE_NORMAL;
	char text[128];

	if (here)
		frame_pointer(frame, y, 2, ROLE_HEAD);
	frame_put(frame, y, 4, 3, role,
		  choice->blocked ? "(-)"
		  : here	  ? "(o)"
				  : "( )");
	frame_putf(frame, y, 8, label - 1, here ? ROLE_HEAD : role, "%s%s",
		   choice->way->label, choice->is_placeholder ? ", later" : "");
	choice_text(choice, text, sizeof(text));
	if (!page_is_narrow(frame))
		frame_put(frame, y, 8 + label, frame->cols - 9 - label,
			  ROLE_DIM, text);
}

/* What the choice under the pointer means, in words. */
static int draw_advice(const struct scr_new_way *made, struct frame *frame,
		       int y, int width)
{
	const struct choice *choice = selected(made);
	const char *name = made->piece->display_name;
	char text[400] = "";

	if (choice->is_placeholder)
		snprintf(text, sizeof(text),
			 "Flows can refer to it already. It is inactive until "
			 "its credential is put in.");
	else if (auth_type_of(choice->way->type) == AUTH_OAUTH2)
		snprintf(text, sizeof(text),
			 "OAuth needs an app of your own at %.80s (client id "
			 "and secret) and a sign-in in the browser, which this "
			 "version cannot do yet. \"%.60s, later\" keeps its "
			 "place.",
			 name, choice->way->label);
	y += frame_put_lines(frame, y, 4, width, ROLE_NORMAL, text);
	if (*choice->way->note)
		y += 1 + frame_put_lines(frame, y + 1, 4, width, ROLE_DIM,
					 choice->way->note);
	return y;
}

static void scr_new_way_draw(const struct console *console, const void *state,
			     struct frame *frame)
{
	const struct scr_new_way *made = state;
	bool narrow = page_is_narrow(frame);
	int y = narrow ? NARROW : FIRST_ROW, end = page_body_end(frame);
	int label = label_width(made, frame->cols);

	page_head(console, frame);
	if (!narrow)
		wizard_draw_steps(frame, STEP_WAY);
	frame_putf(frame, narrow ? 1 : 4, 2, frame->cols - 3, ROLE_NORMAL,
		   "How should connvault authorize with %s?",
		   made->piece->display_name);
	for (size_t i = made->list.top; i < made->list.count && y < end; i++)
		draw_choice(made, frame, i, y++, label);
	if (y + 5 >= end)
		return;
	y = draw_advice(made, frame, y + 1, frame->cols - 8);
	if (y + 2 < end)
		frame_put(frame, y + 2, 2, frame->cols - 3, ROLE_DIM,
			  "Choices with (-) say why they cannot be used.");
}

static void scr_new_way_prepare(struct console *console, void *state)
{
	struct scr_new_way *made = state;
	struct frame size = { .rows = console->rows, .cols = console->cols };
	int page = page_body_end(&size) -
		   (page_is_narrow(&size) ? NARROW : FIRST_ROW);

	made->list.page = page > 1 ? (size_t)page : 1;
	list_settle(&made->list);
}

static void scr_new_way_crumb(const void *state, char *out, size_t size)
{
	const struct scr_new_way *made = state;

	str_copy(out, made->piece->display_name, size);
}

/* Beside the choice there is no room for it on a narrow screen. */
static void scr_new_way_status(const struct console *console, const void *state,
			       char *out, size_t size)
{
	if (console->cols < WIDE_COLS)
		choice_text(selected(state), out, size);
}

/* -- keys ---------------------------------------------------------------- */

static struct list *scr_new_way_list(struct console *console, void *state)
{
	struct scr_new_way *made = state;

	(void)console;
	return &made->list;
}

static bool blocked_choose(struct console *console, char *why, size_t size)
{
	const struct choice *choice = selected(console_top(console)->state);

	if (!choice->blocked)
		return false;
	str_copy(why, choice->blocked, size);
	return true;
}

static void run_choose(struct console *console, void *state)
{
	const struct scr_new_way *made = state;
	const struct choice *choice = selected(made);

	wizard_fields(console, made->piece, choice->way,
		      choice->is_placeholder);
}

static void run_leave(struct console *console, void *state)
{
	(void)state;
	wizard_leave(console);
}

static const struct action new_way_actions[] = {
	{ .name = "move",
	  .keys = "Up/Down",
	  .label = "move",
	  .help = "another way",
	  .group = GROUP_FIND },
	{ .name = "choose",
	  .keys = "Enter  Space",
	  .press = { PRESS_ENTER, ' ' },
	  .label = "choose",
	  .help = "choose this way",
	  .group = GROUP_FORM,
	  .blocked = blocked_choose,
	  .run = run_choose },
	{ .name = "previous",
	  .keys = "Backspace",
	  .press = { PRESS_BACKSPACE, PRESS_LEFT },
	  .label = "previous step",
	  .help = "the step before",
	  .group = GROUP_FORM,
	  .run = run_back },
	{ .name = "cancel",
	  .keys = "Esc  q",
	  .press = { PRESS_ESC, 'q' },
	  .label = "cancel",
	  .help = "cancel",
	  .group = GROUP_FORM,
	  .run = run_leave },
	{ .name = NULL },
};

const struct screen_def scr_new_way = {
	.name = "ways to authorize",
	.place = "New connection",
	.action = { new_way_actions, move_actions, vault_actions },
	.draw = scr_new_way_draw,
	.prepare = scr_new_way_prepare,
	.list = scr_new_way_list,
	.crumb = scr_new_way_crumb,
	.status = scr_new_way_status,
	.close = scr_new_way_close,
};

/* -- opening ------------------------------------------------------------- */

/* All ways, then all of them once more without a credential; the pointer is on
 * the first that can be used. */
static void fill(struct scr_new_way *made)
{
	const struct piece *piece = made->piece;
	size_t count = piece->ways;

	for (size_t i = 0; i < count; i++) {
		const struct piece_way *way = &piece->way[i];
		made->choice[i] =
			(struct choice){ .way = way,
					 .blocked = way_blocked(piece, way) };
		made->choice[count + i] = (struct choice){
			.way = way,
			.is_placeholder = true,
			.blocked = way_unkept(piece, way),
		};
	}
	made->list.count = 2 * count;
	while (selected(made)->blocked &&
	       made->list.selected + 1 < made->list.count)
		made->list.selected++;
}

void wizard_ways(struct console *console, const struct piece *piece)
{
	struct scr_new_way *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	if (made && piece->ways > 0)
		made->choice = calloc(2 * piece->ways, sizeof(*made->choice));
	if (made && made->choice) {
		made->piece = piece;
		fill(made);
		console_push(console, &scr_new_way, made);
		return;
	}
	free(made);
	err_nomem(&err);
	console_say_err(console, &err);
}
