/* trial.h - a credential is tried before it is stored, unless --no-check */
#ifndef CONNVAULT_CLI_TRIAL_H
#define CONNVAULT_CLI_TRIAL_H

#include "cli/cli.h"
#include "ops/check.h"

#define TRIAL_OPTIONS                                                      \
	{                                                                  \
		"no-check", 0, NULL, "store it without asking the service" \
	}

#define TRIAL_ABOUT                                                             \
	"Where a piece has a test, the service is asked first, and nothing is " \
	"stored when it refuses the credential (exit code 5) or cannot be "     \
	"asked (6), unless with --no-check."

/* Ask the service, if there is a test and it was not left out; *tried says so.
 * ERR_RECONNECT when it refuses, ERR_NETWORK, ERR_FAILED: store nothing. */
int trial_run(const struct cli *cli, const struct piece_way *way,
	      const struct values *values, struct check_result *out,
	      bool *tried, struct err *err);

#endif
