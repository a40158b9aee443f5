/* project.c - connvault project list, create, rename, use, delete */
#include <stdio.h>

#include <cJSON.h>

#include "base/str.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/out.h"

static const struct opt delete_options[] = {
	{ "force", 'f', NULL,
	  "with all that is in it: connections, those in the trash, too, "
	  "flows, OAuth apps and clients" },
	OPT_END,
};

static const struct column columns[] = {
	{ .title = "PROJECT", .shrinks = true },
	{ .title = "IN USE" },
};

/* The name of the project that commands would work on, or "". */
static const char *current(struct cli *cli)
{
	struct err ignored = ERR_INIT;
	struct session *session;

	return cli_project(cli, &session, &ignored) == 0
		       ? session_project(session)
		       : "";
}

static int print_json(const struct projects *projects, const char *open,
		      struct err *err)
{
	cJSON *array = cJSON_CreateArray();
	char id[2 * OBJECT_ID + 1];

	for (size_t i = 0; i < projects->count; i++) {
		const struct project_info *project = &projects->item[i];
		cJSON *row = cJSON_CreateObject();

		hex_from(project->id, OBJECT_ID, id);
		out_json_text(row, "id", id);
		if (project->name)
			out_json_text(row, "name", project->name);
		else
			cJSON_AddNullToObject(row, "name");
		cJSON_AddBoolToObject(row, "open", str_is(project->name, open));
		cJSON_AddItemToArray(array, row);
	}
	return out_json_rows(array, err);
}

static int print_table(const struct cli *cli, const struct projects *projects,
		       const char *open, struct err *err)
{
	struct table *table = table_new(columns, 2);

	for (size_t i = 0; i < projects->count; i++) {
		const char *name = projects->item[i].name;

		table_add(table, name ? name : "? unreadable",
			  name ? STYLE_PLAIN : STYLE_BAD);
		table_add(table, str_is(name, open) ? "*" : "", STYLE_GOOD);
	}
	return table_print(table, cli, err);
}

static int run_list(struct cli *cli, struct err *err)
{
	struct projects projects;
	struct session *session;
	int result;

	if (cli_unlocked(cli, &session, err) != 0 ||
	    session_projects(session, &projects, err) != 0)
		return -1;
	if (cli_has(cli, "json"))
		result = print_json(&projects, current(cli), err);
	else
		result = print_table(cli, &projects, current(cli), err);
	projects_clear(&projects);
	return result;
}

static int run_create(struct cli *cli, struct err *err)
{
	const char *name = cli_operand(cli, 0);
	struct session *session;
	char shown[OUT_SAFE];

	if (cli_unlocked(cli, &session, err) != 0 ||
	    session_project_create(session, name, err) != 0)
		return -1;
	return out_result(cli, "project", name, err,
			  "Created the project \"%s\".", out_safe(shown, name));
}

static int run_rename(struct cli *cli, struct err *err)
{
	const char *name = cli_operand(cli, 1);
	struct session *session;
	char shown[OUT_SAFE];

	if (cli_unlocked(cli, &session, err) != 0 ||
	    session_project_rename(session, cli_operand(cli, 0), name, err) !=
		    0)
		return -1;
	return out_result(cli, "project", name, err,
			  "The project is now called \"%s\".",
			  out_safe(shown, name));
}

static int run_use(struct cli *cli, struct err *err)
{
	const char *name = cli_operand(cli, 0);
	struct session *session;
	char shown[OUT_SAFE];

	if (cli_unlocked(cli, &session, err) != 0 ||
	    session_project_use(session, name, err) != 0)
		return -1;
	return out_result(cli, "project", name, err,
			  "Commands work on the project \"%s\" from now on.",
			  out_safe(shown, name));
}

/* "1 connection", "2 flows in the trash" ... behind what stands there. */
static void add_count(struct str *text, size_t count, const char *what,
		      const char *where)
{
	if (count)
		str_addf(text, "%s%zu %s%s%s", text->len ? ", " : "", count,
			 what, count == 1 ? "" : "s", where);
}

/* Refused while there is anything in it. */
static int check_empty(struct session *session, const char *name,
		       struct err *err)
{
	struct str text = STR_INIT;
	struct contents in;
	char shown[128];

	if (session_project_open(session, name, err) != 0 ||
	    session_contents(session, &in, err) != 0)
		return -1;
	add_count(&text, in.connections, "connection", "");
	add_count(&text, in.trashed, "connection", " in the trash");
	add_count(&text, in.flows, "flow", "");
	add_count(&text, in.apps, "OAuth app", "");
	add_count(&text, in.clients, "client", "");
	if (text.failed) {
		str_clear(&text);
		return err_nomem(err);
	}
	if (!text.len)
		return 0;
	term_safe(shown, sizeof(shown), name, 40);
	err_set(err, ERR_CONFLICT, "\"%s\" has %s", shown, text.text);
	err_hint(err, "connvault project delete --force deletes all of it for "
		      "ever");
	str_clear(&text);
	return -1;
}

static int run_delete(struct cli *cli, struct err *err)
{
	const char *name = cli_operand(cli, 0);
	struct session *session;
	char shown[OUT_SAFE];

	if (cli_unlocked(cli, &session, err) != 0)
		return -1;
	if (!cli_has(cli, "force") && check_empty(session, name, err) != 0)
		return -1;
	if (session_project_delete(session, name, err) != 0)
		return -1;
	cli_say(cli, "Deleted the project \"%s\".", out_safe(shown, name));
	return 0;
}

const struct cmd cmd_project_list = {
	.name = "project list",
	.summary = "List the projects of the vault",
	.operands = "",
	.run = run_list,
};

const struct cmd cmd_project_create = {
	.name = "project create",
	.summary = "Make a new project",
	.operands = "NAME",
	.run = run_create,
};

const struct cmd cmd_project_rename = {
	.name = "project rename",
	.summary = "Give a project another name",
	.operands = "PROJECT NAME",
	.run = run_rename,
};

const struct cmd cmd_project_use = {
	.name = "project use",
	.summary = "Choose the project that commands work on",
	.operands = "PROJECT",
	.run = run_use,
};

const struct cmd cmd_project_delete = {
	.name = "project delete",
	.summary = "Delete a project for ever",
	.operands = "PROJECT",
	.about = "It is refused while anything is in it, or in its trash.",
	.option = delete_options,
	.run = run_delete,
};
