/* api.c - the HTTP server of the agent, in its poll loop */
#include "agent/api.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "agent/api_request.h"
#include "agent/internal.h"
#include "config.h" /* LIBMICROHTTPD_FILE */

#define HEAD_S 5  /* without a byte, before the first request */
#define IDLE_S 30 /* after it */
#define MEMORY ((size_t)16 * 1024) /* a request's head at most */

/* The usual ciphers of GnuTLS, TLS 1.2 and later. */
#define TLS_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"
#define NOT_CONST(at)  ((void *)(uintptr_t)(at)) /* it is not written */

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
	struct door *door = arg;

	(void)unused;
	if (what == MHD_CONNECTION_NOTIFY_STARTED)
		guests_come(&door->guests, fd_of(connection));
	else
		guests_go(&door->guests, fd_of(connection));
}

/* -- requests ------------------------------------------------------------- */

/* The target as it was sent: "%2F" in a name is no slash. */
static void *on_target(void *arg, const char *target,
		       struct MHD_Connection *connection)
{
	struct api *api = ((struct door *)arg)->api;
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
	struct door *door = arg;

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
	guests_ask(&door->guests, fd_of(connection));
	mhd.set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT,
				  (unsigned)IDLE_S);
	return request_answer(request, method);
}

static void on_completed(void *arg, struct MHD_Connection *connection,
			 void **state, enum MHD_RequestTerminationCode how)
{
	struct request *request = *state, **at;
	struct door *door = arg;

	(void)how;
	guests_rest(&door->guests, fd_of(connection));
	if (!request)
		return;
	for (at = &door->api->requests; *at != request; at = &(*at)->next)
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

/* -- doors ---------------------------------------------------------------- */

int api_open(struct agent *agent, struct api **out, struct err *err)
{
	struct api *api;

	if (libmicrohttpd_load(err) != 0)
		return -1;
	api = calloc(1, sizeof(*api));
	if (!api)
		return err_nomem(err);
	api->agent = agent;
	*out = api;
	return 0;
}

static int no_tls(struct err *err)
{
	err_set(err, ERR_FAILED, "this libmicrohttpd has no TLS");
	return err_hint(err, "use its unix socket, or install a libmicrohttpd "
			     "with GnuTLS");
}

static int not_started(const struct api_tls *tls, struct err *err)
{
	if (!tls) {
		err_set(err, ERR_FAILED, "libmicrohttpd does not start");
		return err_hint(err,
				"is it a version that works? connvault "
				"was built with %s",
				LIBMICROHTTPD_FILE);
	}
	err_set(err, ERR_USAGE,
		"the certificate and its key cannot be used for TLS");
	return err_hint(err, "both are to be in PEM and belong together, the "
			     "key without a passphrase");
}

int api_listen(struct api *api, int listener, const struct api_tls *tls,
	       struct err *err)
{
	struct door *door = &api->door[api->doors];
	const void *key = tls ? secret_reveal(tls->key, NULL) : NULL;
	struct MHD_OptionItem options[] = {
		{ MHD_OPTION_HTTPS_PRIORITIES, 0, TLS_PRIORITIES },
		{ MHD_OPTION_HTTPS_MEM_CERT, 0,
		  tls ? NOT_CONST(tls->cert) : NULL },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, NOT_CONST(key) },
		{ MHD_OPTION_END, 0, NULL },
	};

	if (tls && mhd.is_feature_supported(MHD_FEATURE_SSL) != MHD_YES)
		return no_tls(err);
	door->api = api;
	door->daemon = mhd.start_daemon(
		MHD_ALLOW_SUSPEND_RESUME | (tls ? MHD_USE_TLS : 0), 0, NULL,
		NULL, on_request, door, MHD_OPTION_LISTEN_SOCKET, listener,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)GUESTS_ROOM,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HEAD_S,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, MEMORY,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, door,
		MHD_OPTION_URI_LOG_CALLBACK, on_target, door,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, door,
		MHD_OPTION_ARRAY, tls ? options : &options[3], MHD_OPTION_END);
	if (!door->daemon)
		return not_started(tls, err);
	api->doors++;
	return 0;
}

void api_close(struct api *api)
{
	if (!api)
		return;
	api_wake(api);
	for (size_t i = 0; i < api->doors; i++)
		mhd.stop_daemon(api->door[i].daemon);
	free(api);
}

/* -- the loop ------------------------------------------------------------- */

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
	fd_set read, write, except;
	int max = -1;

	*wait_ms = -1;
	if (!api)
		return 0;
	FD_ZERO(&read);
	FD_ZERO(&write);
	FD_ZERO(&except);
	for (size_t i = 0; i < api->doors; i++) {
		struct MHD_Daemon *daemon = api->door[i].daemon;
		unsigned long long ms;

		(void)mhd.get_fdset(daemon, &read, &write, &except, &max);
		if (mhd.get_timeout(daemon, &ms) == MHD_YES &&
		    (*wait_ms < 0 || ms < (unsigned)*wait_ms))
			*wait_ms = ms < INT32_MAX ? (int)ms : INT32_MAX;
	}
	return add_fds(&read, &write, max, fds);
}

void api_step(struct api *api)
{
	for (size_t i = 0; api && i < api->doors; i++)
		mhd.run(api->door[i].daemon);
}
