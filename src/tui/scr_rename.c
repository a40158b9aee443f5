/* scr_rename.c - another name for a connection; its external id stays */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"
#include "tui/dialogs.h"
#include "tui/form.h"
#include "tui/page.h"

#define WIDTH	   60
#define HEIGHT	   9
#define SIMILAR_AT 6 /* characters that two names begin with alike */

struct scr_rename {
	struct conn conn; /* as it was when the dialog opened */
	struct form form; /* one field: the name */
	char note[300];	  /* what is wrong, or worth knowing */
	bool is_wrong;
};

static void scr_rename_close(void *state)
{
	struct scr_rename *rename = state;

	form_clear(&rename->form);
	conn_clear(&rename->conn);
	free(rename);
}

static const char *typed(const struct scr_rename *rename)
{
	return line_text(&rename->form.field[0].line);
}

/* -- what is said while typing ------------------------------------------- */

/* Bytes that both begin with, ignoring the case of ASCII letters. */
static size_t same_start(const char *a, const char *b)
{
	size_t n = 0;

	while (a[n] && strncasecmp(a + n, b + n, 1) == 0)
		n++;
	return n;
}

/* The other connection that begins most like name: two thirds of it or more. */
static const char *similar(const struct console *console,
			   const struct scr_rename *rename, const char *name)
{
	const char *best = NULL;
	size_t most = SIMILAR_AT - 1;

	for (size_t i = 0; i < roster_shown(console->roster); i++) {
		const struct conn *conn = roster_at(console->roster, i)->conn;
		size_t same = same_start(conn->name, name);
		if (same <= most || same * 3 < strlen(conn->name) * 2 ||
		    memcmp(conn->id, rename->conn.id, OBJECT_ID) == 0)
			continue;
		most = same;
		best = conn->name;
	}
	return best;
}

static void check(struct console *console, struct scr_rename *rename)
{
	struct err err = ERR_INIT;
	const char *alike;
	char *clean = NULL;

	rename->note[0] = '\0';
	rename->is_wrong = false;
	if (conn_name_check(console->session, &rename->conn, typed(rename),
			    &clean, &err) < 0) {
		rename->is_wrong = true;
		snprintf(rename->note, sizeof(rename->note), "%s", err.msg);
	} else if (!str_is(clean, rename->conn.name) &&
		   (alike = similar(console, rename, clean))) {
		snprintf(rename->note, sizeof(rename->note),
			 "There is also a connection \"%s\".", alike);
	}
	free(clean);
}

/* -- keys ---------------------------------------------------------------- */

static void changed_by_others(struct console *console,
			      struct scr_rename *rename, const struct err *err)
{
	int64_t version = rename->conn.version;

	if (!caught_up(console, &rename->conn))
		return;
	if (rename->conn.version == version)
		console_say_err(console, err); /* the name is taken */
	else
		console_say(console, TONE_ERROR,
			    "Somebody else changed it meanwhile: its name is "
			    "now \"%s\". What you typed is kept",
			    rename->conn.name);
}

/* n8n refers by name: so many files will have the old one still. */
static size_t flows_by_name(struct console *console, const struct conn *conn)
{
	struct usages usages = { .count = 0 };
	struct err ignored = ERR_INIT;
	size_t count = 0;

	if (usage_by_name(console->session, conn, &usages, &ignored) == 0)
		count = usages.count;
	usages_clear(&usages);
	return count;
}

static void say_renamed(struct console *console, const struct conn *conn,
			const char *old, size_t flows)
{
	char note[80] = "";

	if (flows > 0)
		snprintf(note, sizeof(note),
			 "; %zu flow%s the old name in the file: change it "
			 "there",
			 flows, flows == 1 ? " has" : "s have");
	console_say(console, TONE_GOOD, "Renamed \"%.80s\" to \"%.80s\"%s", old,
		    conn->name, note);
}

static void save(struct console *console, struct scr_rename *rename)
{
	struct err err = ERR_INIT;
	char old[NAME_BYTES_MAX + 1];

	check(console, rename);
	if (rename->is_wrong) {
		console_say(console, TONE_ERROR, "%s", rename->note);
		return;
	}
	str_copy(old, rename->conn.name, sizeof(old));
	size_t flows = flows_by_name(console, &rename->conn);

	if (conn_rename(console->session, &rename->conn, typed(rename), &err) <
	    0) {
		if (err.code == ERR_CONFLICT)
			changed_by_others(console, rename, &err);
		else
			console_say_err(console, &err);
		return;
	}
	if (console_reload(console, &err) < 0)
		console_say_err(console, &err);
	else
		say_renamed(console, &rename->conn, old, flows);
	console_pop(console);
}

static void run_cancel(struct console *console, void *state)
{
	const struct scr_rename *rename = state;
	static const struct question question = {
		.title = "Rename connection",
		.text = "Throw away what was typed? The connection keeps its "
			"name.",
		.harmless = "Keep typing",
		.other = "Throw away",
		.agreed = run_back,
	};

	if (str_is(typed(rename), rename->conn.name))
		console_pop(console);
	else
		ask(console, &question);
}

static bool scr_rename_key(struct console *console, void *state,
			   const struct key *key)
{
	struct scr_rename *rename = state;
	char note[160];

	if (key->press == PRESS_ENTER && rename->form.focus == 0) {
		save(console, rename);
		return true;
	}
	switch (form_key(&rename->form, key, console->now, note,
			 sizeof(note))) {
	case FORM_UNUSED:
		return false;
	case FORM_CHANGED:
		check(console, rename);
		return true;
	case FORM_REFUSED:
		console_say(console, TONE_ERROR, "%s", note);
		return true;
	case FORM_PRESSED:
		if (rename->form.pressed == 0)
			save(console, rename);
		else
			run_cancel(console, rename);
		return true;
	default:
		return true;
	}
}

static bool scr_rename_is_typing(const struct console *console,
				 const void *state)
{
	const struct scr_rename *rename = state;

	(void)console;
	return form_is_typing(&rename->form);
}

/* -- drawing ------------------------------------------------------------- */

/* The id gets what it needs; what is said of it, the rest. */
static void draw_id(const char *id, struct frame *frame, int y, int x,
		    int width)
{
	static const char *const words[] = { "   (stays; flows keep working)",
					     "   (stays)", "" };
	int used = frame_put(frame, y, x, width, ROLE_NORMAL, "External id   ");
	size_t rest = (size_t)(width - used), i = 0;

	while (*words[i] && strlen(id) + strlen(words[i]) > rest)
		i++;
	used += frame_put_id(frame, y, x + used, (int)rest, ROLE_NORMAL, id);
	frame_put(frame, y, x + used, width - used, ROLE_DIM, words[i]);
}

static void scr_rename_draw(const struct console *console, const void *state,
			    struct frame *frame)
{
	const struct scr_rename *rename = state;
	struct place at = page_dialog(frame, HEIGHT, WIDTH);
	int x = at.x + 2, width = at.width - 4;

	(void)console;
	frame_box(frame, at.y, at.x, at.height, at.width, "Rename connection");
	draw_id(rename->conn.external_id, frame, at.y + 1, x, width);
	frame_put(frame, at.y + 3, x, 7, ROLE_HEAD, "Name");
	line_draw(frame, at.y + 3, x + 7, 1, width - 7, ROLE_FIELD,
		  &rename->form.field[0].line, rename->form.focus == 0);
	if (*rename->note)
		frame_putf(frame, at.y + 5, x, width,
			   rename->is_wrong ? ROLE_BAD : ROLE_NORMAL, "%s  %s",
			   rename->is_wrong ? "!" : "i", rename->note);
	form_draw_buttons(frame, &rename->form, at.y + 7, at.x + 25);
}

static const struct action rename_actions[] = {
	{ .name = "save",
	  .keys = "Enter  Ctrl-S",
	  .label = "save",
	  .help = "save the new name",
	  .group = GROUP_FORM },
	{ .name = "cancel",
	  .keys = "Esc",
	  .press = { PRESS_ESC },
	  .label = "cancel",
	  .help = "cancel",
	  .group = GROUP_FORM,
	  .run = run_cancel },
	{ .name = "clear-line",
	  .keys = "Ctrl-U",
	  .label = "clear line",
	  .help = "delete to the start",
	  .group = GROUP_FORM },
	{ .name = "delete-word",
	  .keys = "Ctrl-W",
	  .label = "delete word",
	  .help = "delete a word",
	  .group = GROUP_FORM },
	{ .name = NULL },
};

const struct screen_def scr_rename = {
	.name = "rename dialog",
	.is_dialog = true,
	.has_form = true,
	.action = { rename_actions, form_actions, vault_actions },
	.draw = scr_rename_draw,
	.key = scr_rename_key,
	.is_typing = scr_rename_is_typing,
	.close = scr_rename_close,
};

void run_rename(struct console *console, void *state)
{
	const struct roster_row *row = console_selected(console);
	struct scr_rename *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	(void)state;
	if (!made || conn_copy(row->conn, &made->conn) < 0 ||
	    form_init(&made->form, 1, &err) < 0 ||
	    line_set(&made->form.field[0].line, row->conn->name,
		     strlen(row->conn->name), &err) < 0) {
		if (made)
			scr_rename_close(made);
		err_nomem(&err);
		console_say_err(console, &err);
		return;
	}
	made->form.button[0] = "Save";
	made->form.button[1] = "Cancel";
	made->form.buttons = 2;
	console_push(console, &scr_rename, made);
}
