/* refresh_run.c - a run of refreshes: leases, requests, answers, in batches
 *
 * What is ready at one moment goes into one transaction: a disk takes longer to
 * be sure of a change than a provider takes to answer. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/point.h"
#include "base/str.h"
#include "ops/internal.h"
#include "ops/refreshing.h"
#include "ops/tokens.h"

#define LEASE_S	 300   /* that a process may take, where it cannot be seen */
#define LOOK_MS	 50    /* how often to look whether another one is done */
#define KEEP_MS	 60000 /* for trying to store an answer that is there */
#define AGAIN_MS 500   /* between two tries */

/* -- rules ------------------------------------------------------------------
 */

/* It was asked for by name: only what went wrong before stands against it. */
static bool may_ask(struct job *job, int64_t now)
{
	const struct conn *conn = &job->wish.now;
	bool is_refused = conn->reason == REASON_APP_ERROR;

	if (conn->status == STATUS_INACTIVE && conn->reason == REASON_REVOKED)
		job_refuse(job, REFRESH_SIGN_IN, "%s",
			   *conn->error ? conn->error
					: "the provider has ended its token");
	else if (refresh_is_of_the_future(conn, now))
		return true;
	else if (conn->failures > 0 && conn->refresh_at > now && !is_refused)
		job_refuse(job, REFRESH_LATER, "%s", conn->error);
	else if (refresh_past(conn->refreshed_at, now) + REFRESH_PAUSE_S > now)
		job_refuse(job, REFRESH_NOT_DUE,
			   "it was refreshed a moment ago");
	else
		return true;
	return false;
}

/* Is there anything to refresh it with? */
static bool can_refresh(struct job *job)
{
	const struct values *values = &job->wish.values;

	if (job->wish.now.auth != AUTH_OAUTH2)
		job_refuse(job, REFRESH_FAILED,
			   "it is not connected by OAuth: there is nothing to "
			   "refresh");
	else if (!values_get(values, TOKEN_REFRESH) &&
		 !values_get(values, TOKEN_GRANT))
		job_refuse(job, REFRESH_SIGN_IN,
			   "the provider gave no refresh token: sign in again "
			   "when the token expires");
	else
		return true;
	return false;
}

/* Another process has tried since the caller looked: that goes for us too. */
static void tried_by_other(struct job *job)
{
	const struct conn *now = &job->wish.now;
	enum refresh_outcome outcome = REFRESH_LATER;

	if (now->reason == REASON_APP_ERROR)
		outcome = REFRESH_APP_ERROR;
	else if (now->status == STATUS_INACTIVE)
		outcome = REFRESH_SIGN_IN;
	job_refuse(job, outcome, "%s", now->error);
}

static bool is_due(struct lease_wish *wish, void *arg)
{
	const struct refresh_run *run = arg;
	struct job *job = (struct job *)wish;

	if (wish->now.secret_version != job->seen) {
		job_refuse(job, REFRESH_BY_OTHER,
			   "another process has refreshed it");
		return false;
	}
	if (wish->now.failures != job->failures) {
		tried_by_other(job);
		return false;
	}
	if (!can_refresh(job))
		return false;
	if (run->plan.is_forced)
		return true;
	if (run->plan.is_asked)
		return may_ask(job, run->now);
	if (refresh_is_due(&wish->now, run->now, &run->plan))
		return true;
	job_refuse(job, REFRESH_NOT_DUE, "it is not due yet");
	return false;
}

static bool is_over(const struct lease *lease, void *arg)
{
	const struct refresh_run *run = arg;
	enum owner_life life = owner_life(lease->owner);

	return str_is(lease->owner, run->owner) || life == OWNER_SELF ||
	       life == OWNER_DEAD || lease->began_at + LEASE_S < run->now;
}

/* -- jobs -------------------------------------------------------------------
 */

void job_clear(struct job *job)
{
	lease_wish_clear(&job->wish);
	provider_clear(&job->provider);
	oauth_call_clear(&job->call);
	http_result_clear(&job->result);
	answer_clear(&job->answer);
	values_clear(&job->values);
	free(job->scopes);
	job->scopes = NULL;
	job->has_values = false;
}

static void job_over(struct refresh_run *run, struct job *job)
{
	struct conn fresh = { .version = 0 };
	struct err ignored = ERR_INIT;

	project_conn_get(run->session->project, job->conn, &fresh, &ignored);
	job->out.conn = fresh.text	     ? &fresh
			: job->wish.now.text ? &job->wish.now
					     : &job->given;
	if (job->out.conn->text && run->each)
		run->each(&job->out, run->arg);
	job->out.conn = NULL;
	conn_clear(&fresh);
	conn_clear(&job->given);
	job_clear(job);
	job->state = JOB_OVER;
}

static void on_result(struct http_result *result, void *arg)
{
	struct job *job = arg;

	job->result = *result;
	job->http = NULL;
	job->state = JOB_ARRIVED;
}

static void job_send(struct refresh_run *run, struct job *job)
{
	struct http_request request = oauth_call_request(&job->call);
	struct err err = ERR_INIT;

	job->state = JOB_SENT;
	if (http_start(run->http, &request, on_result, job, &job->http, &err) ==
	    0)
		return;
	/* Nothing was sent. */
	job->result = (struct http_result){ .outcome = HTTP_NEVER_SENT,
					    .fault = HTTP_UNREACHED };
	str_copy(job->result.reason, err.msg, sizeof(job->result.reason));
	job->state = JOB_ARRIVED;
}

/* -- leases -----------------------------------------------------------------
 */

static void held(struct refresh_run *run, struct job *job)
{
	int64_t now = clock_mono_ms();

	job->was_held = true;
	if (run->waits && now < run->patience_ms) {
		job->state = JOB_HELD;
		job->look_ms = now + LOOK_MS;
		run->held++;
		return;
	}
	job_refuse(job, run->waits ? REFRESH_LATER : REFRESH_BY_OTHER, "%s",
		   run->waits ? "another process has been refreshing it for a "
				"while"
			      : "another process is refreshing it");
	job_over(run, job);
}

/* Two requests at most, each of which the provider may have got. */
static void ask(struct refresh_run *run, struct job *job)
{
	job->state = JOB_ANSWERED;
	if (job->wish.lease.tries > REFRESH_TRIES &&
	    values_get(&job->wish.values, TOKEN_REFRESH))
		job_lost(job);
	else if (job_prepare(run->session, job) == 0)
		job_send(run, job);
}

/* What the taking of a lease gave. 1: it goes on; 0: it is over, or waits for
 * another process. */
static int leased(struct refresh_run *run, struct job *job, struct err *err)
{
	switch (job->wish.outcome) {
	case LEASE_TAKEN:
		ask(run, job);
		return 1;
	case LEASE_ANSWERED:
		/* The provider is needed to read it as it was meant; without,
		 * lease and answer stay for later. */
		if (job_prepare(run->session, job) != 0)
			break;
		if (answer_unkeep(&job->wish.answer, &job->result, err) != 0 ||
		    job_judge(job, err) != 0)
			return -1;
		job->state = JOB_ANSWERED;
		return 1;
	case LEASE_HELD:
		held(run, job);
		return 0;
	case LEASE_NOT_DUE:
		job->out.next_try = job->wish.now.refresh_at;
		break;
	case LEASE_GONE:
		job_refuse(job, REFRESH_FAILED, "%s", job->wish.why.msg);
		break;
	}
	job_over(run, job);
	return 0;
}

static void add_wish(struct job *job, struct job *picked[REFRESH_JOBS_MAX],
		     size_t *count)
{
	job_clear(job);
	job->wish = (struct lease_wish){ .conn = job->conn };
	job->was_held = false;
	job->state = JOB_WAITING;
	picked[(*count)++] = job;
}

/* Those to look at again, then those that were not begun. */
static size_t pick(struct refresh_run *run, unsigned most,
		   struct job *picked[REFRESH_JOBS_MAX])
{
	int64_t now = clock_mono_ms();
	size_t count = 0;

	for (size_t i = 0; run->held > 0 && i < run->next && count < most; i++)
		if (run->job[i].state == JOB_HELD &&
		    run->job[i].look_ms <= now) {
			run->held--;
			add_wish(&run->job[i], picked, &count);
		}
	while (count < most && run->next < run->jobs)
		add_wish(&run->job[run->next++], picked, &count);
	return count;
}

/* Take leases for as many as may go on at once, in one transaction. */
static int begin_some(struct refresh_run *run, unsigned most, struct err *err)
{
	struct lease_rules rules = { .owner = run->owner,
				     .is_due = is_due,
				     .is_over = is_over,
				     .arg = run };
	struct job *job[REFRESH_JOBS_MAX];
	struct lease_wish *wish[REFRESH_JOBS_MAX];
	size_t count = pick(run, most, job);

	for (size_t i = 0; i < count; i++)
		wish[i] = &job[i]->wish;
	run->now = clock_now();
	if (count == 0)
		return 0;
	if (project_leases_take(run->session->project, &rules, wish, count,
				err) != 0)
		return -1;
	point("leased");
	for (size_t i = 0; i < count; i++) {
		int goes_on = leased(run, job[i], err);

		if (goes_on < 0)
			return -1;
		run->active += goes_on == 1;
	}
	return 0;
}

/* The answer may have been lost: with a mark that this is the last try. */
static int repeat(struct refresh_run *run, struct job *job, struct err *err)
{
	struct lease_rules rules = { .owner = run->owner,
				     .is_due = is_due,
				     .is_over = is_over,
				     .arg = run };
	struct lease_wish *wish = &job->wish;

	job_clear(job);
	job->wish = (struct lease_wish){ .conn = job->conn };
	if (project_leases_take(run->session->project, &rules, &wish, 1, err) !=
	    0)
		return -1;
	int goes_on = leased(run, job, err);

	if (goes_on == 0)
		run->active--;
	return goes_on < 0 ? -1 : 0;
}

/* -- answers ----------------------------------------------------------------
 */

/* Those of state from the beginning of the run, at most REFRESH_JOBS_MAX. */
static size_t jobs_in(struct refresh_run *run, enum job_state state,
		      struct job *out[REFRESH_JOBS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < run->next && count < REFRESH_JOBS_MAX; i++)
		if (run->job[i].state == state)
			out[count++] = &run->job[i];
	return count;
}

/* The vault is held by somebody else, or the disk is full: it may be better in
 * a moment, and what would be lost is not. */
static bool may_pass(const struct err *err)
{
	return err->code == ERR_BUSY || err->code == ERR_IO ||
	       err->code == ERR_UNSURE;
}

/* 1: not now, but again in a moment. */
static int keep_all(struct refresh_run *run, struct lease_answer *answer,
		    size_t count, struct err *err)
{
	int64_t now = clock_mono_ms();
	int result = project_leases_answer(run->session->project, answer, count,
					   err);

	run->again_ms = 0;
	if (result == 0)
		run->keep_until_ms = 0;
	if (result == 0 || !may_pass(err))
		return result;
	if (run->keep_until_ms == 0)
		run->keep_until_ms = now + KEEP_MS;
	if (now >= run->keep_until_ms)
		return result;
	run->again_ms = now + AGAIN_MS;
	*err = (struct err)ERR_INIT;
	return 1;
}

/* Before anybody reads them. 1 as keep_all(). */
static int keep_answers(struct refresh_run *run, struct job **job, size_t count,
			struct err *err)
{
	struct lease_answer answer[REFRESH_JOBS_MAX];
	struct values kept[REFRESH_JOBS_MAX];
	size_t some = 0;
	int result = 0;

	for (size_t i = 0; i < count && result == 0; i++) {
		if (job[i]->result.outcome != HTTP_ANSWERED)
			continue;
		kept[some] = (struct values)VALUES_INIT;
		answer[some] =
			(struct lease_answer){ .lease = &job[i]->wish.lease,
					       .values = &kept[some] };
		result = answer_keep(&job[i]->result, &kept[some++], err);
	}
	point("arrived");
	if (result == 0 && some > 0)
		result = keep_all(run, answer, some, err);
	point("kept");
	for (size_t i = 0; i < some; i++)
		values_clear(&kept[i]);
	return result;
}

static int judge_answers(struct refresh_run *run, struct job **job,
			 size_t count, struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		if (job_judge(job[i], err) != 0)
			return -1;
		job[i]->state = JOB_ANSWERED;
		if (job_must_repeat(job[i]) && repeat(run, job[i], err) != 0)
			return -1;
	}
	return 0;
}

static void ended(struct job *job, const struct lease_end *end)
{
	if (end->is_lost || end->is_superseded)
		job_refuse(job, REFRESH_BY_OTHER,
			   end->is_lost ? "another process has gone on with it"
					: "it was reconnected meanwhile");
}

static int end_jobs(struct refresh_run *run, struct job **job, size_t count,
		    struct err *err)
{
	struct lease_end end[REFRESH_JOBS_MAX];

	for (size_t i = 0; i < count; i++)
		end[i] = (struct lease_end){
			.lease = &job[i]->wish.lease,
			.fill = job_fill,
			.arg = job[i],
			.values = job[i]->has_values ? &job[i]->values : NULL,
			.detail = job[i]->detail,
		};
	if (count == 0)
		return 0;
	if (project_leases_end(run->session->project, end, count, err) != 0)
		return -1;
	point("stored");
	for (size_t i = 0; i < count; i++) {
		ended(job[i], &end[i]);
		job_over(run, job[i]);
		run->active--;
	}
	return 0;
}

/* -- the run ----------------------------------------------------------------
 */

static unsigned most_at_once(const struct refresh_run *run)
{
	unsigned most = run->plan.jobs ? run->plan.jobs : REFRESH_JOBS;

	return most > REFRESH_JOBS_MAX ? REFRESH_JOBS_MAX : most;
}

bool refresh_is_over(const struct refresh_run *run)
{
	return run->next == run->jobs && run->active == 0 && run->held == 0;
}

/* Is there anything to do that waits for nothing? */
static bool has_work(struct refresh_run *run)
{
	struct job *job[REFRESH_JOBS_MAX];

	return (run->next < run->jobs && run->active < most_at_once(run)) ||
	       jobs_in(run, JOB_ANSWERED, job) > 0 ||
	       (run->again_ms == 0 && jobs_in(run, JOB_ARRIVED, job) > 0);
}

size_t refresh_fds(struct refresh_run *run, struct pollfd fds[REFRESH_FDS_MAX],
		   int *wait_ms)
{
	_Static_assert(REFRESH_FDS_MAX == HTTP_FDS_MAX, "what http gives fits");
	size_t count = 0;

	*wait_ms = -1;
	if (run->http)
		count = http_fds(run->http, fds, wait_ms);
	if (has_work(run) || refresh_is_over(run))
		*wait_ms = 0;
	if (run->again_ms)
		*wait_ms = clock_until(*wait_ms, run->again_ms);
	for (size_t i = 0; run->held > 0 && i < run->next; i++)
		if (run->job[i].state == JOB_HELD)
			*wait_ms = clock_until(*wait_ms, run->job[i].look_ms);
	return count;
}

void refresh_hear(struct refresh_run *run, const struct pollfd *fds,
		  size_t count)
{
	if (run->http)
		http_step(run->http, fds, count);
}

/* Those that wait for another process are told of as they are. */
static void leave_held(struct refresh_run *run)
{
	run->waits = false;
	for (size_t i = 0; run->held > 0 && i < run->next; i++)
		if (run->job[i].state == JOB_HELD) {
			run->held--;
			held(run, &run->job[i]);
		}
}

void refresh_stop(struct refresh_run *run)
{
	run->jobs = run->next;
	leave_held(run);
}

static bool may_begin(const struct refresh_run *run)
{
	int64_t now = clock_mono_ms();

	if (run->active >= most_at_once(run))
		return false;
	for (size_t i = 0; run->held > 0 && i < run->next; i++)
		if (run->job[i].state == JOB_HELD && run->job[i].look_ms <= now)
			return true;
	return run->next < run->jobs;
}

static int take_arrived(struct refresh_run *run, struct job **job, size_t count,
			struct err *err)
{
	int kept = keep_answers(run, job, count, err);

	return kept == 0 ? judge_answers(run, job, count, err)
			 : (kept < 0 ? -1 : 0);
}

/* One transaction, or two for a repeated one: keys are looked at in between. */
static int step(struct refresh_run *run, struct err *err)
{
	struct job *job[REFRESH_JOBS_MAX];
	size_t count;

	if (may_begin(run)) {
		if (begin_some(run, most_at_once(run) - run->active,
			       &run->first) != 0)
			refresh_stop(run); /* what was sent goes on */
		return 0;
	}
	count = jobs_in(run, JOB_ARRIVED, job);
	if (count > 0 &&
	    (run->again_ms == 0 || run->again_ms <= clock_mono_ms()))
		return take_arrived(run, job, count, err);
	return end_jobs(run, job, jobs_in(run, JOB_ANSWERED, job), err);
}

int refresh_step(struct refresh_run *run, struct err *err)
{
	if (step(run, err) != 0)
		return -1;
	if (!refresh_is_over(run) || run->first.code == ERR_OK)
		return 0;
	*err = run->first;
	return -1;
}

void refresh_free(struct refresh_run *run)
{
	if (!run)
		return;
	http_free(run->http); /* what is under way is cut: the lease tells */
	for (size_t i = 0; i < run->all; i++) {
		conn_clear(&run->job[i].given);
		job_clear(&run->job[i]);
	}
	free(run->job);
	free(run);
}
