/* callback.c - where the browser comes back to */
#include "net/callback.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "net/bind.h"
#include "net/libmicrohttpd.h"

#define SLOTS	64    /* connections at a time; the oldest makes room */
#define ACCEPTS 2048  /* in one step */
#define IDLE_S	5     /* without a byte */
#define LIFE_MS 10000 /* of one connection, however it trickles */

struct slot {
	int fd;
	int64_t until_ms;
};

struct callback {
	struct callback_options options;
	char *path, *uri;
	char host[64]; /* as the Host header must be */
	int fd[BIND_MAX];
	int fds;
	struct MHD_Daemon *daemon;
	struct slot slot[SLOTS + 1]; /* oldest first */
	size_t slots;
};

/* What one request asked for; its query is a secret. */
struct visit {
	bool is_ours;
	struct secret *query;
};

/* -- pages ---------------------------------------------------------------- */

/* Takes code and state out of the address bar and the history. */
#define SCRIPT	    "history.replaceState(null,\"\",\"/\")"
#define SCRIPT_HASH "sha256-4yQlCA6sut83myo/n+J0YG9sdFWm5qA32W2S+0f011U="
#define PAGE(title, text)                                           \
	"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">" \
	"<title>" title "</title><h1>" title "</h1><p>" text        \
	"</p><script>" SCRIPT "</script></html>\n"

static const char received[] =
	PAGE("Received", "connvault goes on in the terminal. This page can be "
			 "closed.");
static const char refused[] =
	PAGE("Signing in did not work",
	     "The terminal says why. This page can be closed.");
static const char not_ours[] =
	PAGE("Not what connvault waits for",
	     "Nothing was changed. Start again from the terminal.");

static const struct {
	const char *name, *value;
} page_headers[] = {
	{ "Content-Type", "text/html; charset=utf-8" },
	{ "Cache-Control", "no-store" },
	{ "Referrer-Policy", "no-referrer" },
	{ "X-Content-Type-Options", "nosniff" },
	{ "Content-Security-Policy",
	  "default-src 'none'; script-src '" SCRIPT_HASH
	  "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'" },
	{ "Connection", "close" },
};

static enum MHD_Result answer(struct MHD_Connection *connection,
			      unsigned status, const char *page)
{
	struct MHD_Response *response = mhd.create_response_from_buffer(
		strlen(page), (void *)(uintptr_t)page, MHD_RESPMEM_PERSISTENT);

	if (!response)
		return MHD_NO;
	for (size_t i = 0; i < sizeof(page_headers) / sizeof(*page_headers);
	     i++)
		mhd.add_response_header(response, page_headers[i].name,
					page_headers[i].value);
	if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
		mhd.add_response_header(response, "Allow", "GET");

	enum MHD_Result result =
		mhd.queue_response(connection, status, response);

	mhd.destroy_response(response);
	return result;
}

/* -- requests ------------------------------------------------------------- */

struct heads {
	const struct callback *callback;
	int hosts;
	bool is_bad;
};

/* What a browser never sends with the navigation that we wait for. */
static enum MHD_Result look_at(void *arg, enum MHD_ValueKind kind,
			       const char *name, const char *value)
{
	struct heads *heads = arg;

	(void)kind;
	if (strcasecmp(name, "Host") == 0) {
		heads->hosts++;
		heads->is_bad |= !str_is(value, heads->callback->host);
	} else if (strcasecmp(name, "Sec-Fetch-Mode") == 0) {
		heads->is_bad |= !str_is(value, "navigate");
	} else if (strcasecmp(name, "Sec-Fetch-Dest") == 0) {
		heads->is_bad |= !str_is(value, "document");
	} else if (strcasecmp(name, "Origin") == 0 ||
		   strcasecmp(name, "Content-Length") == 0 ||
		   strcasecmp(name, "Transfer-Encoding") == 0) {
		heads->is_bad = true;
	}
	return MHD_YES;
}

static bool has_good_heads(const struct callback *callback,
			   struct MHD_Connection *connection)
{
	struct heads heads = { .callback = callback };

	mhd.get_connection_values(connection, MHD_HEADER_KIND, look_at, &heads);
	return heads.hosts == 1 && !heads.is_bad;
}

/* The target as it was sent: compared before anything is decoded in it. */
static void *on_target(void *arg, const char *target,
		       struct MHD_Connection *connection)
{
	struct callback *callback = arg;
	struct visit *visit = calloc(1, sizeof(*visit));
	size_t len = strcspn(target, "?");
	struct err err = ERR_INIT;

	(void)connection;
	if (!visit)
		return NULL;
	visit->is_ours = len == strlen(callback->path) &&
			 memcmp(target, callback->path, len) == 0;
	if (!visit->is_ours)
		return visit;

	const char *query = target + len + (target[len] == '?');

	if (secret_from(query, strlen(query), &visit->query, &err) != 0)
		visit->is_ours = false;
	return visit;
}

static enum MHD_Result ask(const struct callback *callback,
			   struct MHD_Connection *connection,
			   const struct visit *visit)
{
	switch (callback->options.asked(visit->query, callback->options.arg)) {
	case CALLBACK_RECEIVED:
		return answer(connection, MHD_HTTP_OK, received);
	case CALLBACK_REFUSED:
		return answer(connection, MHD_HTTP_OK, refused);
	default:
		return answer(connection, MHD_HTTP_BAD_REQUEST, not_ours);
	}
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection,
				  const char *url, const char *method,
				  const char *version, const char *upload,
				  size_t *upload_len, void **request)
{
	const struct callback *callback = arg;
	const struct visit *visit = *request;

	(void)url, (void)version, (void)upload, (void)upload_len;
	if (!visit)
		return MHD_NO;
	if (!has_good_heads(callback, connection))
		return answer(connection, MHD_HTTP_BAD_REQUEST, not_ours);
	if (!visit->is_ours)
		return answer(connection, MHD_HTTP_NOT_FOUND, not_ours);
	if (!str_is(method, "GET"))
		return answer(connection, MHD_HTTP_METHOD_NOT_ALLOWED,
			      not_ours);
	return ask(callback, connection, visit);
}

static void on_completed(void *arg, struct MHD_Connection *connection,
			 void **request, enum MHD_RequestTerminationCode how)
{
	struct visit *visit = *request;

	(void)arg, (void)connection, (void)how;
	if (visit)
		secret_free(visit->query);
	free(visit);
	*request = NULL;
}

/* -- connections ---------------------------------------------------------- */

static void slot_remove(struct callback *callback, int fd)
{
	size_t i = 0;

	while (i < callback->slots && callback->slot[i].fd != fd)
		i++;
	if (i == callback->slots)
		return;
	callback->slots--;
	memmove(&callback->slot[i], &callback->slot[i + 1],
		(callback->slots - i) * sizeof(callback->slot[0]));
}

static void on_connection(void *arg, struct MHD_Connection *connection,
			  void **unused,
			  enum MHD_ConnectionNotificationCode what)
{
	struct callback *callback = arg;
	const union MHD_ConnectionInfo *info = mhd.get_connection_info(
		connection, MHD_CONNECTION_INFO_CONNECTION_FD);

	(void)unused;
	if (!info)
		return;
	if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
		slot_remove(callback, info->connect_fd);
	} else if (callback->slots <= SLOTS) {
		callback->slot[callback->slots].fd = info->connect_fd;
		callback->slot[callback->slots].until_ms =
			clock_mono_ms() + LIFE_MS;
		callback->slots++;
	}
}

/* Who came first and says nothing makes room: a thousand connections that
 * are half open do not keep the browser out. */
static void make_room(struct callback *callback)
{
	for (int i = 0; i < 4 && callback->slots >= SLOTS; i++) {
		shutdown(callback->slot[0].fd, SHUT_RDWR);
		mhd.run(callback->daemon);
	}
}

static void end_late(struct callback *callback)
{
	int64_t now = clock_mono_ms();

	for (size_t i = 0; i < callback->slots; i++)
		if (callback->slot[i].until_ms <= now)
			shutdown(callback->slot[i].fd, SHUT_RDWR);
}

static void accept_all(struct callback *callback, int listener)
{
	for (int i = 0; i < ACCEPTS; i++) {
		struct sockaddr_storage from;
		socklen_t len = sizeof(from);
		int fd = accept(listener, (struct sockaddr *)&from, &len);

		if (fd < 0)
			return;
		fcntl(fd, F_SETFD, FD_CLOEXEC);
		fcntl(fd, F_SETFL, O_NONBLOCK);
		/* What it has said already is read before it may be the one
		 * that makes room. */
		mhd.run(callback->daemon);
		make_room(callback);
		mhd.add_connection(callback->daemon, fd,
				   (struct sockaddr *)&from, len);
	}
}

void callback_step(struct callback *callback)
{
	end_late(callback);
	mhd.run(callback->daemon);
	for (int i = 0; i < callback->fds; i++)
		accept_all(callback, callback->fd[i]);
	mhd.run(callback->daemon);
}

static size_t add_fds(const fd_set *read, const fd_set *write, int max,
		      struct pollfd *fds, size_t count)
{
	for (int fd = 0; fd <= max && count < CALLBACK_FDS_MAX; fd++) {
		short events = (short)((FD_ISSET(fd, read) ? POLLIN : 0) |
				       (FD_ISSET(fd, write) ? POLLOUT : 0));

		if (events)
			fds[count++] =
				(struct pollfd){ .fd = fd, .events = events };
	}
	return count;
}

/* The nearer of libmicrohttpd's own deadline and that of the oldest. */
static int wait_of(const struct callback *callback)
{
	unsigned long long ms = 0;
	int64_t wait = mhd.get_timeout(callback->daemon, &ms) == MHD_YES
			       ? (int64_t)(ms < LIFE_MS ? ms : LIFE_MS)
			       : -1;

	if (callback->slots > 0) {
		int64_t left = callback->slot[0].until_ms - clock_mono_ms();

		left = left < 0 ? 0 : left;
		wait = wait < 0 || left < wait ? left : wait;
	}
	return (int)wait;
}

size_t callback_fds(struct callback *callback, struct pollfd *fds, int *wait_ms)
{
	fd_set read, write, except;
	size_t count = 0;
	int max = -1;

	FD_ZERO(&read);
	FD_ZERO(&write);
	FD_ZERO(&except);
	for (int i = 0; i < callback->fds; i++)
		fds[count++] = (struct pollfd){ .fd = callback->fd[i],
						.events = POLLIN };
	if (mhd.get_fdset(callback->daemon, &read, &write, &except, &max) ==
	    MHD_YES)
		count = add_fds(&read, &write, max, fds, count);
	*wait_ms = wait_of(callback);
	return count;
}

/* -- opening and closing -------------------------------------------------- */

static bool is_path(const char *path)
{
	return path[0] == '/' &&
	       strspn(path, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "abcdefghijklmnopqrstuvwxyz0123456789/._~-") ==
		       strlen(path);
}

static int set_uri(struct callback *callback, unsigned port, struct err *err)
{
	const char *host = callback->options.host;
	struct str uri = STR_INIT;

	snprintf(callback->host, sizeof(callback->host),
		 strchr(host, ':') ? "[%s]:%u" : "%s:%u", host, port);
	str_addf(&uri, "http://%s%s", callback->host, callback->options.path);
	callback->uri = str_take(&uri);
	callback->path = strdup(callback->options.path);
	return callback->uri && callback->path ? 0 : err_nomem(err);
}

static int start(struct callback *callback, struct err *err)
{
	callback->daemon = mhd.start_daemon(
		MHD_USE_NO_LISTEN_SOCKET, 0, NULL, NULL, on_request, callback,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)SLOTS + 1,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, CALLBACK_REQUEST_MAX + 4096,
		MHD_OPTION_URI_LOG_CALLBACK, on_target, callback,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, callback,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, callback,
		MHD_OPTION_END);
	return callback->daemon ? 0
				: err_set(err, ERR_FAILED,
					  "libmicrohttpd does not start");
}

int callback_open(const struct callback_options *options, struct callback **out,
		  struct err *err)
{
	unsigned port = options->port;

	if (!is_path(options->path))
		return err_set(err, ERR_USAGE, "the path of callbacks is none");
	if (libmicrohttpd_load(err) != 0)
		return -1;

	struct callback *callback = calloc(1, sizeof(*callback));

	if (!callback)
		return err_nomem(err);
	callback->options = *options;
	callback->fds = bind_loopback(options->host, &port, callback->fd, err);
	if (callback->fds < 0 || set_uri(callback, port, err) != 0 ||
	    start(callback, err) != 0) {
		callback_close(callback);
		return -1;
	}
	*out = callback;
	return 0;
}

const char *callback_uri(const struct callback *callback)
{
	return callback->uri;
}

static void close_listeners(struct callback *callback)
{
	for (int i = 0; i < callback->fds; i++)
		close(callback->fd[i]);
	callback->fds = 0;
}

void callback_finish(struct callback *callback, int64_t patience_ms)
{
	int64_t until = clock_mono_ms() + patience_ms;
	struct pollfd fds[CALLBACK_FDS_MAX];

	close_listeners(callback);
	while (callback->slots > 0 && clock_mono_ms() < until) {
		int wait, left = (int)(until - clock_mono_ms());
		size_t count = callback_fds(callback, fds, &wait);

		poll(fds, (nfds_t)count,
		     wait >= 0 && wait < left ? wait : left);
		callback_step(callback);
	}
}

void callback_close(struct callback *callback)
{
	if (!callback)
		return;
	close_listeners(callback);
	if (callback->daemon)
		mhd.stop_daemon(callback->daemon);
	free(callback->uri);
	free(callback->path);
	free(callback);
}
