/* scr_app.c - the form of an OAuth app */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "tui/apps.h"
#include "tui/dialogs.h"
#include "tui/form.h"
#include "tui/page.h"
#include "tui/wizard.h"

/* Those that are fixed already are left out: they come first. */
enum app_field { PIECE, NAME, CLIENT_ID, SECRET, REDIRECT, LOGIN, APP_FIELDS };
enum button { SAVE, CANCEL, BUTTONS };

#define TIGHT_ROWS 20
#define FOOT_ROWS  7 /* what stands below the form */

struct scr_app {
	char *piece, *name; /* NULL: typed */
	char provider[128];
	size_t fixed; /* fields that are left out */
	struct form form;
	char note[160]; /* of the last paste */
	app_chosen_fn *chosen;
	void *arg;
};

static void scr_app_close(void *state)
{
	struct scr_app *made = state;

	form_clear(&made->form);
	free(made->piece);
	free(made->name);
	free(made);
}

static struct form_field *field_of(struct scr_app *made, enum app_field i)
{
	return i < made->fixed ? NULL : &made->form.field[i - made->fixed];
}

static const char *typed(struct scr_app *made, enum app_field i)
{
	const struct form_field *field = field_of(made, i);

	return field ? line_text(&field->line) : "";
}

/* -- saving ---------------------------------------------------------------- */

static int set(struct console *console, struct scr_app *made,
	       const struct secret *secret, struct app *out, struct err *err)
{
	const struct form_field *login = field_of(made, LOGIN);
	const struct app_draft draft = {
		.piece = made->piece ? made->piece : typed(made, PIECE),
		.name = made->name ? made->name : typed(made, NAME),
		.client_id = typed(made, CLIENT_ID),
		.client_secret = secret,
		.redirect_uri = typed(made, REDIRECT),
		.login = login->option[login->chosen].value,
	};

	return app_set(console->session, &draft, out, err);
}

static int save_form(struct console *console, struct scr_app *made,
		     struct app *out, struct err *err)
{
	const struct hidden *hidden = &field_of(made, SECRET)->hidden;
	struct secret *secret = NULL;

	if (hidden->len > 0 && hidden_take(hidden, &secret, err) < 0)
		return -1;
	int result = set(console, made, secret, out, err);

	secret_free(secret);
	return result;
}

/* The screens below read again what has become of it. */
static void saved(struct console *console, const struct scr_app *made,
		  const struct app *app)
{
	app_chosen_fn *chosen = made->chosen;
	void *arg = made->arg;
	struct err err = ERR_INIT;
	bool has_moved = made->form.field[REDIRECT - made->fixed].is_changed;

	console_pop(console);
	if (console_reload(console, &err) < 0)
		console_say_err(console, &err);
	else if (has_moved && apps_users(console, app) > 0)
		console_say(console, TONE_PLAIN,
			    "Stored. Connections use it: whoever signs in "
			    "again needs %.120s registered at the provider",
			    app_redirect(app->redirect_uri));
	else
		console_say(console, TONE_GOOD,
			    "Stored the OAuth app \"%.80s\"", app->name);
	if (chosen)
		chosen(console, app->name, arg);
}

static void save(struct console *console, struct scr_app *made)
{
	long missing = form_missing(&made->form);
	struct app app = { .text = NULL };
	struct err err = ERR_INIT;

	if (missing >= 0)
		console_say(console, TONE_ERROR, "%s is required",
			    made->form.field[missing].label);
	else if (save_form(console, made, &app, &err) < 0)
		console_say_err(console, &err);
	else
		saved(console, made, &app);
	app_clear(&app);
}

/* -- keys ------------------------------------------------------------------ */

static void run_cancel(struct console *console, void *state)
{
	const struct scr_app *made = state;
	static const struct question question = {
		.title = "OAuth app",
		.text = "Throw away what was typed?",
		.harmless = "Keep typing",
		.other = "Throw away",
		.agreed = run_back,
	};

	if (form_is_changed(&made->form))
		ask(console, &question);
	else
		console_pop(console);
}

static bool is_at_piece(const struct scr_app *made)
{
	return made->fixed == PIECE && made->form.focus == PIECE;
}

static void piece_chosen(struct console *console, const char *piece, void *arg)
{
	struct scr_app *made = arg;
	struct form_field *field = field_of(made, PIECE);
	struct err err = ERR_INIT;

	if (line_set(&field->line, piece, strlen(piece), &err) < 0)
		console_say_err(console, &err);
	field->is_changed = true;
	made->form.focus = NAME;
}

static bool scr_app_key(struct console *console, void *state,
			const struct key *key)
{
	struct scr_app *made = state;
	char note[160];

	if (key->press == PRESS_ENTER && is_at_piece(made)) {
		piece_choose(console, typed(made, PIECE), piece_chosen, made);
		return true;
	}
	switch (form_key(&made->form, key, console->now, note, sizeof(note))) {
	case FORM_UNUSED:
		return false;
	case FORM_REFUSED:
		console_say(console, TONE_ERROR, "%s", note);
		return true;
	case FORM_CHANGED:
		str_copy(made->note, note, sizeof(made->note));
		return true;
	case FORM_PRESSED:
		if (made->form.pressed == SAVE)
			save(console, made);
		else
			run_cancel(console, made);
		return true;
	default:
		return true;
	}
}

static bool scr_app_is_typing(const struct console *console, const void *state)
{
	const struct scr_app *made = state;

	(void)console;
	return form_is_typing(&made->form);
}

static int64_t scr_app_tick(struct console *console, void *state)
{
	struct scr_app *made = state;
	int64_t at = form_hides_at(&made->form);

	if (at && console->now >= at) {
		form_hide(&made->form);
		return 0;
	}
	return at;
}

static void scr_app_hide(void *state)
{
	struct scr_app *made = state;

	form_hide(&made->form);
}

/* -- drawing --------------------------------------------------------------- */

static void draw_advice(const struct scr_app *made, struct frame *frame, int y,
			int end)
{
	const char *redirect =
		line_text(&made->form.field[REDIRECT - made->fixed].line);
	int width = frame->cols - 5;

	frame_put(frame, y, 1, 3, ROLE_DIM, " i");
	y += frame_put_lines(frame, y, 4, width, ROLE_DIM,
			     "At the provider, register an app of your own "
			     "with this redirect address:");
	if (y < end)
		frame_put(frame, y++, 4, width, ROLE_NORMAL,
			  app_redirect(redirect));
	if (!*redirect && y < end)
		frame_put(frame, y++, 4, width, ROLE_DIM,
			  "Any port is used then. Where one must be fixed, "
			  "name it in the field.");
	if (*made->note && y < end)
		frame_putf(frame, y, 1, width, ROLE_NORMAL, " i %s",
			   made->note);
}

static void scr_app_draw(const struct console *console, const void *state,
			 struct frame *frame)
{
	const struct scr_app *made = state;
	bool is_tight = frame->rows < TIGHT_ROWS;
	int end = page_body_end(frame), first = is_tight ? 2 : 3;
	int height = end - first - (is_tight ? 2 : FOOT_ROWS);

	page_head(console, frame);
	frame_rule(frame, 1, 0, frame->cols);
	int y = form_draw(frame, &made->form, first, 1, height, frame->cols - 2,
			  console->now);
	form_draw_buttons(frame, &made->form, is_tight ? end - 1 : y + 1, 7);
	if (!is_tight)
		draw_advice(made, frame, y + 3, end);
}

static void scr_app_crumb(const void *state, char *out, size_t size)
{
	const struct scr_app *made = state;

	if (made->name)
		snprintf(out, size, "%s > %s", made->provider, made->name);
	else
		snprintf(out, size, "%s%sNew OAuth app", made->provider,
			 *made->provider ? " > " : "");
}

static void scr_app_status(const struct console *console, const void *state,
			   char *out, size_t size)
{
	(void)console;
	(void)state;
	str_copy(out, "Fields with * are required.", size);
}

static const struct action app_actions[] = {
	{ .name = "next-field",
	  .keys = "Tab",
	  .label = "next",
	  .help = "next field",
	  .group = GROUP_FORM },
	{ .name = "toggle",
	  .keys = "Space",
	  .help = "next choice",
	  .group = GROUP_FORM },
	{ .name = "show",
	  .keys = "Ctrl-T",
	  .label = "show",
	  .help = "show a secret for 10 s",
	  .group = GROUP_FORM },
	{ .name = "save",
	  .keys = "Ctrl-S",
	  .label = "save",
	  .help = "save",
	  .group = GROUP_FORM },
	{ .name = "cancel",
	  .keys = "Esc",
	  .press = { PRESS_ESC },
	  .label = "cancel",
	  .help = "cancel",
	  .group = GROUP_FORM,
	  .run = run_cancel },
	{ .name = NULL },
};

const struct screen_def scr_app = {
	.name = "form of an OAuth app",
	.has_form = true,
	.action = { app_actions, form_actions, vault_actions },
	.draw = scr_app_draw,
	.key = scr_app_key,
	.is_typing = scr_app_is_typing,
	.tick = scr_app_tick,
	.hide = scr_app_hide,
	.crumb = scr_app_crumb,
	.status = scr_app_status,
	.close = scr_app_close,
};

/* -- opening --------------------------------------------------------------- */

/* How it logs in at the token endpoint: RFC 6749, 2.3.1. */
static const struct field_option logins[] = {
	{ .label = "as the piece says", .value = "auto" },
	{ .label = "in the header", .value = "basic" },
	{ .label = "in the body", .value = "post" },
	{ .label = "without a secret", .value = "none" },
};
#define LOGINS (sizeof(logins) / sizeof(*logins))

static const struct form_field app_fields[APP_FIELDS] = {
	[PIECE] = { .label = "Piece",
		    .help = "Enter: choose it from the catalog",
		    .is_required = true,
		    .width = 24 },
	[NAME] = { .label = "Name",
		   .help = "",
		   .is_required = true,
		   .width = 24 },
	[CLIENT_ID] = { .label = "Client id",
			.help = "",
			.is_required = true,
			.width = 44 },
	[SECRET] = { .label = "Client secret",
		     .help = "",
		     .kind = FORM_SECRET },
	[REDIRECT] = { .label = "Redirect", .help = "", .width = 44 },
	[LOGIN] = { .label = "Secret is sent",
		    .help = "",
		    .kind = FORM_CHOICE,
		    .option = logins,
		    .options = LOGINS },
};

static int set_line(struct scr_app *made, enum app_field i, const char *text,
		    struct err *err)
{
	struct form_field *field = field_of(made, i);

	return field ? line_set(&field->line, text, strlen(text), err) : 0;
}

static int fill_from(struct scr_app *made, const struct app *app,
		     struct err *err)
{
	struct form_field *login = field_of(made, LOGIN);

	for (size_t i = 0; i < LOGINS; i++)
		if (str_is(logins[i].value, app->login))
			login->chosen = i;
	if (app->row.secret_version)
		field_of(made, SECRET)->empty = "(empty: stays as it is)";
	if (set_line(made, CLIENT_ID, app->client_id, err) < 0)
		return -1;
	return set_line(made, REDIRECT, app->redirect_uri, err);
}

static int fill_form(struct scr_app *made, const struct app *app,
		     struct err *err)
{
	struct form *form = &made->form;

	made->fixed = app ? CLIENT_ID : made->piece ? NAME : PIECE;
	if (form_init(form, APP_FIELDS - made->fixed, err) < 0)
		return -1;
	memcpy(form->field, app_fields + made->fixed,
	       form->fields * sizeof(*form->field));
	form->is_dense = true;
	form->label_width = 18;
	form->button[SAVE] = "Save";
	form->button[CANCEL] = "Cancel";
	form->buttons = BUTTONS;
	return app ? fill_from(made, app, err)
		   : set_line(made, NAME, APP_DEFAULT, err);
}

static int copy_wish(struct console *console, const struct app_wish *wish,
		     struct scr_app *made, struct err *err)
{
	const char *piece = wish->app ? wish->app->piece : wish->piece;
	struct catalog *catalog = session_catalog(console->session, err);

	if (!catalog)
		return -1;
	made->chosen = wish->chosen;
	made->arg = wish->arg;
	if (piece && !(made->piece = strdup(piece)))
		return err_nomem(err);
	if (wish->app && !(made->name = strdup(wish->app->name)))
		return err_nomem(err);
	if (piece)
		str_copy(made->provider, catalog_provider(catalog, piece),
			 sizeof(made->provider));
	return fill_form(made, wish->app, err);
}

void app_form_open(struct console *console, const struct app_wish *wish)
{
	struct scr_app *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	if (!made)
		err_nomem(&err);
	else if (copy_wish(console, wish, made, &err) == 0) {
		console_push(console, &scr_app, made);
		return;
	}
	console_say_err(console, &err);
	if (made)
		scr_app_close(made);
}
