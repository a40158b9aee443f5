/* agent.c - connvault agent */
#include "agent/agent.h"
#include "agent/client.h"
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/duration.h"

static const struct opt options[] = {
	{ "for", 0, "TIME", "lock after so long, used or not (8h)" },
	{ "idle", 0, "TIME", "lock when nobody used it for so long (15m)" },
	OPT_END,
};

static int unlock(void *arg, struct err *err)
{
	return cli_with_key(arg, err);
}

static int run(struct cli *cli, struct err *err)
{
	struct agent_options plan = { .arg = cli };
	struct agent_limits limits;
	struct session *session;

	if (cli_limits(cli, &limits, err) != 0 ||
	    cli_vault(cli, &session, err) != 0)
		return -1;
	plan.hard_s = limits.hard_s;
	plan.idle_s = limits.idle_s;
	plan.unlock = ask_has_key(cli) ? unlock : NULL;
	return agent_run(session, &plan, err);
}

const struct cmd cmd_agent = {
	.name = "agent",
	.summary = "Run the agent of the vault in the foreground",
	.operands = "",
	.about = "For systemd and the like: it takes its socket from who "
		 "starts it, or makes it. It is unlocked at once with "
		 "--key-file or CONNVAULT_KEY_FILE, else by connvault unlock. "
		 "With both times set to never it stays unlocked until it is "
		 "ended.",
	.option = options,
	.run = run,
};
