/* unlock.c - connvault unlock */
#include <cJSON.h>

#include "base/clock.h"
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/duration.h"
#include "cli/out.h"
#include "cli/start.h"

#define TRIES 3

static const struct opt options[] = {
	{ "for", 0, "TIME", "lock after so long, used or not (8h)" },
	{ "idle", 0, "TIME", "lock when nobody used it for so long (15m)" },
	OPT_END,
};

/* As status has them. */
static int tell_json(const struct agent_state *state, struct err *err)
{
	cJSON *object = cJSON_CreateObject();

	cJSON_AddBoolToObject(object, "agent_unlocked", state->is_open);
	out_json_time(object, "agent_locks_at", state->locks_at);
	out_json_time(object, "agent_idles_at", state->idles_at);
	return out_json(object, err);
}

static int tell(const struct cli *cli, const char *path, struct err *err)
{
	char locks[CLOCK_TEXT], idles[CLOCK_TEXT];
	struct agent_state state;

	if (agent_status(path, &state, err) != 0)
		return -1;
	if (cli_has(cli, "json"))
		return tell_json(&state, err);
	clock_local(state.locks_at, locks);
	clock_local(state.idles_at, idles);
	cli_say(cli, "Unlocked%s%s%s%s.", *locks ? " until " : "", locks,
		*idles ? "; unused until " : "", idles);
	if (state.fault.code != ERR_OK)
		(void)exit_tell(&state.fault);
	return 0;
}

static int give_key(const struct cli *cli, struct session *session,
		    const struct agent_limits *limits, struct err *err)
{
	enum key_kind kind;
	struct secret *key;

	for (int tries = 1;; tries++) {
		struct err why = ERR_INIT;

		if (ask_key(cli, session, &kind, &key, err) != 0)
			return -1;

		int result = agent_unlock(session_path(session), limits, kind,
					  key, &why);

		secret_free(key);
		if (result == 0)
			return 0;
		/* Only who types can type something else. */
		if (tries == TRIES || ask_has_key(cli) ||
		    why.code != ERR_LOCKED) {
			*err = why;
			return cli_hint_key(kind, err);
		}
		(void)exit_tell(&why);
	}
}

/* One that is just ending does not answer: the next one does. */
static int find_agent(const char *path, struct agent_state *out,
		      struct err *err)
{
	struct err why = ERR_INIT;

	for (int tries = 0; tries < TRIES; tries++)
		if (agent_start(path, &why) == 0 &&
		    agent_status(path, out, &why) == 0)
			return 0;
		else if (why.code == ERR_TIMEOUT)
			break;
	*err = why;
	return -1;
}

/* The agent begins anew, once the key is known to be right. */
static int unlock_anew(struct session *session,
		       const struct agent_limits *limits, enum key_kind kind,
		       const struct secret *key, struct err *err)
{
	const char *path = session_path(session);
	struct agent_state state;

	if (session_unlock(session, kind, key, err) != 0 ||
	    agent_lock(path, err) != 0 || find_agent(path, &state, err) != 0)
		return -1;
	return agent_unlock(path, limits, kind, key, err);
}

/* With the key it can last longer than it was unlocked for. */
static int lengthen(const struct cli *cli, struct session *session,
		    const struct agent_limits *limits, struct err *err)
{
	struct err refused = ERR_INIT, why = ERR_INIT;
	enum key_kind kind;
	struct secret *key;

	if (agent_unlock(session_path(session), limits, KEY_FILE, NULL,
			 &refused) == 0)
		return 0;
	if (refused.code == ERR_LOCKED &&
	    ask_key(cli, session, &kind, &key, &why) == 0) {
		int result = unlock_anew(session, limits, kind, key, err);

		secret_free(key);
		return result == 0 ? 0 : cli_hint_key(kind, err);
	}
	/* Where nobody can be asked the agent says it plainer. */
	*err = why.code == ERR_OK || why.code == ERR_LOCKED ? refused : why;
	return -1;
}

static int run(struct cli *cli, struct err *err)
{
	struct agent_state state;
	struct agent_limits limits;
	struct session *session;

	if (cli_limits(cli, &limits, err) != 0 ||
	    cli_vault(cli, &session, err) != 0)
		return -1;

	const char *path = session_path(session);

	start_tidy();
	if (find_agent(path, &state, err) != 0)
		return -1;

	int result = state.is_open ? lengthen(cli, session, &limits, err)
				   : give_key(cli, session, &limits, err);

	return result == 0 ? tell(cli, path, err) : -1;
}

const struct cmd cmd_unlock = {
	.name = "unlock",
	.summary = "Keep the vault unlocked: an agent serves console and "
		   "commands",
	.operands = "",
	.about = "It starts the agent of the vault in the background, unless "
		 "one runs. Only processes of the same user are served. "
		 "TIME is a number with s, m, h or d, or \"never\"; longer "
		 "than it is unlocked for already takes the key again.",
	.option = options,
	.run = run,
};
