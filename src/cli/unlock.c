/* unlock.c - connvault unlock */
#include "base/clock.h"
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/duration.h"

#define TRIES 3

static const struct opt options[] = {
	{ "for", 0, "TIME", "lock after so long, used or not (8h)" },
	{ "idle", 0, "TIME", "lock when nobody used it for so long (15m)" },
	OPT_END,
};

static int tell(const struct cli *cli, const char *path, struct err *err)
{
	char locks[CLOCK_TEXT], idles[CLOCK_TEXT];
	struct agent_state state;

	if (agent_status(path, &state, err) != 0)
		return -1;
	clock_local(state.locks_at, locks);
	clock_local(state.idles_at, idles);
	cli_say(cli, "Unlocked%s%s%s%s.", *locks ? " until " : "", locks,
		*idles ? "; unused until " : "", idles);
	if (state.fault.code != ERR_OK)
		(void)exit_tell(&state.fault);
	return 0;
}

static int give_key(const struct cli *cli, const char *path,
		    const struct agent_limits *limits, struct err *err)
{
	enum key_kind kind;
	struct secret *key;

	for (int tries = 1;; tries++) {
		struct err why = ERR_INIT;

		if (ask_key(cli, &kind, &key, err) != 0)
			return -1;

		int result = agent_unlock(path, limits, kind, key, &why);

		secret_free(key);
		if (result == 0)
			return 0;
		/* Only who types can type something else. */
		if (tries == TRIES || ask_has_key(cli) ||
		    why.code != ERR_LOCKED) {
			*err = why;
			return -1;
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

static int run(struct cli *cli, struct err *err)
{
	struct agent_state state;
	struct agent_limits limits;
	struct session *session;

	if (cli_limits(cli, &limits, err) != 0 ||
	    cli_vault(cli, &session, err) != 0)
		return -1;

	const char *path = session_path(session);

	if (find_agent(path, &state, err) != 0)
		return -1;

	int result = state.is_open
			     ? agent_unlock(path, &limits, KEY_FILE, NULL, err)
			     : give_key(cli, path, &limits, err);

	return result == 0 ? tell(cli, path, err) : -1;
}

const struct cmd cmd_unlock = {
	.name = "unlock",
	.summary = "Keep the vault unlocked: an agent serves console and "
		   "commands",
	.operands = "",
	.about = "It starts the agent of the vault in the background, unless "
		 "one runs. Only processes of the same user are served. "
		 "TIME is a number with s, m, h or d, or \"never\".",
	.option = options,
	.run = run,
};
