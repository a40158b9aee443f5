/* alarm.c - who is told that a connection fails, or works again */
#include "cli/alarm.h"

#include <syslog.h>

#include "agent/client.h"
#include "cli/cli.h"
#include "cli/out.h"

static bool is_kept(struct session *session)
{
	struct agent_state state;
	struct err none = ERR_INIT;

	return agent_status(session_path(session), &state, &none) == 0 &&
	       state.is_open;
}

void alarm_tell(struct session *session, enum hook_event event,
		const struct conn *conn, const char *text)
{
	const struct hook_call call = {
		.event = event,
		.project = session_project(session),
		.external_id = conn->external_id,
		.name = conn->name,
		.piece = conn->piece,
		.text = text,
	};
	char name[OUT_SAFE];
	struct err err = ERR_INIT;

	out_safe(name, conn->name);
	openlog("connvault", LOG_PID, LOG_AUTHPRIV);
	syslog(LOG_NOTICE, "%s: %.80s (%.80s): %.200s", hook_event_name(event),
	       name, conn->external_id, text);
	closelog();
	if (!is_kept(session) && hook_run(&call, &err) != 0)
		(void)exit_tell(&err);
}
