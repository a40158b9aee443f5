/* http.h - requests to endpoints that get, give or take credentials
 *
 * TLS 1.2 and up, verified against the system's certificates; http to
 * 127.0.0.1, [::1] and localhost alone. No redirect is followed, nothing is
 * unpacked, no .netrc and no proxy of the environment is used, and each
 * request has a connection of its own: so none is sent twice behind one's
 * back, and none goes where another came from (RFC 9700, 4.11, 4.12).
 * Where many are sent that change nothing, connections may be kept. */
#ifndef CONNVAULT_NET_HTTP_H
#define CONNVAULT_NET_HTTP_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/secret.h"

#define HTTP_BODY_MAX  ((size_t)256 * 1024)
#define HTTP_FDS_MAX   256
#define HTTP_RETRY_MAX ((int64_t)24 * 3600)

struct http; /* opaque: requests under way at the same time */

struct http_options {
	const char *proxy;   /* "http://proxy.example:3128"; NULL: none */
	const char *ca_file; /* PEM instead of the system's; NULL */
	long connect_ms;     /* 0: 10 s */
	long total_ms;	     /* 0: 30 s */
	bool keeps;	     /* connections: HTTP/2 where it is spoken, and
			      * used again by the next GET to that host */
};

struct http_request {
	const char *url;
	const struct secret *form;	    /* POST this body; NULL: GET */
	const struct secret *authorization; /* "Basic ...", or NULL */
	/* Instead of url, for one with a secret in it; NULL. */
	const struct secret *secret_url;
	/* "Name: value", each once, without CR, LF and NUL (ERR_USAGE); those
	 * that are sent in any case give way to them. */
	const struct secret *const *header;
	size_t headers;
};

enum http_outcome {
	HTTP_ANSWERED,	 /* status and headers are there */
	HTTP_NEVER_SENT, /* it is certain that nobody got the request */
	HTTP_LOST,	 /* it may have arrived; no usable answer came */
};

enum http_fault {
	HTTP_OK,
	HTTP_TOO_LARGE,	 /* ANSWERED, but the body is cut off */
	HTTP_UNREACHED,	 /* no such host, or nobody listens there */
	HTTP_LATE,	 /* no connection or no answer in time */
	HTTP_UNVERIFIED, /* certificate or TLS: until something changes */
	HTTP_CUT,	 /* the connection broke, or it spoke no HTTP */
};

struct http_result {
	enum http_outcome outcome;
	enum http_fault fault;
	char reason[160]; /* of a fault, safe to show */
	int status;
	char content_type[128]; /* as sent, safe to show, or "" */
	char location[256];	/* host that a redirect points to, or "" */
	int64_t retry_after;	/* seconds, of seconds or a date; 0: none;
				 * at most HTTP_RETRY_MAX */
	int64_t sent_at;	/* clock_now() when it was started */
	int64_t took_ms;	/* until its end */
	struct secret *body;	/* NULL only when there was no answer */
};

/* options, copied; NULL: as they are said to be for 0 and NULL. ERR_FAILED when
 * libcurl is not there. */
int http_new(const struct http_options *options, struct http **out,
	     struct err *err);
void http_free(struct http *http); /* ends what is under way; NULL is fine */

/* Send one request and wait for its end, at most total_ms. What happens on
 * the way is told in *out; -1 is for a url that may not be (ERR_USAGE) and
 * for no memory: nothing was sent then. */
int http_run(struct http *http, const struct http_request *request,
	     struct http_result *out, struct err *err);
void http_result_clear(struct http_result *result); /* wipes */

/* -- for a poll loop ------------------------------------------------------ */

struct http_call; /* one request under way */
/* Called from http_step() at the end; result is its to clear. */
typedef void http_done_fn(struct http_result *result, void *arg);

/* Start a request whose parts live until its end. The same -1 as above. */
int http_start(struct http *http, const struct http_request *request,
	       http_done_fn *done, void *arg, struct http_call **out,
	       struct err *err);
void http_cancel(struct http_call *call); /* done is not called */

/* What to poll: descriptors into fds[HTTP_FDS_MAX], how many comes back, and
 * in *wait_ms when to call http_step() at the latest (-1: nothing to do). */
size_t http_fds(struct http *http, struct pollfd *fds, int *wait_ms);
/* Go on, after poll(). */
void http_step(struct http *http, const struct pollfd *fds, size_t count);

#endif
