/* commands.h - the rows, each in the file of its command */
#ifndef CONNVAULT_CLI_COMMANDS_H
#define CONNVAULT_CLI_COMMANDS_H

#include "cli/cli.h"

extern const struct cmd cmd_help, cmd_completion;

#endif
