/* place.h - the agent's socket: where it is, and who is at the other end
 *
 * One agent for each vault. Its socket is agent.sock in the runtime folder for
 * the vault of the default path, and agent-HASH.sock for others. The folder
 * is 0700 and ours; whoever is at the other end must have our uid. */
#ifndef CONNVAULT_AGENT_PLACE_H
#define CONNVAULT_AGENT_PLACE_H

#include <stdbool.h>

#include "base/err.h"

struct sockaddr_un;

/* name is "agent" or "api". *out: free(). */
int place_socket(const char *vault, const char *name, char **out,
		 struct err *err);

/* A connection, close-on-exec; what is done with it waits PLACE_PATIENCE_S at
 * most, as this does. ERR_ABSENT when nobody listens there; ERR_TIMEOUT. */
#define PLACE_PATIENCE_S 5
int place_connect(const char *socket, int *out, struct err *err);
void place_wait_at_most(int fd, int seconds);
/* ERR_TIMEOUT, and what to do. */
int place_late(struct err *err);

/* Does fd come from a process of ours? */
bool place_is_ours(int fd);

/* The folder that a socket is in: is it one, ours, and nobody else's? */
int place_check_folder(const char *socket, struct err *err);
/* A socket, close-on-exec, and the address that it will have. */
int place_socket_new(const char *path, struct sockaddr_un *address, int *out,
		     struct err *err);

#endif
