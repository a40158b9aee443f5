/* revokes.h - old tokens ended at the provider, once new ones are stored */
#ifndef CONNVAULT_TUI_REVOKES_H
#define CONNVAULT_TUI_REVOKES_H

#include "ops/revoke.h"
#include "tui/console.h"

/* As the job of the console, which must not be busy; what came of it is said.
 * Nothing is ended that conn has now, too. Takes grant. */
void revoke_start(struct console *console, struct grant *grant,
		  const struct conn *conn);

#endif
