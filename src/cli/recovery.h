/* recovery.h - show a recovery code, the one time that it is shown */
#ifndef CONNVAULT_CLI_RECOVERY_H
#define CONNVAULT_CLI_RECOVERY_H

#include "base/secret.h"
#include "cli/cli.h"

/* To stdout, with words about what it is for, or as {"recovery_code"} with
 * --json. What was made for it stays when this fails: the hint says so. */
int recovery_print(const struct cli *cli, const struct secret *code,
		   struct err *err);

#endif
