/* ask.h - one request to the agent of a vault, one answer */
#ifndef CONNVAULT_AGENT_ASK_H
#define CONNVAULT_AGENT_ASK_H

#include "agent/wire.h"

/* What the agent answers is an error, too: answer is to be cleared on success
 * only. vault is a path. ERR_ABSENT when none runs; ERR_TIMEOUT. */
int agent_ask(const char *vault, const struct wire *request,
	      struct wire *answer, struct err *err);

#endif
