/* undo.c - the key that takes back what was done last */
#include "ops/undo.h"

#include <stdio.h>

#include "base/str.h"
#include "tui/dialogs.h"

bool blocked_undo(struct console *console, char *why, size_t size)
{
	char what[UNDO_TEXT];

	if (blocked_read_only(console, why, size))
		return true;
	if (undo_next(console->session, what))
		return false;
	str_copy(why, "nothing to undo", size);
	return true;
}

static void undo_now(struct console *console, void *state)
{
	struct undone undone;
	struct err err = ERR_INIT, again = ERR_INIT;

	(void)state;
	int result = undo_last(console->session, &undone, &err);
	if (console_reload(console, &again) < 0)
		console_say_err(console, &again);
	else if (result == 0)
		console_say(console, TONE_GOOD, "Undone: %s", undone.what);
	else if (result > 0)
		console_say(console, TONE_ERROR, "Undone: %s, but: %s; %s",
			    undone.what, err.msg, err_advice(&err));
	else if (undone.done > 0)
		console_say(console, TONE_ERROR,
			    "Undone but for %zu of %zu: %s; %s", undone.failed,
			    undone.done + undone.failed, err.msg,
			    err_advice(&err));
	else
		console_say(console, TONE_ERROR, "Not undone: %s; %s", err.msg,
			    err_advice(&err));
}

static bool goes_to_trash(const struct conn *conn, void *arg)
{
	const struct console *console = arg;

	return undo_trashes(console->session, conn->id);
}

/* What flows use is not put into the trash unasked, whichever way. */
void run_undo(struct console *console, void *state)
{
	static const struct question question = {
		.title = "Undo",
		.text = "A restored connection goes back into the trash. "
			"Flows use it, and will fail on their next run.",
		.harmless = "Keep it",
		.other = "Undo",
		.agreed = undo_now,
	};

	if (roster_uses(console->roster, goes_to_trash, console) > 0)
		ask(console, &question);
	else
		undo_now(console, state);
}
