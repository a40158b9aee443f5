/* scr_new_way.c - how a new connection is to authorize, or that it waits */
#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"
#include "base/utf8.h"
#include "tui/apps.h"
#include "tui/dialogs.h"
#include "tui/page.h"
#include "tui/wizard.h"

#define FIRST_ROW 6
#define NARROW	  3 /* first row there */

/* One way, with its credential or keeping a place for it. */
struct choice {
	const struct piece_way *way;
	bool is_placeholder;
	bool needs_app;	       /* a new one */
	const struct app *app; /* to sign in with, or NULL */
	size_t users;	       /* of that */
	const char *blocked;   /* why, or NULL */
};

struct scr_new_way {
	const struct piece *piece;
	struct apps apps; /* all of the project */
	struct choice *choice;
	struct list list;
};

static void scr_new_way_close(void *state)
{
	struct scr_new_way *made = state;

	apps_clear(&made->apps);
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
	else if (choice->needs_app)
		str_copy(out, "client id and secret needed", size);
	else if (choice->app)
		snprintf(out, size, "%zu connection%s", choice->users,
			 choice->users == 1 ? "" : "s");
	else if (fields == 0)
		str_copy(out, "no fields", size);
	else
		snprintf(out, size, "%zu field%s", fields,
			 fields == 1 ? "" : "s");
}

static void label_text(const struct choice *choice, char *out, size_t size)
{
	const char *label = choice->way->label;

	if (choice->is_placeholder)
		snprintf(out, size, "%s, later", label);
	else if (choice->needs_app)
		snprintf(out, size, "%s, a new app", label);
	else if (choice->app)
		snprintf(out, size, "%s, app \"%s\"", label, choice->app->name);
	else
		str_copy(out, label, size);
}

/* Columns before the words beside each choice. */
static int label_width(const struct scr_new_way *made, int cols)
{
	int widest = 34, most = cols - 38 - 8;

	if (cols < WIDE_COLS)
		return cols - 9;
	for (size_t i = 0; i < made->list.count; i++) {
		char text[200];

		label_text(&made->choice[i], text, sizeof(text));
		int width = (int)utf8_width(text) + 2;
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
	char text[200];

	if (here)
		frame_pointer(frame, y, 2, ROLE_HEAD);
	frame_put(frame, y, 4, 3, role,
		  choice->blocked ? "(-)"
		  : here	  ? "(o)"
				  : "( )");
	label_text(choice, text, sizeof(text));
	frame_put(frame, y, 8, label - 1, here ? ROLE_HEAD : role, text);
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
	else if (choice->needs_app)
		snprintf(text, sizeof(text),
			 "OAuth needs an app of your own: register it at "
			 "%.80s with the redirect address %s, and have its "
			 "client id and secret at hand.",
			 name, app_redirect(""));
	else if (choice->app)
		snprintf(text, sizeof(text),
			 "Somebody signs in at %.80s with a browser, on this "
			 "computer or another one.",
			 name);
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

/* Then the wizard goes on with it. */
static void app_made(struct console *console, const char *name, void *arg)
{
	const struct scr_new_way *made = arg;

	wizard_fields(console, made->piece,
		      piece_way(made->piece, "oauth2", NULL), false, name);
}

static void run_choose(struct console *console, void *state)
{
	const struct scr_new_way *made = state;
	const struct choice *choice = selected(made);
	const struct app_wish wish = { .piece = made->piece->name,
				       .chosen = app_made,
				       .arg = state };

	if (choice->needs_app)
		app_form_open(console, &wish);
	else
		wizard_fields(console, made->piece, choice->way,
			      choice->is_placeholder,
			      choice->app ? choice->app->name : NULL);
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

/* -- what there is to choose
 * ------------------------------------------------------------- */

static void add_choice(struct scr_new_way *made, const struct choice *choice)
{
	made->choice[made->list.count++] = *choice;
}

/* With each app of the piece, and with a new one. */
static void add_oauth(struct console *console, struct scr_new_way *made,
		      const struct piece_way *way)
{
	for (size_t i = 0; i < made->apps.count; i++) {
		const struct app *app = &made->apps.item[i];
		struct choice choice = { .way = way, .app = app };

		if (app->is_unreadable ||
		    !str_is(app->piece, made->piece->name))
			continue;
		choice.users = apps_users(console, app);
		add_choice(made, &choice);
	}
	add_choice(made, &(struct choice){ .way = way, .needs_app = true });
}

/* All ways, then all of them once more without a credential. */
static void fill(struct console *console, struct scr_new_way *made)
{
	const struct piece *piece = made->piece;

	made->list.count = 0;
	for (size_t i = 0; i < piece->ways; i++) {
		const struct piece_way *way = &piece->way[i];
		struct choice choice = { .way = way,
					 .blocked = way_blocked(piece, way) };

		if (!choice.blocked && auth_type_of(way->type) == AUTH_OAUTH2)
			add_oauth(console, made, way);
		else
			add_choice(made, &choice);
	}
	for (size_t i = 0; i < piece->ways; i++) {
		const struct piece_way *way = &piece->way[i];
		struct choice choice = { .way = way,
					 .is_placeholder = true,
					 .blocked = way_blocked(piece, way) };

		add_choice(made, &choice);
	}
}

/* The first that can be used, and at once if there is one. */
static size_t first_usable(const struct scr_new_way *made)
{
	size_t first = made->list.count;

	for (size_t i = made->list.count; i-- > 0;) {
		const struct choice *choice = &made->choice[i];

		if (!choice->blocked && !choice->is_placeholder &&
		    (!choice->needs_app || first == made->list.count))
			first = i;
	}
	for (size_t i = 0; first == made->list.count && i < first; i++)
		if (!made->choice[i].blocked)
			first = i;
	return first;
}

static int load(struct console *console, struct scr_new_way *made,
		struct err *err)
{
	struct apps apps = { .count = 0 };
	struct choice *choice;

	if (app_list(console->session, &apps, err) < 0)
		return -1;
	choice =
		calloc(2 * made->piece->ways + apps.count + 1, sizeof(*choice));
	if (!choice) {
		apps_clear(&apps);
		return err_nomem(err);
	}
	apps_clear(&made->apps);
	free(made->choice);
	made->apps = apps;
	made->choice = choice;
	fill(console, made);
	return 0;
}

static void scr_new_way_reloaded(struct console *console, void *state)
{
	struct err err = ERR_INIT;

	if (load(console, state, &err) < 0)
		console_say_err(console, &err);
}

const struct screen_def scr_new_way = {
	.name = "ways to authorize",
	.place = "New connection",
	.action = { new_way_actions, move_actions, vault_actions },
	.draw = scr_new_way_draw,
	.prepare = scr_new_way_prepare,
	.list = scr_new_way_list,
	.crumb = scr_new_way_crumb,
	.reloaded = scr_new_way_reloaded,
	.status = scr_new_way_status,
	.close = scr_new_way_close,
};

void wizard_ways(struct console *console, const struct piece *piece)
{
	struct scr_new_way *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	if (!made) {
		err_nomem(&err);
	} else {
		made->piece = piece;
		if (load(console, made, &err) == 0) {
			made->list.selected = first_usable(made);
			list_settle(&made->list);
			console_push(console, &scr_new_way, made);
			return;
		}
		scr_new_way_close(made);
	}
	console_say_err(console, &err);
}
