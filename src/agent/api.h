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
#include "ops/session.h"

#define API_FDS_MAX (GUESTS_ROOM + 1)

struct agent;
struct api; /* opaque */

int api_open(struct agent *agent, int listener, struct api **out,
	     struct err *err);
void api_close(struct api *api); /* NULL is fine */

size_t api_fds(struct api *api, struct pollfd fds[API_FDS_MAX], int *wait_ms);
void api_step(struct api *api);
/* A refresh has ended: who waits for it is answered. */
void api_wake(struct api *api);

#endif
