/* lock.c - connvault lock */
#include <stdlib.h>

#include "agent/client.h"
#include "cli/commands.h"

static int run(struct cli *cli, struct err *err)
{
	struct err why = ERR_INIT;
	char *path;

	/* The vault itself may be gone: its agent is found all the same. */
	if (session_vault_path(cli_option(cli, "vault"), &path, err) != 0)
		return -1;

	int result = agent_lock(path, &why);

	free(path);
	if (result == 0) {
		cli_say(cli, "Locked. A console that is open locks by itself: "
			     "Ctrl-X.");
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
