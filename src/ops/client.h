/* client.h - workflow engines that may ask the agent for connections
 *
 * Each has a token of its own, shown once, and a scope: a project, all or some
 * of its pieces, to read what is no secret or to use values. */
#ifndef CONNVAULT_OPS_CLIENT_H
#define CONNVAULT_OPS_CLIENT_H

#include "ops/session.h"

struct client_draft {
	const char *name;
	const char *pieces; /* one per line; NULL or "": all */
	bool may_use;
};

/* *token is what it sends; the caller's. ERR_CONFLICT, ERR_USAGE. */
int client_add(struct session *session, const struct client_draft *draft,
	       struct secret **token, struct err *err);
int client_remove(struct session *session, const char *name, struct err *err);
/* Sorted by name. */
int client_list(struct session *session, struct clients *out, struct err *err);

/* The client of a token, or NULL; borrowed from clients. Takes as long for
 * each. */
const struct client *client_of(const struct clients *clients,
			       const struct secret *token);
bool client_may_see(const struct client *client, const char *piece);

#endif
