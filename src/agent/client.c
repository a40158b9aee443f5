/* client.c - what is asked of the agent */
#include "agent/client.h"

#include "agent/ask.h"

int agent_status(const char *vault, struct agent_state *out, struct err *err)
{
	struct wire request = { .op = WIRE_STATUS }, answer;

	if (agent_ask(vault, &request, &answer, err) != 0)
		return -1;
	*out = (struct agent_state){
		.is_open = answer.unlocked_at != 0,
		.unlocked_at = answer.unlocked_at,
		.locks_at = answer.locks_at,
		.idles_at = answer.idles_at,
		.refreshed_at = answer.refreshed_at,
		.refresh_at = answer.refresh_at,
		.fault = answer.fault,
	};
	wire_clear(&answer);
	return 0;
}

int agent_lock(const char *vault, struct err *err)
{
	struct wire request = { .op = WIRE_LOCK }, answer;

	if (agent_ask(vault, &request, &answer, err) != 0)
		return -1;
	wire_clear(&answer);
	return 0;
}

int agent_unlock(const char *vault, const struct agent_limits *limits,
		 enum key_kind kind, const struct secret *key, struct err *err)
{
	struct wire request = { .op = WIRE_UNLOCK,
				.kind = kind,
				.hard_s = limits->hard_s,
				.idle_s = limits->idle_s };
	struct wire answer;

	if (key && secret_copy(key, &request.key, err) != 0)
		return -1;

	int result = agent_ask(vault, &request, &answer, err);

	wire_clear(&request);
	if (result == 0)
		wire_clear(&answer);
	return result;
}

static int take_pass(struct session *session, enum wire_op op, struct err *err)
{
	struct wire request = { .op = op }, answer;
	int result;

	if (agent_ask(session_path(session), &request, &answer, err) != 0)
		return -1;
	result = answer.key ? session_pass_use(session, answer.key, err)
			    : err_set(err, ERR_LOCKED, "the agent is locked");
	wire_clear(&answer);
	return result;
}

int agent_open(struct session *session, struct err *err)
{
	return take_pass(session, WIRE_PASS, err);
}

int agent_peep(struct session *session, struct err *err)
{
	return take_pass(session, WIRE_LOOK, err);
}
