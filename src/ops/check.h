/* check.h - does a service still take a credential?
 *
 * By the recipe of the catalog: one request to the service itself, GET and free
 * unless more is asked for. 401 and 403 make a connection inactive, a good
 * answer makes it active again, anything else changes nothing. What was found
 * is stored with its audit row, many at a time. */
#ifndef CONNVAULT_OPS_CHECK_H
#define CONNVAULT_OPS_CHECK_H

#include <poll.h>

#include "base/values.h"
#include "ops/session.h"

#define CHECK_JOBS     64
#define CHECK_JOBS_MAX 64
#define CHECK_FDS_MAX  512

struct check_plan {
	unsigned jobs;	  /* at once, at most CHECK_JOBS_MAX; 0: CHECK_JOBS */
	unsigned batch;	  /* read or stored in one transaction; 0: many */
	bool any_method;  /* also tests that are not GET */
	bool also_costly; /* also those that use credits or change something */
};

enum check_outcome {
	CHECK_GOOD,
	CHECK_REFUSED, /* the service does not take it */
	CHECK_LATER,   /* service or network down, or too many requests */
	CHECK_UNCLEAR, /* an answer that says nothing about it */
	CHECK_SKIPPED, /* there is no test, or none that may be made */
	CHECK_FAILED,  /* nothing was sent */
	CHECK_OUTCOMES
};
/* "ok" "refused" "later" "unclear" "skipped" "failed" */
const char *check_outcome_name(enum check_outcome outcome);

struct check_result {
	const struct conn *conn; /* as it was read; borrowed; NULL: a trial */
	enum check_outcome outcome;
	int http_status;   /* 0: none */
	int64_t ms;	   /* that the request took */
	char account[200]; /* whose it is, "" when not told; safe to show */
	char text[320];	   /* why, "" for nothing; safe to show */
};

/* Why no test of that way would be made, whatever its values; or NULL. */
const char *check_none(const struct piece_way *way,
		       const struct check_plan *plan);

/* -- many, for a poll loop ------------------------------------------------ */

struct checks; /* opaque: a batch under way */

/* Each result once it is stored, or need not be. */
typedef void check_fn(const struct check_result *result, void *arg);
/* Copies conns. ERR_READONLY: no reading could be audited. */
int checks_start(struct session *session, const struct check_plan *plan,
		 const struct conn *const *conns, size_t count, check_fn *each,
		 void *arg, struct checks **out, struct err *err);
size_t checks_fds(struct checks *checks, struct pollfd fds[CHECK_FDS_MAX],
		  int *wait_ms);
/* -1 when the vault fails: stop then. */
int checks_step(struct checks *checks, const struct pollfd *fds, size_t count,
		struct err *err);
bool checks_are_over(const struct checks *checks);
/* Cut what is under way, and store what was found. */
int checks_stop(struct checks *checks, struct err *err);
void checks_free(struct checks *checks); /* NULL is fine */

enum check_state { CHECK_WAITING, CHECK_UNDER_WAY, CHECK_DONE };
struct check_counts {
	size_t all, done;
	size_t outcome[CHECK_OUTCOMES]; /* of those done */
};
void checks_count(const struct checks *checks, struct check_counts *out);
/* Of the one at index, in the order given. out->ms counts while it is under
 * way; the outcome is told when it is done. */
enum check_state checks_look(const struct checks *checks, size_t index,
			     struct check_result *out);

/* -- one, before it is stored --------------------------------------------- */

struct trial; /* opaque */

/* Is there a test for these values that would be made? If not, and why is not
 * NULL, it says so. */
bool trial_can(const struct piece_way *way, const struct values *values,
	       const struct check_plan *plan, const char **why);
/* Of values that are checked already (way, values: borrowed until its end).
 * ERR_USAGE when they cannot be sent. */
int trial_start(const struct piece_way *way, const struct values *values,
		const struct check_plan *plan, struct trial **out,
		struct err *err);
size_t trial_fds(struct trial *trial, struct pollfd fds[CHECK_FDS_MAX],
		 int *wait_ms);
/* 1 once *out is there, 0 before. */
int trial_step(struct trial *trial, const struct pollfd *fds, size_t count,
	       struct check_result *out);
void trial_free(struct trial *trial); /* cuts it; NULL is fine */
/* Why values that were tried are not to be stored: ERR_RECONNECT (refused),
 * ERR_NETWORK, ERR_FAILED; 0 for CHECK_GOOD. */
int trial_verdict(const struct check_result *result, struct err *err);
/* What a trial found, into the connection that was stored with its values;
 * *conn is brought up to date. */
int trial_keep(struct session *session, struct conn *conn,
	       const struct check_result *result, struct err *err);

#endif
