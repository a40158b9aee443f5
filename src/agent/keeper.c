/* keeper.c - rounds over the projects */
#include "agent/keeper.h"

#include <stdlib.h>
#include <string.h>

#include "agent/internal.h"
#include "agent/runner.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ops/client.h"
#include "ops/conn.h"

#define LOOK_MS	 2000 /* between two looks for what others changed */
#define RETRY_S	 60   /* after the vault could not be read */
#define SAFE_MAX 256

/* -- news ----------------------------------------------------------------- */

static const char *reason_of(enum hook_event event, const struct conn *conn)
{
	if (event == HOOK_EXPIRING)
		return "it ends soon";
	if (event == HOOK_RECOVERED)
		return "it works again";
	return *conn->error ? conn->error : conn_reason_name(conn->reason);
}

static void tell_news(enum hook_event event, const struct conn *conn, void *arg)
{
	const struct kept *kept = arg;
	const struct hook_call call = {
		.event = event,
		.project = session_project(kept->session),
		.external_id = conn->external_id,
		.name = conn->name,
		.piece = conn->piece,
		.text = reason_of(event, conn),
	};
	char name[SAFE_MAX], text[SAFE_MAX];
	struct err err = ERR_INIT;

	term_safe(name, sizeof(name), conn->name, 60);
	term_safe(text, sizeof(text), call.text, 100);
	agent_say(kept->agent, "%s: %s (%s): %s", hook_event_name(event), name,
		  conn->external_id, text);
	if (runner_tell(kept->agent->sockets.runner, &call, &err) != 0)
		agent_say(kept->agent, "no hook is started: %s", err.msg);
}

static void look(const struct conns *conns, void *arg)
{
	struct kept *kept = arg;
	struct err err = ERR_INIT;

	if (news_look(&kept->news, conns, tell_news, kept, &err) != 0)
		agent_say(kept->agent, "%s", err.msg);
}

static void refreshed(const struct refresh_result *result, void *arg)
{
	struct kept *kept = arg;
	char name[SAFE_MAX];

	if (result->outcome == REFRESH_NOT_DUE)
		return;
	kept->has_done = true;
	/* Another process may be killed before it is done. */
	kept->has_failed |= result->outcome == REFRESH_FAILED ||
			    result->outcome == REFRESH_BY_OTHER;
	if (result->outcome == REFRESH_BY_OTHER)
		return;
	if (result->outcome == REFRESH_DONE) {
		kept->agent->keeper.refreshed_at = clock_now();
		return;
	}
	term_safe(name, sizeof(name), result->conn->name, 60);
	agent_say(kept->agent, "%s is not refreshed (%s): %s", name,
		  refresh_outcome_name(result->outcome), result->text);
}

/* -- what was read ------------------------------------------------------- */

static void forget(struct kept *kept)
{
	roster_free(kept->roster);
	kept->roster = NULL;
	clients_clear(&kept->clients);
	kept->has_clients = false;
}

/* What others changed. First of all in a request: it drops what was read. */
static int kept_look(struct kept *kept, struct err *err)
{
	bool changed = true;
	int result = session_changed(kept->session, &changed, err);

	kept->is_gone = result != 0 && err->code == ERR_ABSENT;
	if (!changed)
		return result;
	forget(kept);
	kept->due_at = 0; /* perhaps something else is due now */
	return result;
}

int kept_roster(struct kept *kept, struct err *err)
{
	const struct roster_query all = { .sort = SORT_NAME };

	if (kept->roster)
		return 0;
	return roster_load(kept->session, &kept->roster, err) != 0 ||
			       roster_query(kept->roster, &all, err) != 0
		       ? -1
		       : 0;
}

int kept_clients(struct kept *kept, struct err *err)
{
	if (kept->has_clients)
		return 0;
	if (client_list(kept->session, &kept->clients, err) != 0)
		return -1;
	kept->has_clients = true;
	return 0;
}

struct kept *keeper_by_name(const struct keeper *keeper, const char *project)
{
	for (size_t i = 0; i < keeper->count; i++)
		if (!keeper->item[i].is_gone &&
		    str_is(session_project(keeper->item[i].session), project))
			return &keeper->item[i];
	return NULL;
}

/* One that was renamed has left its name to another one, perhaps. */
int keeper_find(struct keeper *keeper, const char *project, struct kept **out,
		struct err *err)
{
	struct kept *kept = keeper_by_name(keeper, project);
	struct err ignored = ERR_INIT;

	if (kept && kept_look(kept, err) != 0 && !kept->is_gone)
		return -1;
	if (!kept || keeper_by_name(keeper, project) != kept)
		for (size_t i = 0; i < keeper->count; i++)
			(void)kept_look(&keeper->item[i], &ignored);
	*out = keeper_by_name(keeper, project);
	return 0;
}

struct kept *keeper_by_id(const struct keeper *keeper, const char *id)
{
	char is[PROJECT_ID_TEXT];

	for (size_t i = 0; i < keeper->count; i++) {
		session_project_id(keeper->item[i].session, is);
		if (str_is(is, id))
			return &keeper->item[i];
	}
	return NULL;
}

/* -- sessions ------------------------------------------------------------- */

static int kept_open(struct agent *agent, const char *project,
		     const struct secret *pass, struct kept *out,
		     struct err *err)
{
	*out = (struct kept){ .agent = agent, .due_at = 0 };
	if (session_open(session_path(agent->session), false, &out->session,
			 err) == 0 &&
	    session_pass_use(out->session, pass, err) == 0 &&
	    session_project_open(out->session, project, err) == 0)
		return 0;
	session_close(out->session);
	return -1;
}

static int open_all(struct agent *agent, const struct projects *projects,
		    const struct secret *pass, struct err *err)
{
	struct keeper *keeper = &agent->keeper;

	keeper->item = calloc(projects->count + 1, sizeof(*keeper->item));
	if (!keeper->item)
		return err_nomem(err);
	for (size_t i = 0; i < projects->count; i++) {
		struct err why = ERR_INIT;

		if (!projects->item[i].name)
			continue;
		/* One that is damaged does not keep the others waiting. */
		if (kept_open(agent, projects->item[i].name, pass,
			      &keeper->item[keeper->count], &why) == 0)
			keeper->count++;
		else
			agent_say(agent, "a project is not kept: %s", why.msg);
	}
	return 0;
}

int keeper_open(struct agent *agent, struct err *err)
{
	struct projects projects = { NULL, 0 };
	struct secret *pass = NULL;
	int result = -1;

	keeper_close(&agent->keeper);
	if (session_pass_make(agent->session, &pass, err) == 0 &&
	    session_projects(agent->session, &projects, err) == 0)
		result = open_all(agent, &projects, pass, err);
	if (projects.count > 0)
		hex_from(projects.item[0].id, OBJECT_ID, agent->keeper.first);
	secret_free(pass);
	projects_clear(&projects);
	return result;
}

/* What others changed since the look before, nobody else would tell. Nothing is
 * refreshed any more. */
static void look_last(struct kept *kept)
{
	const struct refresh_plan plan = { .within = 0 };
	struct err ignored = ERR_INIT;
	struct refresh_run *run;
	int64_t next;

	if (!kept->news.seen || kept_look(kept, &ignored) != 0 ||
	    kept->due_at != 0)
		return;
	if (refresh_start_due(kept->session, &plan, refreshed, look, kept,
			      &next, &run, &ignored) == 0)
		refresh_free(run);
}

void keeper_close(struct keeper *keeper)
{
	refresh_free(keeper->run);
	for (size_t i = 0; i < keeper->count; i++) {
		look_last(&keeper->item[i]);
		news_clear(&keeper->item[i].news);
		forget(&keeper->item[i]);
		session_close(keeper->item[i].session);
	}
	for (size_t i = 0; i < keeper->wants; i++)
		conn_clear(&keeper->want[i].conn);
	free(keeper->item);
	*keeper = (struct keeper){ .refreshed_at = keeper->refreshed_at };
}

/* -- rounds --------------------------------------------------------------- */

static void failed(struct kept *kept, const struct err *why)
{
	kept->due_at = clock_now() + RETRY_S;
	agent_say(kept->agent, "refreshing waits a minute: %s", why->msg);
}

/* Look at a project; what is due there is begun. */
static void begin(struct keeper *keeper, size_t at)
{
	const struct refresh_plan plan = { .idle_s = KEEPER_IDLE_S };
	struct kept *kept = &keeper->item[at];
	struct err err = ERR_INIT;
	int64_t next;

	keeper->at = at;
	kept->has_done = kept->has_failed = false;
	if (refresh_start_due(kept->session, &plan, refreshed, look, kept,
			      &next, &keeper->run, &err) != 0) {
		keeper->run = NULL;
		failed(kept, &err);
		return;
	}
	kept->due_at = next ? next : KEPT_NEVER;
}

/* -- those that are wanted ------------------------------------------------ */

bool keeper_wants(const struct keeper *keeper, const struct conn *conn)
{
	for (size_t i = 0; i < keeper->wants; i++)
		if (memcmp(keeper->want[i].conn.id, conn->id, OBJECT_ID) == 0)
			return true;
	return false;
}

int keeper_want(struct kept *kept, const struct conn *conn, struct err *err)
{
	struct keeper *keeper = &kept->agent->keeper;
	struct want *want = &keeper->want[keeper->wants];

	if (keeper_wants(keeper, conn))
		return 0;
	if (keeper->wants == KEEPER_WANTS)
		return err_set(err, ERR_BUSY, "too many tokens are refreshed");
	if (conn_copy(conn, &want->conn) != 0)
		return err_nomem(err);
	want->kept = kept;
	want->is_begun = false;
	keeper->wants++;
	return 0;
}

/* Those that the run was for have got what there is. */
static void end_wanted(struct keeper *keeper)
{
	size_t left = 0;

	for (size_t i = 0; i < keeper->wants; i++)
		if (keeper->want[i].is_begun)
			conn_clear(&keeper->want[i].conn);
		else
			keeper->want[left++] = keeper->want[i];
	keeper->wants = left;
}

/* Those of one project; the others wait for the next run. */
static void begin_wanted(struct keeper *keeper)
{
	const struct refresh_plan plan = { .is_asked = true };
	struct conn now[KEEPER_WANTS]; /* borrowed */
	struct kept *kept = keeper->want[0].kept;
	struct err err = ERR_INIT;
	size_t count = 0;

	for (size_t i = 0; i < keeper->wants; i++) {
		struct want *want = &keeper->want[i];

		want->is_begun = want->kept == kept;
		if (want->is_begun)
			now[count++] = want->conn;
	}
	keeper->at = (size_t)(kept - keeper->item);
	kept->has_done = kept->has_failed = false;
	if (refresh_start(kept->session, &plan, now, count, refreshed, kept,
			  &keeper->run, &err) == 0)
		return;
	keeper->run = NULL;
	failed(kept, &err);
	end_wanted(keeper);
	api_wake(kept->agent->api);
}

/* -- going on ------------------------------------------------------------- */

/* What was done is news, and due again at another time: one more look. What
 * could not even be begun would be due at once for ever. */
static void go_on(struct keeper *keeper)
{
	struct kept *kept = &keeper->item[keeper->at];
	int64_t again = clock_now() + (kept->has_failed ? RETRY_S : 0);
	struct err err = ERR_INIT;

	if (refresh_step(keeper->run, &err) != 0)
		failed(kept, &err);
	else if (!refresh_is_over(keeper->run))
		return;
	else if (kept->has_done && again < kept->due_at)
		kept->due_at = again;
	if (kept->has_done)
		forget(kept);
	refresh_free(keeper->run);
	keeper->run = NULL;
	end_wanted(keeper);
	api_wake(kept->agent->api);
}

/* Projects that were made, deleted or given another name meanwhile. */
static bool has_other_projects(struct agent *agent)
{
	struct projects projects = { NULL, 0 };
	struct err ignored = ERR_INIT;
	size_t named = 0;
	bool differs = false;

	if (session_projects(agent->session, &projects, &ignored) != 0)
		return false;
	for (size_t i = 0; i < projects.count; i++) {
		const char *name = projects.item[i].name;

		named += name != NULL;
		differs |= name && !keeper_by_name(&agent->keeper, name);
	}
	projects_clear(&projects);
	return differs || named < agent->keeper.count;
}

/* Every few seconds; what is found is looked at in turn. */
static void look_around(struct agent *agent, bool *may_look)
{
	struct keeper *keeper = &agent->keeper;
	struct err err = ERR_INIT;

	*may_look = clock_mono_ms() >= keeper->look_ms;
	if (!*may_look)
		return;
	keeper->look_ms = clock_mono_ms() + LOOK_MS;
	if (agent->hold.is_open && has_other_projects(agent) &&
	    keeper_open(agent, &err) != 0)
		agent_say(agent, "nothing is kept alive: %s", err.msg);
}

void keeper_step(struct agent *agent)
{
	struct keeper *keeper = &agent->keeper;
	struct err ignored = ERR_INIT;
	int64_t now = clock_now();
	bool may_look;

	if (keeper->run) {
		go_on(keeper);
		return;
	}
	if (keeper->wants > 0) {
		begin_wanted(keeper);
		return;
	}
	look_around(agent, &may_look);
	for (size_t i = 0; i < keeper->count && !keeper->run; i++) {
		/* After one another, whoever changes most. */
		size_t at = (keeper->at + 1 + i) % keeper->count;
		struct kept *kept = &keeper->item[at];

		if (may_look)
			(void)kept_look(kept, &ignored);
		if (kept->due_at <= now)
			begin(keeper, at);
	}
}

/* -- waiting -------------------------------------------------------------- */

int64_t keeper_next(const struct keeper *keeper)
{
	int64_t next = KEPT_NEVER;

	for (size_t i = 0; i < keeper->count; i++)
		if (keeper->item[i].due_at < next)
			next = keeper->item[i].due_at;
	return next == KEPT_NEVER ? 0 : next;
}

size_t keeper_fds(struct keeper *keeper, struct pollfd fds[REFRESH_FDS_MAX],
		  int *wait_ms)
{
	int64_t left = keeper->look_ms - clock_mono_ms();

	if (keeper->run)
		return refresh_fds(keeper->run, fds, wait_ms);
	/* What is due by the clock is seen at the next look, too. */
	if (keeper->wants > 0)
		left = 0;
	*wait_ms = keeper->count == 0 ? -1 : left > 0 ? (int)left : 0;
	return 0;
}

void keeper_hear(struct keeper *keeper, const struct pollfd *fds, size_t count)
{
	if (keeper->run)
		refresh_hear(keeper->run, fds, count);
}
