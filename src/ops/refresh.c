/* refresh.c - a run of refreshes: leases, requests, answers, each in batches
 *
 * What is ready at one moment goes into one transaction: a disk takes longer to
 * be sure of a change than a provider takes to answer. */
#include "ops/refresh.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/point.h"
#include "base/str.h"
#include "ops/conn.h"
#include "ops/internal.h"
#include "ops/owner.h"
#include "ops/refreshing.h"
#include "ops/tokens.h"

#define LEASE_S	    300	  /* that a process may take, where it cannot be seen */
#define PAUSE_S	    60	  /* between two refreshes that nobody asked for */
#define PATIENCE_MS 45000 /* with another process */
#define LOOK_MS	    50	  /* how often to look whether it is done */
#define KEEP_MS	    60000 /* for trying to store an answer that is there */
#define AGAIN_MS    500	  /* between two tries */

struct refreshing {
	struct session *session;
	const struct refresh_plan *plan;
	struct http *http;
	struct job *job;
	size_t jobs, next; /* those before next were begun */
	size_t left;	   /* the first ones are what dead processes left */
	unsigned active;   /* sent */
	char owner[OWNER_TEXT];
	int64_t now;
	refresh_fn *each;
	void *arg;
};

/* -- rules ------------------------------------------------------------------
 */

static bool is_old(const struct conn *conn, int64_t now, int64_t within)
{
	return conn->auth == AUTH_OAUTH2 && conn->refresh_at != 0 &&
	       conn->refresh_at <= now + within &&
	       conn->refreshed_at + PAUSE_S <= now;
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
		job_refuse(job, REFRESH_FAILED,
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
	const struct refreshing *run = arg;
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
	if (run->plan->is_forced ||
	    is_old(&wish->now, run->now, run->plan->within))
		return true;
	job_refuse(job, REFRESH_NOT_DUE, "it is not due yet");
	return false;
}

static bool is_over(const struct lease *lease, void *arg)
{
	const struct refreshing *run = arg;
	enum owner_life life = owner_life(lease->owner);

	return str_is(lease->owner, run->owner) || life == OWNER_SELF ||
	       life == OWNER_DEAD || lease->began_at + LEASE_S < run->now;
}

/* -- jobs -------------------------------------------------------------------
 */

static void job_clear(struct job *job)
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

static void job_over(struct refreshing *run, struct job *job)
{
	struct conn fresh = { .version = 0 };
	struct err ignored = ERR_INIT;
	struct conn *now = job->now;

	if (!now)
		now = &fresh;
	if (project_conn_get(run->session->project, job->conn, &fresh,
			     &ignored) == 0 &&
	    now != &fresh) {
		conn_clear(now);
		*now = fresh;
		fresh.text = NULL;
	}
	job->out.conn = now->text ? now : &job->wish.now;
	if (job->out.conn->text && run->each)
		run->each(&job->out, run->arg);
	job->out.conn = NULL;
	conn_clear(&fresh);
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

static void job_send(struct refreshing *run, struct job *job)
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

/* What the taking of a lease gave. 1: it goes on; 0: it is over. */
static int leased(struct refreshing *run, struct job *job, struct err *err)
{
	switch (job->wish.outcome) {
	case LEASE_TAKEN:
		if (job_prepare(run->session, job) == 0)
			job_send(run, job);
		else
			job->state = JOB_ANSWERED;
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
		job->was_held = true;
		job_refuse(job, REFRESH_BY_OTHER,
			   "another process is refreshing it");
		break;
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

/* Take leases for as many as may go on at once, in one transaction. */
static int begin_some(struct refreshing *run, unsigned most, struct err *err)
{
	struct lease_rules rules = { .owner = run->owner,
				     .is_due = is_due,
				     .is_over = is_over,
				     .arg = run };
	struct lease_wish *wish[REFRESH_JOBS_MAX];
	size_t first = run->next, count = 0;

	while (count < most && run->next < run->jobs) {
		struct job *job = &run->job[run->next++];

		job->wish.conn = job->conn;
		wish[count++] = &job->wish;
	}
	run->now = clock_now();
	if (count == 0)
		return 0;
	if (project_leases_take(run->session->project, &rules, wish, count,
				err) != 0)
		return -1;
	point("leased");
	for (size_t i = 0; i < count; i++) {
		int goes_on = leased(run, &run->job[first + i], err);

		if (goes_on < 0)
			return -1;
		run->active += goes_on == 1;
	}
	return 0;
}

/* The answer may have been lost: with a mark that this is the last try. */
static int repeat(struct refreshing *run, struct job *job, struct err *err)
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
static size_t jobs_in(struct refreshing *run, enum job_state state,
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

static int keep_all(struct refreshing *run, struct lease_answer *answer,
		    size_t count, struct err *err)
{
	int64_t until = clock_mono_ms() + KEEP_MS;
	int result;

	while ((result = project_leases_answer(run->session->project, answer,
					       count, err)) != 0 &&
	       may_pass(err) && clock_mono_ms() < until)
		poll(NULL, 0, AGAIN_MS);
	return result;
}

/* Before anybody reads them. */
static int keep_answers(struct refreshing *run, struct job **job, size_t count,
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

static int judge_answers(struct refreshing *run, struct job **job, size_t count,
			 struct err *err)
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

static int end_jobs(struct refreshing *run, struct job **job, size_t count,
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

static int take_answers(struct refreshing *run, struct err *err)
{
	struct job *job[REFRESH_JOBS_MAX];
	size_t count = jobs_in(run, JOB_ARRIVED, job);

	if (count > 0 && (keep_answers(run, job, count, err) != 0 ||
			  judge_answers(run, job, count, err) != 0))
		return -1;
	return end_jobs(run, job, jobs_in(run, JOB_ANSWERED, job), err);
}

/* -- the run ----------------------------------------------------------------
 */

static void wait_some(struct refreshing *run)
{
	struct pollfd fds[HTTP_FDS_MAX];
	int wait_ms;
	size_t count = http_fds(run->http, fds, &wait_ms);

	if (count == 0 && wait_ms < 0)
		return;
	if (poll(fds, (nfds_t)count, wait_ms) < 0)
		count = 0;
	http_step(run->http, fds, count);
}

static int run_all(struct refreshing *run, struct err *err)
{
	unsigned most = run->plan->jobs ? run->plan->jobs : REFRESH_JOBS;
	struct err first = ERR_INIT;

	if (most > REFRESH_JOBS_MAX)
		most = REFRESH_JOBS_MAX;
	while (run->next < run->jobs || run->active > 0) {
		if (run->active < most &&
		    begin_some(run, most - run->active, &first) != 0)
			run->next = run->jobs; /* what was sent goes on */
		if (take_answers(run, err) != 0)
			return -1;
		if (run->active > 0)
			wait_some(run);
	}
	if (first.code == ERR_OK)
		return 0;
	*err = first;
	return -1;
}

static int run_jobs(struct refreshing *run, struct err *err)
{
	owner_self(run->owner);
	if (http_new(NULL, &run->http, err) != 0)
		return -1;
	int result = run_all(run, err);

	http_free(run->http); /* what is under way is cut: the lease tells */
	for (size_t i = 0; i < run->jobs; i++)
		job_clear(&run->job[i]);
	return result;
}

/* -- one --------------------------------------------------------------------
 */

int refresh_conn(struct session *session, struct conn *conn,
		 const struct refresh_plan *plan, struct refresh_result *out,
		 struct err *err)
{
	int64_t until = clock_mono_ms() + PATIENCE_MS;
	int64_t seen = conn->secret_version;
	int failures = conn->failures;

	if (!session_need_write(session, err))
		return -1;
	for (;;) {
		struct job job = { .seen = seen,
				   .failures = failures,
				   .now = conn };
		struct refreshing run = {
			.session = session, .plan = plan, .job = &job, .jobs = 1
		};

		memcpy(job.conn, conn->id, OBJECT_ID);
		if (run_jobs(&run, err) != 0)
			return -1;
		*out = job.out;
		out->conn = conn;
		if (!job.was_held)
			return 0;
		if (clock_mono_ms() >= until)
			return err_set(err, ERR_BUSY,
				       "another process has been refreshing "
				       "it for %d seconds",
				       PATIENCE_MS / 1000);
		poll(NULL, 0, LOOK_MS);
	}
}

/* -- all --------------------------------------------------------------------
 */

/* With nothing to refresh it, a token that has expired makes its connection
 * inactive; nobody has to be asked. */
static int expire(struct refreshing *run, const struct conn *conn,
		  struct err *err)
{
	struct refresh_result result = { .outcome = REFRESH_SIGN_IN };
	struct conn next = *conn, now = { .version = 0 };
	struct conn_change change = { .conn = &next,
				      .action = AUDIT_REFRESH,
				      .detail = "expired" };

	conn_expire(&next, run->now);
	if (project_apply(run->session->project, &change, 1, err) != 0)
		return err->code == ERR_CONFLICT ? 0 : -1;
	str_copy(result.text,
		 "its token has expired and cannot be refreshed: sign in again",
		 sizeof(result.text));
	if (project_conn_get(run->session->project, conn->id, &now, err) != 0)
		return -1;
	result.conn = &now;
	run->each(&result, run->arg);
	conn_clear(&now);
	return 0;
}

static void add_job(struct refreshing *run, const uint8_t id[OBJECT_ID],
		    int64_t seen, int failures)
{
	for (size_t i = 0; i < run->left; i++)
		if (memcmp(run->job[i].conn, id, OBJECT_ID) == 0)
			return;
	run->job[run->jobs].seen = seen;
	run->job[run->jobs].failures = failures;
	memcpy(run->job[run->jobs++].conn, id, OBJECT_ID);
}

/* Those that dead processes left come first; they have no time to lose. */
static int find_jobs(struct refreshing *run, struct err *err)
{
	struct project *project = run->session->project;
	uint8_t(*leased)[OBJECT_ID] = NULL;
	struct conns conns = { .item = NULL };
	size_t leases;
	int result = -1;

	if (project_conns(project, &conns, err) != 0 ||
	    project_leased(project, &leased, &leases, err) != 0)
		goto out;
	run->job = calloc(conns.count + leases + 1, sizeof(*run->job));
	result = run->job ? 0 : err_nomem(err);
	for (size_t i = 0; i < leases && result == 0; i++)
		add_job(run, leased[i], 0, 0);
	run->left = run->jobs;
	for (size_t i = 0; i < conns.count && result == 0; i++) {
		const struct conn *conn = &conns.item[i];

		if (conn->trashed || conn->status == STATUS_UNREADABLE)
			continue;
		if (conn_is_expired(conn, run->now))
			result = expire(run, conn, err);
		else if (is_old(conn, run->now, run->plan->within))
			add_job(run, conn->id, conn->secret_version,
				conn->failures);
	}
out:
	free(leased);
	conns_clear(&conns);
	return result;
}

int refresh_due(struct session *session, const struct refresh_plan *plan,
		refresh_fn *each, void *arg, struct err *err)
{
	struct refreshing run = { .session = session,
				  .plan = plan,
				  .now = clock_now(),
				  .each = each,
				  .arg = arg };

	if (!session_need_write(session, err))
		return -1;
	int result = find_jobs(&run, err);

	if (result == 0 && run.jobs > 0)
		result = run_jobs(&run, err);
	free(run.job);
	return result;
}
