/* give.c - a value for a process of ours
 *
 * What needs a word to the operator, a look around, or a provider is left to
 * the process that asks: it can wait, and tell, and the loop here cannot. */
#include "agent/give.h"

#include <stdlib.h>

#include "agent/internal.h"
#include "base/clock.h"
#include "base/path.h"
#include "base/point.h"
#include "base/str.h"
#include "base/where.h"
#include "ops/conn.h"
#include "ops/serve.h"

#define WAIT_MS 20 /* for another process that writes: others wait for us */

static int leave(struct err *err)
{
	return err_set(err, ERR_BUSY, "who asks is to do it");
}

/* Which project is in use is kept in the state folder: is it the same one? */
static bool shares_state(const struct wire *request)
{
	struct err ignored = ERR_INIT;
	char *state;

	if (where_state("", &state, &ignored) != 0)
		return false;

	bool is_same = str_is(state, request->state);

	free(state);
	return is_same;
}

/* The one in use, else the oldest: that it is still there is seen when a
 * connection is looked for in it, and none gets older than it. */
static struct kept *usual_project(const struct agent *agent)
{
	char used[PROJECT_ID_TEXT];

	return keeper_by_id(&agent->keeper,
			    session_project_used(agent->session, used)
				    ? used
				    : agent->keeper.first);
}

static int find_project(const struct agent *agent, const struct wire *request,
			struct kept **out, struct err *err)
{
	const char *name = request->project;

	if (!*name && !shares_state(request))
		return leave(err);
	*out = *name ? keeper_by_name(&agent->keeper, name)
		     : usual_project(agent);
	return *out ? 0 : leave(err);
}

/* Looking for it brings up to date how its project is called now, and whether
 * an older file would be noticed. */
static int find(struct session *session, const struct wire *request,
		struct conn *out, struct err *err)
{
	if (conn_find_only(session, request->conn, out, err) != 0)
		return -1;
	if (!session_anchor_trouble(session) &&
	    (!*request->project ||
	     str_is(session_project(session), request->project)))
		return 0;
	conn_clear(out);
	return leave(err);
}

static int read_value(struct session *session, struct conn *conn,
		      const char *field, struct secret **out, struct err *err)
{
	struct serve_plan plan = { .why = "get",
				   .min_valid = SERVE_USUAL,
				   .is_as_it_is = field && !serve_ages(field) };
	struct values values = VALUES_INIT;
	struct serve_note note;

	if (!serve_is_ready(conn, &plan))
		return leave(err);
	plan.is_as_it_is = true; /* a second later, too */
	if (serve_values(session, conn, &plan, &values, &note, err) != 0)
		return -1;
	point("value given");

	int result = serve_pick(&values, field, out, err);

	values_clear(&values);
	return result;
}

static int give(struct session *session, const struct wire *request,
		struct secret **out, struct err *err)
{
	const char *field = *request->field ? request->field : NULL;
	struct conn conn = { .version = 0 };

	if (find(session, request, &conn, err) != 0)
		return -1;

	int result = read_value(session, &conn, field, out, err);

	conn_clear(&conn);
	return result;
}

int agent_give(struct agent *agent, const struct wire *request,
	       struct secret **out, struct err *err)
{
	struct kept *kept = NULL;

	hold_use(&agent->hold, clock_boot());
	/* The file as the whole program would find it. */
	if (path_check_private(session_path(agent->session), err) != 0 ||
	    find_project(agent, request, &kept, err) != 0)
		return -1;
	session_wait(kept->session, WAIT_MS);

	int result = give(kept->session, request, out, err);

	session_wait(kept->session, SESSION_WAIT_MS);
	return result;
}
