/* alarm.h - a change of status, told to the system's log and to the hooks */
#ifndef CONNVAULT_CLI_ALARM_H
#define CONNVAULT_CLI_ALARM_H

#include "ops/hooks.h"
#include "ops/session.h"

/* The hook only where no agent keeps the vault: that one sees the change as
 * well. What goes wrong is told on stderr. */
void alarm_tell(struct session *session, enum hook_event event,
		const struct conn *conn, const char *text);

#endif
