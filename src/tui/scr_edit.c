/* scr_edit.c - tags, note and date of a connection; tags of the marked ones */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "ops/undo.h"
#include "tui/bulk.h"
#include "tui/dialogs.h"
#include "tui/form.h"
#include "tui/page.h"

#define WIDTH 60

enum { TAGS, NOTE, ROTATE_BY, FIELDS };
enum { ADD, REMOVE, TAG_FIELDS }; /* when many are edited */

struct scr_edit {
	struct conns conns; /* one, or those that were marked */
	bool is_many;
	struct form form;
	char title[80];
};

static void scr_edit_close(void *state)
{
	struct scr_edit *edit = state;

	form_clear(&edit->form);
	conns_clear(&edit->conns);
	free(edit);
}

static const char *typed(const struct scr_edit *edit, size_t field)
{
	return line_text(&edit->form.field[field].line);
}

/* -- one ----------------------------------------------------------------- */

static int date_of(const char *text, int64_t *out, struct err *err)
{
	*out = 0;
	if (!*text || clock_parse(text, out) == 0)
		return 0;
	return err_set(err, ERR_USAGE, "Rotate by is a date like 2027-01-31");
}

static int save_one(struct console *console, struct scr_edit *edit,
		    struct err *err)
{
	struct conn_edit change = {
		.note = typed(edit, NOTE),
		.sets_rotate_by = edit->form.field[ROTATE_BY].is_changed
	};
	char *tags = tags_from_commas(typed(edit, TAGS));
	int result = -1;

	change.tags = tags;
	if (!tags)
		err_nomem(err);
	else if (date_of(typed(edit, ROTATE_BY), &change.rotate_by, err) < 0)
		edit->form.focus = ROTATE_BY;
	else
		result = conn_edit(console->session, &edit->conns.item[0],
				   &change, err);
	free(tags);
	return result;
}

static void save(struct console *console, struct scr_edit *edit)
{
	struct conn *conn = &edit->conns.item[0];
	int64_t version = conn->version;
	struct err err = ERR_INIT;
	char name[100];

	if (save_one(console, edit, &err) < 0) {
		if (err.code != ERR_CONFLICT)
			console_say_err(console, &err);
		else if (caught_up(console, conn))
			console_say(console, TONE_ERROR,
				    "Somebody else changed it meanwhile. What "
				    "you typed is kept: save again to keep it");
		return;
	}
	str_copy(name, page_name(conn), sizeof(name));
	bool is_changed = conn->version != version;
	console_pop(console);
	if (is_changed && console_reload(console, &err) < 0)
		console_say_err(console, &err);
	else if (is_changed)
		console_say(console, TONE_GOOD,
			    "Changed \"%.80s\"; z undoes this", name);
}

/* -- many ---------------------------------------------------------------- */

struct tagging {
	struct conns conns;
	char *add, *remove;
};

static size_t tagging_count(const void *work)
{
	return ((const struct tagging *)work)->conns.count;
}

static const char *tagging_name(const void *work, size_t i)
{
	return page_name(&((const struct tagging *)work)->conns.item[i]);
}

static int tagging_each(struct console *console, void *work, size_t i,
			struct err *err)
{
	struct tagging *tagging = work;

	return conn_tag(console->session, &tagging->conns.item[i], tagging->add,
			tagging->remove, err);
}

static void tagging_done(struct console *console, void *work, size_t good,
			 size_t failed)
{
	struct err err = ERR_INIT;

	(void)work;
	undo_end(console->session);
	if (console_reload(console, &err) < 0)
		console_say_err(console, &err);
	else if (failed == 0)
		console_say(console, TONE_GOOD,
			    "Tagged %zu connection%s; z undoes this", good,
			    good == 1 ? "" : "s");
}

static void tagging_free(void *work)
{
	struct tagging *tagging = work;

	conns_clear(&tagging->conns);
	free(tagging->add);
	free(tagging->remove);
	free(tagging);
}

static const struct bulk_def tagging_def = {
	.title = "Tag",
	.count = tagging_count,
	.each = tagging_each,
	.name = tagging_name,
	.done = tagging_done,
	.free = tagging_free,
};

static void tag(struct console *console, struct scr_edit *edit)
{
	struct tagging *tagging = calloc(1, sizeof(*tagging));
	struct err err = ERR_INIT;
	char what[80];

	if (!tagging || !(tagging->add = tags_from_commas(typed(edit, ADD))) ||
	    !(tagging->remove = tags_from_commas(typed(edit, REMOVE)))) {
		if (tagging)
			tagging_free(tagging);
		err_nomem(&err);
		console_say_err(console, &err);
		return;
	}
	if (!*tagging->add && !*tagging->remove) {
		tagging_free(tagging);
		console_say(console, TONE_ERROR, "Type a tag, or cancel");
		return;
	}
	tagging->conns = edit->conns;
	edit->conns = (struct conns){ .item = NULL };
	snprintf(what, sizeof(what), "tags of %zu connections",
		 tagging->conns.count);
	console_pop(console);
	undo_begin(console->session, what);
	bulk_start(console, &tagging_def, tagging);
}

/* -- keys ---------------------------------------------------------------- */

static void press(struct console *console, struct scr_edit *edit)
{
	if (edit->form.pressed > 0)
		console_pop(console);
	else if (edit->is_many)
		tag(console, edit);
	else
		save(console, edit);
}

static bool scr_edit_key(struct console *console, void *state,
			 const struct key *key)
{
	struct scr_edit *edit = state;
	char note[160];

	switch (form_key(&edit->form, key, console->now, note, sizeof(note))) {
	case FORM_UNUSED:
		return false;
	case FORM_REFUSED:
		console_say(console, TONE_ERROR, "%s", note);
		return true;
	case FORM_PRESSED:
		press(console, edit);
		return true;
	default:
		return true;
	}
}

static bool scr_edit_is_typing(const struct console *console, const void *state)
{
	const struct scr_edit *edit = state;

	(void)console;
	return form_is_typing(&edit->form);
}

static bool scr_edit_takes_lines(const struct console *console,
				 const void *state)
{
	const struct scr_edit *edit = state;

	(void)console;
	return form_takes_lines(&edit->form);
}

static void discard(struct console *console, void *arg)
{
	(void)arg;
	console_pop(console);
}

static void run_cancel(struct console *console, void *state)
{
	const struct scr_edit *edit = state;
	const struct question question = {
		.title = "Leave without saving",
		.text = "What you typed is lost then.",
		.harmless = "Stay",
		.other = "Leave",
		.agreed = discard,
	};

	if (form_is_changed(&edit->form))
		ask(console, &question);
	else
		console_pop(console);
}

/* -- drawing ------------------------------------------------------------- */

static void scr_edit_draw(const struct console *console, const void *state,
			  struct frame *frame)
{
	const struct scr_edit *edit = state;
	int height = edit->is_many ? 8 : 14, room = page_body_end(frame) - 1;
	struct place at =
		page_dialog(frame, height < room ? height : room, WIDTH);
	int buttons = form_buttons_width(&edit->form);

	frame_box(frame, at.y, at.x, at.height, at.width, edit->title);
	form_draw(frame, &edit->form, at.y + 1, at.x + 2, at.height - 4,
		  at.width - 4, console->now);
	form_draw_buttons(frame, &edit->form, at.y + at.height - 2,
			  at.x + (at.width - buttons) / 2);
}

static const struct action edit_actions[] = {
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

const struct screen_def scr_edit = {
	.name = "edit dialog",
	.is_dialog = true,
	.has_form = true,
	.action = { edit_actions, form_actions, vault_actions },
	.draw = scr_edit_draw,
	.key = scr_edit_key,
	.is_typing = scr_edit_is_typing,
	.takes_lines = scr_edit_takes_lines,
	.close = scr_edit_close,
};

/* -- opening ------------------------------------------------------------- */

static int set(struct form *form, size_t field, const char *label,
	       const char *help, const char *text, struct err *err)
{
	form->field[field].label = label;
	form->field[field].help = help;
	return line_set(&form->field[field].line, text, strlen(text), err);
}

/* "a, b" from one a line; owned by the caller. */
static char *with_commas(const char *lines)
{
	struct str text = STR_INIT;

	for (; *lines; lines++)
		str_add_bytes(&text, *lines == '\n' ? ", " : lines,
			      *lines == '\n' ? 2 : 1);
	return str_take(&text);
}

static int fill_one(struct scr_edit *edit, struct err *err)
{
	const struct conn *conn = &edit->conns.item[0];
	char *tags = with_commas(conn->tags), date[CLOCK_TEXT];
	struct form *form = &edit->form;
	int result = -1;

	if (!tags || form_init(form, FIELDS, err) < 0) {
		free(tags);
		return err_nomem(err);
	}
	clock_rfc3339(conn->rotate_by, date);
	date[strlen(date) > 10 ? 10 : strlen(date)] = '\0';
	form->label_width = 12;
	form->field[NOTE].line.is_long = true;
	if (set(form, TAGS, "Tags", "separated by commas", tags, err) == 0 &&
	    set(form, NOTE, "Note", "", conn->note, err) == 0 &&
	    set(form, ROTATE_BY, "Rotate by", "2027-01-31, or empty for never",
		date, err) == 0)
		result = 0;
	snprintf(edit->title, sizeof(edit->title), "Edit %.60s",
		 page_name(conn));
	free(tags);
	return result;
}

static int fill(struct console *console, struct scr_edit *edit, struct err *err)
{
	if (marks_targets(console, &edit->conns, err) < 0)
		return -1;
	edit->is_many = marks_are_meant(console);
	if (!edit->is_many)
		return fill_one(edit, err);
	if (form_init(&edit->form, TAG_FIELDS, err) < 0)
		return -1;
	edit->form.label_width = 14;
	snprintf(edit->title, sizeof(edit->title), "Tag %zu connection%s",
		 edit->conns.count, edit->conns.count == 1 ? "" : "s");
	return set(&edit->form, ADD, "Add tags", "", "", err) < 0 ||
			       set(&edit->form, REMOVE, "Remove tags", "", "",
				   err) < 0
		       ? -1
		       : 0;
}

void run_edit(struct console *console, void *state)
{
	struct scr_edit *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	(void)state;
	if (!made) {
		err_nomem(&err);
		console_say_err(console, &err);
	} else if (fill(console, made, &err) < 0) {
		console_say_err(console, &err);
		scr_edit_close(made);
	} else {
		made->form.button[0] = made->is_many ? "Tag" : "Save";
		made->form.button[1] = "Cancel";
		made->form.buttons = 2;
		console_push(console, &scr_edit, made);
	}
}
