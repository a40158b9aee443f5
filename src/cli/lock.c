/* lock.c - connvault lock */
#include <stdlib.h>

#include <cJSON.h>

#include "agent/client.h"
#include "base/where.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/start.h"

static int tell(const struct cli *cli, const char *text, struct err *err)
{
	cJSON *object;

	if (!cli_has(cli, "json")) {
		cli_say(cli, "%s", text);
		return 0;
	}
	object = cJSON_CreateObject();
	cJSON_AddBoolToObject(object, "agent_unlocked", false);
	return out_json(object, err);
}

static int run(struct cli *cli, struct err *err)
{
	struct err why = ERR_INIT;
	char *path;

	/* The vault itself may be gone: its agent is found all the same. */
	if (where_vault(cli_option(cli, "vault"), &path, err) != 0)
		return -1;

	int result = agent_lock(path, &why);

	start_tidy();

	free(path);
	if (result == 0)
		return tell(cli,
			    "Locked. A console that is open is not: Ctrl-X "
			    "locks it.",
			    err);
	if (why.code == ERR_ABSENT)
		return tell(cli, "No agent runs for this vault.", err);
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
