/* hooks.h - programs of the operator that are told what changed
 *
 * $XDG_CONFIG_HOME/connvault/hooks/on_inactive, on_recovered and on_expiring,
 * each if it is there: a program of the operator's that nobody else may write.
 * It is started without a shell, with the arguments EVENT PROJECT EXTERNAL_ID
 * NAME PIECE TEXT; never with a secret. */
#ifndef CONNVAULT_OPS_HOOKS_H
#define CONNVAULT_OPS_HOOKS_H

#include "base/err.h"

enum hook_event { HOOK_INACTIVE, HOOK_RECOVERED, HOOK_EXPIRING, HOOK_EVENTS };
/* "inactive", "recovered", "expiring" */
const char *hook_event_name(enum hook_event event);

/* 1: there is one, and it would be run; 0: there is none; -1: why it is not. */
int hook_look(enum hook_event event, struct err *err);

struct hook_call {
	enum hook_event event;
	const char *project, *external_id, *name, *piece;
	const char *text; /* why, safe to show */
};

/* Start it and wait for its end; after half a minute it is killed, with what it
 * has started. 0 as well when there is none; ERR_FAILED when it is not the
 * operator's alone. */
int hook_run(const struct hook_call *call, struct err *err);

#endif
