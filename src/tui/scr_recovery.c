/* scr_recovery.c - the recovery code of a new vault, once, until it is noted */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/dialogs.h"
#include "tui/form.h"
#include "tui/page.h"

#define WIDTH	 60
#define HEIGHT	 13
#define CODE_ROW 40 /* characters of the code on one row */
#define LAST	 4  /* characters to type back */

struct scr_recovery {
	struct secret *code;
	const char *done;
	struct line typed;
	bool is_wrong;
};

static void scr_recovery_close(void *state)
{
	struct scr_recovery *made = state;

	secret_free(made->code);
	line_clear(&made->typed);
	free(made);
}

/* The last characters of the code, whatever case they were typed in. */
static bool is_noted(const struct scr_recovery *made)
{
	struct secret *wanted = NULL, *given = NULL;
	struct err err = ERR_INIT;
	size_t len;
	const char *code = secret_reveal(made->code, &len);
	bool same = false;

	if (len < LAST || made->typed.len != LAST)
		return false;
	if (secret_from(code + len - LAST, LAST, &wanted, &err) == 0 &&
	    secret_from(made->typed.text, LAST, &given, &err) == 0) {
		unsigned char *at = secret_fill(given);
		for (int i = 0; i < LAST; i++)
			at[i] = (unsigned char)toupper(at[i]);
		same = secret_equal(wanted, given);
	}
	secret_free(wanted);
	secret_free(given);
	return same;
}

static bool scr_recovery_key(struct console *console, void *state,
			     const struct key *key)
{
	struct scr_recovery *made = state;

	if (key->press == PRESS_ENTER) {
		made->is_wrong = !is_noted(made);
		if (!made->is_wrong) {
			console_say(console, TONE_GOOD, "%s", made->done);
			console_pop(console);
			console->wants_redraw = true;
		}
		return true;
	}
	return line_key(&made->typed, key) != LINE_UNUSED;
}

static bool scr_recovery_is_typing(const struct console *console,
				   const void *state)
{
	(void)console;
	(void)state;
	return true;
}

static void scr_recovery_draw(const struct console *console, const void *state,
			      struct frame *frame)
{
	const struct scr_recovery *made = state;
	struct place at = page_dialog(frame, HEIGHT, WIDTH);
	int x = at.x + 2, width = at.width - 4;
	size_t len;
	const char *code = secret_reveal(made->code, &len);

	(void)console;
	frame_box(frame, at.y, at.x, at.height, at.width, "Recovery code");
	frame_put_lines(frame, at.y + 1, x, width, ROLE_NORMAL,
			"Write this down and keep it on paper. It opens the "
			"vault when the passphrase is lost. It is shown only "
			"now.");
	for (size_t i = 0; i < len; i += CODE_ROW)
		frame_putf(frame, at.y + 5 + (int)(i / CODE_ROW), x + 8, width,
			   ROLE_HEAD, "%.*s", CODE_ROW, code + i);
	int used = frame_putf(frame, at.y + 9, x, width, ROLE_NORMAL,
			      "Type its last %d characters to go on: ", LAST);
	line_draw(frame, at.y + 9, x + used, 1, LAST + 1, ROLE_FIELD,
		  &made->typed, true);
	if (made->is_wrong)
		frame_put(frame, at.y + 11, x, width, ROLE_BAD,
			  "x  These are not its last characters.");
}

static const struct action recovery_actions[] = {
	{ .name = "noted",
	  .keys = "Enter",
	  .label = "go on",
	  .help = "go on, it is written down",
	  .group = GROUP_FORM },
	{ .name = NULL },
};

const struct screen_def scr_recovery = {
	.name = "recovery code",
	.is_dialog = true,
	.has_form = true,
	.held = "the recovery code is not written down yet",
	.action = { recovery_actions, vault_actions },
	.draw = scr_recovery_draw,
	.key = scr_recovery_key,
	.is_typing = scr_recovery_is_typing,
	.close = scr_recovery_close,
};

void recovery_show(struct console *console, struct secret *code,
		   const char *done)
{
	struct scr_recovery *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	if (!made) {
		secret_free(code);
		err_nomem(&err);
		console_say_err(console, &err);
		return;
	}
	made->code = code;
	made->done = done;
	console_push(console, &scr_recovery, made);
}
