/* listen.h - the agent's end of a socket: see place.h */
#ifndef CONNVAULT_AGENT_LISTEN_H
#define CONNVAULT_AGENT_LISTEN_H

#include <stdbool.h>

#include "base/err.h"

/* Listen there, after one that died. ERR_CONFLICT when somebody does. */
int listen_at(const char *socket, int *out, struct err *err);

/* Take away the socket of listener, before that is closed. One that a next
 * agent has put there stays; so does, unless it is known to be ours, one that
 * another process listened at first, as systemd does. */
void listen_end(const char *socket, int listener, bool is_ours);

#endif
