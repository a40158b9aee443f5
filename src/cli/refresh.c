/* refresh.c - connvault refresh */
#include "ops/refresh.h"

#include <stdio.h>

#include <cJSON.h>

#include "base/clock.h"
#include "cli/alarm.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "ops/conn.h"

#define WITHIN_MAX (365L * 24 * 60 * 60)

static const struct opt options[] = {
	{ "due", 0, NULL, "all connections that are due" },
	{ "within", 0, "S", "with --due: also those due in so many seconds" },
	{ "jobs", 'j', "N", "with --due: so many at once (8)" },
	{ "force", 'f', NULL,
	  "those named, due or not, and whatever went wrong before" },
	OPT_END,
};

/* How each outcome is told, and which exit code it means in the end. */
static const struct {
	const char *words;
	enum err_code code;
} outcomes[REFRESH_OUTCOMES] = {
	[REFRESH_DONE] = { "refreshed", ERR_OK },
	[REFRESH_NOT_DUE] = { "not due", ERR_OK },
	[REFRESH_BY_OTHER] = { "refreshed by another process", ERR_OK },
	[REFRESH_LATER] = { "later", ERR_NETWORK },
	[REFRESH_SIGN_IN] = { "reconnect it", ERR_RECONNECT },
	[REFRESH_APP_ERROR] = { "the OAuth app is refused", ERR_RECONNECT },
	[REFRESH_FAILED] = { "not refreshed", ERR_FAILED },
};

/* What came of all of them. */
struct tally {
	const struct cli *cli;
	struct session *session;
	cJSON *array; /* with --json */
	size_t count[ERR_CODES];
};

static void add_json(cJSON *array, const struct refresh_result *result)
{
	const struct conn *conn = result->conn;
	cJSON *row = cJSON_CreateObject();

	out_json_text(row, "external_id", conn->external_id);
	out_json_text(row, "name", conn->name);
	out_json_text(row, "outcome", refresh_outcome_name(result->outcome));
	out_json_text(row, "text", result->text);
	out_json_time(row, "expires_at", conn->expires_at);
	out_json_time(row, "next_try", result->next_try);
	cJSON_AddItemToArray(array, row);
}

/* "Inbox: refreshed, until 2026-11-25 21:30" or "Inbox: later: why". */
static void tell(const struct refresh_result *result, void *arg)
{
	char name[OUT_SAFE], until[CLOCK_TEXT];
	const struct conn *conn = result->conn;
	struct tally *tally = arg;

	tally->count[outcomes[result->outcome].code]++;
	if (conn->status != STATUS_ACTIVE &&
	    outcomes[result->outcome].code == ERR_RECONNECT)
		alarm_tell(tally->session, HOOK_INACTIVE, conn, result->text);
	if (tally->array) {
		add_json(tally->array, result);
		return;
	}
	out_safe(name, conn->name);
	clock_local(conn->expires_at, until);
	if (outcomes[result->outcome].code == ERR_OK)
		cli_say(tally->cli, "%s: %s%s%s", name,
			outcomes[result->outcome].words,
			*until ? ", until " : "", until);
	else
		printf("%s: %s: %s\n", name, outcomes[result->outcome].words,
		       result->text);
	fflush(stdout);
}

static int verdict(const struct tally *tally, struct err *err)
{
	const size_t *count = tally->count;

	if (count[ERR_RECONNECT]) {
		err_set(err, ERR_RECONNECT, "%zu must be reconnected",
			count[ERR_RECONNECT]);
		return err_hint(err, "connvault reconnect CONNECTION; when the "
				     "OAuth app is refused, look at it first: "
				     "connvault app list");
	}
	if (count[ERR_NETWORK]) {
		err_set(err, ERR_NETWORK, "%zu could not be refreshed now",
			count[ERR_NETWORK]);
		return err_hint(err, "they stay as they are; try again in a "
				     "while");
	}
	if (count[ERR_FAILED]) {
		err_set(err, ERR_FAILED, "%zu %s not refreshed",
			count[ERR_FAILED],
			count[ERR_FAILED] == 1 ? "was" : "were");
		return err_hint(err, "the reason stands beside each");
	}
	return 0;
}

static int refresh_one(struct session *session, const char *word,
		       const struct refresh_plan *plan, struct tally *tally,
		       struct err *err)
{
	struct refresh_result result;
	struct conn conn;

	if (conn_find(session, word, &conn, err) != 0)
		return -1;

	int done = refresh_conn(session, &conn, plan, &result, err);

	if (done == 0)
		tell(&result, tally);
	conn_clear(&conn);
	return done;
}

static int refresh(struct cli *cli, struct session *session,
		   const struct refresh_plan *plan, struct tally *tally,
		   struct err *err)
{
	size_t count;
	const char *const *word = cli_operands(cli, &count);

	if (cli_has(cli, "due"))
		return refresh_due(session, plan, tell, tally, err);
	for (size_t i = 0; i < count; i++)
		if (refresh_one(session, word[i], plan, tally, err) != 0)
			return -1;
	return 0;
}

static int read_plan(const struct cli *cli, struct refresh_plan *plan,
		     struct err *err)
{
	bool is_due = cli_has(cli, "due"), is_named = cli_operand(cli, 0);
	long within = 0, jobs = 0;

	if (is_due == is_named) {
		err_set(err, ERR_USAGE,
			"refresh needs connections, or --due and none");
		return err_hint(err, "connvault refresh --due takes all that "
				     "are due");
	}
	if (is_due && cli_has(cli, "force"))
		return err_set(err, ERR_USAGE,
			       "--force is for connections that are named");
	if (cli_number(cli, "within", 0, WITHIN_MAX, &within, err) != 0 ||
	    cli_number(cli, "jobs", 1, REFRESH_JOBS_MAX, &jobs, err) != 0)
		return -1;
	*plan = (struct refresh_plan){ .within = within,
				       .jobs = (unsigned)jobs,
				       .is_forced = cli_has(cli, "force") };
	return 0;
}

static int run(struct cli *cli, struct err *err)
{
	struct tally tally = { .cli = cli };
	struct refresh_plan plan;
	struct session *session;
	struct err other = ERR_INIT;

	if (read_plan(cli, &plan, err) != 0 ||
	    cli_project(cli, &session, err) != 0)
		return -1;
	tally.session = session;
	if (cli_has(cli, "json"))
		tally.array = cJSON_CreateArray();

	int result = refresh(cli, session, &plan, &tally, err);

	if (tally.array && out_json_rows(tally.array, &other) != 0 &&
	    result == 0) {
		*err = other;
		result = -1;
	}
	return result == 0 ? verdict(&tally, err) : -1;
}

const struct cmd cmd_refresh = {
	.name = "refresh",
	.summary = "Get new tokens before the old ones expire",
	.operands = "[CONNECTION]...",
	.about = "One process refreshes a connection at a time. A provider "
		 "that is down changes nothing: the exit code is 6, and it is "
		 "tried again when that is due. 5 says that somebody must "
		 "sign in again. A timer that runs connvault refresh --due "
		 "--within 600 every few minutes keeps all signed in.",
	.option = options,
	.run = run,
};
