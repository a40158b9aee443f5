/* duration.h - how long: "90s", "15m", "8h", "30d", "never" */
#ifndef CONNVAULT_CLI_DURATION_H
#define CONNVAULT_CLI_DURATION_H

#include <stdint.h>

#include "agent/client.h"
#include "cli/cli.h"

/* Seconds, -1 for never; *out stays as it is when the option is not given. */
int cli_duration(const struct cli *cli, const char *option, int64_t *out,
		 struct err *err);
/* Of --for and --idle. */
int cli_limits(const struct cli *cli, struct agent_limits *out,
	       struct err *err);

#endif
