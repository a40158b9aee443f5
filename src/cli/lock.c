/* lock.c - connvault lock */
#include "agent/client.h"
#include "cli/commands.h"

static int run(struct cli *cli, struct err *err)
{
	struct err why = ERR_INIT;
	struct session *session;

	if (cli_vault(cli, &session, err) != 0)
		return -1;
	if (agent_lock(session_path(session), &why) == 0) {
		cli_say(cli, "Locked.");
		return 0;
	}
	if (why.code == ERR_ABSENT) {
		cli_say(cli, "No agent runs for this vault.");
		return 0;
	}
	*err = why;
	return -1;
}

const struct cmd cmd_lock = {
	.name = "lock",
	.summary = "Lock the vault: the agent wipes what opens it",
	.operands = "",
	.about = "An agent that connvault unlock started ends; one that was "
		 "started otherwise begins anew, locked.",
	.run = run,
};
