/* scr_trial.c - a credential is tried; the form below waits */
#include "tui/trials.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "tui/dialogs.h"
#include "tui/page.h"

#define WIDTH 60

struct scr_trial {
	struct trial_wish wish;
	struct trial *trial;
};

static const struct check_plan plan = { .jobs = 1 };

bool trial_is_there(const struct piece_way *way)
{
	return !check_none(way, &plan);
}

static void scr_trial_close(void *state)
{
	struct scr_trial *made = state;

	trial_free(made->trial);
	free(made);
}

/* -- its end -------------------------------------------------------------- */

static void ask_all_the_same(struct console *console,
			     const struct trial_wish *wish,
			     const struct check_result *result)
{
	const struct question question = {
		.title = "Not saved",
		.text = wish->text,
		.harmless = "Back to the form",
		.other = "Save all the same",
		.agreed = wish->insisted,
		.arg = wish->arg,
	};
	struct err err = ERR_INIT;

	(void)trial_verdict(result, &err);
	snprintf(wish->text, TRIAL_TEXT, "%.200s.", err.msg);
	*wish->text = (char)toupper((unsigned char)*wish->text);
	ask(console, &question);
}

static size_t scr_trial_fds(void *state, struct pollfd fds[SCREEN_FDS],
			    int *wait_ms)
{
	struct scr_trial *made = state;

	return trial_fds(made->trial, fds, wait_ms);
}

static void scr_trial_polled(struct console *console, void *state,
			     const struct pollfd *fds, size_t count)
{
	struct scr_trial *made = state;
	struct trial_wish wish = made->wish;
	struct check_result result;

	if (!trial_step(made->trial, fds, count, &result) ||
	    console_top(console)->state != state)
		return;
	console_pop(console);
	if (result.outcome == CHECK_GOOD)
		wish.accepted(console, &result, wish.arg);
	else
		ask_all_the_same(console, &wish, &result);
}

/* What lies over it goes first; then its answer is looked at. */
static int64_t scr_trial_tick(struct console *console, void *state)
{
	(void)state;
	return console->now + 1000;
}

/* -- drawing -------------------------------------------------------------- */

static void scr_trial_draw(const struct console *console, const void *state,
			   struct frame *frame)
{
	int width = frame->cols < WIDTH ? frame->cols : WIDTH;
	struct place at = page_dialog(frame, 5, width);

	(void)console;
	(void)state;
	frame_box(frame, at.y, at.x, at.height, at.width, "Test");
	frame_put(frame, at.y + 2, at.x + 2, at.width - 4, ROLE_NORMAL,
		  "Asking the service whether it takes this ...");
}

static void run_stop(struct console *console, void *state)
{
	(void)state;
	console_pop(console);
	console_say(console, TONE_PLAIN, "Stopped: nothing was saved");
}

static const struct action trial_actions[] = {
	{ .name = "stop",
	  .keys = "Esc  Ctrl-C",
	  .press = { PRESS_ESC, CTRL('C') },
	  .label = "stop",
	  .help = "stop, save nothing",
	  .group = GROUP_FORM,
	  .run = run_stop },
	{ .name = NULL },
};

const struct screen_def scr_trial = {
	.name = "test",
	.is_dialog = true,
	.action = { trial_actions, vault_actions },
	.draw = scr_trial_draw,
	.tick = scr_trial_tick,
	.fds = scr_trial_fds,
	.polled = scr_trial_polled,
	.close = scr_trial_close,
};

/* -- beginning ------------------------------------------------------------ */

static int begin(struct scr_trial *made, struct err *err)
{
	return trial_start(made->wish.way, made->wish.values, &plan,
			   &made->trial, err);
}

void trial_open(struct console *console, const struct trial_wish *wish)
{
	struct scr_trial *made;
	struct err err = ERR_INIT;

	if (console->options.demo ||
	    !trial_can(wish->way, wish->values, &plan, NULL)) {
		wish->accepted(console, NULL, wish->arg);
		return;
	}
	made = calloc(1, sizeof(*made));
	if (!made) {
		err_nomem(&err);
		console_say_err(console, &err);
		return;
	}
	made->wish = *wish;
	if (begin(made, &err) == 0) {
		console_push(console, &scr_trial, made);
		return;
	}
	console_say_err(console, &err);
	scr_trial_close(made);
}
