/* audit.c - connvault audit list, verify */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include <cJSON.h>

#include "base/clock.h"
#include "cli/commands.h"
#include "cli/out.h"

static const struct opt list_options[] = {
	{ "from", 0, "N", "only from row N on" },
	{ "last", 0, "N", "only the newest N of them" },
	OPT_END,
};

static const struct opt verify_options[] = {
	{ "accept-rollback", 0, NULL,
	  "take an older vault file for the right one; this is audited" },
	OPT_END,
};

static const struct column columns[] = {
	{ .title = "ROW", .right = true },
	{ .title = "TIME" },
	{ .title = "WHO", .shrinks = true },
	{ .title = "ACTION" },
	{ .title = "OBJECT", .shrinks = true },
	{ .title = "DETAIL", .shrinks = true },
};

static int add_json(const struct audit_entry *entry, void *arg)
{
	cJSON *row = cJSON_CreateObject();

	cJSON_AddNumberToObject(row, "seq", (double)entry->seq);
	out_json_time(row, "time", entry->time);
	out_json_text(row, "actor", entry->actor);
	out_json_text(row, "action", audit_action_name(entry->action));
	out_json_text(row, "object", entry->object);
	out_json_text(row, "detail", entry->detail);
	return cJSON_AddItemToArray(arg, row) ? 0 : -1;
}

static int add_row(const struct audit_entry *entry, void *arg)
{
	struct table *table = arg;
	char time[CLOCK_TEXT];

	clock_local(entry->time, time);
	table_addf(table, "%llu", (unsigned long long)entry->seq);
	table_add(table, time, STYLE_PLAIN);
	table_add(table, entry->actor, STYLE_PLAIN);
	table_add(table, audit_action_name(entry->action), STYLE_PLAIN);
	table_add(table, entry->object, STYLE_PLAIN);
	table_add(table, entry->detail, STYLE_PLAIN);
	return 0;
}

static int list_json(struct session *session, uint64_t from, struct err *err)
{
	cJSON *array = cJSON_CreateArray();

	if (array && session_audit(session, from, add_json, array, err) != 0) {
		cJSON_Delete(array);
		return -1;
	}
	return out_json_rows(array, err);
}

/* Rows are shown as they are, also changed ones, and a missing one is not seen.
 */
static void tell_unverified(const struct cli *cli)
{
	fflush(stdout); /* the rows come first */
	if (!cli_has(cli, "quiet") && !cli_has(cli, "json"))
		fputs("connvault: the rows were not verified; connvault audit "
		      "verify does that\n",
		      stderr);
}

/* The first row that is wanted. */
static int given_from(struct cli *cli, struct session **session, uint64_t *out,
		      struct err *err)
{
	long from = 0, wanted = 0;
	uint64_t newest = 0;

	if (cli_number(cli, "from", 0, LONG_MAX, &from, err) != 0 ||
	    cli_number(cli, "last", 1, LONG_MAX, &wanted, err) != 0 ||
	    cli_project(cli, session, err) != 0)
		return -1;
	*out = (uint64_t)from;
	if (!wanted)
		return 0;
	if (session_audit_last(*session, &newest, err) != 0)
		return -1;
	if (newest >= *out + (uint64_t)wanted)
		*out = newest - (uint64_t)wanted + 1;
	return 0;
}

static int run_list(struct cli *cli, struct err *err)
{
	struct session *session;
	uint64_t from;

	if (given_from(cli, &session, &from, err) != 0)
		return -1;
	if (cli_has(cli, "json"))
		return list_json(session, from, err);

	struct table *table = table_new(columns, 6);

	if (table && session_audit(session, from, add_row, table, err) != 0) {
		table_free(table);
		return -1;
	}
	if (table_print(table, cli, err) != 0)
		return -1;
	tell_unverified(cli);
	return 0;
}

/* The project that is meant: it cannot be opened yet, so nothing but its name
 * or being the only one tells. */
static int accept(struct cli *cli, struct err *err)
{
	const char *name = cli_option(cli, "project");
	struct projects projects = { .count = 0 };
	struct session *session;
	int result = -1;

	if (cli_unlocked(cli, &session, err) != 0 ||
	    session_projects(session, &projects, err) != 0)
		return -1;
	if (!name)
		name = getenv("CONNVAULT_PROJECT");
	if ((!name || !*name) && projects.count == 1)
		name = projects.item[0].name;
	if (name && *name)
		result = session_accept_rollback(session, name, err);
	else
		err_set(err, ERR_USAGE,
			"--accept-rollback needs --project NAME");
	projects_clear(&projects);
	if (result == 0)
		cli_say(cli, "The vault file is taken as it is.");
	return result;
}

static int run_verify(struct cli *cli, struct err *err)
{
	char project[OUT_SAFE];
	struct session *session;
	uint64_t checked = 0;

	if (cli_has(cli, "accept-rollback") && accept(cli, err) != 0)
		return -1;
	if (cli_project(cli, &session, err) != 0 ||
	    session_audit_verify(session, &checked, err) != 0)
		return -1;
	return out_result(cli, "verified", session_project(session), err,
			  "%llu rows of \"%s\" are as they were written.",
			  (unsigned long long)checked,
			  out_safe(project, session_project(session)));
}

const struct cmd cmd_audit_list = {
	.name = "audit list",
	.summary = "List what was done, and which secrets were read",
	.operands = "",
	.option = list_options,
	.run = run_list,
};

const struct cmd cmd_audit_verify = {
	.name = "audit verify",
	.summary = "Check that nothing was changed, replayed or cut off",
	.operands = "",
	.option = verify_options,
	.run = run_verify,
};
