/* scr_new_fields.c - name, external id and fields of a new connection */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "tui/dialogs.h"
#include "tui/form.h"
#include "tui/page.h"
#include "tui/piece_form.h"
#include "tui/scopes.h"
#include "tui/signins.h"
#include "tui/trials.h"
#include "tui/wizard.h"

enum own_field { NAME, ID, TAGS, NOTE, OWN_FIELDS };
enum button { SAVE, BACK, CANCEL, LATER };

#define TIGHT_ROWS 20
#define FOOT_ROWS  6 /* notes and buttons below the form */
#define TIGHT_FOOT 2

struct scr_new_fields {
	const struct piece *piece; /* borrowed from the catalog */
	const struct piece_way *way;
	bool is_placeholder;
	char *app;	 /* to sign in with, or NULL */
	bool has_own_id; /* typed, not made from the name */
	struct form form;
	char wrong[2][300]; /* with the name, with the external id */
	char note[160];	    /* of the last paste */

	/* For the sign-in, while this screen is below it. */
	struct conn_draft draft;
	struct values values;
	char *tags;
	char asked[TRIAL_TEXT]; /* when they are not accepted */
};

static void scr_new_fields_close(void *state)
{
	struct scr_new_fields *made = state;

	form_clear(&made->form);
	values_clear(&made->values);
	free(made->tags);
	free(made->app);
	free(made);
}

static const char *typed(const struct scr_new_fields *made, enum own_field i)
{
	return line_text(&made->form.field[i].line);
}

/* -- what is said while typing ------------------------------------------- */

static void propose_id(struct console *console, struct scr_new_fields *made)
{
	char id[EXTERNAL_ID_MAX + 1] = "";
	struct err err = ERR_INIT;

	if (*typed(made, NAME) &&
	    conn_id_propose(console->session, typed(made, NAME), id, &err) < 0)
		return;
	(void)line_set(&made->form.field[ID].line, id, strlen(id), &err);
}

static void check(struct console *console, struct scr_new_fields *made)
{
	struct err err = ERR_INIT;
	char *clean = NULL;

	made->wrong[NAME][0] = made->wrong[ID][0] = '\0';
	if (*typed(made, NAME) &&
	    conn_name_check(console->session, NULL, typed(made, NAME), &clean,
			    &err) < 0)
		str_copy(made->wrong[NAME], err.msg, sizeof(made->wrong[NAME]));
	free(clean);
	err = (struct err)ERR_INIT;
	if (*typed(made, ID) &&
	    conn_id_check(console->session, typed(made, ID), &err) < 0)
		snprintf(made->wrong[ID], sizeof(made->wrong[ID]),
			 "%.150s%s%.120s", err.msg,
			 *err_advice(&err) ? "; " : "", err_advice(&err));
}

static void value_changed(struct console *console, struct scr_new_fields *made)
{
	if (made->form.focus == ID)
		made->has_own_id = *typed(made, ID) != '\0';
	if (made->form.focus == NAME && !made->has_own_id)
		propose_id(console, made);
	if (made->form.focus == NAME || made->form.focus == ID)
		check(console, made);
}

/* -- saving -------------------------------------------------------------- */

/* On an error the focus is on the field concerned. */
static int collect(struct scr_new_fields *made, struct values *values,
		   struct err *err)
{
	for (size_t i = OWN_FIELDS; i < made->form.fields; i++)
		if (piece_form_take(values, &made->form.field[i],
				    &made->way->field[i - OWN_FIELDS],
				    err) < 0) {
			made->form.focus = i;
			return -1;
		}
	return 0;
}

/* What is typed, as a draft that borrows from the screen. */
static int draft_make(struct scr_new_fields *made, struct err *err)
{
	values_clear(&made->values);
	free(made->tags);
	made->tags = tags_from_commas(typed(made, TAGS));
	if (!made->tags)
		return err_nomem(err);
	made->draft = (struct conn_draft){
		.piece = made->piece->name,
		.name = typed(made, NAME),
		.auth = made->way->type,
		.external_id = typed(made, ID),
		.note = typed(made, NOTE),
		.tags = made->tags,
		.values = &made->values,
		.placeholder = made->is_placeholder,
	};
	return collect(made, &made->values, err);
}

/* Everything typed stays; somebody else may have taken the name meanwhile. */
static void failed(struct console *console, struct scr_new_fields *made,
		   const struct err *err)
{
	console_say_err(console, err);
	if (err->code != ERR_CONFLICT)
		return;
	check(console, made);
	if (*made->wrong[NAME])
		made->form.focus = NAME;
	else if (*made->wrong[ID])
		made->form.focus = ID;
	console_say(console, TONE_ERROR, "%s. What you typed is kept",
		    err->msg);
}

static void sign_in(struct console *console, const char *scopes, void *arg)
{
	const struct scr_new_fields *made = arg;
	const struct signin_wish wish = { .draft = &made->draft,
					  .fields = &made->values,
					  .app = made->app,
					  .scopes = scopes };
	struct err err = ERR_INIT;

	if (signin_open(console, &wish, &err) < 0)
		console_say_err(console, &err);
}

static void ask_scopes(struct console *console, struct scr_new_fields *made)
{
	const struct scopes_wish wish = { .piece = made->piece,
					  .way = made->way,
					  .is_step = true,
					  .chosen = sign_in,
					  .arg = made };

	if (made->way->scopes > 0)
		scopes_open(console, &wish);
	else
		sign_in(console, NULL, made);
}

/* result NULL: it was not tested. */
static void create(struct console *console, const struct check_result *result,
		   void *arg)
{
	struct scr_new_fields *made = arg;
	struct conn conn = { .text = NULL };
	struct err err = ERR_INIT;

	if (conn_create(console->session, &made->draft, &conn, &err) < 0) {
		failed(console, made, &err);
		return;
	}
	if (result && trial_keep(console->session, &conn, result, &err) < 0)
		console_say_err(console, &err);
	wizard_done(console, &conn);
	conn_clear(&conn);
}

static void create_untested(struct console *console, void *arg)
{
	create(console, NULL, arg);
}

/* A name that is taken would be told only when somebody has signed in. */
static bool is_taken(struct console *console, struct scr_new_fields *made)
{
	check(console, made);
	if (!*made->wrong[NAME] && !*made->wrong[ID])
		return false;
	made->form.focus = *made->wrong[NAME] ? NAME : ID;
	console_say(console, TONE_ERROR, "%.150s. What you typed is kept",
		    made->wrong[made->form.focus]);
	return true;
}

static void try(struct console *console, struct scr_new_fields *made)
{
	const struct trial_wish wish = { .way = made->way,
					 .values = &made->values,
					 .accepted = create,
					 .insisted = create_untested,
					 .arg = made,
					 .text = made->asked };

	if (made->is_placeholder)
		create_untested(console, made);
	else if (!is_taken(console, made))
		trial_open(console, &wish);
}

static void save(struct console *console, struct scr_new_fields *made)
{
	long missing = form_missing(&made->form);
	struct err err = ERR_INIT;

	if (missing >= 0)
		console_say(console, TONE_ERROR, "%s is required",
			    made->form.field[missing].label);
	else if (draft_make(made, &err) < 0)
		console_say_err(console, &err);
	else if (!made->app || made->is_placeholder)
		try(console, made);
	else if (!is_taken(console, made))
		ask_scopes(console, made);
}

/* -- keys ---------------------------------------------------------------- */

static void leave(struct console *console, void *arg)
{
	(void)arg;
	wizard_leave(console);
}

/* The step before may have been passed over: then it is shown now. */
static void go_back(struct console *console, void *arg)
{
	const struct scr_new_fields *made = console_top(console)->state;
	const struct piece *piece = made->piece;

	(void)arg;
	console_pop(console);
	if (console_top(console)->def != &scr_new_way)
		wizard_ways(console, piece);
}

static void ask_unless_empty(struct console *console,
			     const struct scr_new_fields *made,
			     void (*agreed)(struct console *console, void *arg))
{
	const struct question question = {
		.title = "New connection",
		.text = "Throw away what was typed?",
		.harmless = "Keep typing",
		.other = "Throw away",
		.agreed = agreed,
	};

	if (form_is_changed(&made->form))
		ask(console, &question);
	else
		agreed(console, NULL);
}

static void run_cancel(struct console *console, void *state)
{
	ask_unless_empty(console, state, leave);
}

/* Without the credential, which is wiped. */
static void keep_place(struct console *console, void *arg)
{
	struct scr_new_fields *made = console_top(console)->state;

	(void)arg;
	for (; made->form.fields > OWN_FIELDS; made->form.fields--)
		form_field_clear(&made->form.field[made->form.fields - 1]);
	made->is_placeholder = true;
	made->form.buttons = LATER;
	made->form.focus = *typed(made, NAME) ? OWN_FIELDS + SAVE : NAME;
	made->note[0] = '\0';
}

static void run_later(struct console *console, struct scr_new_fields *made)
{
	static const struct question question = {
		.title = "New connection",
		.text = "Throw away the credential that was typed? The "
			"connection waits for one then.",
		.harmless = "Keep it",
		.other = "Throw away",
		.agreed = keep_place,
	};
	bool is_typed = false;

	for (size_t i = OWN_FIELDS; i < made->form.fields; i++)
		is_typed |= made->form.field[i].is_changed;
	if (is_typed)
		ask(console, &question);
	else
		keep_place(console, NULL);
}

static void press_button(struct console *console, struct scr_new_fields *made)
{
	if (made->form.pressed == SAVE)
		save(console, made);
	else if (made->form.pressed == LATER)
		run_later(console, made);
	else
		ask_unless_empty(console, made,
				 made->form.pressed == BACK ? go_back : leave);
}

static bool scr_new_fields_key(struct console *console, void *state,
			       const struct key *key)
{
	struct scr_new_fields *made = state;
	char note[160];

	switch (form_key(&made->form, key, console->now, note, sizeof(note))) {
	case FORM_UNUSED:
		return false;
	case FORM_REFUSED:
		console_say(console, TONE_ERROR, "%s", note);
		return true;
	case FORM_CHANGED:
		str_copy(made->note, note, sizeof(made->note));
		value_changed(console, made);
		return true;
	case FORM_PRESSED:
		press_button(console, made);
		return true;
	default:
		return true;
	}
}

static bool scr_new_fields_is_typing(const struct console *console,
				     const void *state)
{
	const struct scr_new_fields *made = state;

	(void)console;
	return form_is_typing(&made->form);
}

static bool scr_new_fields_takes_lines(const struct console *console,
				       const void *state)
{
	const struct scr_new_fields *made = state;

	(void)console;
	return form_takes_lines(&made->form);
}

static int64_t scr_new_fields_tick(struct console *console, void *state)
{
	struct scr_new_fields *made = state;
	int64_t at = form_hides_at(&made->form);

	if (at && console->now >= at) {
		form_hide(&made->form);
		return 0;
	}
	return at;
}

static void scr_new_fields_hide(void *state)
{
	struct scr_new_fields *made = state;

	form_hide(&made->form);
}

/* Somebody else may have taken, or freed, what is typed here. */
static void scr_new_fields_reloaded(struct console *console, void *state)
{
	check(console, state);
}

/* -- drawing ------------------------------------------------------------- */

static int draw_note(struct frame *frame, int y, unsigned role,
		     const char *mark, const char *text)
{
	if (!*text)
		return y;
	if (frame->rows < TIGHT_ROWS) {
		frame_putf(frame, y, 1, frame->cols - 2, role, "%s %s", mark,
			   text);
		return y + 1;
	}
	frame_put(frame, y, 1, 3, role, mark);
	return y + frame_put_lines(frame, y, 4, frame->cols - 5, role, text);
}

static int draw_notes(const struct scr_new_fields *made, struct frame *frame,
		      int y)
{
	y = draw_note(frame, y, ROLE_BAD, " !", made->wrong[NAME]);
	y = draw_note(frame, y, ROLE_BAD, " !", made->wrong[ID]);
	y = draw_note(frame, y, ROLE_NORMAL, " i", made->note);
	if (made->is_placeholder)
		y = draw_note(frame, y, ROLE_DIM, " i",
			      "Without a credential it is inactive; flows can "
			      "refer to it.");
	return y;
}

static void scr_new_fields_draw(const struct console *console,
				const void *state, struct frame *frame)
{
	const struct scr_new_fields *made = state;
	bool is_tight = frame->rows < TIGHT_ROWS;
	int end = page_body_end(frame), first = is_tight ? 3 : 4;
	int height = end - first - (is_tight ? TIGHT_FOOT : FOOT_ROWS);

	page_head(console, frame);
	wizard_draw_steps(frame, STEP_FIELDS);
	int y = form_draw(frame, &made->form, first, 1, height, frame->cols - 2,
			  console->now);
	y = 1 + draw_notes(made, frame, is_tight ? end - 2 : y + 1);
	if (y > end - 1)
		y = end - 1;
	frame_fill(frame, y, 0, frame->cols, ROLE_NORMAL); /* of a note */
	form_draw_buttons(frame, &made->form, y, 8);
}

static void scr_new_fields_crumb(const void *state, char *out, size_t size)
{
	const struct scr_new_fields *made = state;

	snprintf(out, size, "%s > %s%s", made->piece->display_name,
		 made->way->label, made->is_placeholder ? ", later" : "");
}

static void scr_new_fields_status(const struct console *console,
				  const void *state, char *out, size_t size)
{
	const struct scr_new_fields *made = state;

	form_status(&made->form, console->cols - 2, out, size);
}

static bool has_choice(const struct console *console)
{
	const struct screen *top = console_top(console);

	return top->def != &scr_new_fields ||
	       form_has_choice(
		       &((const struct scr_new_fields *)top->state)->form);
}

static const struct action new_fields_actions[] = {
	{ .name = "next-field",
	  .keys = "Tab",
	  .label = "next",
	  .help = "next field",
	  .group = GROUP_FORM },
	{ .name = "field-before",
	  .keys = "Shift-Tab",
	  .help = "field before",
	  .group = GROUP_FORM },
	{ .name = "toggle",
	  .keys = "Space",
	  .label = "toggle",
	  .help = "tick, next choice",
	  .group = GROUP_FORM,
	  .is_apt = has_choice },
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

const struct screen_def scr_new_fields = {
	.name = "form of a new connection",
	.has_form = true,
	.place = "New connection",
	.action = { new_fields_actions, form_actions, vault_actions },
	.draw = scr_new_fields_draw,
	.key = scr_new_fields_key,
	.is_typing = scr_new_fields_is_typing,
	.takes_lines = scr_new_fields_takes_lines,
	.tick = scr_new_fields_tick,
	.hide = scr_new_fields_hide,
	.reloaded = scr_new_fields_reloaded,
	.crumb = scr_new_fields_crumb,
	.status = scr_new_fields_status,
	.close = scr_new_fields_close,
};

/* -- opening ------------------------------------------------------------- */

static const struct form_field own_fields[OWN_FIELDS] = {
	[NAME] = { .label = "Name", .is_required = true, .width = 44 },
	[ID] = { .label = "External id",
		 .help = "from the name; fixed later",
		 .is_required = true,
		 .width = 22 },
	[TAGS] = { .label = "Tags", .help = "", .width = 40 },
	[NOTE] = { .label = "Note", .help = "", .width = 44 },
};

static int fill_form(struct scr_new_fields *made, struct err *err)
{
	const struct piece_way *way = made->way;
	size_t fields = made->is_placeholder ? 0 : way->fields;
	struct form *form = &made->form;
	bool has_place =
		!made->is_placeholder && !way_blocked(made->piece, way);

	if (form_init(form, OWN_FIELDS + fields, err) < 0)
		return -1;
	memcpy(form->field, own_fields, sizeof(own_fields));
	for (size_t i = 0; i < fields; i++)
		if (piece_form_fill(&form->field[OWN_FIELDS + i],
				    &way->field[i], NULL, false, err) < 0)
			return -1;
	form->field[OWN_FIELDS].starts_group = fields > 0;
	form->is_dense = true;
	form->label_width = piece_form_width(way) + 1;
	form->button[SAVE] =
		made->app ? "Continue"
		: made->is_placeholder || !trial_is_there(made->way)
			? "Save"
			: "Test and save";
	form->button[BACK] = "Back";
	form->button[CANCEL] = "Cancel";
	form->button[LATER] = "Fill in later";
	form->buttons = has_place ? LATER + 1 : LATER;
	return 0;
}

void wizard_fields(struct console *console, const struct piece *piece,
		   const struct piece_way *way, bool is_placeholder,
		   const char *app)
{
	struct scr_new_fields *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	if (!made || (app && !(made->app = strdup(app)))) {
		free(made);
		err_nomem(&err);
		console_say_err(console, &err);
		return;
	}
	made->piece = piece;
	made->way = way;
	made->is_placeholder = is_placeholder;
	if (fill_form(made, &err) == 0) {
		console_push(console, &scr_new_fields, made);
		return;
	}
	console_say_err(console, &err);
	scr_new_fields_close(made);
}
