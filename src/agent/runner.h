/* runner.h - a process beside the agent that starts the operator's hooks
 *
 * It is forked before there is any key, stays outside the jail, and has nothing
 * but the names that it is told. One that is killed is replaced by a second
 * one, which does nothing else. */
#ifndef CONNVAULT_AGENT_RUNNER_H
#define CONNVAULT_AGENT_RUNNER_H

#include "ops/hooks.h"

/* *out: where to tell it, close() ends it. */
int runner_start(int *out, struct err *err);
/* Does not wait. ERR_BUSY: too many are under way; ERR_FAILED: it is gone. */
int runner_tell(int runner, const struct hook_call *call, struct err *err);

#endif
