/* scr_create.c - the first start: making a vault, and its recovery code */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "tui/dialogs.h"
#include "tui/form.h"
#include "tui/page.h"

#define WIDTH 60

enum { FIELD_PROJECT, FIELD_KEY, FIELD_AGAIN, FIELDS };

struct scr_create {
	struct form form;
	char wrong[200];
};

static void scr_create_close(void *state)
{
	struct scr_create *made = state;

	form_clear(&made->form);
	free(made);
}

/* -- making it ----------------------------------------------------------- */

static int work(struct job *job, struct err *err)
{
	const struct session_plan plan = { .path = job->path,
					   .kind = KEY_PASSPHRASE,
					   .key = job->key,
					   .project = job->project };

	return session_create(&plan, &job->session, &job->recovery, err);
}

static void tell_wrong(struct console *console, struct scr_create *made,
		       const struct err *err)
{
	str_copy(made->wrong, err->msg, sizeof(made->wrong));
	console_say_rest(console, err, WIDTH - 9);
}

static void done(struct console *console, struct job *job)
{
	const struct screen *top = console_top(console);
	struct err err = job->err;

	if (job->result == 0) {
		struct secret *code = job->recovery;
		console->session = job->session;
		job->recovery = NULL;
		if (console_enter(console, &err) == 0)
			recovery_show(console, code, "The vault is made");
		else
			secret_free(code);
	}
	if (err.code != ERR_OK && top->def == &scr_create) {
		struct scr_create *made = top->state;
		tell_wrong(console, made, &err);
	}
}

static int make_job(struct console *console, struct scr_create *made,
		    struct err *err)
{
	struct job *job = &console->job;
	const char *typed = line_text(&made->form.field[FIELD_PROJECT].line);

	if (name_clean(typed, &job->project, err) < 0) {
		made->form.focus = FIELD_PROJECT;
		return -1;
	}
	if (form_take_twice(&made->form, FIELD_KEY, FIELD_AGAIN, &job->key,
			    err) < 0) {
		form_anew(&made->form, FIELD_KEY, FIELD_AGAIN);
		return -1;
	}
	job->path = strdup(console->path);
	if (!job->path)
		return err_nomem(err);
	job->work = work;
	job->done = done;
	return 0;
}

static void drop_job(struct console *console)
{
	struct job *job = &console->job;

	secret_free(job->key);
	free(job->path);
	free(job->project);
	*job = (struct job){ .state = JOB_NONE };
}

static void keep_short(struct console *console, void *arg);

/* Nothing of it is seen: what is typed next would be added to it. */
static void change_short(struct console *console, void *arg)
{
	struct scr_create *made = arg;

	(void)console;
	form_anew(&made->form, FIELD_KEY, FIELD_AGAIN);
}

static void make(struct console *console, struct scr_create *made, bool is_kept)
{
	struct err err = ERR_INIT;

	if (console_is_busy(console))
		return;
	made->wrong[0] = '\0';
	if (make_job(console, made, &err) < 0) {
		tell_wrong(console, made, &err);
		drop_job(console);
	} else if (!is_kept && passphrase_is_short(console->job.key)) {
		drop_job(console);
		ask_short(console, keep_short, change_short, made);
	} else {
		console->forget_keys = true;
		console_start(console);
	}
}

static void keep_short(struct console *console, void *arg)
{
	make(console, arg, true);
}

/* -- keys ---------------------------------------------------------------- */

static void leave(struct console *console, void *arg)
{
	(void)arg;
	console_quit(console);
}

static void run_leave(struct console *console, void *state)
{
	const struct scr_create *made = state;
	static const struct question question = {
		.title = "Make a vault",
		.text = "Throw away what was typed, and leave? Nothing is "
			"made.",
		.harmless = "Keep typing",
		.other = "Leave",
		.agreed = leave,
	};

	if (form_is_changed(&made->form))
		ask(console, &question);
	else
		console_quit(console);
}

static bool scr_create_key(struct console *console, void *state,
			   const struct key *key)
{
	struct scr_create *made = state;
	char note[160];

	if (console_is_busy(console))
		return key->press != CTRL('C'); /* which says why not */
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
			make(console, made, false);
		else
			run_leave(console, made);
		return true;
	default:
		return true;
	}
}

static bool scr_create_is_typing(const struct console *console,
				 const void *state)
{
	const struct scr_create *made = state;

	(void)console;
	return form_is_typing(&made->form);
}

/* -- drawing ------------------------------------------------------------- */

static void draw_state(const struct console *console,
		       const struct scr_create *made, struct frame *frame,
		       int y, int x, int width)
{
	size_t typed = hidden_characters(&made->form.field[FIELD_KEY].hidden);

	if (console_is_busy(console))
		frame_put(frame, y, x, width, ROLE_NORMAL,
			  "Making the vault; this takes a second");
	else if (*made->wrong)
		frame_putf(frame, y, x, width, ROLE_BAD, "x  %s", made->wrong);
	else if (made->form.focus == FIELD_AGAIN && typed < PASSPHRASE_GOOD)
		frame_put(frame, y, x, width, ROLE_WARN,
			  "i  That is short. Four or more words are better.");
}

static void scr_create_draw(const struct console *console, const void *state,
			    struct frame *frame)
{
	const struct scr_create *made = state;
	bool is_tall = frame->rows >= 20;
	struct place at = page_dialog(frame, is_tall ? 14 : 12, WIDTH);
	int x = at.x + 4, width = at.width - 6;
	int buttons = form_buttons_width(&made->form);
	char path[512];

	page_head(console, frame);
	frame_box(frame, at.y, at.x, at.height, at.width, "Make a vault");
	path_show(console->path, path, sizeof(path));
	frame_put(frame, at.y + 1, x, 14, ROLE_NORMAL, "Vault");
	frame_put_id(frame, at.y + 1, x + 15, width - 15, ROLE_NORMAL, path);
	form_draw(frame, &made->form, at.y + 3, x - 2, 6, width, console->now);
	draw_state(console, made, frame, at.y + 9, x, width);
	form_draw_buttons(frame, &made->form, at.y + at.height - 2 - is_tall,
			  at.x + (at.width - buttons) / 2);
	if (page_body_end(frame) - at.y - at.height < 2)
		return;
	frame_put(frame, at.y + at.height, at.x, frame->cols, ROLE_DIM,
		  "There is no vault yet. The passphrase cannot be reset;");
	frame_put(frame, at.y + at.height + 1, at.x, frame->cols, ROLE_DIM,
		  "a recovery code for paper is shown next.");
}

/* Left now, the vault would be there and its recovery code never seen. */
static bool blocked_while_made(struct console *console, char *why, size_t size)
{
	if (!console_is_busy(console))
		return false;
	str_copy(why, "the vault is being made", size);
	return true;
}

static const struct action create_actions[] = {
	{ .name = "next-field",
	  .keys = "Tab",
	  .label = "next",
	  .help = "next field",
	  .group = GROUP_FORM },
	{ .name = "make",
	  .keys = "Ctrl-S",
	  .label = "make the vault",
	  .help = "make the vault",
	  .group = GROUP_FORM },
	{ .name = "quit",
	  .keys = "Esc  Ctrl-C",
	  .press = { PRESS_ESC, CTRL('C') },
	  .label = "quit",
	  .help = "leave, nothing is made",
	  .group = GROUP_VAULT,
	  .blocked = blocked_while_made,
	  .run = run_leave },
	{ .name = NULL },
};

const struct screen_def scr_create = {
	.name = "first screen",
	.has_form = true,
	/* there is nothing to lock: without the first row */
	.action = { create_actions, vault_actions + 1 },
	.draw = scr_create_draw,
	.key = scr_create_key,
	.is_typing = scr_create_is_typing,
	.close = scr_create_close,
};

int create_open(struct console *console, struct err *err)
{
	static const struct {
		const char *label;
		enum form_kind kind;
	} fields[FIELDS] = {
		[FIELD_PROJECT] = { "Project", FORM_TEXT },
		[FIELD_KEY] = { "Passphrase", FORM_BLIND },
		[FIELD_AGAIN] = { "Again", FORM_BLIND },
	};
	const char *project = console->options.project;
	struct scr_create *made = calloc(1, sizeof(*made));

	if (!made || form_init(&made->form, FIELDS, err) < 0) {
		free(made);
		return err_nomem(err);
	}
	for (int i = 0; i < FIELDS; i++) {
		made->form.field[i].label = fields[i].label;
		made->form.field[i].kind = fields[i].kind;
	}
	project = project ? project : "Default";
	made->form.label_width = 15;
	made->form.button[0] = "Make the vault";
	made->form.button[1] = "Quit";
	made->form.buttons = 2;
	/* Not the field with a name in it: whoever begins to type begins with
	 * the passphrase, which must not be seen. */
	made->form.focus = FIELD_KEY;
	if (line_set(&made->form.field[FIELD_PROJECT].line, project,
		     strlen(project), err) < 0) {
		scr_create_close(made);
		return -1;
	}
	return console_push(console, &scr_create, made);
}
