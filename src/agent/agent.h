/* agent.h - the process that keeps one vault unlocked
 *
 * It answers the CLI and the console of its user (wire.h), refreshes what falls
 * due, and locks when its time is over. One thread in one poll loop; a key is
 * derived in a second one, which touches nothing else. */
#ifndef CONNVAULT_AGENT_AGENT_H
#define CONNVAULT_AGENT_AGENT_H

#include <stdbool.h>
#include <stdint.h>

#include "ops/session.h"

/* Where it answers workflow engines by HTTPS, besides its socket. */
struct agent_port {
	const char *address;	/* "127.0.0.1:8443"; NULL: nowhere */
	const char *cert, *key; /* files in PEM */
	struct err problem; /* what is wrong in the configuration, or ERR_OK */
};

struct agent_options {
	int64_t hard_s, idle_s; /* 0: as usual; -1: never */
	struct agent_port port;
	/* Unlock the session with a key that is at hand; NULL: it stays locked.
	 * Called when the process that has no keys was forked off. */
	int (*unlock)(void *arg, struct err *err);
	void *arg;
};

/* Serve until a signal or a client ends it. session is locked, opened for
 * writing, and stays the caller's. ERR_CONFLICT when one runs already. */
int agent_run(struct session *session, const struct agent_options *options,
	      struct err *err);

#endif
