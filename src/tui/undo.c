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

void run_undo(struct console *console, void *state)
{
	struct undone undone;
	struct err err = ERR_INIT, again = ERR_INIT;

	(void)state;
	int result = undo_last(console->session, &undone, &err);
	if (console_reload(console, &again) < 0)
		console_say_err(console, &again);
	else if (result == 0)
		console_say(console, TONE_GOOD, "Undone: %s", undone.what);
	else if (undone.done > 0)
		console_say(console, TONE_ERROR,
			    "Undone but for %zu of %zu: %s. %s", undone.failed,
			    undone.done + undone.failed, err.msg, err.hint);
	else
		console_say(console, TONE_ERROR, "Not undone: %s. %s", err.msg,
			    err.hint);
}
