/* check.c - a batch of checks: readings, requests, results, each many at a time
 *
 * A disk takes longer to be sure of each alone than all services together. */
#include "ops/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "ops/checking.h"
#include "ops/conn.h"
#include "ops/internal.h"
#include "ops/network.h"
#include "ops/refresh.h"

#define BATCH	 1024
#define STORE_MS 2000 /* that a result waits for others */
#define MARGIN_S 30   /* a token that ends within them is no good */

struct check_job {
	struct checks *checks; /* it belongs to */
	enum job_state {
		JOB_WAITING, /* for its values */
		JOB_READY,   /* they are there */
		JOB_SENT,
		JOB_OLD, /* the token has to be refreshed */
		JOB_REFRESHING,
		JOB_FOUND, /* the result is there, not stored yet */
		JOB_OVER,
	} state;
	struct conn conn;
	const struct piece_way *way;
	const struct piece_check *check;
	struct values values;
	struct secret *body;	/* that is sent, or NULL */
	struct http_call *call; /* under way, or NULL */
	struct check_result result;
	bool was_refreshed;
	int64_t began_ms;
	char detail[CHECK_DETAIL];
};

struct checks {
	struct session *session;
	struct check_plan plan;
	struct http *http;
	struct refresh_run *refresh; /* of those that are old, or NULL */
	struct check_job *job;
	size_t jobs;
	size_t waiting, ready, sent, old, found, over; /* how many are */
	struct check_counts counts;
	size_t cursor;	  /* none before it is ready */
	size_t fds;	  /* of http, the others are of refresh */
	int64_t found_ms; /* when the oldest that is not stored was */
	check_fn *each;
	void *arg;
};

/* -- states --------------------------------------------------------------- */

static size_t *count_of(struct checks *checks, enum job_state state)
{
	switch (state) {
	case JOB_WAITING:
		return &checks->waiting;
	case JOB_READY:
		return &checks->ready;
	case JOB_SENT:
		return &checks->sent;
	case JOB_OLD:
	case JOB_REFRESHING:
		return &checks->old;
	case JOB_FOUND:
		return &checks->found;
	default:
		return &checks->over;
	}
}

static void set_state(struct checks *checks, struct check_job *job,
		      enum job_state state)
{
	--*count_of(checks, job->state);
	job->state = state;
	++*count_of(checks, state);
}

static void job_wipe(struct check_job *job)
{
	values_clear(&job->values);
	secret_free(job->body);
	job->body = NULL;
}

static void job_over(struct checks *checks, struct check_job *job)
{
	job_wipe(job);
	set_state(checks, job, JOB_OVER);
	job->result.conn = &job->conn;
	if (checks->each)
		checks->each(&job->result, checks->arg);
}

static void job_found(struct checks *checks, struct check_job *job)
{
	job_wipe(job);
	if (checks->found == 0)
		checks->found_ms = clock_mono_ms();
	checks->counts.done++;
	checks->counts.outcome[job->result.outcome]++;
	set_state(checks, job, JOB_FOUND);
}

/* Nothing was sent, so that there is nothing to store. */
static void job_refuse(struct checks *checks, struct check_job *job,
		       enum check_outcome outcome, const char *text)
{
	check_say(&job->result, outcome, "%s", text);
	checks->counts.done++;
	checks->counts.outcome[outcome]++;
	job_over(checks, job);
}

/* -- before anything is read ---------------------------------------------- */

static bool is_token_old(const struct conn *conn)
{
	return conn->auth == AUTH_OAUTH2 && conn->refresh_at != 0 &&
	       conn->expires_at != 0 &&
	       conn->expires_at <= clock_now() + MARGIN_S;
}

/* What can be told without a secret. */
static void look_at(struct checks *checks, struct check_job *job)
{
	const struct conn *conn = &job->conn;
	const char *why = "no test for this piece";
	const struct piece *piece;
	struct err err = ERR_INIT;

	if (conn->status == STATUS_UNREADABLE) {
		job_refuse(checks, job, CHECK_FAILED,
			   "it cannot be read: connvault audit verify");
		return;
	}
	if (conn_way(checks->session, conn, &piece, &job->way, &err) == 0)
		why = check_none(job->way, &checks->plan);
	if (!why && !conn_has_credential(conn))
		why = "it has no credential yet";
	if (why)
		job_refuse(checks, job, CHECK_SKIPPED, why);
	else if (is_token_old(conn))
		set_state(checks, job, JOB_OLD);
}

/* -- values --------------------------------------------------------------- */

static size_t batch_of(const struct checks *checks)
{
	return checks->plan.batch ? checks->plan.batch : BATCH;
}

/* The jobs of a state, at most most. */
static size_t jobs_in(struct checks *checks, enum job_state state,
		      struct check_job **out, size_t most)
{
	size_t count = 0;

	for (size_t i = 0; i < checks->jobs && count < most; i++)
		if (checks->job[i].state == state)
			out[count++] = &checks->job[i];
	return count;
}

static void take_values(struct checks *checks, struct check_job *job,
			struct values_wish *wish)
{
	if (wish->why.code != ERR_OK) {
		job_refuse(checks, job, CHECK_FAILED, wish->why.msg);
		return;
	}
	conn_clear(&job->conn);
	job->conn = wish->now;
	job->values = wish->values;
	wish->now = (struct conn){ .version = 0 };
	wish->values = (struct values)VALUES_INIT;
	set_state(checks, job, JOB_READY);
	if (checks->cursor > (size_t)(job - checks->job))
		checks->cursor = (size_t)(job - checks->job);
}

static int read_values(struct checks *checks, struct check_job **job,
		       size_t count, struct err *err)
{
	struct project *project = session_need_write(checks->session, err);
	struct values_wish *wish = calloc(count, sizeof(*wish));

	if (!project || !wish)
		free(wish);
	if (!project)
		return -1;
	if (!wish)
		return err_nomem(err);
	for (size_t i = 0; i < count; i++)
		wish[i].conn = job[i]->conn.id;
	int result = project_values_all(project, wish, count, "check", err);

	for (size_t i = 0; i < count && result == 0; i++) {
		take_values(checks, job[i], &wish[i]);
		values_wish_clear(&wish[i]);
	}
	free(wish);
	return result;
}

static int read_some(struct checks *checks, struct err *err)
{
	struct check_job **job;
	size_t most = batch_of(checks);
	int result = 0;

	if (checks->waiting == 0 ||
	    checks->ready + checks->sent >= checks->plan.jobs)
		return 0;
	job = calloc(most, sizeof(struct check_job *));
	if (!job)
		return err_nomem(err);
	size_t count = jobs_in(checks, JOB_WAITING, job, most);

	if (count > 0)
		result = read_values(checks, job, count, err);
	free(job);
	return result;
}

/* -- requests ------------------------------------------------------------- */

/* A token can have ended before its time, or have none: one that can be
 * refreshed is, before that is believed. */
static bool must_refresh(const struct check_job *job)
{
	return job->result.outcome == CHECK_REFUSED &&
	       job->result.http_status == 401 && !job->was_refreshed &&
	       job->conn.auth == AUTH_OAUTH2 && job->conn.refresh_at != 0;
}

static void on_answer(struct http_result *answer, void *arg)
{
	struct check_job *job = arg;

	job->call = NULL;
	check_judge(job->way, job->check, &job->values, answer, &job->result);
	http_result_clear(answer);
	if (!must_refresh(job)) {
		job_found(job->checks, job);
		return;
	}
	job_wipe(job);
	set_state(job->checks, job, JOB_OLD);
}

/* All of the recipe but the body is copied. */
static int start(struct checks *checks, struct check_job *job, struct err *err)
{
	struct recipe recipe;
	int result;

	if (recipe_fill(job->way, job->check, &job->values, job->conn.hosts,
			&recipe, err) != 0)
		return -1;
	struct http_request request = recipe_request(&recipe);

	result = http_start(checks->http, &request, on_answer, job, &job->call,
			    err);
	job->body = recipe.body;
	recipe.body = NULL;
	recipe_clear(&recipe);
	return result;
}

static void job_send(struct checks *checks, struct check_job *job)
{
	const char *why = "no test for this piece";
	struct err err = ERR_INIT;

	job->check = recipe_check(job->way, &job->values);
	if (job->check)
		why = check_refusal(job->check, &checks->plan);
	if (why) {
		job_refuse(checks, job, CHECK_SKIPPED, why);
		return;
	}
	job->began_ms = clock_mono_ms();
	if (start(checks, job, &err) == 0)
		set_state(checks, job, JOB_SENT);
	else
		job_refuse(checks, job, CHECK_FAILED, err.msg);
}

static void send_some(struct checks *checks)
{
	while (checks->ready > 0 && checks->sent < checks->plan.jobs) {
		struct check_job *job = &checks->job[checks->cursor++];

		if (job->state == JOB_READY)
			job_send(checks, job);
	}
}

/* -- tokens that are old -------------------------------------------------- */

static struct check_job *job_of(struct checks *checks, const struct conn *conn)
{
	for (size_t i = 0; i < checks->jobs; i++)
		if (checks->job[i].state == JOB_REFRESHING &&
		    memcmp(checks->job[i].conn.id, conn->id, OBJECT_ID) == 0)
			return &checks->job[i];
	return NULL;
}

/* Its own audit row and status are there already. */
static void on_refreshed(const struct refresh_result *result, void *arg)
{
	static const enum check_outcome failed[REFRESH_OUTCOMES] = {
		[REFRESH_LATER] = CHECK_LATER,
		[REFRESH_SIGN_IN] = CHECK_REFUSED,
		[REFRESH_APP_ERROR] = CHECK_REFUSED,
		[REFRESH_FAILED] = CHECK_FAILED,
	};
	struct checks *checks = arg;
	struct check_job *job = job_of(checks, result->conn);

	if (!job)
		return;
	job->was_refreshed = true;
	if (failed[result->outcome])
		job_refuse(checks, job, failed[result->outcome], result->text);
	else
		set_state(checks, job, JOB_WAITING);
}

static int refresh_begin(struct checks *checks, struct err *err)
{
	const struct refresh_plan plan = { .is_asked = true };
	struct conn *conn = calloc(checks->old, sizeof(*conn)); /* borrowed */
	size_t count = 0;

	if (!conn)
		return err_nomem(err);
	for (size_t i = 0; i < checks->jobs; i++)
		if (checks->job[i].state == JOB_OLD) {
			conn[count++] = checks->job[i].conn;
			checks->job[i].state = JOB_REFRESHING;
		}
	int result = refresh_start(checks->session, &plan, conn, count,
				   on_refreshed, checks, &checks->refresh, err);

	free(conn);
	return result;
}

/* Those that a run has not told of are old no more: that run is over. */
static void refresh_end(struct checks *checks)
{
	refresh_free(checks->refresh);
	checks->refresh = NULL;
	for (size_t i = 0; i < checks->jobs; i++)
		if (checks->job[i].state == JOB_REFRESHING)
			job_refuse(checks, &checks->job[i], CHECK_FAILED,
				   "its token could not be refreshed");
}

static int refresh_some(struct checks *checks, const struct pollfd *fds,
			size_t count, struct err *err)
{
	if (!checks->refresh)
		return checks->old > 0 ? refresh_begin(checks, err) : 0;
	refresh_hear(checks->refresh, fds, count);
	if (refresh_step(checks->refresh, err) != 0)
		return -1;
	if (refresh_is_over(checks->refresh))
		refresh_end(checks);
	return 0;
}

/* -- results -------------------------------------------------------------- */

static void supersede(struct checks *checks, struct check_job *job)
{
	checks->counts.outcome[job->result.outcome]--;
	checks->counts.outcome[CHECK_FAILED]++;
	check_say(&job->result, CHECK_FAILED,
		  "it was reconnected or deleted meanwhile");
}

static int store(struct checks *checks, struct check_job **job, size_t count,
		 struct err *err)
{
	struct conn_finding *finding = calloc(count, sizeof(*finding));

	if (!finding)
		return err_nomem(err);
	for (size_t i = 0; i < count; i++) {
		check_describe(&job[i]->result, job[i]->detail);
		finding[i] = (struct conn_finding){
			.conn = job[i]->conn.id,
			.secret_version = job[i]->conn.secret_version,
			.fill = check_fill,
			.arg = &job[i]->result,
			.action = AUDIT_CHECK,
			.detail = job[i]->detail,
		};
	}
	struct project *project = session_need_write(checks->session, err);
	int result = project ? project_found(project, finding, count, err) : -1;

	for (size_t i = 0; i < count && result == 0; i++) {
		if (finding[i].is_superseded)
			supersede(checks, job[i]);
		job_over(checks, job[i]);
	}
	free(finding);
	return result;
}

static bool is_time_to_store(const struct checks *checks)
{
	size_t others = checks->waiting + checks->ready + checks->sent;

	return checks->found > 0 &&
	       (checks->found >= batch_of(checks) || others == 0 ||
		clock_mono_ms() - checks->found_ms >= STORE_MS);
}

static int store_some(struct checks *checks, struct err *err)
{
	size_t most = batch_of(checks);
	struct check_job **job = calloc(most, sizeof(struct check_job *));

	if (!job)
		return err_nomem(err);
	size_t count = jobs_in(checks, JOB_FOUND, job, most);
	int result = store(checks, job, count, err);

	free(job);
	return result;
}

/* -- all of it ------------------------------------------------------------ */

static int copy_jobs(struct checks *checks, const struct conn *const *conns,
		     size_t count, struct err *err)
{
	checks->job = calloc(count + 1, sizeof(*checks->job));
	if (!checks->job)
		return err_nomem(err);
	for (; checks->jobs < count; checks->jobs++)
		if (conn_copy(conns[checks->jobs],
			      &checks->job[checks->jobs].conn) != 0)
			return err_nomem(err);
	for (size_t i = 0; i < count; i++)
		checks->job[i].checks = checks;
	checks->waiting = checks->counts.all = count;
	return 0;
}

int checks_start(struct session *session, const struct check_plan *plan,
		 const struct conn *const *conns, size_t count, check_fn *each,
		 void *arg, struct checks **out, struct err *err)
{
	if (!session_need_write(session, err))
		return -1;
	struct checks *checks = calloc(1, sizeof(*checks));

	if (!checks)
		return err_nomem(err);
	checks->session = session;
	checks->plan = *plan;
	if (!plan->jobs)
		checks->plan.jobs = CHECK_JOBS;
	if (checks->plan.jobs > CHECK_JOBS_MAX)
		checks->plan.jobs = CHECK_JOBS_MAX;
	checks->each = each;
	checks->arg = arg;
	if (copy_jobs(checks, conns, count, err) != 0 ||
	    network_open(true, &checks->http, err) != 0) {
		checks_free(checks);
		return -1;
	}
	for (size_t i = 0; i < count; i++)
		look_at(checks, &checks->job[i]);
	*out = checks;
	return 0;
}

size_t checks_fds(struct checks *checks, struct pollfd fds[CHECK_FDS_MAX],
		  int *wait_ms)
{
	_Static_assert(CHECK_FDS_MAX >= 2 * HTTP_FDS_MAX, "both fit");
	size_t count = http_fds(checks->http, fds, wait_ms);
	int wait;

	checks->fds = count;
	if (checks->refresh) {
		count += refresh_fds(checks->refresh, fds + count, &wait);
		*wait_ms = clock_shorter(*wait_ms, wait);
	} else if (checks->old > 0) {
		*wait_ms = 0;
	}
	if (checks->found > 0)
		*wait_ms = clock_until(*wait_ms, checks->found_ms + STORE_MS);
	if (checks->ready + checks->sent < checks->plan.jobs &&
	    checks->waiting > 0)
		*wait_ms = 0;
	if (is_time_to_store(checks))
		*wait_ms = 0;
	return count;
}

int checks_step(struct checks *checks, const struct pollfd *fds, size_t count,
		struct err *err)
{
	size_t own = count < checks->fds ? count : checks->fds;

	http_step(checks->http, fds, own);
	send_some(checks);
	if (refresh_some(checks, fds + own, count - own, err) != 0 ||
	    read_some(checks, err) != 0)
		return -1;
	send_some(checks);
	return is_time_to_store(checks) ? store_some(checks, err) : 0;
}

bool checks_are_over(const struct checks *checks)
{
	return checks->over == checks->jobs;
}

int checks_stop(struct checks *checks, struct err *err)
{
	http_free(checks->http);
	checks->http = NULL;
	refresh_free(checks->refresh);
	checks->refresh = NULL;
	for (size_t i = 0; i < checks->jobs; i++)
		job_wipe(&checks->job[i]);
	while (checks->found > 0)
		if (store_some(checks, err) != 0)
			return -1;
	return 0;
}

void checks_free(struct checks *checks)
{
	if (!checks)
		return;
	http_free(checks->http);
	refresh_free(checks->refresh);
	for (size_t i = 0; i < checks->jobs; i++) {
		job_wipe(&checks->job[i]);
		conn_clear(&checks->job[i].conn);
	}
	free(checks->job);
	free(checks);
}

/* -- looking -------------------------------------------------------------- */

void checks_count(const struct checks *checks, struct check_counts *out)
{
	*out = checks->counts;
}

enum check_state checks_look(const struct checks *checks, size_t index,
			     struct check_result *out)
{
	const struct check_job *job = &checks->job[index];
	bool is_begun = job->state == JOB_SENT || job->state == JOB_REFRESHING;

	*out = job->result;
	out->conn = &job->conn;
	if (job->state == JOB_FOUND || job->state == JOB_OVER)
		return CHECK_DONE;
	if (!is_begun || !checks->http) /* not any more, once stopped */
		return CHECK_WAITING;
	*out = (struct check_result){ .conn = &job->conn };
	if (job->state == JOB_SENT)
		out->ms = clock_mono_ms() - job->began_ms;
	return CHECK_UNDER_WAY;
}
