/* reconnects.h - the marked connections, reconnected one after the other */
#ifndef CONNVAULT_TUI_RECONNECTS_H
#define CONNVAULT_TUI_RECONNECTS_H

#include "tui/console.h"

struct reconnects {
	struct conns conns; /* that can be; the others are refused */
	size_t next, done;
	size_t refused;
	char names[400]; /* of the refused ones; after those alike, why */
	char why[200];	 /* of the last one named */
};

/* Those that are marked. 0, or -1: ERR_USAGE when none can be reconnected. */
int reconnects_new(struct console *console, struct reconnects **out,
		   struct err *err);
/* The next one as it is now, or NULL at the end. */
const struct roster_row *reconnects_next(const struct console *console,
					 struct reconnects *queue);
/* Say how many were, and which could not be. */
void reconnects_tell(struct console *console, const struct reconnects *queue);
void reconnects_free(struct reconnects *queue); /* NULL is fine */

#endif
