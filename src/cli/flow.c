/* flow.c - connvault flow import, list, sync, remove */
#include <stdio.h>

#include <cJSON.h>

#include "base/clock.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "ops/flows.h"

static const struct column columns[] = {
	{ .title = "FLOW", .shrinks = true },
	{ .title = "STATE" },
	{ .title = "TRIGGER", .shrinks = true },
	{ .title = "USES", .right = true },
	{ .title = "IMPORTED ON" },
	{ .title = "SOURCE", .shrinks = true },
};

/* Where the reports of an import go. */
struct reports {
	const struct cli *cli;
	cJSON *array; /* with --json */
	size_t read;  /* files that were */
};

static void report_json(cJSON *array, const struct import_report *report)
{
	cJSON *row = cJSON_CreateObject();

	out_json_text(row, "file", report->file);
	if (report->shape)
		out_json_text(row, "shape", report->shape);
	else
		cJSON_AddNullToObject(row, "shape");
	cJSON_AddNumberToObject(row, "added", (double)report->added);
	cJSON_AddNumberToObject(row, "updated", (double)report->updated);
	if (report->err)
		out_json_text(row, "error", report->err->msg);
	else
		cJSON_AddNullToObject(row, "error");
	cJSON_AddItemToArray(array, row);
}

static void report(const struct import_report *report, void *arg)
{
	struct reports *reports = arg;
	char file[OUT_SAFE], why[OUT_SAFE];

	out_safe(file, report->file);
	if (reports->array)
		report_json(reports->array, report);
	reports->read += !report->err;
	if (report->err)
		fprintf(stderr, "%s: %s\n", file,
			out_safe(why, report->err->msg));
	else
		cli_say(reports->cli, "%s: %zu added, %zu updated (%s)", file,
			report->added, report->updated, report->shape);
}

/* References to no connection are told where they come in. */
static void tell_broken(const struct reports *reports, struct session *session)
{
	struct usages usages;
	struct err ignored = ERR_INIT;
	size_t refs = 0;

	if (reports->read == 0 || usage_broken(session, &usages, &ignored) != 0)
		return;
	for (size_t i = 0; i < usages.count; i++)
		refs += usages.item[i].refs;
	usages_clear(&usages);
	if (refs)
		cli_say(reports->cli,
			"The flows of this project have %zu reference%s to no "
			"connection: connvault usage --broken",
			refs, refs == 1 ? "" : "s");
}

/* The JSON is printed also when a file failed; that is still the outcome. */
static int finish(struct reports *reports, int result, struct err *err)
{
	struct err other = ERR_INIT;

	if (reports->array && out_json_rows(reports->array, &other) != 0 &&
	    result == 0) {
		*err = other;
		return -1;
	}
	return result;
}

static struct reports reports_new(const struct cli *cli)
{
	return (struct reports){
		.cli = cli,
		.array = cli_has(cli, "json") ? cJSON_CreateArray() : NULL,
	};
}

static int run_import(struct cli *cli, struct err *err)
{
	struct session *session;
	size_t count;
	const char *const *paths = cli_operands(cli, &count);

	if (cli_project(cli, &session, err) != 0)
		return -1;

	struct reports reports = reports_new(cli);

	int result = flows_import(session, paths, count, report, &reports, err);

	tell_broken(&reports, session);
	return finish(&reports, result, err);
}

static int run_sync(struct cli *cli, struct err *err)
{
	struct session *session;

	if (cli_project(cli, &session, err) != 0)
		return -1;

	struct reports reports = reports_new(cli);

	int result = flows_sync(session, report, &reports, err);

	tell_broken(&reports, session);
	return finish(&reports, result, err);
}

static int print_json(const struct flows *flows, struct err *err)
{
	cJSON *array = cJSON_CreateArray();

	for (size_t i = 0; i < flows->count; i++) {
		const struct flow *flow = &flows->item[i];
		cJSON *row = cJSON_CreateObject();

		out_json_text(row, "name", flow->name);
		out_json_text(row, "external_id", flow->external_id);
		out_json_text(row, "state", flow_state_name(flow->state));
		out_json_text(row, "trigger", flow->trigger);
		out_json_text(row, "source", flow->source);
		out_json_time(row, "imported_at", flow->imported_at);
		cJSON_AddNumberToObject(row, "uses", (double)flow_uses(flow));
		cJSON_AddNumberToObject(row, "references", (double)flow->refs);
		cJSON_AddItemToArray(array, row);
	}
	return out_json_rows(array, err);
}

static int print_table(const struct cli *cli, const struct flows *flows,
		       struct err *err)
{
	struct table *table = table_new(columns, 6);
	char imported[CLOCK_TEXT];

	for (size_t i = 0; i < flows->count; i++) {
		const struct flow *flow = &flows->item[i];

		clock_local(flow->imported_at, imported);
		table_add(table, flow->name, STYLE_PLAIN);
		table_add(table, flow_state_name(flow->state), STYLE_PLAIN);
		table_add(table, flow->trigger, STYLE_PLAIN);
		table_addf(table, "%zu", flow_uses(flow));
		table_add(table, imported, STYLE_PLAIN);
		table_add(table, flow->source, STYLE_PLAIN);
	}
	return table_print(table, cli, err);
}

static int run_list(struct cli *cli, struct err *err)
{
	struct flows flows = { .count = 0 };
	struct session *session;
	int result;

	if (cli_project(cli, &session, err) != 0 ||
	    flows_list(session, &flows, err) != 0)
		return -1;
	if (cli_has(cli, "json"))
		result = print_json(&flows, err);
	else
		result = print_table(cli, &flows, err);
	flows_clear(&flows);
	return result;
}

static int run_remove(struct cli *cli, struct err *err)
{
	const char *word = cli_operand(cli, 0);
	struct session *session;
	char shown[OUT_SAFE];

	if (cli_project(cli, &session, err) != 0 ||
	    flows_remove(session, word, err) != 0)
		return -1;
	cli_say(cli, "Removed the flow \"%s\".", out_safe(shown, word));
	return 0;
}

const struct cmd cmd_flow_import = {
	.name = "flow import",
	.summary = "Read flows from files and folders",
	.operands = "PATH...",
	.about = "Exports of Activepieces and n8n are told apart by what is in "
		 "them. A flow that is there already is updated.",
	.run = run_import,
};

const struct cmd cmd_flow_list = {
	.name = "flow list",
	.summary = "List the flows of a project",
	.operands = "",
	.about = "USES counts the connections that a flow refers to, however "
		 "often, also those that do not exist: connvault usage "
		 "--broken lists them.",
	.run = run_list,
};

const struct cmd cmd_flow_sync = {
	.name = "flow sync",
	.summary = "Read all source files of flows again",
	.operands = "",
	.run = run_sync,
};

const struct cmd cmd_flow_remove = {
	.name = "flow remove",
	.summary = "Forget a flow",
	.operands = "FLOW",
	.about = "A flow is named by its external id or by its name.",
	.run = run_remove,
};
