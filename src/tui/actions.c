/* actions.c - the actions that several screens have */
#include <stdio.h>

#include "agent/client.h"
#include "base/str.h"
#include "tui/dialogs.h"
#include "tui/palette.h"
#include "tui/refreshes.h"
#include "tui/testing.h"

static struct list *list_of(struct console *console, void *state)
{
	static const struct screen none = { .def = NULL };
	const struct screen *top = console_top(console);

	top = top ? top : &none;
	return top->def && top->def->list ? top->def->list(console, state)
					  : NULL;
}

static void move_by(struct console *console, void *state, long rows)
{
	struct list *list = list_of(console, state);

	if (list)
		list_move(list, rows);
}

static long page_of(struct console *console, void *state)
{
	struct list *list = list_of(console, state);

	return list && list->page > 1 ? (long)list->page : 1;
}

static void run_down(struct console *console, void *state)
{
	move_by(console, state, 1);
}

static void run_up(struct console *console, void *state)
{
	move_by(console, state, -1);
}

static void run_half_down(struct console *console, void *state)
{
	move_by(console, state, (page_of(console, state) + 1) / 2);
}

static void run_half_up(struct console *console, void *state)
{
	move_by(console, state, -(page_of(console, state) + 1) / 2);
}

static void run_page_down(struct console *console, void *state)
{
	move_by(console, state, page_of(console, state));
}

static void run_page_up(struct console *console, void *state)
{
	move_by(console, state, -page_of(console, state));
}

static void run_first(struct console *console, void *state)
{
	struct list *list = list_of(console, state);

	if (list)
		list_first(list);
}

static void run_last(struct console *console, void *state)
{
	struct list *list = list_of(console, state);

	if (list)
		list_last(list);
}

const struct action move_actions[] = {
	{ .name = "down",
	  .keys = "j k  Up Down",
	  .press = { 'j', PRESS_DOWN },
	  .help = "one row",
	  .group = GROUP_MOVE,
	  .run = run_down },
	{ .name = "up",
	  .keys = "k  Up",
	  .press = { 'k', PRESS_UP },
	  .group = GROUP_MOVE,
	  .run = run_up },
	{ .name = "first",
	  .keys = "g G  Home End",
	  .press = { 'g', PRESS_HOME },
	  .help = "first, last row",
	  .group = GROUP_MOVE,
	  .run = run_first },
	{ .name = "last",
	  .keys = "G  End",
	  .press = { 'G', PRESS_END },
	  .group = GROUP_MOVE,
	  .run = run_last },
	{ .name = "half-page-down",
	  .keys = "Ctrl-D Ctrl-U",
	  .press = { CTRL('D') },
	  .help = "half a page",
	  .group = GROUP_MOVE,
	  .run = run_half_down },
	{ .name = "half-page-up",
	  .keys = "Ctrl-U",
	  .press = { CTRL('U') },
	  .group = GROUP_MOVE,
	  .run = run_half_up },
	{ .name = "page-down",
	  .keys = "PgDn PgUp",
	  .press = { PRESS_PAGE_DOWN },
	  .help = "a page",
	  .group = GROUP_MOVE,
	  .run = run_page_down },
	{ .name = "page-up",
	  .keys = "PgUp",
	  .press = { PRESS_PAGE_UP },
	  .group = GROUP_MOVE,
	  .run = run_page_up },
	{ .name = NULL },
};

void run_back(struct console *console, void *state)
{
	(void)state;
	console_pop(console);
}

void run_quit(struct console *console, void *state)
{
	const char *held = refreshes_held(console);

	(void)state;
	if (held)
		console_say(console, TONE_ERROR, "leave: %s", held);
	else
		console_quit(console);
}

const struct action back_actions[] = {
	{ .name = "back",
	  .keys = "Esc  q",
	  .press = { PRESS_ESC, 'q', PRESS_LEFT },
	  .label = "back",
	  .help = "back",
	  .group = GROUP_MOVE,
	  .run = run_back },
	{ .name = NULL },
};

/* -- vault and screen ---------------------------------------------------- */

static bool leave_blocked(struct console *console, char *why, size_t size)
{
	const char *held = console_held(console);

	if (held)
		str_copy(why, held, size);
	return held != NULL;
}

static bool lock_blocked(struct console *console, char *why, size_t size)
{
	if (leave_blocked(console, why, size))
		return true;
	if (console_can_lock(console))
		return false;
	else if (console->options.demo)
		str_copy(why, "the demo has no passphrase", size);
	else
		str_copy(why, "the vault is locked", size);
	return true;
}

static void run_lock(struct console *console, void *state)
{
	struct agent_state agent;
	struct err none = ERR_INIT;
	bool is_kept = agent_status(session_path(console->session), &agent,
				    &none) == 0 &&
		       agent.is_open;

	(void)state;
	console_lock(console,
		     is_kept ? "Locked here; the agent still opens the vault "
			       "for others: connvault lock"
			     : "Locked");
}

static void run_redraw(struct console *console, void *state)
{
	(void)state;
	console->wants_redraw = true;
}

static void run_suspend(struct console *console, void *state)
{
	(void)state;
	console->wants_suspend = true;
}

static bool interrupt_blocked(struct console *console, char *why, size_t size)
{
	return !refreshes_held(console) && !testing_goes_on(console) &&
	       leave_blocked(console, why, size);
}

/* Once it warns, twice in a second it leaves. */
static void run_interrupt(struct console *console, void *state)
{
	(void)state;
	if (refreshes_stop(console) || testing_stop(console))
		return;
	if (console->last_press == CTRL('C') &&
	    console->now - console->last_press_at < 1000)
		console_quit(console);
	else
		console_say(console, TONE_PLAIN,
			    "Ctrl-C again leaves connvault");
}

/* Screens before the vault is open leave the first row out. */
const struct action vault_actions[] = {
	{ .name = "lock",
	  .keys = "Ctrl-X",
	  .press = { CTRL('X') },
	  .help = "lock now",
	  .group = GROUP_VAULT,
	  .blocked = lock_blocked,
	  .run = run_lock },
	{ .name = "redraw",
	  .keys = "Ctrl-L",
	  .press = { CTRL('L') },
	  .help = "draw again",
	  .group = GROUP_VAULT,
	  .run = run_redraw },
	{ .name = "suspend",
	  .keys = "Ctrl-Z",
	  .press = { CTRL('Z') },
	  .help = "suspend",
	  .group = GROUP_VAULT,
	  .run = run_suspend },
	{ .name = "leave",
	  .keys = "Ctrl-C",
	  .press = { CTRL('C') },
	  .help = "leave (twice)",
	  .group = GROUP_VAULT,
	  .blocked = interrupt_blocked,
	  .run = run_interrupt },
	{ .name = "command",
	  .keys = ":",
	  .press = { ':' },
	  .help = "command by name",
	  .group = GROUP_FIND,
	  .run = run_palette },
	{ .name = "help",
	  .keys = "?  F1",
	  .press = { '?', PRESS_F1 },
	  .label = "help",
	  .help = "this help",
	  .group = GROUP_VAULT,
	  .run = run_help },
	{ .name = NULL },
};

/* -- forms: letters belong to the fields --------------------------------- */

const struct action form_actions[] = {
	{ .name = "next",
	  .keys = "Tab  Down",
	  .help = "next field",
	  .group = GROUP_MOVE },
	{ .name = "previous",
	  .keys = "Shift-Tab  Up",
	  .help = "field before",
	  .group = GROUP_MOVE },
	{ .name = "in-line",
	  .keys = "Ctrl-A Ctrl-E",
	  .help = "start, end of line",
	  .group = GROUP_MOVE },
	{ .name = "words",
	  .keys = "Alt-B Alt-F",
	  .help = "word back, forward",
	  .group = GROUP_MOVE },
	{ .name = "from-command",
	  .keys = "Ctrl-G",
	  .press = { CTRL('G') },
	  .help = "from a command",
	  .group = GROUP_FORM,
	  .blocked = blocked_from_command,
	  .run = run_from_command },
	{ .name = "kill",
	  .keys = "Ctrl-K",
	  .help = "delete to the end",
	  .group = GROUP_FORM },
	{ .name = NULL },
};
