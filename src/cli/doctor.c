/* doctor.c - connvault doctor */
#include <stdio.h>
#include <stdlib.h>

#include <cJSON.h>

#include "agent/client.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/where.h"
#include "cli/commands.h"
#include "cli/out.h"

/* Where the findings go. */
struct report {
	bool quiet;
	cJSON *array; /* with --json */
};

static void tell_json(cJSON *array, const struct finding *finding)
{
	cJSON *row = cJSON_CreateObject();

	out_json_text(row, "what", finding->what);
	cJSON_AddBoolToObject(row, "good", finding->is_good);
	out_json_text(row, "text", finding->text);
	out_json_text(row, "hint", finding->hint);
	cJSON_AddItemToArray(array, row);
}

static void tell(const struct finding *finding, void *arg)
{
	const struct report *report = arg;
	char text[OUT_SAFE];

	if (report->array) {
		tell_json(report->array, finding);
		return;
	}
	if (report->quiet && finding->is_good)
		return;
	printf("%s %-16s %s\n", finding->is_good ? "*" : "!", finding->what,
	       out_safe(text, finding->text));
	if (finding->hint[0])
		printf("%-18s hint: %s\n", "", out_safe(text, finding->hint));
}

static void tell_fault(const struct err *fault, struct finding *finding)
{
	finding->is_good = false;
	str_copy(finding->text, fault->msg, sizeof(finding->text));
	str_copy(finding->hint, fault->hint, sizeof(finding->hint));
}

/* None is as good as one. */
static int tell_agent(const char *path, struct report *report)
{
	struct finding finding = { .what = "agent", .is_good = true };
	struct agent_state state;
	struct err err = ERR_INIT;
	char until[CLOCK_TEXT];

	if (agent_status(path, &state, &err) == 0) {
		clock_local(state.locks_at, until);
		snprintf(finding.text, sizeof(finding.text), "%s%s%s",
			 state.is_open ? "unlocked" : "locked",
			 *until ? " until " : "", until);
		if (state.fault.code != ERR_OK)
			tell_fault(&state.fault, &finding);
	} else {
		tell_fault(&err, &finding);
		finding.is_good = err.code == ERR_ABSENT;
		if (finding.is_good)
			str_copy(finding.hint, "connvault unlock starts one",
				 sizeof(finding.hint));
	}
	tell(&finding, report);
	return !finding.is_good;
}

static int run(struct cli *cli, struct err *err)
{
	struct report report = {
		.quiet = cli_has(cli, "quiet"),
		.array = cli_has(cli, "json") ? cJSON_CreateArray() : NULL,
	};
	char *path;

	if (where_vault(cli_option(cli, "vault"), &path, err) != 0)
		return -1;

	int bad = session_doctor(path, tell, &report);

	bad += tell_agent(path, &report);
	free(path);
	if (report.array && out_json_rows(report.array, err) != 0)
		return -1;
	if (bad == 0)
		return 0;
	return err_set(err, ERR_FAILED, "%d %s not as %s should be", bad,
		       bad == 1 ? "thing is" : "things are",
		       bad == 1 ? "it" : "they");
}

const struct cmd cmd_doctor = {
	.name = "doctor",
	.summary = "Look for what is wrong with the vault and its surroundings",
	.operands = "",
	.about = "It needs no key, and works on a damaged vault, too.",
	.run = run,
};
