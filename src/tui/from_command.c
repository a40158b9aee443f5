/* from_command.c - a value from another program, taken as a paste is */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "tui/dialogs.h"
#include "tui/prompt.h"

static bool check(struct console *console, const char *typed, char *note,
		  size_t size, void *arg)
{
	(void)console;
	(void)arg;
	if (*typed)
		return false;
	str_copy(note, "for example: pass show mail/key", size);
	return true;
}

/* run.c leaves the screen for it, so that it can ask for a passphrase. */
static void agreed(struct console *console, const char *typed, void *arg)
{
	char *command = strdup(typed);
	struct err err = ERR_INIT;

	(void)arg;
	console_pop(console);
	free(console->command);
	console->command = command;
	if (!command) {
		err_nomem(&err);
		console_say_err(console, &err);
	}
}

bool blocked_from_command(struct console *console, char *why, size_t size)
{
	if (console_is_typing(console))
		return false;
	str_copy(why, "no field to put it in", size);
	return true;
}

void run_from_command(struct console *console, void *state)
{
	static const struct prompt question = {
		.title = "Value from a command",
		.label = "Command",
		.button = "Run",
		.text = "Its output goes into the field; one newline at its end "
			"is dropped. It runs in a shell, on this terminal.",
		.check = check,
		.agreed = agreed,
	};

	(void)state;
	prompt(console, &question);
}
