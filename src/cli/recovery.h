/* recovery.h - show a recovery code, the one time that it is shown */
#ifndef CONNVAULT_CLI_RECOVERY_H
#define CONNVAULT_CLI_RECOVERY_H

#include "base/secret.h"

/* To stdout, with words about what it is for. */
int recovery_print(const struct secret *code, struct err *err);

#endif
