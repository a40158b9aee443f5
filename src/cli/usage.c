/* usage.c - connvault usage */
#include "cli/usage.h"

#include <string.h>

#include <cJSON.h>

#include "base/str.h"
#include "cli/commands.h"
#include "vault/types.h"

static const struct opt options[] = {
	{ "broken", 'b', NULL, "references to connections that do not exist" },
	OPT_END,
};

static const struct column columns[] = {
	{ .title = "FLOW", .shrinks = true },
	{ .title = "STATE" },
	{ .title = "STEP", .shrinks = true },
	{ .title = "PIECE" },
	{ .title = "WHERE" },
	{ .title = "CONNECTION", .shrinks = true },
};

static const char *where(const struct flow_ref *ref)
{
	return ref->is_auth ? "auth" : "other";
}

/* n8n's own ids mean nothing to a reader. */
static const char *connection(const struct flow_ref *ref)
{
	return ref->name[0] ? ref->name : ref->connection;
}

void usage_tell(FILE *to, const struct usages *usages)
{
	char name[OUT_SAFE], step[OUT_SAFE];

	for (size_t i = 0; i < usages->count; i++) {
		const struct usage *usage = &usages->item[i];

		fprintf(to, "  %s:", out_safe(name, usage->flow->name));
		for (size_t j = 0; j < usage->refs; j++)
			fprintf(to, "%s %s in %s", j ? "," : "",
				where(usage->ref[j]),
				out_safe(step, usage->ref[j]->step));
		fputc('\n', to);
	}
}

static cJSON *steps_json(const struct usage *usage, bool broken)
{
	cJSON *steps = cJSON_CreateArray();

	for (size_t i = 0; i < usage->refs; i++) {
		cJSON *step = cJSON_CreateObject();

		out_json_text(step, "step", usage->ref[i]->step);
		out_json_text(step, "piece", usage->ref[i]->piece);
		out_json_text(step, "where", where(usage->ref[i]));
		if (broken) {
			out_json_text(step, "connection",
				      usage->ref[i]->connection);
			out_json_text(step, "name", usage->ref[i]->name);
		}
		cJSON_AddItemToArray(steps, step);
	}
	return steps;
}

static int print_json(const struct usages *usages, bool broken, struct err *err)
{
	cJSON *array = cJSON_CreateArray();

	for (size_t i = 0; i < usages->count; i++) {
		const struct flow *flow = usages->item[i].flow;
		cJSON *row = cJSON_CreateObject();

		out_json_text(row, "flow", flow->name);
		out_json_text(row, "external_id", flow->external_id);
		out_json_text(row, "state", flow_state_name(flow->state));
		out_json_text(row, "source", flow->source);
		cJSON_AddItemToObject(row, "steps",
				      steps_json(&usages->item[i], broken));
		cJSON_AddItemToArray(array, row);
	}
	return out_json_rows(array, err);
}

static int print_table(const struct cli *cli, const struct usages *usages,
		       bool broken, struct err *err)
{
	struct table *table = table_new(columns, broken ? 6 : 5);

	for (size_t i = 0; i < usages->count; i++) {
		const struct usage *usage = &usages->item[i];

		for (size_t j = 0; j < usage->refs; j++) {
			const struct flow_ref *ref = usage->ref[j];

			table_add(table, usage->flow->name, STYLE_PLAIN);
			table_add(table, flow_state_name(usage->flow->state),
				  STYLE_PLAIN);
			table_add(table, ref->step, STYLE_PLAIN);
			table_add(table, ref->piece, STYLE_PLAIN);
			table_add(table, where(ref), STYLE_PLAIN);
			if (broken)
				table_add(table, connection(ref), STYLE_BAD);
		}
	}
	return table_print(table, cli, err);
}

static int print(struct cli *cli, const struct usages *usages, bool broken,
		 struct err *err)
{
	if (cli_has(cli, "json"))
		return print_json(usages, broken, err);
	if (usages->count > 0)
		return print_table(cli, usages, broken, err);
	cli_say(cli, broken ? "Every reference leads to a connection."
			    : "No flow uses it.");
	return 0;
}

static int load(struct cli *cli, bool broken, struct usages *usages,
		struct err *err)
{
	struct session *session;
	struct conn conn;

	if (broken)
		return cli_project(cli, &session, err) == 0
			       ? usage_broken(session, usages, err)
			       : -1;
	if (cli_conn(cli, 0, &session, &conn, err) != 0)
		return -1;

	int result = usage_of(session, &conn, usages, err);

	conn_clear(&conn);
	return result;
}

static int run(struct cli *cli, struct err *err)
{
	bool broken = cli_has(cli, "broken");
	struct usages usages;

	if (broken == (cli_operand(cli, 0) != NULL))
		return err_set(err, ERR_USAGE,
			       "usage needs a connection or --broken");
	if (load(cli, broken, &usages, err) != 0)
		return -1;

	int result = print(cli, &usages, broken, err);

	usages_clear(&usages);
	return result;
}

const struct cmd cmd_usage = {
	.name = "usage",
	.summary = "Show which flows use a connection, and where",
	.operands = "[CONNECTION]",
	.option = options,
	.run = run,
};
