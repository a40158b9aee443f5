/* refresh.h - new tokens before the old ones expire, and none lost
 *
 * One process refreshes a connection at a time (vault.h, leases); others wait
 * for it. The answer is stored before it is read; what a process that died has
 * left is finished by the next one. */
#ifndef CONNVAULT_OPS_REFRESH_H
#define CONNVAULT_OPS_REFRESH_H

#include "ops/session.h"

#define REFRESH_JOBS	 8
#define REFRESH_JOBS_MAX 64

struct refresh_plan {
	int64_t within; /* due in so many seconds; 0: due now */
	bool is_forced; /* due or not, and whatever went wrong before */
	unsigned jobs;	/* at once, at most REFRESH_JOBS_MAX; 0: REFRESH_JOBS */
};

enum refresh_outcome {
	REFRESH_DONE,
	REFRESH_NOT_DUE,
	REFRESH_BY_OTHER,  /* another process has done it meanwhile */
	REFRESH_LATER,	   /* provider or network down; next_try says when */
	REFRESH_SIGN_IN,   /* reconnect: it is inactive now */
	REFRESH_APP_ERROR, /* the OAuth app is refused: inactive, too */
	REFRESH_FAILED,	   /* nothing was done: text says why */
	REFRESH_OUTCOMES
};
/* "done", "not_due", "by_other", "later", "sign_in", "app_error", "failed" */
const char *refresh_outcome_name(enum refresh_outcome outcome);

struct refresh_result {
	const struct conn *conn; /* as it is now; borrowed */
	enum refresh_outcome outcome;
	char text[320];	  /* a sentence, safe to show */
	int64_t next_try; /* 0: not by itself */
};

/* Refresh one, and wait for another process that is at it. *conn is read again.
 * -1 only for what no outcome tells: ERR_READONLY, ERR_LOCKED, ERR_IO ... */
int refresh_conn(struct session *session, struct conn *conn,
		 const struct refresh_plan *plan, struct refresh_result *out,
		 struct err *err);

/* All that are due, and what dead processes have left. Each is told once. */
typedef void refresh_fn(const struct refresh_result *result, void *arg);
int refresh_due(struct session *session, const struct refresh_plan *plan,
		refresh_fn *each, void *arg, struct err *err);

#endif
