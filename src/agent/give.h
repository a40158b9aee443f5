/* give.h - a value for a process of ours: the other end of value.h */
#ifndef CONNVAULT_AGENT_GIVE_H
#define CONNVAULT_AGENT_GIVE_H

#include "agent/wire.h"

struct agent;

/* What `connvault get` prints, after its audit row. An error when more is to be
 * done or to be said than handing it out; nothing was audited then, unless the
 * connection has no such field, or the disk took so long that nobody waits any
 * more: who asks then has another row. */
int agent_give(struct agent *agent, const struct wire *request,
	       struct secret **out, struct err *err);

#endif
