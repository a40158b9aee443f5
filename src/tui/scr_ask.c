/* scr_ask.c - a question with two answers; the harmless one has the focus */
#include <stdlib.h>

#include "tui/dialogs.h"
#include "tui/form.h"
#include "tui/page.h"

#define WIDTH 60

struct scr_ask {
	struct question question;
	struct form form; /* two buttons */
};

static void scr_ask_close(void *state)
{
	struct scr_ask *ask = state;

	form_clear(&ask->form);
	free(ask);
}

void ask(struct console *console, const struct question *question)
{
	struct err err = ERR_INIT;
	struct scr_ask *made = calloc(1, sizeof(*made));

	if (!made || form_init(&made->form, 0, &err) < 0) {
		free(made);
		return;
	}
	made->question = *question;
	made->form.button[0] = question->harmless;
	made->form.button[1] = question->other;
	made->form.buttons = 2;
	console_push(console, &scr_ask, made);
}

void ask_short(struct console *console,
	       void (*agreed)(struct console *console, void *arg),
	       void (*declined)(struct console *console, void *arg), void *arg)
{
	const struct question question = {
		.title = "Short passphrase",
		.text = "Less than 12 characters are soon guessed by whoever "
			"has the file. Four or more words are better.",
		.harmless = "Change it",
		.other = "Keep it",
		.agreed = agreed,
		.declined = declined,
		.left = declined,
		.arg = arg,
	};
	_Static_assert(PASSPHRASE_GOOD == 12, "the text above says so");

	ask(console, &question);
}

static void scr_ask_draw(const struct console *console, const void *state,
			 struct frame *frame)
{
	const struct scr_ask *asked = state;
	int width = frame->cols < WIDTH ? frame->cols : WIDTH;
	struct place at = page_dialog(frame, 7, width);
	int buttons = form_buttons_width(&asked->form);

	(void)console;
	frame_box(frame, at.y, at.x, at.height, at.width,
		  asked->question.title);
	frame_put_lines(frame, at.y + 2, at.x + 2, at.width - 4, ROLE_NORMAL,
			asked->question.text);
	form_draw_buttons(frame, &asked->form, at.y + 5,
			  at.x + (at.width - buttons) / 2);
}

static bool scr_ask_key(struct console *console, void *state,
			const struct key *key)
{
	struct scr_ask *asked = state;
	char note[8];

	switch (form_key(&asked->form, key, console->now, note, sizeof(note))) {
	case FORM_UNUSED:
		return false;
	case FORM_PRESSED: {
		struct question question = asked->question;
		bool agreed = asked->form.pressed == 1;
		console_pop(console);
		if (agreed)
			question.agreed(console, question.arg);
		else if (question.declined)
			question.declined(console, question.arg);
		return true;
	}
	default:
		return true;
	}
}

static void run_leave(struct console *console, void *state)
{
	const struct scr_ask *asked = state;
	struct question question = asked->question;

	console_pop(console);
	if (question.left)
		question.left(console, question.arg);
}

static const struct action ask_actions[] = {
	{ .name = "choose",
	  .keys = "Enter",
	  .label = "choose",
	  .help = "the button with the focus",
	  .group = GROUP_FORM },
	{ .name = "other",
	  .keys = "Tab",
	  .label = "other button",
	  .help = "the other button",
	  .group = GROUP_FORM },
	{ .name = "cancel",
	  .keys = "Esc",
	  .press = { PRESS_ESC },
	  .label = "cancel",
	  .help = "cancel",
	  .group = GROUP_FORM,
	  .run = run_leave },
	{ .name = NULL },
};

const struct screen_def scr_ask = {
	.name = "question",
	.is_dialog = true,
	.action = { ask_actions, vault_actions },
	.draw = scr_ask_draw,
	.key = scr_ask_key,
	.close = scr_ask_close,
};
