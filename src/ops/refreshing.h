/* refreshing.h - refreshes under way; for src/ops/refresh*.c only */
#ifndef CONNVAULT_OPS_REFRESHING_H
#define CONNVAULT_OPS_REFRESHING_H

#include "net/http.h"
#include "ops/owner.h"
#include "ops/provider.h"
#include "ops/refresh.h"
#include "vault/vault.h"

struct job {
	struct lease_wish wish; /* first: leases are asked about with it */
	uint8_t conn[OBJECT_ID];
	int64_t seen; /* secret_version that the caller knows */
	int failures; /* the same */
	enum job_state {
		JOB_WAITING, /* for a lease */
		JOB_HELD,    /* for another process, until look_ms */
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
	bool is_lost; /* job_lost() */
	char *scopes; /* per line, or NULL */
	char detail[96];
	struct refresh_result out;
	int64_t look_ms;   /* JOB_HELD: when to look again */
	struct conn given; /* as the caller has it, or none */
	bool was_held;	   /* somebody else was at it, to the end */
};

struct refresh_run {
	struct session *session;
	struct refresh_plan plan;
	struct http *http;
	struct job *job;
	size_t all;	   /* jobs that there are */
	size_t jobs, next; /* to be done; those before next were begun */
	size_t left;	   /* the first ones are what dead processes left */
	unsigned active;   /* leased, and not over */
	unsigned held;	   /* JOB_HELD */
	bool waits;	   /* for other processes, until patience_ms */
	int64_t patience_ms;
	char owner[OWNER_TEXT];
	int64_t now;
	int64_t again_ms;      /* when to try to store again, or 0 */
	int64_t keep_until_ms; /* how long to try */
	struct err first;      /* what went wrong with leases */
	int64_t due_next;      /* when another one is, 0: never */
	refresh_fn *each;
	refresh_look_fn *look;
	void *arg;
};

#define REFRESH_PAUSE_S 60 /* between two refreshes that nobody asked for */
#define REFRESH_TRIES	2  /* of which the provider may have got each */

/* refresh_run.c */
void job_clear(struct job *job);

/* refresh.c: what lies ahead of now was written while the clock was wrong.
 * 0 in place of such a time; and does it spoil what says when it is due? */
int64_t refresh_past(int64_t time, int64_t now);
bool refresh_is_of_the_future(const struct conn *conn, int64_t now);
/* Is it time, as the plan has it? */
bool refresh_is_due(const struct conn *conn, int64_t now,
		    const struct refresh_plan *plan);

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
/* Each of its requests may have arrived, and no answer came. */
void job_lost(struct job *job);
/* Without an answer: why nothing was sent. */
void job_refuse(struct job *job, enum refresh_outcome outcome, const char *fmt,
		...) __attribute__((format(printf, 3, 4)));
/* The provider may have got the request, and may not: ask once more? */
bool job_must_repeat(const struct job *job);

#endif
