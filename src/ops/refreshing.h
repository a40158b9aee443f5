/* refreshing.h - one refresh under way; for src/ops/refresh*.c only */
#ifndef CONNVAULT_OPS_REFRESHING_H
#define CONNVAULT_OPS_REFRESHING_H

#include "net/http.h"
#include "ops/provider.h"
#include "ops/refresh.h"
#include "vault/vault.h"

struct refreshing; /* the run it belongs to; refresh.c */

struct job {
	struct lease_wish wish; /* first: leases are asked about with it */
	uint8_t conn[OBJECT_ID];
	int64_t seen; /* secret_version that the caller knows */
	int failures; /* the same */
	enum job_state {
		JOB_WAITING, /* for a lease */
		JOB_SENT,
		JOB_ARRIVED,  /* result is there, not kept yet */
		JOB_ANSWERED, /* result is kept, or need not be */
		JOB_OVER,
	} state;
	struct provider provider;
	struct oauth_call call;
	struct http_call *http; /* under way, or NULL */
	struct http_result result;

	/* what comes of it */
	struct answer answer;
	struct values values; /* a new credential, or none */
	bool has_values;
	char *scopes; /* per line, or NULL */
	char detail[96];
	struct refresh_result out;
	bool was_held;	  /* somebody else was at it */
	struct conn *now; /* where to read it to when it is over, or NULL */
};

/* refresh_call.c: the request of a job that has its lease. -1: nothing can be
 * sent, job->out says why. */
int job_prepare(struct session *session, struct job *job);
/* The answer as it came, to be kept in the lease, and back again. */
int answer_keep(const struct http_result *result, struct values *out,
		struct err *err);
int answer_unkeep(const struct values *kept, struct http_result *out,
		  struct err *err);

/* refresh_outcome.c: read the answer, decide. ERR_NOMEM only. */
int job_judge(struct job *job, struct err *err);
/* The decision, written into the connection as it is in the vault then. */
void job_fill(struct conn *now, void *job);
/* Without an answer: why nothing was sent. */
void job_refuse(struct job *job, enum refresh_outcome outcome, const char *fmt,
		...) __attribute__((format(printf, 3, 4)));
/* The provider may have got the request, and may not: ask once more? */
bool job_must_repeat(const struct job *job);

#endif
