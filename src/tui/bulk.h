/* bulk.h - one thing after the other, shown while it goes on
 *
 * A part of it is done at each tick, so that keys are answered meanwhile and
 * Ctrl-C stops it. What failed stays on the screen, a line for each. */
#ifndef CONNVAULT_TUI_BULK_H
#define CONNVAULT_TUI_BULK_H

#include "tui/console.h"

struct bulk_def {
	const char *title;
	size_t (*count)(const void *work);
	/* -1: it is left as it was. 1: it is done, but *err is told, too. */
	int (*each)(struct console *console, void *work, size_t i,
		    struct err *err);
	/* The name of item i, for the line of its result. */
	const char *(*name)(const void *work, size_t i);
	/* At the end, or when it was stopped: good were done. When there is
	 * nothing to tell of, its screen is closed already; say so then. */
	void (*done)(struct console *console, void *work, size_t good,
		     size_t failed);
	void (*free)(void *work);
};

/* Takes work, also on failure, which is told. */
void bulk_start(struct console *console, const struct bulk_def *def,
		void *work);

#endif
