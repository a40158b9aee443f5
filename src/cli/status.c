/* status.c - connvault status */
#include <stdio.h>

#include <cJSON.h>

#include "agent/client.h"
#include "base/clock.h"
#include "base/str.h"
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "ops/roster.h"

#define NAMED 3 /* inactive ones that are called by name */

static bool agent_is_open(struct session *session, struct agent_state *out)
{
	struct err none = ERR_INIT;

	*out = (struct agent_state){ .is_open = false };
	return agent_status(session_path(session), out, &none) == 0 &&
	       out->is_open;
}

/* " (Inbox, Slack ops and 3 more)" */
static void add_names(const struct roster *roster, struct str *line)
{
	size_t count = roster_shown(roster);

	for (size_t i = 0; i < count && i < NAMED; i++) {
		char name[OUT_SAFE];

		out_safe(name, roster_at(roster, i)->conn->name);
		str_addf(line, "%s%s", i ? ", " : " (", name);
	}
	if (count > NAMED)
		str_addf(line, " and %zu more", count - NAMED);
	if (count)
		str_add(line, ")");
}

static void add_ends(const struct roster_counts *counts, struct str *line)
{
	size_t ending = counts->expiring - counts->overdue;

	if (counts->overdue)
		str_addf(line, ", %zu overdue", counts->overdue);
	if (ending)
		str_addf(line, ", %zu end%s within %d days", ending,
			 ending == 1 ? "s" : "", EXPIRING_DAYS);
}

static int print_line(const struct session *session,
		      const struct roster *roster,
		      const struct roster_counts *counts,
		      const struct agent_state *agent, struct err *err)
{
	size_t bad = counts->inactive + counts->unreadable;
	struct str line = STR_INIT;
	char project[OUT_SAFE], until[CLOCK_TEXT];

	out_safe(project, session_project(session));
	str_addf(&line, "%s: ", project);
	if (counts->all == 0)
		str_add(&line, "no connections");
	else if (bad)
		str_addf(&line, "%zu of %zu inactive", bad, counts->all);
	else
		str_addf(&line, "%zu connection%s, all active", counts->all,
			 counts->all == 1 ? "" : "s");
	add_names(roster, &line);
	add_ends(counts, &line);
	clock_local(agent->locks_at, until);
	if (agent->is_open)
		str_addf(&line, "; unlocked%s%s", *until ? " until " : "",
			 until);
	if (agent->fault.code != ERR_OK)
		str_add(&line, "; workflow engines are not answered as set "
			       "up: connvault doctor says why");
	if (line.failed)
		return err_nomem(err);
	puts(line.text);
	str_clear(&line);
	return 0;
}

static int print_json(const struct session *session,
		      const struct roster_counts *counts,
		      const struct agent_state *agent, struct err *err)
{
	cJSON *object = cJSON_CreateObject();

	out_json_text(object, "project", session_project(session));
	cJSON_AddNumberToObject(object, "connections", (double)counts->all);
	cJSON_AddNumberToObject(object, "active", (double)counts->active);
	cJSON_AddNumberToObject(object, "inactive", (double)counts->inactive);
	cJSON_AddNumberToObject(object, "unreadable",
				(double)counts->unreadable);
	cJSON_AddNumberToObject(object, "expiring", (double)counts->expiring);
	cJSON_AddNumberToObject(object, "overdue", (double)counts->overdue);
	cJSON_AddBoolToObject(object, "agent_unlocked", agent->is_open);
	out_json_time(object, "agent_locks_at", agent->locks_at);
	out_json_time(object, "agent_idles_at", agent->idles_at);
	out_json_time(object, "refresh_at", agent->refresh_at);
	out_json_text(object, "agent_fault", agent->fault.msg);
	return out_json(object, err);
}

static int print(const struct cli *cli, struct session *session,
		 struct roster *roster, struct err *err)
{
	struct roster_query inactive = { .status = SHOW_INACTIVE };
	struct roster_counts counts;
	struct agent_state agent;

	roster_count(roster, &counts);
	(void)agent_is_open(session, &agent);
	if (roster_query(roster, &inactive, err) != 0)
		return -1;

	bool is_bad = counts.inactive + counts.unreadable > 0;

	if (cli_has(cli, "json")
		    ? print_json(session, &counts, &agent, err) != 0
		    : (is_bad || !cli_has(cli, "quiet")) &&
			      print_line(session, roster, &counts, &agent,
					 err) != 0)
		return -1;
	/* The line has said it: the exit code is for scripts. */
	return is_bad ? err_set(err, ERR_RECONNECT, "%s", "") : 0;
}

/* Nobody is asked for anything: this is for a prompt, or at login. */
static int without_key(const struct cli *cli, struct session *session,
		       struct err *err)
{
	struct err why = ERR_INIT;

	if (ask_has_key(cli) || agent_peep(session, &why) == 0)
		return 0;
	if (why.code == ERR_TIMEOUT) { /* it may well be unlocked */
		*err = why;
		return -1;
	}
	puts(cli_has(cli, "json") ? "{\"agent_unlocked\":false}" : "locked");
	return err_set(err, ERR_LOCKED, "%s", "");
}

static int run(struct cli *cli, struct err *err)
{
	struct session *session;
	struct roster *roster = NULL;

	if (cli_vault(cli, &session, err) != 0 ||
	    without_key(cli, session, err) != 0 ||
	    cli_project(cli, &session, err) != 0 ||
	    roster_load(session, &roster, err) != 0)
		return -1;

	int result = print(cli, session, roster, err);

	roster_free(roster);
	return result;
}

const struct cmd cmd_status = {
	.name = "status",
	.summary = "One line for a prompt or at login: what needs attention",
	.operands = "",
	.about = "It asks for no key: the agent, a key file or --passphrase-fd "
		 "opens the vault, else it says \"locked\" and exits with 3. "
		 "Exit 5 when a connection is inactive.",
	.run = run,
};
