/* scr_slot_key.c - another passphrase for the vault, typed twice */
#include <stdlib.h>

#include "base/str.h"
#include "tui/dialogs.h"
#include "tui/form.h"
#include "tui/page.h"
#include "tui/places.h"

#define WIDTH  60
#define HEIGHT 12

struct scr_slot_key {
	struct form form; /* the passphrase, and again */
	char wrong[200];
};

static void scr_slot_key_close(void *state)
{
	struct scr_slot_key *made = state;

	form_clear(&made->form);
	free(made);
}

/* -- adding it ----------------------------------------------------------- */

static int work(struct job *job, struct err *err)
{
	return session_slot_add(job->session, KEY_PASSPHRASE, job->key, NULL,
				&job->recovery, err);
}

static void done(struct console *console, struct job *job)
{
	const struct screen *top = console_top(console);
	struct err err = ERR_INIT;

	job->session = NULL;
	if (job->result < 0) {
		struct scr_slot_key *made = top->state;
		str_copy(made->wrong, job->err.msg, sizeof(made->wrong));
		console_say_rest(console, &job->err, WIDTH - 9);
		return;
	}
	console_pop(console);
	console_say(console, TONE_GOOD, "The passphrase is added");
	if (console_reload(console, &err) < 0)
		console_say_err(console, &err);
}

static void keep_short(struct console *console, void *arg);

/* Nothing of it is seen: what is typed next would be added to it. */
static void change_short(struct console *console, void *arg)
{
	struct scr_slot_key *made = arg;

	(void)console;
	form_anew(&made->form, 0, 1);
}

static void add(struct console *console, struct scr_slot_key *made,
		bool is_kept)
{
	struct job *job = &console->job;
	struct err err = ERR_INIT;

	made->wrong[0] = '\0';
	if (form_take_twice(&made->form, 0, 1, &job->key, &err) < 0) {
		str_copy(made->wrong, err.msg, sizeof(made->wrong));
		console_say_rest(console, &err, WIDTH - 9);
		form_anew(&made->form, 0, 1);
		return;
	}
	if (!is_kept && passphrase_is_short(job->key)) {
		secret_free(job->key);
		job->key = NULL;
		ask_short(console, keep_short, change_short, made);
		return;
	}
	job->session = console->session;
	job->work = work;
	job->done = done;
	console->forget_keys = true;
	console_start(console);
}

static void keep_short(struct console *console, void *arg)
{
	add(console, arg, true);
}

/* -- keys ---------------------------------------------------------------- */

static bool scr_slot_key_key(struct console *console, void *state,
			     const struct key *key)
{
	struct scr_slot_key *made = state;
	char note[160];

	if (console_is_busy(console))
		return true;
	switch (form_key(&made->form, key, console->now, note, sizeof(note))) {
	case FORM_UNUSED:
		return false;
	case FORM_REFUSED:
		console_say(console, TONE_ERROR, "%s", note);
		return true;
	case FORM_CHANGED:
		made->wrong[0] = '\0';
		return true;
	case FORM_PRESSED:
		if (made->form.pressed == 0)
			add(console, made, false);
		else
			console_pop(console);
		return true;
	default:
		return true;
	}
}

static bool scr_slot_key_is_typing(const struct console *console,
				   const void *state)
{
	const struct scr_slot_key *made = state;

	(void)console;
	return form_is_typing(&made->form);
}

static void scr_slot_key_draw(const struct console *console, const void *state,
			      struct frame *frame)
{
	const struct scr_slot_key *made = state;
	struct place at = page_dialog(frame, HEIGHT, WIDTH);
	int x = at.x + 4, width = at.width - 6;

	frame_box(frame, at.y, at.x, at.height, at.width, "Add a passphrase");
	frame_put(frame, at.y + 1, x, width, ROLE_DIM,
		  "Nothing of it is shown, not even its length.");
	form_draw(frame, &made->form, at.y + 3, x - 2, 4, width, console->now);
	if (console_is_busy(console))
		frame_put(frame, at.y + 8, x, width, ROLE_NORMAL,
			  "Adding it; this takes a second");
	else if (*made->wrong)
		frame_putf(frame, at.y + 8, x, width, ROLE_BAD, "x  %s",
			   made->wrong);
	form_draw_buttons(frame, &made->form, at.y + at.height - 2,
			  at.x + (at.width - form_buttons_width(&made->form)) /
					  2);
}

static const struct action slot_key_actions[] = {
	{ .name = "next-field",
	  .keys = "Tab",
	  .label = "next",
	  .help = "next field",
	  .group = GROUP_FORM },
	{ .name = "add",
	  .keys = "Ctrl-S",
	  .label = "add it",
	  .help = "add the passphrase",
	  .group = GROUP_FORM },
	{ .name = "cancel",
	  .keys = "Esc",
	  .press = { PRESS_ESC },
	  .label = "cancel",
	  .help = "cancel",
	  .group = GROUP_FORM,
	  .run = run_back },
	{ .name = NULL },
};

const struct screen_def scr_slot_key = {
	.name = "new passphrase",
	.is_dialog = true,
	.has_form = true,
	.action = { slot_key_actions, vault_actions },
	.draw = scr_slot_key_draw,
	.key = scr_slot_key_key,
	.is_typing = scr_slot_key_is_typing,
	.close = scr_slot_key_close,
};

void slot_key_open(struct console *console)
{
	static const char *const labels[] = { "Passphrase", "Again" };
	struct scr_slot_key *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	if (!made || form_init(&made->form, 2, &err) < 0) {
		free(made);
		err_nomem(&err);
		console_say_err(console, &err);
		return;
	}
	for (int i = 0; i < 2; i++) {
		made->form.field[i].label = labels[i];
		made->form.field[i].kind = FORM_BLIND;
	}
	made->form.label_width = 15;
	made->form.button[0] = "Add it";
	made->form.button[1] = "Cancel";
	made->form.buttons = 2;
	console_push(console, &scr_slot_key, made);
}
