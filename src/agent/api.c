/* api.c - the HTTP server of the agent, in its poll loop */
#include "agent/api.h"

#include <stdlib.h>
#include <string.h>

#include "agent/api_request.h"
#include "agent/internal.h"

#define HEAD_S 5  /* without a byte, before the first request */
#define IDLE_S 30 /* after it */
#define MEMORY ((size_t)16 * 1024) /* a request's head at most */

/* -- connections ---------------------------------------------------------- */

static int fd_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = mhd.get_connection_info(
		connection, MHD_CONNECTION_INFO_CONNECTION_FD);

	return info ? info->connect_fd : -1;
}

static void on_connection(void *arg, struct MHD_Connection *connection,
			  void **unused,
			  enum MHD_ConnectionNotificationCode what)
{
	struct api *api = arg;

	(void)unused;
	if (what == MHD_CONNECTION_NOTIFY_STARTED)
		guests_come(&api->guests, fd_of(connection));
	else
		guests_go(&api->guests, fd_of(connection));
}

/* -- requests ------------------------------------------------------------- */

/* The target as it was sent: "%2F" in a name is no slash. */
static void *on_target(void *arg, const char *target,
		       struct MHD_Connection *connection)
{
	struct api *api = arg;
	struct request *request = calloc(1, sizeof(*request));

	if (!request)
		return NULL;
	request->agent = api->agent;
	request->connection = connection;
	request->target = strdup(target);
	request->next = api->requests;
	api->requests = request;
	return request;
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection,
				  const char *url, const char *method,
				  const char *version, const char *upload,
				  size_t *upload_len, void **state)
{
	struct request *request = *state;
	struct api *api = arg;

	(void)url, (void)version, (void)upload;
	if (!request || !request->target)
		return MHD_NO;
	/* An answer to the head alone, or amid a body, would end the
	 * connection; the body is passed over. */
	if (!request->is_whole || *upload_len > 0) {
		request->is_whole = true;
		*upload_len = 0;
		return MHD_YES;
	}
	guests_ask(&api->guests, fd_of(connection));
	mhd.set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT,
				  (unsigned)IDLE_S);
	return request_answer(request, method);
}

static void on_completed(void *arg, struct MHD_Connection *connection,
			 void **state, enum MHD_RequestTerminationCode how)
{
	struct request *request = *state, **at;
	struct api *api = arg;

	(void)how;
	guests_rest(&api->guests, fd_of(connection));
	if (!request)
		return;
	for (at = &api->requests; *at != request; at = &(*at)->next)
		;
	*at = request->next;
	free(request->target);
	free(request);
	*state = NULL;
}

void api_wake(struct api *api)
{
	if (!api)
		return;
	for (struct request *request = api->requests; request;
	     request = request->next)
		if (request->is_waiting) {
			request->is_waiting = false;
			mhd.resume_connection(request->connection);
		}
}

/* -- the loop ------------------------------------------------------------- */

int api_open(struct agent *agent, int listener, struct api **out,
	     struct err *err)
{
	struct api *api = NULL;

	if (libmicrohttpd_load(err) != 0)
		return -1;
	api = calloc(1, sizeof(*api));
	if (!api)
		return err_nomem(err);
	api->agent = agent;
	api->daemon = mhd.start_daemon(
		MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, api,
		MHD_OPTION_LISTEN_SOCKET, listener, MHD_OPTION_CONNECTION_LIMIT,
		(unsigned)GUESTS_ROOM, MHD_OPTION_CONNECTION_TIMEOUT,
		(unsigned)HEAD_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT, MEMORY,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, api,
		MHD_OPTION_URI_LOG_CALLBACK, on_target, api,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, api, MHD_OPTION_END);
	if (!api->daemon) {
		free(api);
		return err_set(err, ERR_FAILED, "libmicrohttpd does not start");
	}
	*out = api;
	return 0;
}

void api_close(struct api *api)
{
	if (!api)
		return;
	api_wake(api);
	mhd.stop_daemon(api->daemon);
	free(api);
}

static size_t add_fds(const fd_set *read, const fd_set *write, int max,
		      struct pollfd *fds)
{
	size_t count = 0;

	for (int fd = 0; fd <= max && count < API_FDS_MAX; fd++) {
		short events = (short)((FD_ISSET(fd, read) ? POLLIN : 0) |
				       (FD_ISSET(fd, write) ? POLLOUT : 0));

		if (events)
			fds[count++] =
				(struct pollfd){ .fd = fd, .events = events };
	}
	return count;
}

size_t api_fds(struct api *api, struct pollfd fds[API_FDS_MAX], int *wait_ms)
{
	unsigned long long ms = 0;
	fd_set read, write, except;
	int max = -1;

	*wait_ms = -1;
	if (!api)
		return 0;
	FD_ZERO(&read);
	FD_ZERO(&write);
	FD_ZERO(&except);
	if (mhd.get_fdset(api->daemon, &read, &write, &except, &max) != MHD_YES)
		return 0;
	if (mhd.get_timeout(api->daemon, &ms) == MHD_YES)
		*wait_ms = ms < INT32_MAX ? (int)ms : INT32_MAX;
	return add_fds(&read, &write, max, fds);
}

void api_step(struct api *api)
{
	if (api)
		mhd.run(api->daemon);
}
