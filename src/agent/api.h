/* api.h - connections for workflow engines: HTTP on a socket of the agent
 *
 *	GET /v1/health
 *	GET /v1/projects/{project}/connections
 *	GET /v1/projects/{project}/connections/{external_id}
 *	GET /v1/projects/{project}/connections/{external_id}/value
 *
 * doc/openapi.yaml describes it. A client sends its token (ops/client.h); each
 * value that is handed out has its audit row before. */
#ifndef CONNVAULT_AGENT_API_H
#define CONNVAULT_AGENT_API_H

#include <poll.h>
#include <stdint.h>

#include "agent/guests.h"
#include "net/bind.h"
#include "ops/session.h"

#define API_DOORS   (1 + BIND_MAX) /* its socket, and a port */
#define API_FDS_MAX ((GUESTS_ROOM + 1) * API_DOORS)

struct agent;
struct api; /* opaque */

/* In PEM; they are not needed any more when api_listen() is back. */
struct api_tls {
	const char *cert;
	struct secret *key;
};

int api_open(struct agent *agent, struct api **out, struct err *err);
/* Answer at this socket, which is taken over on success, by HTTPS unless tls is
 * NULL. */
int api_listen(struct api *api, int listener, const struct api_tls *tls,
	       struct err *err);
void api_close(struct api *api); /* NULL is fine */

size_t api_fds(struct api *api, struct pollfd fds[API_FDS_MAX], int *wait_ms);
void api_step(struct api *api);
/* A refresh has ended: who waits for it is answered. */
void api_wake(struct api *api);

#endif
