/* serve.h - a credential as it is handed out: fresh, and audited before
 *
 * An access token that will not last is refreshed first, by one process at a
 * time (refresh.h). A provider that is down does no harm while the token that
 * is there is still good. */
#ifndef CONNVAULT_OPS_SERVE_H
#define CONNVAULT_OPS_SERVE_H

#include "base/values.h"
#include "ops/session.h"

/* 60 seconds, or a tenth of the token's life where that is less. */
#define SERVE_USUAL (-1)

struct serve_plan {
	const char *why;   /* for the audit: "get", "exec" ... */
	int64_t min_valid; /* seconds an access token lasts at least, or
			    * SERVE_USUAL */
	bool is_forced;	   /* a new one whatever its age: it was refused */
	bool is_as_it_is;  /* none, whatever its age: it is not asked for */
	/* Without what only this program should send anywhere: refresh tokens,
	 * and the secret of an OAuth app. */
	bool is_for_program;
};

/* What the caller should be told though it went well, safe to show, or "". */
struct serve_note {
	char text[320];
};

/* The values of a connection, which is brought up to date. ERR_RECONNECT when
 * its token has expired and cannot be refreshed, or there is none; ERR_NETWORK
 * when it has expired and the provider is down. */
int serve_values(struct session *session, struct conn *conn,
		 const struct serve_plan *plan, struct values *out,
		 struct serve_note *note, struct err *err);

/* Would serve_values() ask the provider? A loop that may not wait refreshes
 * first, in steps (refresh.h). */
bool serve_asks(const struct conn *conn, const struct serve_plan *plan);

/* Would it hand them out at once, with nothing to note? */
bool serve_is_ready(const struct conn *conn, const struct serve_plan *plan);

/* Is it a value that expires, and comes new out of a refresh? */
bool serve_ages(const char *field);

/* The headers by which a request to its API carries these values, as the
 * catalog has them, each with a line end. *out is NULL when it has none. */
int serve_headers(struct session *session, const struct conn *conn,
		  const struct values *values, struct secret **out,
		  struct err *err);

/* A copy of the value named, or for NULL of the one that is meant when none is:
 * the api key, the access token, the only one. ERR_USAGE lists the fields. */
int serve_pick(const struct values *values, const char *field,
	       struct secret **out, struct err *err);

#endif
