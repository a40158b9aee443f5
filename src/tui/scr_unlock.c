/* scr_unlock.c - the vault is locked: a passphrase, key file or recovery code
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/str.h"
#include "tui/dialogs.h"
#include "tui/form.h"
#include "tui/page.h"
#include "tui/prompt.h"

#define WIDTH	 52
#define HEIGHT	 11
#define VALUE_AT 15 /* column of the values, from the left edge */
#define WAIT_MAX 30 /* seconds between two tries */

struct scr_unlock {
	struct form form;
	enum key_kind kind;
	unsigned tries;	    /* failed */
	int64_t not_before; /* the next try */
	bool is_entered;    /* it is made then, with what stands there */
	char wrong[200];    /* what was wrong with the last one */
};

static const struct {
	const char *label, *wrong;
	enum form_kind field;
} kinds[] = {
	[KEY_PASSPHRASE] = { "Passphrase", "Wrong passphrase.", FORM_BLIND },
	[KEY_FILE] = { "Key file", "That key file does not open it.",
		       FORM_TEXT },
	[KEY_RECOVERY] = { "Recovery", "Wrong recovery code.", FORM_TEXT },
};

static void scr_unlock_close(void *state)
{
	struct scr_unlock *made = state;

	form_clear(&made->form);
	free(made);
}

static void set_kind(struct console *console, struct scr_unlock *made,
		     enum key_kind kind)
{
	struct form_field *field = &made->form.field[0];
	const char *path = console->options.key_file;
	struct err err = ERR_INIT;

	line_clear(&field->line);
	hidden_clear(&field->hidden);
	made->kind = kind;
	made->is_entered = false;
	field->label = kinds[kind].label;
	field->kind = kinds[kind].field;
	made->form.focus = 0;
	if (kind == KEY_FILE && path &&
	    line_set(&field->line, path, strlen(path), &err) < 0)
		console_say_err(console, &err);
}

/* -- trying -------------------------------------------------------------- */

static int work(struct job *job, struct err *err)
{
	return session_unlock(job->session, job->kind, job->key, err);
}

static const char *ordinal(unsigned n)
{
	if (n % 100 >= 11 && n % 100 <= 13)
		return "th";
	return n % 10 == 1   ? "st"
	       : n % 10 == 2 ? "nd"
	       : n % 10 == 3 ? "rd"
			     : "th";
}

static void tell_wrong(struct console *console, struct scr_unlock *made,
		       const struct err *err)
{
	str_copy(made->wrong, err->msg, sizeof(made->wrong));
	console_say_rest(console, err, WIDTH - 7);
}

/* Each wrong try makes the next one wait longer. What could not be right, of
 * whatever kind, says by its hint what to do. */
static void refuse(struct console *console, struct scr_unlock *made,
		   const struct err *err)
{
	unsigned wait = made->tries < 5 ? 1U << made->tries : WAIT_MAX;

	made->form.focus = 0;
	if (err->code != ERR_LOCKED || *err->hint) {
		tell_wrong(console, made, err);
		return;
	}
	made->tries++;
	made->not_before = console->now + wait * 1000;
	str_copy(made->wrong, kinds[made->kind].wrong, sizeof(made->wrong));
}

/* A try may begin or end while the help lies above it. */
static struct scr_unlock *find_screen(const struct console *console)
{
	for (size_t i = 0; i < console->depth; i++)
		if (console->stack[i].def == &scr_unlock)
			return console->stack[i].state;
	return NULL;
}

static void done(struct console *console, struct job *job)
{
	struct err err = job->err;

	if (job->result == 0 && console_enter(console, &err) == 0)
		return;
	/* only now: console_enter() may have closed it */
	struct scr_unlock *made = find_screen(console);
	if (made)
		refuse(console, made, &err);
}

static int take_file(const char *typed, struct secret **key, struct err *err)
{
	char *path;

	if (prompt_path(typed, &path, err) < 0)
		return -1;

	int result = key_file_read(path, key, err);

	free(path);
	return result;
}

/* None at all is no try. */
static int take_passphrase(struct scr_unlock *made, struct secret **key,
			   struct err *err)
{
	if (hidden_take(&made->form.field[0].hidden, key, err) != 0)
		return -1;
	if (secret_len(*key) > 0)
		return 0;
	secret_free(*key);
	*key = NULL;
	return err_set(err, ERR_USAGE, "Type the passphrase");
}

static int take_key(struct scr_unlock *made, struct secret **key,
		    struct err *err)
{
	const struct form_field *field = &made->form.field[0];
	const char *text = line_text(&field->line);

	switch (made->kind) {
	case KEY_FILE:
		return take_file(text, key, err);
	case KEY_RECOVERY:
		return secret_from(text, strlen(text), key, err);
	default:
		return take_passphrase(made, key, err);
	}
}

static int seconds_left(const struct console *console,
			const struct scr_unlock *made)
{
	int64_t left = made->not_before - console->now;

	return left > 0 ? (int)((left + 999) / 1000) : 0;
}

static void try(struct console *console, struct scr_unlock *made)
{
	struct job *job = &console->job;
	struct err err = ERR_INIT;

	if (console_is_busy(console))
		return;
	if (console->now < made->not_before) {
		made->is_entered = true;
		console_say(console, TONE_PLAIN,
			    "Not yet: it is tried in %d s. Type it anew to "
			    "change it",
			    seconds_left(console, made));
		console->message.until = made->not_before;
		return;
	}
	made->wrong[0] = '\0';
	if (take_key(made, &job->key, &err) < 0) {
		tell_wrong(console, made, &err);
		return;
	}
	set_kind(console, made, made->kind); /* wipes what was typed */
	job->work = work;
	job->done = done;
	job->session = console->session;
	job->kind = made->kind;
	console->forget_keys = true;
	console_start(console);
}

/* -- keys ---------------------------------------------------------------- */

/* Whoever types after Enter begins anew: what stands there is not seen, and
 * would come before it. */
static void forget_entered(struct scr_unlock *made, uint32_t press)
{
	bool is_typed = press == PRESS_PASTE || press == PRESS_BACKSPACE ||
			(press >= ' ' && press < PRESS_UP);

	if (!made->is_entered || made->form.focus > 0 || !is_typed)
		return;
	made->is_entered = false;
	hidden_clear(&made->form.field[0].hidden);
}

static bool scr_unlock_key(struct console *console, void *state,
			   const struct key *key)
{
	struct scr_unlock *made = state;
	char note[160];

	if (key->press == PRESS_ENTER && made->form.focus == 0) {
		try(console, made);
		return true;
	}
	forget_entered(made, key->press);
	switch (form_key(&made->form, key, console->now, note, sizeof(note))) {
	case FORM_UNUSED:
		return false;
	case FORM_REFUSED:
		console_say(console, TONE_ERROR, "%s", note);
		return true;
	case FORM_PRESSED:
		if (made->form.pressed == 0)
			try(console, made);
		else
			console_quit(console);
		return true;
	default:
		return true;
	}
}

static bool scr_unlock_is_typing(const struct console *console,
				 const void *state)
{
	const struct scr_unlock *made = state;

	(void)console;
	return form_is_typing(&made->form);
}

static int64_t scr_unlock_tick(struct console *console, void *state)
{
	struct scr_unlock *made = state;
	int64_t left = made->not_before - console->now;

	if (made->is_entered && left <= 0) {
		made->is_entered = false;
		try(console, made);
		return console->now;
	}
	return left > 0 ? console->now + (left - 1) % 1000 + 1 : 0;
}

/* -- drawing ------------------------------------------------------------- */

static void draw_wrong(const struct console *console,
		       const struct scr_unlock *made, struct frame *frame,
		       int y, int x, int width)
{
	int left = seconds_left(console, made);
	char text[300];

	if (console_is_busy(console)) {
		bool odd =
			(console->now - console->job.started) / SPINNER_MS & 1;
		frame_put(frame, y, x, width, ROLE_NORMAL,
			  odd ? "-  Checking" : "|  Checking");
		return;
	}
	if (!*made->wrong)
		return;
	snprintf(text, sizeof(text), "x  %s", made->wrong);
	if (left > 0)
		snprintf(text, sizeof(text),
			 "x  %s %u%s try; next one in %d s.", made->wrong,
			 made->tries + 1, ordinal(made->tries + 1), left);
	frame_put(frame, y, x, width, ROLE_BAD, text);
}

static void draw_field(const struct scr_unlock *made, struct frame *frame,
		       int y, int x, int width)
{
	const struct form_field *field = &made->form.field[0];
	bool has_focus = made->form.focus == 0;

	if (field->kind == FORM_TEXT) {
		line_draw(frame, y, x, 1, width, ROLE_FIELD, &field->line,
			  has_focus);
		return;
	}
	frame_fill(frame, y, x, width, ROLE_FIELD);
	if (has_focus)
		frame_cursor(frame, y, x);
}

static void scr_unlock_draw(const struct console *console, const void *state,
			    struct frame *frame)
{
	const struct scr_unlock *made = state;
	struct place at = page_dialog(frame, HEIGHT, WIDTH);
	int x = at.x + 2, value = at.x + VALUE_AT;
	char path[512];

	page_head(console, frame);
	frame_box(frame, at.y, at.x, at.height, at.width, "Unlock the vault");
	path_show(console->path, path, sizeof(path));
	frame_put(frame, at.y + 1, x, 13, ROLE_NORMAL, "Vault");
	frame_put_id(frame, at.y + 1, value, 35, ROLE_NORMAL, path);
	frame_put(frame, at.y + 2, x, 13, ROLE_NORMAL, "Backend");
	frame_put(frame, at.y + 2, value, 35, ROLE_NORMAL, "sqlite");
	frame_put(frame, at.y + 4, x, 13, ROLE_NORMAL, kinds[made->kind].label);
	draw_field(made, frame, at.y + 4, value, 32);
	draw_wrong(console, made, frame, at.y + 6, x, at.width - 4);
	form_draw_buttons(frame, &made->form, at.y + 8, at.x + 9);
	if (page_body_end(frame) - at.y - HEIGHT < 3)
		return;
	frame_put(frame, at.y + HEIGHT + 1, at.x, frame->cols, ROLE_DIM,
		  "No passphrase is shown, not even its length.");
	frame_put(frame, at.y + HEIGHT + 2, at.x, frame->cols, ROLE_DIM,
		  "In scripts: --passphrase-fd N or --key-file FILE.");
}

static void scr_unlock_status(const struct console *console, const void *state,
			      char *out, size_t size)
{
	int left = seconds_left(console, state);

	if (left > 0)
		snprintf(out, size, "next try in %d s", left);
}

static void run_other_kind(struct console *console, void *state)
{
	struct scr_unlock *made = state;

	made->wrong[0] = '\0';
	set_kind(console, made, made->kind % KEY_RECOVERY + 1);
}

static const struct action unlock_actions[] = {
	{ .name = "unlock",
	  .keys = "Enter",
	  .label = "unlock",
	  .help = "unlock",
	  .group = GROUP_FORM },
	{ .name = "move",
	  .keys = "Tab",
	  .label = "move",
	  .help = "next field or button",
	  .group = GROUP_FORM },
	{ .name = "kind",
	  .keys = "F2",
	  .press = { PRESS_F2 },
	  .label = "key file or recovery code",
	  .help = "another kind of key",
	  .group = GROUP_FORM,
	  .run = run_other_kind },
	{ .name = "quit",
	  .keys = "Ctrl-C",
	  .press = { CTRL('C') },
	  .label = "quit",
	  .help = "leave connvault",
	  .group = GROUP_VAULT,
	  .run = run_quit },
	{ .name = NULL },
};

const struct screen_def scr_unlock = {
	.name = "unlock screen",
	.takes_enter = true,
	.has_form = true,
	/* there is nothing to lock: without the first row */
	.action = { unlock_actions, vault_actions + 1 },
	.draw = scr_unlock_draw,
	.key = scr_unlock_key,
	.is_typing = scr_unlock_is_typing,
	.tick = scr_unlock_tick,
	.status = scr_unlock_status,
	.close = scr_unlock_close,
};

int unlock_open(struct console *console, struct err *err)
{
	struct scr_unlock *made = calloc(1, sizeof(*made));

	if (!made || form_init(&made->form, 1, err) < 0) {
		free(made);
		return err_nomem(err);
	}
	made->form.button[0] = "Unlock";
	made->form.button[1] = "Quit";
	made->form.buttons = 2;
	set_kind(console, made,
		 console->options.key_file ? KEY_FILE : KEY_PASSPHRASE);
	return console_push(console, &scr_unlock, made);
}
