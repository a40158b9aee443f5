/* refresh.h - new tokens before the old ones expire, and none lost
 *
 * One process refreshes a connection at a time (vault.h, leases); others wait
 * for it. The answer is stored before it is read; what a process that died has
 * left is finished by the next one. */
#ifndef CONNVAULT_OPS_REFRESH_H
#define CONNVAULT_OPS_REFRESH_H

#include <poll.h>

#include "ops/session.h"

#define REFRESH_JOBS	 8
#define REFRESH_JOBS_MAX 64

struct refresh_plan {
	int64_t within; /* due in so many seconds; 0: due now */
	bool is_asked;	/* due or not, but not before the next try that is set
			 * after a failure */
	bool is_forced; /* the same, whatever went wrong before */
	unsigned jobs;	/* at once, at most REFRESH_JOBS_MAX; 0: REFRESH_JOBS */
	int64_t idle_s; /* of those that are due: also those not refreshed for
			 * so long, as refresh tokens lapse unused; 0: off */
};

enum refresh_outcome {
	REFRESH_DONE,
	REFRESH_NOT_DUE,
	REFRESH_BY_OTHER,  /* another process has done it meanwhile */
	REFRESH_LATER,	   /* provider or network down; next_try says when */
	REFRESH_SIGN_IN,   /* reconnect: it is inactive, or will be when its
			    * token expires */
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

typedef void refresh_fn(const struct refresh_result *result, void *arg);

/* -- in steps ------------------------------------------------------------- */

#define REFRESH_FDS_MAX 256 /* HTTP_FDS_MAX */

struct refresh_run; /* opaque */

/* Those given, whose texts are copied; for another process that is at one of
 * them it waits, some 45 s at most. each is called from refresh_step() alone.
 * -1 for what no outcome tells: ERR_READONLY, ERR_LOCKED, ERR_IO ... */
int refresh_start(struct session *session, const struct refresh_plan *plan,
		  const struct conn *conn, size_t count, refresh_fn *each,
		  void *arg, struct refresh_run **out, struct err *err);
/* All that are due, and what dead processes have left; each one is told once.
 * look, unless it is NULL, is shown all connections as they were before. *next
 * is when another one will be due, 0 for never. */
typedef void refresh_look_fn(const struct conns *conns, void *arg);
int refresh_start_due(struct session *session, const struct refresh_plan *plan,
		      refresh_fn *each, refresh_look_fn *look, void *arg,
		      int64_t *next, struct refresh_run **out, struct err *err);
/* What to poll; *wait_ms: call again at the latest then, -1 never. */
size_t refresh_fds(struct refresh_run *run, struct pollfd fds[REFRESH_FDS_MAX],
		   int *wait_ms);
/* What came; the vault is not touched. */
void refresh_hear(struct refresh_run *run, const struct pollfd *fds,
		  size_t count);
/* Go on with what there is, in the vault. -1: it has ended with that error. */
int refresh_step(struct refresh_run *run, struct err *err);
bool refresh_is_over(const struct refresh_run *run);
/* Begin no more of them, wait for nobody: what was sent goes on. */
void refresh_stop(struct refresh_run *run);
/* An answer that is still to come is lost then; NULL is fine. */
void refresh_free(struct refresh_run *run);

/* -- and be back when it is done ------------------------------------------ */

/* Refresh one; *conn is read again. ERR_BUSY: another process is at it for too
 * long. */
int refresh_conn(struct session *session, struct conn *conn,
		 const struct refresh_plan *plan, struct refresh_result *out,
		 struct err *err);

/* All that are due, and what dead processes have left. Each is told once. */
int refresh_due(struct session *session, const struct refresh_plan *plan,
		refresh_fn *each, void *arg, struct err *err);

#endif
