/* agent.c - connvault agent */
#include "agent/agent.h"
#include "agent/client.h"
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/duration.h"

static const struct opt options[] = {
	{ "for", 0, "TIME", "lock after so long, used or not (8h)" },
	{ "idle", 0, "TIME", "lock when nobody used it for so long (15m)" },
	{ "listen", 0, "ADDRESS",
	  "answer workflow engines on a port of loopback, too, by HTTPS" },
	{ "tls-cert", 0, "FILE", "its certificate for that (PEM)" },
	{ "tls-key", 0, "FILE", "the key of that, yours alone (PEM)" },
	OPT_END,
};

static int unlock(void *arg, struct err *err)
{
	return cli_with_key(arg, err);
}

static const char *either(const char *given, const char *configured)
{
	if (given)
		return given;
	return *configured ? configured : NULL;
}

/* config is to last as long as the agent. */
static void port_of(const struct cli *cli, struct config *config,
		    struct agent_port *out)
{
	if (config_need("listen\ntls_cert\ntls_key", config, &out->problem) !=
	    0)
		return;
	out->address = either(cli_option(cli, "listen"), config->listen);
	out->cert = either(cli_option(cli, "tls-cert"), config->tls_cert);
	out->key = either(cli_option(cli, "tls-key"), config->tls_key);
}

static int run(struct cli *cli, struct err *err)
{
	struct agent_options plan = { .arg = cli };
	struct agent_limits limits;
	struct session *session;
	struct config config;

	if (cli_limits(cli, &limits, err) != 0 ||
	    cli_vault(cli, &session, err) != 0)
		return -1;
	plan.hard_s = limits.hard_s;
	plan.idle_s = limits.idle_s;
	plan.unlock = ask_has_key(cli) ? unlock : NULL;
	port_of(cli, &config, &plan.port);
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
		 "ended. --listen takes 127.0.0.1:PORT, [::1]:PORT or "
		 "localhost:PORT; without TLS there is no port. The options "
		 "listen, tls_cert and tls_key of the configuration are for an "
		 "agent that connvault unlock starts, too.",
	.option = options,
	.run = run,
};
