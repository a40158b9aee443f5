/* value.h - one value from the agent, for a process that has nothing open
 *
 * The quick way of `connvault get`: neither the vault nor the libraries that
 * read it are needed here. The agent gives what takes no more than reading it;
 * everything else is left to who asks: see give.c. */
#ifndef CONNVAULT_AGENT_VALUE_H
#define CONNVAULT_AGENT_VALUE_H

#include "base/secret.h"

struct wanted {
	const char *project; /* NULL: the one in use */
	const char *conn;    /* external id or name */
	const char *field;   /* NULL: the one that is meant by itself */
};

/* Audited before it is given. vault is a path. Any error, ERR_BUSY for what the
 * agent leaves alone: it can be tried another way. */
int agent_value(const char *vault, const struct wanted *wanted,
		struct secret **out, struct err *err);

#endif
