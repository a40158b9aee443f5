/* reconnects.h - the marked connections, reconnected one after the other */
#ifndef CONNVAULT_TUI_RECONNECTS_H
#define CONNVAULT_TUI_RECONNECTS_H

#include "base/str.h"
#include "tui/console.h"

struct reconnects {
	struct conns conns; /* that can be; the others are refused */
	size_t next, done;
	size_t refused;
	char names[400];   /* of the refused ones; after those alike, why */
	char why[200];	   /* of the last one named */
	struct str failed; /* "NAME\tWHY", a line each */
};

/* Those that are marked. 0, or -1: ERR_USAGE when none can be reconnected. */
int reconnects_new(struct console *console, struct reconnects **out,
		   struct err *err);
void reconnects_free(struct reconnects *queue); /* NULL is fine */

/* Open what reconnects the next one; at the end say how many were, and which
 * could not be. Takes queue. */
void reconnects_go_on(struct console *console, struct reconnects *queue);
/* That one could not be reconnected now. */
void reconnects_failed(struct reconnects *queue, const struct conn *conn,
		       const struct err *why);

/* The screen on top reconnects one, and has the queue in *of: close it and go
 * on with the next one; ask whether to do that or to stop. */
void reconnects_skip(struct console *console, struct reconnects **of);
void reconnects_ask(struct console *console, struct reconnects **of);

/* The screen for one, by its form or by signing in. Takes queue, or NULL, when
 * it succeeds. */
int reconnect_open(struct console *console, const struct roster_row *row,
		   struct reconnects *queue, struct err *err);

#endif
