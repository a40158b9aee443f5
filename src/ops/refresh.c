/* refresh.c - which connections are refreshed, and runs to their end */
#include "ops/refresh.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "ops/conn.h"
#include "ops/internal.h"
#include "ops/network.h"
#include "ops/refreshing.h"

#define PATIENCE_MS   45000 /* with another process */
#define CLOCK_SLACK_S 300   /* that the clocks of two machines differ */

/* -- clocks that ran ahead --------------------------------------------------
 */

static bool is_ahead(int64_t time, int64_t now)
{
	return time > now + CLOCK_SLACK_S;
}

int64_t refresh_past(int64_t time, int64_t now)
{
	return is_ahead(time, now) ? 0 : time;
}

/* Who signed in then keeps that date, whatever is refreshed later. */
bool refresh_is_of_the_future(const struct conn *conn, int64_t now)
{
	if (conn->failures > 0)
		return is_ahead(conn->refresh_at - HTTP_RETRY_MAX, now);
	return is_ahead(conn->refreshed_at, now) ||
	       (is_ahead(conn->connected_at, now) &&
		conn->refresh_at >= conn->connected_at);
}

/* -- what is due ------------------------------------------------------------
 */

/* One that does not live as long as the pause is refreshed halfway. */
static int64_t pause_of(const struct conn *conn)
{
	int64_t life = conn->expires_at - conn->refreshed_at;

	return conn->expires_at && life < 2 * REFRESH_PAUSE_S ? life / 2
							      : REFRESH_PAUSE_S;
}

/* When it is due, or 0: never. */
static int64_t due_of(const struct conn *conn, const struct refresh_plan *plan,
		      int64_t now)
{
	int64_t at = conn->refresh_at;
	int64_t refreshed = refresh_past(conn->refreshed_at, now);
	int64_t used =
		refreshed > conn->connected_at ? refreshed : conn->connected_at;

	if (conn->auth != AUTH_OAUTH2 || at == 0)
		return 0;
	if (refresh_is_of_the_future(conn, now))
		at = now;
	/* Not instead of the next try after a failure. */
	if (plan->idle_s && !conn->may_lapse && conn->failures == 0 &&
	    used + plan->idle_s < at)
		at = used + plan->idle_s;
	at -= plan->within;
	return at > refreshed + pause_of(conn) ? at
					       : refreshed + pause_of(conn);
}

bool refresh_is_due(const struct conn *conn, int64_t now,
		    const struct refresh_plan *plan)
{
	int64_t at = due_of(conn, plan, now);

	return at != 0 && at <= now;
}

/* -- a run ------------------------------------------------------------------
 */

static int run_new(struct session *session, const struct refresh_plan *plan,
		   refresh_fn *each, void *arg, struct refresh_run **out,
		   struct err *err)
{
	struct refresh_run *run;

	if (!session_need_write(session, err))
		return -1;
	run = calloc(1, sizeof(*run));
	if (!run)
		return err_nomem(err);
	run->session = session;
	run->plan = *plan;
	run->each = each;
	run->arg = arg;
	run->now = clock_now();
	owner_self(run->owner);
	*out = run;
	return 0;
}

static int run_ready(struct refresh_run *run, struct err *err)
{
	run->all = run->jobs;
	run->patience_ms = clock_mono_ms() + PATIENCE_MS;
	return run->jobs > 0 ? network_open(false, &run->http, err) : 0;
}

static int run_to_end(struct refresh_run *run, struct err *err)
{
	struct pollfd fds[REFRESH_FDS_MAX];
	int wait_ms;

	while (!refresh_is_over(run)) {
		size_t count = refresh_fds(run, fds, &wait_ms);

		if (poll(fds, (nfds_t)count, wait_ms) < 0)
			count = 0; /* a signal: nothing is known of them */
		refresh_hear(run, fds, count);
		if (refresh_step(run, err) != 0)
			return -1;
	}
	return 0;
}

static void add_job(struct refresh_run *run, const uint8_t id[OBJECT_ID],
		    int64_t seen, int failures)
{
	for (size_t i = 0; i < run->left; i++)
		if (memcmp(run->job[i].conn, id, OBJECT_ID) == 0)
			return;
	run->job[run->jobs].seen = seen;
	run->job[run->jobs].failures = failures;
	memcpy(run->job[run->jobs++].conn, id, OBJECT_ID);
}

/* -- those given ------------------------------------------------------------
 */

static int add_given(struct refresh_run *run, const struct conn *conn,
		     size_t count, struct err *err)
{
	run->job = calloc(count + 1, sizeof(*run->job));
	if (!run->job)
		return err_nomem(err);
	run->waits = true;
	for (size_t i = 0; i < count; i++) {
		add_job(run, conn[i].id, conn[i].secret_version,
			conn[i].failures);
		if (conn_copy(&conn[i], &run->job[i].given) != 0)
			return err_nomem(err);
	}
	return run_ready(run, err);
}

int refresh_start(struct session *session, const struct refresh_plan *plan,
		  const struct conn *conn, size_t count, refresh_fn *each,
		  void *arg, struct refresh_run **out, struct err *err)
{
	struct refresh_run *run;

	if (run_new(session, plan, each, arg, &run, err) != 0)
		return -1;
	if (add_given(run, conn, count, err) != 0) {
		run->all = run->jobs;
		refresh_free(run);
		return -1;
	}
	*out = run;
	return 0;
}

struct one {
	struct conn *conn;
	struct refresh_result *out;
};

static void take_one(const struct refresh_result *result, void *arg)
{
	struct one *one = arg;
	struct conn fresh;

	*one->out = *result;
	if (conn_copy(result->conn, &fresh) == 0) {
		conn_clear(one->conn);
		*one->conn = fresh;
	}
	one->out->conn = one->conn;
}

int refresh_conn(struct session *session, struct conn *conn,
		 const struct refresh_plan *plan, struct refresh_result *out,
		 struct err *err)
{
	struct one one = { .conn = conn, .out = out };
	struct refresh_run *run;

	if (refresh_start(session, plan, conn, 1, take_one, &one, &run, err) !=
	    0)
		return -1;

	int result = run_to_end(run, err);

	if (result == 0 && run->job[0].was_held)
		result = err_set(err, ERR_BUSY,
				 "another process has been refreshing "
				 "it for %d seconds",
				 PATIENCE_MS / 1000);
	refresh_free(run);
	return result;
}

/* -- all that are due -------------------------------------------------------
 */

/* With nothing to refresh it, a token that has expired makes its connection
 * inactive; nobody has to be asked. */
static int expire(struct refresh_run *run, const struct conn *conn,
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

/* One that is due now is so again after this run. */
static void note_next(struct refresh_run *run, const struct conn *conn)
{
	int64_t at = due_of(conn, &run->plan, run->now);

	if (at > run->now && (run->due_next == 0 || at < run->due_next))
		run->due_next = at;
}

static int look_at(struct refresh_run *run, const struct conn *conn,
		   struct err *err)
{
	if (conn->trashed || conn->status == STATUS_UNREADABLE)
		return 0;
	note_next(run, conn);
	if (conn_is_expired(conn, run->now))
		return expire(run, conn, err);
	if (refresh_is_due(conn, run->now, &run->plan))
		add_job(run, conn->id, conn->secret_version, conn->failures);
	return 0;
}

/* Those that dead processes left come first; they have no time to lose. */
static int find_jobs(struct refresh_run *run, struct err *err)
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
	if (run->look)
		run->look(&conns, run->arg);
	for (size_t i = 0; i < conns.count && result == 0; i++)
		result = look_at(run, &conns.item[i], err);
out:
	free(leased);
	conns_clear(&conns);
	return result;
}

int refresh_start_due(struct session *session, const struct refresh_plan *plan,
		      refresh_fn *each, refresh_look_fn *look, void *arg,
		      int64_t *next, struct refresh_run **out, struct err *err)
{
	struct refresh_run *run;

	if (run_new(session, plan, each, arg, &run, err) != 0)
		return -1;
	run->look = look;
	if (find_jobs(run, err) != 0 || run_ready(run, err) != 0) {
		run->all = run->jobs;
		refresh_free(run);
		return -1;
	}
	*next = run->due_next;
	*out = run;
	return 0;
}

int refresh_due(struct session *session, const struct refresh_plan *plan,
		refresh_fn *each, void *arg, struct err *err)
{
	struct refresh_run *run;
	int64_t next;

	if (refresh_start_due(session, plan, each, NULL, arg, &next, &run,
			      err) != 0)
		return -1;

	int result = run_to_end(run, err);

	refresh_free(run);
	return result;
}
