/* api_request.h - one request to the API, and its answer; for the agent only */
#ifndef CONNVAULT_AGENT_API_REQUEST_H
#define CONNVAULT_AGENT_API_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/api.h"
#include "net/libmicrohttpd.h"

#define BUCKETS_MAX 64

struct agent;

/* How much a client has asked of late: RATE a second, BURST at once. */
struct bucket {
	uint8_t client[16];
	double left;
	int64_t at_ms;
};

/* Each has places of its own: who fills those of a port, which other users may
 * reach, keeps nobody out of the socket. */
struct door {
	struct api *api;
	struct MHD_Daemon *daemon;
	struct guests guests;
};

struct api {
	struct agent *agent;
	struct door door[API_DOORS];
	size_t doors;
	struct request *requests;
	struct bucket bucket[BUCKETS_MAX];
};

struct request {
	struct request *next;
	struct agent *agent;
	struct MHD_Connection *connection;
	char *target;	 /* as it was sent */
	bool is_whole;	 /* its head is */
	bool is_waiting; /* for a refresh */
	bool has_waited;
};

/* Queue the answer, or wait for a refresh: see api_wake(). */
enum MHD_Result request_answer(struct request *request, const char *method);

#endif
