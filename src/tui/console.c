/* console.c - the console without a terminal: keys in, frames out */
#include "tui/console.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"
#include "tui/dialogs.h"
#include "tui/page.h"
#include "tui/refreshes.h"
#include "tui/testing.h"

#define WHEEL_ROWS 3
#define DOUBLE_MS  400	/* between two clicks that are one */
#define MISSED_MS  1000 /* of silence: it is read that keys were not taken */

/* -- the stack ----------------------------------------------------------- */

const struct screen *console_top(const struct console *console)
{
	return console->depth ? &console->stack[console->depth - 1] : NULL;
}

const char *console_held(const struct console *console)
{
	for (size_t i = 0; i < console->depth; i++)
		if (console->stack[i].def->held)
			return console->stack[i].def->held;
	return refreshes_held(console);
}

static void screen_close(struct screen *screen)
{
	if (screen->def->close && screen->state)
		screen->def->close(screen->state);
	*screen = (struct screen){ .def = NULL };
}

int console_push(struct console *console, const struct screen_def *def,
		 void *state)
{
	struct screen screen = { .def = def, .state = state };

	if (console->depth == SCREENS_MAX) {
		screen_close(&screen);
		return -1;
	}
	console_hide(console);
	console->stack[console->depth++] = screen;
	return 0;
}

void console_pop(struct console *console)
{
	if (console->depth == 0)
		return;
	if (console->stack[console->depth - 1].def->has_form) {
		console->forget_keys = true;
		console->missed = 0;
	}
	screen_close(&console->stack[--console->depth]);
}

void console_hide(struct console *console)
{
	for (size_t i = 0; i < console->depth; i++)
		if (console->stack[i].def->hide && console->stack[i].state)
			console->stack[i].def->hide(console->stack[i].state);
}

/* -- what the last line says --------------------------------------------- */

void console_say(struct console *console, enum tone tone, const char *fmt, ...)
{
	struct message *message = &console->message;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(message->text, sizeof(message->text), fmt, ap);
	va_end(ap);
	message->hint = 0;
	history_say(&console->history, tone, message->text);
	message->tone = tone;
	message->until = tone == TONE_GOOD ? console->now + GOOD_MS : 0;
}

void console_say_err(struct console *console, const struct err *err)
{
	const char *advice = err_advice(err);

	if (!*advice) {
		console_say(console, TONE_ERROR, "%s", err->msg);
		return;
	}
	console_say(console, TONE_ERROR, "%s; %s", err->msg, advice);
	console->message.hint = strlen(err->msg) + strlen("; ");
}

void console_say_rest(struct console *console, const struct err *err,
		      int columns)
{
	if (*err->hint || utf8_width(err->msg) > (size_t)columns)
		console_say_err(console, err);
}

/* -- beginning, locking, ending ------------------------------------------ */

int console_init(struct console *console, const struct console_options *options,
		 const char *path, struct session *session, int64_t now,
		 struct err *err)
{
	*console = (struct console){ .options = *options,
				     .session = session,
				     .now = now,
				     .used_at = now,
				     .asked_at = now,
				     .rows = 24,
				     .cols = 80 };
	console->query.piece = options->pick;
	if (options->config)
		keymap_init(&console->keymap, options->config);
	console->path = strdup(path);
	if (!console->path)
		return err_nomem(err);
	if (session && session_is_unlocked(session))
		return console_enter(console, err);
	return session ? unlock_open(console, err) : create_open(console, err);
}

static void forget_project(struct console *console)
{
	refreshes_end(console);
	memory_save(console);
	memory_clear(&console->memory);
	history_clear(&console->history);
	while (console->depth > 0)
		console_pop(console);
	testing_end(console);
	roster_free(console->roster);
	console->roster = NULL;
	usages_clear(&console->detail.usages);
	console->detail = (struct detail){ .is_loaded = false };
	console_come_back(console);
	line_clear(&console->filter);
	marks_clear(&console->marks);
	console->query.words = NULL;
}

static void job_clear(struct job *job)
{
	secret_free(job->key);
	secret_free(job->recovery);
	free(job->path);
	free(job->project);
	*job = (struct job){ .state = JOB_NONE };
}

void console_clear(struct console *console)
{
	forget_project(console);
	copy_forget(console);
	job_clear(&console->job);
	if (!console->options.pick)
		session_close(console->session);
	free(console->path);
	free(console->project);
	free(console->command);
	*console = (struct console){ .session = NULL };
}

bool console_can_lock(const struct console *console)
{
	return !console->options.demo && console->session &&
	       session_is_unlocked(console->session) &&
	       !console_is_busy(console) && !refreshes_held(console);
}

void console_lock(struct console *console, const char *why)
{
	if (!console_can_lock(console))
		return;
	forget_project(console);
	copy_forget(console);
	session_lock(console->session);
	free(console->command);
	console->command = NULL;
	struct err err = ERR_INIT;
	if (unlock_open(console, &err) < 0)
		console_say_err(console, &err);
	else
		console_say(console, TONE_PLAIN, "%s", why);
	console->forget_keys = true;
	console->wants_redraw = true;
}

void console_quit(struct console *console)
{
	console->wants_quit = true;
}

/* -- jobs ---------------------------------------------------------------- */

bool console_is_busy(const struct console *console)
{
	return console->job.state != JOB_NONE;
}

void console_start(struct console *console)
{
	console->job.state = JOB_READY;
	console->job.started = console->now;
}

void console_job_work(struct job *job)
{
	job->result = job->work(job, &job->err);
}

void console_job_done(struct console *console)
{
	struct job *job = &console->job;

	job->state = JOB_DONE;
	job->done(console, job);
	job_clear(job);
	console->used_at = console->now;
}

/* -- keys ---------------------------------------------------------------- */

void console_do(struct console *console, const struct action *action,
		const char *words)
{
	const char *what = action->help ? action->help : action->name;
	const char *aside = strstr(what, " ("); /* "delete (asks)" */
	size_t len = aside ? (size_t)(aside - what) : strlen(what);
	char why[200] = "";

	if (action->blocked && action->blocked(console, why, sizeof(why)))
		console_say(console, TONE_ERROR, "%.*s: %s", (int)len, what,
			    why);
	else if (action->take && (*words || !action->run))
		action->take(console, console_top(console)->state, words);
	else
		action->run(console, console_top(console)->state);
}

static bool run_action(struct console *console, uint32_t press)
{
	const struct screen *top = console_top(console);
	const struct action *action = keymap_find(console, top->def, press);

	if (action)
		console_do(console, action, "");
	return action != NULL;
}

bool console_is_typing(const struct console *console)
{
	const struct screen *top = console_top(console);

	return top && top->def->is_typing &&
	       top->def->is_typing(console, top->state);
}

static bool fits(const struct console *console, const struct screen_def *def)
{
	return console->rows >= (def->has_form ? MIN_FORM_ROWS : MIN_ROWS) &&
	       console->cols >= (def->has_form ? MIN_FORM_COLS : MIN_COLS);
}

static void unknown_key(struct console *console, uint32_t press)
{
	if (press == PRESS_PASTE)
		console_say(console, TONE_ERROR,
			    "Pasted text was dropped: no field to type in");
	else if (press == PRESS_CUT_PASTE)
		console_say(console, TONE_ERROR,
			    "Pasted text was dropped: its end did not come");
	else if (press == PRESS_FOREIGN)
		console_say(console, TONE_ERROR,
			    "That character is not of this locale: set LC_ALL "
			    "or LANG to one with UTF-8, such as C.UTF-8");
	else if (press != PRESS_ESC) /* not kept: it would bury what matters */
		str_copy(console->message.text,
			 "no such key here; ? lists the keys",
			 sizeof(console->message.text));
}

static void take_key(struct console *console, const struct key *key)
{
	const struct screen *top = console_top(console);

	if (top->def->key && top->def->key(console, top->state, key))
		return;
	if (!run_action(console, key->press))
		unknown_key(console, key->press);
}

/* The mouse, keys we have no use for, and what curses says of a new size. */
static bool is_idle(uint32_t press)
{
	return press >= PRESS_CLICK && press <= PRESS_OTHER;
}

/* What is typed goes to its field also while that is not drawn, so that none of
 * it is cut; but no key that acts, nor what comes after one. */
static bool types_unseen(const struct console *console, uint32_t press)
{
	bool is_text = (press >= ' ' && press < PRESS_UP) ||
		       press == PRESS_PASTE || press == CTRL('U');

	return is_text && console->missed == 0 && console_is_typing(console);
}

/* Back, or out of the first screen, but not out of one that would be lost
 * unseen. */
static void leave_unseen(struct console *console, uint32_t press)
{
	static const struct key escape = { .press = PRESS_ESC };

	if (console_held(console) || console_is_busy(console))
		return;
	if (console->depth == 1 && press != PRESS_ESC)
		console_quit(console);
	else if (press == CTRL('C'))
		run_action(console, press);
	else
		take_key(console, &escape);
}

static bool is_form(const struct console *console)
{
	return console_top(console)->def->has_form ||
	       console_is_typing(console);
}

/* While nothing but the size needed is shown. */
static void unseen_key(struct console *console, const struct key *key)
{
	const struct screen *top = console_top(console);
	uint32_t press = key->press;

	if (is_idle(press))
		return;
	if (types_unseen(console, press))
		top->def->key(console, top->state, key);
	else if (press == CTRL('X') || press == CTRL('Z') || press == CTRL('L'))
		run_action(console, press);
	else if (press == PRESS_ESC || press == CTRL('C') ||
		 (press == 'q' && !console_is_typing(console)))
		leave_unseen(console, press);
	else
		console->missed += is_form(console);
}

static void say_missed(const struct console *console, char *out, size_t size)
{
	snprintf(out, size,
		 "%zu key%s not taken, as the window was too small: look at "
		 "the fields",
		 console->missed, console->missed == 1 ? " was" : "s were");
}

/* Whoever goes on typing into the larger window has not seen that. */
static bool is_missed(struct console *console, uint32_t press)
{
	if (console->now - console->last_press_at >= MISSED_MS)
		console->missed = 0;
	if (console->missed == 0 || press == CTRL('C') || press == CTRL('X') ||
	    !is_form(console))
		return false;
	console->missed += !is_idle(press);
	say_missed(console, console->message.text,
		   sizeof(console->message.text)); /* kept once is enough */
	return true;
}

/* -- the mouse ------------------------------------------------------------ */

/* The row clicked becomes the selected one; clicked again it is opened. */
static void take_click(struct console *console, struct list *list, int y)
{
	static const struct key enter = { .press = PRESS_ENTER };
	long rows = y - console->pointer_y;
	size_t at = list->selected + (size_t)rows;
	bool is_second = console->last_press == PRESS_CLICK &&
			 console->now - console->last_press_at < DOUBLE_MS;

	if (console->pointer_y < 0 || at < list->top ||
	    at >= list->top + list->page || at >= list->count)
		return;
	if (rows == 0 && is_second) {
		take_key(console, &enter);
		return;
	}
	list_move(list, rows);
	console->pointer_y = y;
}

static bool take_mouse(struct console *console, const struct key *key)
{
	const struct screen *top = console_top(console);
	struct list *list =
		top->def->list ? top->def->list(console, top->state) : NULL;

	if (key->press != PRESS_CLICK && key->press != PRESS_WHEEL_UP &&
	    key->press != PRESS_WHEEL_DOWN)
		return false;
	if (!list)
		return true;
	if (key->press == PRESS_CLICK)
		take_click(console, list, key->y);
	else
		list_move(list, key->press == PRESS_WHEEL_UP ? -WHEEL_ROWS
							     : WHEEL_ROWS);
	return true;
}

static void dispatch(struct console *console, const struct key *key)
{
	const struct screen *top = console_top(console);

	if (!top)
		return;
	if (!fits(console, top->def))
		unseen_key(console, key);
	else if (!is_missed(console, key->press) && !take_mouse(console, key))
		take_key(console, key);
}

void console_key(struct console *console, struct key *key, int64_t now)
{
	console->now = now;
	console->used_at = now;
	console->message = (struct message){ .tone = TONE_PLAIN };
	dispatch(console, key);
	secret_free(key->paste);
	key->paste = NULL;
	console->last_press = key->press;
	console->last_press_at = now;
}

/* As if it was pasted in place of what stands there. */
void console_answer(struct console *console, struct secret *printed,
		    const struct err *failed, int64_t now)
{
	struct key clear = { .press = CTRL('U') };
	bool is_locked = !console->command;
	struct key paste = { .press = PRESS_PASTE,
			     .paste = printed,
			     .is_printed = true };

	free(console->command);
	console->command = NULL;
	console->now = now;
	bool is_empty = !printed || secret_len(printed) == 0;

	if (is_locked) {
		secret_free(printed);
		return;
	}
	if (!is_empty) {
		console_key(console, &clear, now);
		console_key(console, &paste, now);
		return;
	}
	secret_free(printed);
	if (printed)
		console_say(console, TONE_ERROR, "The command printed nothing");
	else
		console_say(console, TONE_ERROR, "The command failed: %s",
			    failed->msg);
}

void console_come_back(struct console *console)
{
	free(console->aside);
	console->aside = NULL;
}

/* -- what screens wait for ------------------------------------------------ */

/* One at most does. */
static const struct screen *waiting(const struct console *console)
{
	for (size_t i = console->depth; i-- > 0;)
		if (console->stack[i].def->fds)
			return &console->stack[i];
	return NULL;
}

size_t console_fds(struct console *console, struct pollfd fds[CONSOLE_FDS],
		   int *wait_ms)
{
	const struct screen *screen = waiting(console);
	size_t count = 0;
	int other_ms;

	*wait_ms = -1;
	if (screen)
		count = screen->def->fds(screen->state, fds, wait_ms);
	count += refreshes_fds(console, fds + count, &other_ms);
	*wait_ms = clock_shorter(*wait_ms, other_ms);
	count += testing_fds(console, fds + count, &other_ms);
	*wait_ms = clock_shorter(*wait_ms, other_ms);
	return count;
}

void console_polled(struct console *console, const struct pollfd *fds,
		    size_t count, int64_t now)
{
	const struct screen *screen = waiting(console);

	console->now = now;
	if (screen)
		screen->def->polled(console, screen->state, fds, count);
	refreshes_polled(console, fds, count);
	testing_polled(console, fds, count);
}

/* -- drawing ------------------------------------------------------------- */

void console_size(struct console *console, int rows, int cols)
{
	const struct screen *top = console_top(console);
	bool was_small = top && !fits(console, top->def);

	console->rows = rows;
	console->cols = cols;
	if (was_small && console->missed && fits(console, top->def)) {
		char said[120];

		say_missed(console, said, sizeof(said));
		console_say(console, TONE_ERROR, "%s", said);
	}
}

static void prepare(struct console *console)
{
	for (size_t i = 0; i < console->depth; i++) {
		struct screen *screen = &console->stack[i];
		if (screen->def->prepare)
			screen->def->prepare(console, screen->state);
	}
}

/* The full screen below the dialogs. */
static size_t lowest_drawn(const struct console *console)
{
	size_t i = console->depth - 1;

	while (i > 0 && console->stack[i].def->is_dialog)
		i--;
	return i;
}

void console_draw(struct console *console, struct frame *frame)
{
	console_size(console, frame->rows, frame->cols);
	console->pointer_y = -1;
	if (console->depth == 0)
		return;
	prepare(console);
	if (!fits(console, console_top(console)->def)) {
		page_too_small(console, frame);
		return;
	}
	for (size_t i = lowest_drawn(console); i < console->depth; i++) {
		const struct screen *screen = &console->stack[i];
		if (!fits(console, screen->def))
			continue;
		frame->cursor_y = frame->pointer_y = -1;
		screen->def->draw(console, screen->state, frame);
	}
	page_foot(console, frame);
	console->pointer_y = frame->pointer_y;
}
