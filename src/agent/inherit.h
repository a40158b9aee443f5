/* inherit.h - listening sockets from one process image to the next
 *
 * As systemd does it (sd_listen_fds(3)): descriptor 3 and up, LISTEN_PID,
 * LISTEN_FDS and LISTEN_FDNAMES in the environment. The same way serves for an
 * agent that `connvault unlock` starts, and for one that begins anew. */
#ifndef CONNVAULT_AGENT_INHERIT_H
#define CONNVAULT_AGENT_INHERIT_H

#include <stdbool.h>

#include "net/bind.h"

struct inherited {
	int agent, api;	   /* sockets, -1: none */
	int tls[BIND_MAX]; /* from one that begins anew */
	int runner;	 /* see runner.h; outside the jail, so it goes along */
	bool is_spawned; /* by connvault unlock: it ends when it is locked */
	bool is_anew;	 /* by itself: it is confined already */
};

#define INHERITED_NONE                                                  \
	{                                                               \
		.agent = -1, .api = -1, .tls = { -1, -1 }, .runner = -1 \
	}

/* What this process was given. It is told once: the environment forgets it. */
struct inherited inherit_take(void);

/* This program again, with these and the environment as start.h cleans it.
 * Returns when it fails. */
void inherit_exec(const char *const *argv, const struct inherited *given);

#endif
