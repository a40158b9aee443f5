/* scopes.h - what is asked for in a sign-in, to be ticked */
#ifndef CONNVAULT_TUI_SCOPES_H
#define CONNVAULT_TUI_SCOPES_H

#include "tui/console.h"

struct scopes_wish {
	const struct piece *piece; /* borrowed from the catalog, with way */
	const struct piece_way *way;
	const char *ticked; /* parted by blanks; NULL: those of the way */
	bool is_step;	    /* of making a connection */
	/* Parted by blanks, "" for none. The screen is still open, for a step;
	 * otherwise it is closed already. arg is borrowed. */
	void (*chosen)(struct console *console, const char *scopes, void *arg);
	void *arg;
};

void scopes_open(struct console *console, const struct scopes_wish *wish);

#endif
