/* trials.h - a credential is tried at its service before it is stored */
#ifndef CONNVAULT_TUI_TRIALS_H
#define CONNVAULT_TUI_TRIALS_H

#include "ops/check.h"
#include "tui/console.h"

/* Would a test of that way be made? */
bool trial_is_there(const struct piece_way *way);

struct trial_wish {
	const struct piece_way *way;
	const struct values *values; /* borrowed to the end of it */
	/* Accepted; or there is no test, and result is NULL. */
	void (*accepted)(struct console *console,
			 const struct check_result *result, void *arg);
	/* Not accepted, and to be stored all the same. */
	void (*insisted)(struct console *console, void *arg);
	void *arg;  /* borrowed */
	char *text; /* room for TRIAL_TEXT bytes that lives as long as arg */
};
#define TRIAL_TEXT 320

/* A dialog over the form until the answer is there; Esc cuts it. Errors are
 * told. */
void trial_open(struct console *console, const struct trial_wish *wish);

#endif
