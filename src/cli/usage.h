/* usage.h - which flows use a connection, as text and as JSON */
#ifndef CONNVAULT_CLI_USAGE_H
#define CONNVAULT_CLI_USAGE_H

#include <stdio.h>

#include "cli/out.h"
#include "ops/flows.h"

/* "  Flow name (external id): auth in step_1, ..." per flow. */
void usage_tell(FILE *to, const struct usages *usages);

#endif
