/* once.h - show what is shown one time only: a recovery code, a token */
#ifndef CONNVAULT_CLI_ONCE_H
#define CONNVAULT_CLI_ONCE_H

#include "base/secret.h"
#include "cli/cli.h"

/* To stdout, with words about what it is for, or as {"recovery_code"} and
 * {"token"} with --json. What was made for it stays when this fails: the hint
 * says so. */
int once_recovery(const struct cli *cli, const struct secret *code,
		  struct err *err);
int once_token(const struct cli *cli, const struct secret *token,
	       struct err *err);

#endif
