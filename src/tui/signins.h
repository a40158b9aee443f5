/* signins.h - signing in at a provider, for a connection or for a new one */
#ifndef CONNVAULT_TUI_SIGNINS_H
#define CONNVAULT_TUI_SIGNINS_H

#include "base/values.h"
#include "tui/console.h"

struct reconnects;

/* All is copied but the draft. */
struct signin_wish {
	const struct conn *conn;	/* to reconnect, or NULL */
	const struct conn_draft *draft; /* of a new one, or NULL; borrowed,
					 * with what it points to */
	const struct values *fields;	/* of the way, or NULL */
	const char *app, *scopes;	/* as in signin.h */
	struct reconnects *queue;	/* that it is one of, or NULL; taken */
	bool is_instead;		/* of the screen on top */
};

/* Begin, and open the screen. -1 as signin_start(): nothing was opened, or
 * taken. */
int signin_open(struct console *console, const struct signin_wish *wish,
		struct err *err);

#endif
