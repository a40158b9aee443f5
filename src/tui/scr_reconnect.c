/* scr_reconnect.c - new values for a connection's credential */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "tui/apps.h"
#include "tui/dialogs.h"
#include "tui/form.h"
#include "tui/page.h"
#include "tui/piece_form.h"
#include "tui/reconnects.h"
#include "tui/signins.h"
#include "tui/trials.h"

#define FIRST_ROW  5  /* of the form */
#define FOOT_ROWS  6  /* buttons and notes below it */
#define ROOMY_ROWS 20 /* with fewer the notes have no rows */

struct scr_reconnect {
	struct conn conn;
	const struct piece *piece; /* borrowed from the catalog */
	const struct piece_way *way;
	unsigned flows;
	struct form form;
	char note[160];		  /* of the last paste */
	struct reconnects *queue; /* of several, or NULL */
	char *app;		  /* to sign in with, or NULL */
	struct values merged;	  /* that are tried, then stored */
	char asked[TRIAL_TEXT];	  /* when they are not accepted */
};

static void scr_reconnect_close(void *state)
{
	struct scr_reconnect *made = state;

	form_clear(&made->form);
	conn_clear(&made->conn);
	reconnects_free(made->queue);
	values_clear(&made->merged);
	free(made->app);
	free(made);
}

/* -- filling the form ---------------------------------------------------- */

static bool is_signed_in(const struct scr_reconnect *made)
{
	return made->conn.auth == AUTH_OAUTH2;
}

/* The one to cancel is the last. */
static void set_buttons(struct scr_reconnect *made)
{
	struct form *form = &made->form;
	bool is_tested = !is_signed_in(made) && trial_is_there(made->way);

	form->buttons = 0;
	form->button[form->buttons++] = is_signed_in(made) ? "Sign in"
					: is_tested	   ? "Test and save"
							   : "Save";
	if (is_tested)
		form->button[form->buttons++] = "Save without test";
	form->button[form->buttons++] = "Cancel";
}

static int fill_form(struct console *console, struct scr_reconnect *made,
		     struct err *err)
{
	const struct piece_way *way = made->way;
	struct values now = VALUES_INIT;
	bool has_credential = conn_has_credential(&made->conn);
	struct err why = ERR_INIT;
	int result = -1;

	if (form_init(&made->form, way->fields, err) < 0)
		return -1;
	if (made->conn.secret_version != 0 &&
	    conn_prefill(console->session, &made->conn, &now, &why) < 0) {
		if (why.code != ERR_DAMAGED) {
			*err = why;
			goto out;
		}
		/* Nothing can be kept: all fields must be filled. */
		has_credential = false;
		console_say_err(console, &why);
	}
	for (size_t i = 0; i < way->fields; i++)
		if (piece_form_fill(&made->form.field[i], &way->field[i],
				    values_get(&now, way->field[i].name),
				    has_credential, err) < 0)
			goto out;
	made->form.label_width = piece_form_width(way);
	set_buttons(made);
	result = 0;
out:
	values_clear(&now);
	return result;
}

/* -- saving -------------------------------------------------------------- */

/* On an error the focus is on the field concerned. */
static int collect(struct scr_reconnect *made, struct values *values,
		   struct err *err)
{
	for (size_t i = 0; i < made->form.fields; i++)
		if (piece_form_take(values, &made->form.field[i],
				    &made->way->field[i], err) < 0) {
			made->form.focus = i;
			return -1;
		}
	return 0;
}

static void failed(struct console *console, struct scr_reconnect *made,
		   const struct err *err)
{
	if (err->code != ERR_CONFLICT)
		console_say_err(console, err);
	else if (caught_up(console, &made->conn))
		console_say(console, TONE_ERROR,
			    "Somebody else changed it meanwhile. What you "
			    "typed is kept; save again to put it in place");
}

static void saved(struct console *console, struct scr_reconnect *made)
{
	struct err err = ERR_INIT;

	if (console_reload(console, &err) < 0)
		console_say_err(console, &err);
	else
		console_say(console, TONE_GOOD, "Reconnected \"%s\"",
			    made->conn.name);
	if (!made->queue) {
		console_pop(console);
		return;
	}
	made->queue->done++;
	reconnects_skip(console, &made->queue);
}

/* Then somebody signs in; the form is not needed any more. */
static void sign_in(struct console *console, struct scr_reconnect *made,
		    const struct values *fields)
{
	struct reconnects *queue = made->queue;
	const struct signin_wish wish = { .conn = &made->conn,
					  .fields = fields,
					  .app = made->app,
					  .queue = queue,
					  .is_instead = true };
	struct err err = ERR_INIT;

	made->queue = NULL;
	if (signin_open(console, &wish, &err) == 0)
		return;
	made->queue = queue;
	console_say_err(console, &err);
}

/* result NULL: it was not tested. */
static void accept(struct console *console, const struct check_result *result,
		   void *arg)
{
	struct scr_reconnect *made = arg;
	struct err err = ERR_INIT;

	if (conn_accept(console->session, &made->conn, &made->merged, &err) <
	    0) {
		failed(console, made, &err);
		return;
	}
	if (result &&
	    trial_keep(console->session, &made->conn, result, &err) < 0)
		console_say_err(console, &err);
	saved(console, made);
}

static void accept_untested(struct console *console, void *arg)
{
	accept(console, NULL, arg);
}

/* The old values stay until the new ones are accepted. */
static void try(struct console *console, struct scr_reconnect *made,
		const struct values *values, bool is_tested)
{
	const struct trial_wish wish = { .way = made->way,
					 .values = &made->merged,
					 .accepted = accept,
					 .insisted = accept_untested,
					 .arg = made,
					 .text = made->asked };
	struct err err = ERR_INIT;

	values_clear(&made->merged);
	if (conn_merge(console->session, &made->conn, values, &made->merged,
		       &err) < 0)
		failed(console, made, &err);
	else if (is_tested)
		trial_open(console, &wish);
	else
		accept_untested(console, made);
}

static void save(struct console *console, struct scr_reconnect *made)
{
	struct values values = VALUES_INIT;
	struct err err = ERR_INIT;
	long missing = form_missing(&made->form);
	bool is_tested = made->form.pressed == 0;

	if (missing >= 0)
		console_say(console, TONE_ERROR, "%s is required",
			    made->form.field[missing].label);
	else if (!form_is_changed(&made->form) && !is_signed_in(made))
		console_say(console, TONE_ERROR,
			    "Nothing to save: no value was changed");
	else if (collect(made, &values, &err) < 0)
		console_say_err(console, &err);
	else if (is_signed_in(made))
		sign_in(console, made, &values);
	else
		try(console, made, &values, is_tested);
	values_clear(&values);
}

/* -- keys ---------------------------------------------------------------- */

static void run_cancel(struct console *console, void *state)
{
	struct scr_reconnect *made = state;
	static const struct question question = {
		.title = "Reconnect",
		.text = "Throw away what was typed? The connection stays as "
			"it is.",
		.harmless = "Keep typing",
		.other = "Throw away",
		.agreed = run_back,
	};

	if (made->queue)
		reconnects_ask(console, &made->queue);
	else if (form_is_changed(&made->form))
		ask(console, &question);
	else
		console_pop(console);
}

static bool scr_reconnect_key(struct console *console, void *state,
			      const struct key *key)
{
	struct scr_reconnect *made = state;
	char note[160];

	switch (form_key(&made->form, key, console->now, note, sizeof(note))) {
	case FORM_UNUSED:
		return false;
	case FORM_REFUSED:
		console_say(console, TONE_ERROR, "%s", note);
		return true;
	case FORM_CHANGED:
		str_copy(made->note, note, sizeof(made->note));
		if (*note && console->rows < ROOMY_ROWS)
			console_say(console, TONE_PLAIN, "%s", note);
		return true;
	case FORM_PRESSED:
		if (made->form.pressed + 1 < made->form.buttons)
			save(console, made);
		else
			run_cancel(console, made);
		return true;
	default:
		return true;
	}
}

static bool scr_reconnect_is_typing(const struct console *console,
				    const void *state)
{
	const struct scr_reconnect *made = state;

	(void)console;
	return form_is_typing(&made->form);
}

static bool scr_reconnect_takes_lines(const struct console *console,
				      const void *state)
{
	const struct scr_reconnect *made = state;

	(void)console;
	return form_takes_lines(&made->form);
}

static int64_t scr_reconnect_tick(struct console *console, void *state)
{
	struct scr_reconnect *made = state;
	int64_t at = form_hides_at(&made->form);

	if (at && console->now >= at) {
		form_hide(&made->form);
		return 0;
	}
	return at;
}

static void scr_reconnect_hide(void *state)
{
	struct scr_reconnect *made = state;

	form_hide(&made->form);
}

/* -- drawing ------------------------------------------------------------- */

static void draw_head(const struct scr_reconnect *made, struct frame *frame)
{
	char label[80] = "";

	if (*made->way->label)
		snprintf(label, sizeof(label), "%.60s   ", made->way->label);
	frame_putf(frame, 3, 1, frame->cols - 2, ROLE_NORMAL,
		   "%s   %sexternal id %s   used by %u flow%s",
		   made->piece->display_name, label, made->conn.external_id,
		   made->flows, made->flows == 1 ? "" : "s");
}

static void scr_reconnect_draw(const struct console *console, const void *state,
			       struct frame *frame)
{
	const struct scr_reconnect *made = state;
	int end = page_body_end(frame), width = frame->cols - 2;
	bool is_tight = frame->rows < ROOMY_ROWS;
	int height = end - FIRST_ROW - (is_tight ? 2 : FOOT_ROWS);

	page_head(console, frame);
	frame_rule(frame, 1, 0, frame->cols);
	draw_head(made, frame);
	int y = form_draw(frame, &made->form, FIRST_ROW, 1, height, width,
			  console->now);
	y += !is_tight;
	form_draw_buttons(frame, &made->form, y, 7);
	if (is_tight)
		return;
	frame_put(frame, y + 2, 1, width, ROLE_DIM,
		  made->form.buttons > 2 ? "i  The old value stays in use "
					   "until the new one passes its test."
					 : "i  The old value stays in use "
					   "until you save.");
	if (*made->note)
		frame_putf(frame, y + 3, 1, width, ROLE_NORMAL, "i  %s",
			   made->note);
}

static void scr_reconnect_crumb(const void *state, char *out, size_t size)
{
	const struct scr_reconnect *made = state;

	if (made->queue)
		snprintf(out, size, "Reconnect %zu of %zu: %s",
			 made->queue->next, made->queue->conns.count,
			 page_name(&made->conn));
	else
		snprintf(out, size, "%s > Reconnect", page_name(&made->conn));
}

static void scr_reconnect_status(const struct console *console,
				 const void *state, char *out, size_t size)
{
	const struct scr_reconnect *made = state;

	form_status(&made->form, console->cols - 2, out, size);
}

static const struct action reconnect_actions[] = {
	{ .name = "next-field",
	  .keys = "Tab",
	  .label = "next",
	  .help = "next field",
	  .group = GROUP_FORM },
	{ .name = "field-before",
	  .keys = "Shift-Tab",
	  .label = "back",
	  .help = "field before",
	  .group = GROUP_FORM },
	{ .name = "show",
	  .keys = "Ctrl-T",
	  .label = "show/hide",
	  .help = "show a secret for 10 s",
	  .group = GROUP_FORM },
	{ .name = "clear",
	  .keys = "Ctrl-U",
	  .help = "clear and wipe",
	  .group = GROUP_FORM },
	{ .name = "choose",
	  .keys = "Space",
	  .help = "tick, next choice",
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

const struct screen_def scr_reconnect = {
	.name = "reconnect form",
	.has_form = true,
	.action = { reconnect_actions, form_actions, vault_actions },
	.draw = scr_reconnect_draw,
	.key = scr_reconnect_key,
	.is_typing = scr_reconnect_is_typing,
	.takes_lines = scr_reconnect_takes_lines,
	.tick = scr_reconnect_tick,
	.hide = scr_reconnect_hide,
	.crumb = scr_reconnect_crumb,
	.status = scr_reconnect_status,
	.close = scr_reconnect_close,
};

static int open_form(struct console *console, const struct roster_row *row,
		     struct reconnects *queue, const char *app, struct err *err)
{
	struct scr_reconnect *made = calloc(1, sizeof(*made));
	int result = -1;

	if (!made || conn_copy(row->conn, &made->conn) < 0 ||
	    (app && !(made->app = strdup(app))))
		err_nomem(err);
	else if (conn_way(console->session, row->conn, &made->piece, &made->way,
			  err) == 0)
		result = fill_form(console, made, err);
	if (result < 0) {
		if (made)
			scr_reconnect_close(made);
		return -1;
	}
	made->flows = row->flows;
	made->queue = queue;
	console_push(console, &scr_reconnect, made);
	return 0;
}

/* app: to sign in with, or NULL. */
static int open_with(struct console *console, const struct roster_row *row,
		     struct reconnects *queue, const char *app, struct err *err)
{
	const struct signin_wish wish = { .conn = row->conn,
					  .app = app,
					  .queue = queue };
	const struct piece *piece;
	const struct piece_way *way;

	if (conn_way(console->session, row->conn, &piece, &way, err) < 0)
		return -1;
	if (row->conn->auth == AUTH_OAUTH2 && way->fields == 0)
		return signin_open(console, &wish, err);
	return open_form(console, row, queue, app, err);
}

int reconnect_open(struct console *console, const struct roster_row *row,
		   struct reconnects *queue, struct err *err)
{
	return open_with(console, row, queue, NULL, err);
}

/* -- the selected one ----------------------------------------------------- */

static void open_selected(struct console *console, const char *app, void *arg)
{
	const struct roster_row *row = console_selected(console);
	struct err err = ERR_INIT;

	(void)arg;
	if (row && open_with(console, row, NULL, app, &err) < 0)
		console_say_err(console, &err);
}

void run_reconnect(struct console *console, void *state)
{
	struct reconnects *queue = NULL;
	struct err err = ERR_INIT;

	(void)state;
	if (!marks_are_meant(console)) {
		const struct conn *conn = console_selected(console)->conn;

		if (conn->auth != AUTH_OAUTH2 ||
		    !apps_ask(console, conn, open_selected))
			open_selected(console, NULL, NULL);
	} else if (reconnects_new(console, &queue, &err) == 0) {
		reconnects_go_on(console, queue);
	} else {
		console_say_err(console, &err);
	}
}
