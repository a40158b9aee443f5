/* refresh_outcome.c - what an answer to a refresh means for its connection
 *
 * Only a definite answer makes a connection inactive. Whatever else goes wrong
 * is recorded, and tried again later; tokens are never thrown away. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "oauth/due.h"
#include "ops/refreshing.h"
#include "ops/tokens.h"

#define LOST_BEFORE                                                    \
	"an earlier answer of the provider was lost, and with it the " \
	"new token: sign in again"
#define LOST_TWICE                                                              \
	"two requests in a row were sent and no answer came; the token may be " \
	"spent: sign in again"

static const char *const names[] = {
	[REFRESH_DONE] = "done",	 [REFRESH_NOT_DUE] = "not_due",
	[REFRESH_BY_OTHER] = "by_other", [REFRESH_LATER] = "later",
	[REFRESH_SIGN_IN] = "sign_in",	 [REFRESH_APP_ERROR] = "app_error",
	[REFRESH_FAILED] = "failed",
};

const char *refresh_outcome_name(enum refresh_outcome outcome)
{
	return names[outcome];
}

void job_refuse(struct job *job, enum refresh_outcome outcome, const char *fmt,
		...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(job->out.text, sizeof(job->out.text), fmt, args);
	va_end(args);
	job->out.outcome = outcome;
}

static enum refresh_outcome outcome_of(const struct answer *answer)
{
	switch (answer->class) {
	case ANSWER_TOKENS:
		return REFRESH_DONE;
	case ANSWER_SIGN_IN:
		return REFRESH_SIGN_IN;
	case ANSWER_MISCONFIGURED:
		/* Without a status it is a certificate: nobody refused us. */
		return answer->status ? REFRESH_APP_ERROR : REFRESH_LATER;
	default:
		return REFRESH_LATER;
	}
}

bool job_must_repeat(const struct job *job)
{
	return job->answer.class == ANSWER_LOST &&
	       job->wish.lease.tries < REFRESH_TRIES;
}

void job_lost(struct job *job)
{
	job->is_lost = true;
	job_refuse(job, REFRESH_SIGN_IN, "%s", LOST_TWICE);
	str_copy(job->detail, "sign_in: lost", sizeof(job->detail));
}

static int take_tokens(struct job *job, struct err *err)
{
	const char *scope = job->answer.tokens.scope;

	if (scope && *scope && !(job->scopes = scopes_as_lines(scope)))
		return err_nomem(err);
	job->has_values = true;
	return tokens_merge(&job->answer, &job->wish.values, &job->values, err);
}

/* Tokens that cannot be kept stand in nobody's way but their own. */
static int cannot_take(struct job *job, const struct err *err)
{
	if (err->code == ERR_NOMEM)
		return -1;
	values_clear(&job->values);
	job->has_values = false;
	job_refuse(job, REFRESH_LATER, "the new token cannot be kept: %.200s",
		   err->msg);
	return 0;
}

int job_judge(struct job *job, struct err *err)
{
	struct answer_profile profile = provider_profile(&job->provider);
	struct answer *answer = &job->answer;
	enum answer_to to = values_get(&job->wish.values, TOKEN_REFRESH)
				    ? ANSWER_TO_REFRESH
				    : ANSWER_TO_CLIENT;

	if (answer_read(&job->result, to, &profile, answer, err) != 0)
		return -1;
	job_refuse(job, outcome_of(answer), "%s", answer->text);
	snprintf(job->detail, sizeof(job->detail), "%s%s%.60s",
		 refresh_outcome_name(job->out.outcome),
		 *answer->error ? ": " : "", answer->error);
	if (answer->class == ANSWER_TOKENS && take_tokens(job, err) != 0)
		return cannot_take(job, err);
	if (answer->class == ANSWER_SIGN_IN && job->wish.lease.tries > 1)
		job_refuse(job, REFRESH_SIGN_IN, "%s", LOST_BEFORE);
	/* Without a refresh token none can have been spent. */
	if (answer->class == ANSWER_LOST && to == ANSWER_TO_REFRESH &&
	    !job_must_repeat(job))
		job_lost(job);
	return 0;
}

/* -- into the connection -----------------------------------------------------
 */

static void set_status(struct conn *now, enum conn_status status,
		       enum conn_reason reason, int64_t time)
{
	if (now->status != status || now->reason != reason)
		now->since = time;
	now->status = status;
	now->reason = reason;
}

static void fill_done(struct conn *now, struct job *job, int64_t time)
{
	bool can_refresh = values_get(&job->values, TOKEN_REFRESH) ||
			   values_get(&job->values, TOKEN_GRANT);
	struct token_times times = tokens_times(&job->answer, can_refresh);

	set_status(now, STATUS_ACTIVE, REASON_OK, time);
	now->expires_at = times.expires_at;
	now->refresh_at = times.refresh_at;
	now->refreshed_at = time;
	now->failures = 0;
	now->error = "";
	if (job->scopes)
		now->scopes = job->scopes;
}

static void fill_failed(struct conn *now, struct job *job, int64_t time)
{
	now->failures++;
	now->error = job->out.text;
	now->refresh_at =
		time + due_again(now->failures, job->answer.retry_after);
	if (job->out.outcome == REFRESH_APP_ERROR)
		set_status(now, STATUS_INACTIVE, REASON_APP_ERROR, time);
	if (job->out.outcome != REFRESH_SIGN_IN)
		return;
	now->refresh_at = 0;
	/* Nobody refused it: the access token is good to its end. */
	if (!job->is_lost || now->expires_at <= time)
		set_status(now, STATUS_INACTIVE, REASON_REVOKED, time);
}

void job_fill(struct conn *now, void *arg)
{
	struct job *job = arg;
	int64_t time = clock_now();

	if (job->out.outcome == REFRESH_DONE)
		fill_done(now, job, time);
	else
		fill_failed(now, job, time);
	job->out.next_try = now->refresh_at;
}
