/* scr_prompt.c - a dialog with one line to type, checked while it is typed */
#include "tui/prompt.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "tui/dialogs.h"
#include "tui/form.h"
#include "tui/page.h"

#define WIDTH	  60
#define TEXT_ROWS 4 /* most rows of the text above the line */

struct scr_prompt {
	struct prompt prompt;
	char text[400], note[300];
	struct form form; /* one field */
	bool is_wrong;
};

static void scr_prompt_close(void *state)
{
	struct scr_prompt *made = state;

	form_clear(&made->form);
	free(made);
}

static const char *typed(const struct scr_prompt *made)
{
	return line_text(&made->form.field[0].line);
}

static void check(struct console *console, struct scr_prompt *made)
{
	const struct prompt *prompt = &made->prompt;

	made->note[0] = '\0';
	made->is_wrong =
		prompt->check && prompt->check(console, typed(made), made->note,
					       sizeof(made->note), prompt->arg);
}

static void agree(struct console *console, struct scr_prompt *made)
{
	check(console, made);
	if (made->is_wrong)
		console_say(console, TONE_ERROR, "%s", made->note);
	else
		made->prompt.agreed(console, typed(made), made->prompt.arg);
}

/* -- keys ---------------------------------------------------------------- */

/* Ctrl-S does, wherever that button stands. */
static bool is_agreed(const struct scr_prompt *made, const struct key *key)
{
	return key->press == CTRL('S') ||
	       made->form.pressed == made->prompt.destroys;
}

static bool scr_prompt_key(struct console *console, void *state,
			   const struct key *key)
{
	struct scr_prompt *made = state;
	char note[160];

	if (key->press == PRESS_ENTER && made->form.focus == 0) {
		agree(console, made);
		return true;
	}
	switch (form_key(&made->form, key, console->now, note, sizeof(note))) {
	case FORM_UNUSED:
		return false;
	case FORM_CHANGED:
		check(console, made);
		return true;
	case FORM_REFUSED:
		console_say(console, TONE_ERROR, "%s", note);
		return true;
	case FORM_PRESSED:
		if (is_agreed(made, key))
			agree(console, made);
		else
			console_pop(console);
		return true;
	default:
		return true;
	}
}

static bool scr_prompt_is_typing(const struct console *console,
				 const void *state)
{
	const struct scr_prompt *made = state;

	(void)console;
	return form_is_typing(&made->form);
}

/* -- drawing ------------------------------------------------------------- */

static void scr_prompt_draw(const struct console *console, const void *state,
			    struct frame *frame)
{
	const struct scr_prompt *made = state;
	bool has_text = *made->text;
	struct place at = page_dialog(frame, has_text ? 12 : 8, WIDTH);
	int x = at.x + 2, width = at.width - 4, y = at.y + 2;
	int label = (int)utf8_width(made->prompt.label) + 3;

	(void)console;
	frame_box(frame, at.y, at.x, at.height, at.width, made->prompt.title);
	if (has_text) {
		frame_put_lines(frame, at.y + 1, x, width, ROLE_NORMAL,
				made->text);
		y = at.y + 1 + TEXT_ROWS + 1;
	}
	frame_put(frame, y, x, label, ROLE_HEAD, made->prompt.label);
	line_draw(frame, y, x + label, 1, width - label, ROLE_FIELD,
		  &made->form.field[0].line, made->form.focus == 0);
	if (*made->note)
		frame_putf(frame, y + 2, x, width,
			   made->is_wrong ? ROLE_BAD : ROLE_NORMAL, "%s  %s",
			   made->is_wrong ? "!" : "i", made->note);
	form_draw_buttons(frame, &made->form, at.y + at.height - 2,
			  at.x + (at.width - form_buttons_width(&made->form)) /
					  2);
}

static const struct action prompt_actions[] = {
	{ .name = "agree",
	  .keys = "Enter  Ctrl-S",
	  .label = "do it",
	  .help = "do it",
	  .group = GROUP_FORM },
	{ .name = "cancel",
	  .keys = "Esc",
	  .press = { PRESS_ESC },
	  .label = "cancel",
	  .help = "cancel",
	  .group = GROUP_FORM,
	  .run = run_back },
	{ .name = "clear-line",
	  .keys = "Ctrl-U",
	  .label = "clear line",
	  .help = "delete to the start",
	  .group = GROUP_FORM },
	{ .name = NULL },
};

const struct screen_def scr_prompt = {
	.name = "prompt",
	.is_dialog = true,
	.has_form = true,
	.action = { prompt_actions, form_actions, vault_actions },
	.draw = scr_prompt_draw,
	.key = scr_prompt_key,
	.is_typing = scr_prompt_is_typing,
	.close = scr_prompt_close,
};

int prompt_path(const char *typed, char **out, struct err *err)
{
	const char *home = getenv("HOME");
	struct str path = STR_INIT;

	if (str_starts(typed, "~/") && home)
		str_addf(&path, "%s/%s", home, typed + 2);
	else
		str_add(&path, typed);
	*out = str_take(&path);
	return *out ? 0 : err_nomem(err);
}

void prompt(struct console *console, const struct prompt *prompt)
{
	struct scr_prompt *made = calloc(1, sizeof(*made));
	const char *start = prompt->start ? prompt->start : "";
	struct err err = ERR_INIT;

	if (!made || form_init(&made->form, 1, &err) < 0 ||
	    line_set(&made->form.field[0].line, start, strlen(start), &err) <
		    0) {
		if (made)
			scr_prompt_close(made);
		err_nomem(&err);
		console_say_err(console, &err);
		return;
	}
	made->prompt = *prompt;
	str_copy(made->text, prompt->text ? prompt->text : "",
		 sizeof(made->text));
	made->form.button[prompt->destroys] = prompt->button;
	made->form.button[!prompt->destroys] = "Cancel";
	made->form.buttons = 2;
	console_push(console, &scr_prompt, made);
}
