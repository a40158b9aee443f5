/* callback.h - where the browser comes back to (RFC 8252, 7.3, 8.3)
 *
 * Listens on 127.0.0.1 or ::1 literally, and on both for "localhost"; nobody
 * else can connect. One address is answered, and only as a browser asks for
 * it that was sent there: GET, our Host, no Origin, no body, Sec-Fetch as of
 * a navigation. All pages are constant. No threads: a poll loop calls in. */
#ifndef CONNVAULT_NET_CALLBACK_H
#define CONNVAULT_NET_CALLBACK_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/secret.h"

#define CALLBACK_FDS_MAX     128
#define CALLBACK_REQUEST_MAX ((size_t)16 * 1024) /* target and headers */

enum callback_page {
	CALLBACK_NOT_OURS, /* 400: nothing has changed, go on listening */
	CALLBACK_RECEIVED, /* "Received. See the terminal." */
	CALLBACK_REFUSED,  /* "Signing in did not work. See the terminal." */
};

/* The query of a callback, without "?": what to answer. */
typedef enum callback_page callback_fn(const struct secret *query, void *arg);

struct callback_options {
	const char *host; /* "127.0.0.1", "::1" or "localhost" */
	unsigned port;	  /* 0: one that is free */
	const char *path; /* "/callback/x1"; [A-Za-z0-9/._~-] */
	callback_fn *asked;
	void *arg;
};

struct callback; /* opaque */

/* The port is bound and kept before anything is shown to anybody (RFC 8252,
 * 7.3). ERR_CONFLICT when a fixed port is taken, ERR_USAGE for a host or path
 * that is none. */
int callback_open(const struct callback_options *options, struct callback **out,
		  struct err *err);
/* Closes the port and all connections; NULL is fine. */
void callback_close(struct callback *callback);

/* "http://127.0.0.1:41003/callback/x1", borrowed: the redirect_uri. */
const char *callback_uri(const struct callback *callback);

/* What to poll: descriptors into fds[CALLBACK_FDS_MAX], how many comes back,
 * and in *wait_ms when to call callback_step() at the latest (-1: only when
 * one is ready). */
size_t callback_fds(struct callback *callback, struct pollfd *fds,
		    int *wait_ms);
/* Go on, after poll(). Calls asked. */
void callback_step(struct callback *callback);

/* Take no connection more; answer what is under way, at most patience_ms.
 * Call before callback_close(), so that the browser gets its page. */
void callback_finish(struct callback *callback, int64_t patience_ms);

#endif
