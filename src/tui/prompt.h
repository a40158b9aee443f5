/* prompt.h - a dialog with one line to type, checked while it is typed */
#ifndef CONNVAULT_TUI_PROMPT_H
#define CONNVAULT_TUI_PROMPT_H

#include "tui/console.h"

struct prompt {
	const char *title, *label, *button; /* constants */
	bool destroys;	  /* "Cancel" is the first button, as in such dialogs */
	const char *text; /* above the line, copied; NULL for none */
	const char *start; /* what is typed already, copied; NULL for nothing */
	/* True when what is typed will not do; note says why, or what is worth
	 * knowing, or stays "". NULL: all will do. */
	bool (*check)(struct console *console, const char *typed, char *note,
		      size_t size, void *arg);
	/* Does it, and calls console_pop() when it could be done; else
	 * says why not. typed is lost with console_pop(). */
	void (*agreed)(struct console *console, const char *typed, void *arg);
	void *arg; /* borrowed: the state of the screen below */
};
void prompt(struct console *console, const struct prompt *prompt);

/* A path as typed, "~/" being the home; owned by the caller. */
int prompt_path(const char *typed, char **out, struct err *err);

#endif
