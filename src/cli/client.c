/* client.c - connvault client add, list, remove */
#include "ops/client.h"

#include <stdlib.h>
#include <string.h>

#include <cJSON.h>

#include "base/clock.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/once.h"
#include "cli/out.h"

static const struct opt add_options[] = {
	{ "piece", 0, "PIECE", "only connections of this piece; repeat it" },
	{ "read-only-list", 0, NULL,
	  "it may see which connections there are, and no value" },
	OPT_END,
};

static int run_add(struct cli *cli, struct err *err)
{
	struct client_draft draft = { .name = cli_operand(cli, 0),
				      .may_use =
					      !cli_has(cli, "read-only-list") };
	struct str pieces = STR_INIT;
	struct session *session;
	struct secret *token;
	const char *piece;
	int result = -1;

	for (size_t i = 0; (piece = cli_option_at(cli, "piece", i)); i++)
		str_addf(&pieces, "%s%s", i ? "\n" : "", piece);
	draft.pieces = pieces.text;
	if (pieces.failed)
		err_nomem(err);
	else if (cli_project(cli, &session, err) == 0 &&
		 client_add(session, &draft, &token, err) == 0) {
		result = once_token(cli, token, err);
		secret_free(token);
	}
	str_clear(&pieces);
	return result;
}

static const struct column columns[] = {
	{ .title = "NAME", .shrinks = true },
	{ .title = "MAY" },
	{ .title = "PIECES", .shrinks = true },
	{ .title = "ADDED ON" },
};

static const char *may_of(const struct client *client)
{
	if (client->is_unreadable)
		return "unreadable";
	return client->may_use ? "use" : "list";
}

/* A line each, as they are kept; made safe by the table. */
static void pieces_line(const struct client *client, char out[OUT_SAFE])
{
	str_copy(out, *client->pieces ? client->pieces : "all", OUT_SAFE);
	for (char *at = out; *at; at++)
		if (*at == '\n')
			*at = ' ';
}

static int print_table(const struct cli *cli, const struct clients *clients,
		       struct err *err)
{
	struct table *table = table_new(columns, 4);
	char time[CLOCK_TEXT], pieces[OUT_SAFE];

	for (size_t i = 0; i < clients->count; i++) {
		const struct client *client = &clients->item[i];

		clock_local(client->created_at, time);
		pieces_line(client, pieces);
		table_add(table, client->name, STYLE_PLAIN);
		table_add(table, may_of(client), STYLE_PLAIN);
		table_add(table, pieces, STYLE_PLAIN);
		table_add(table, time, STYLE_PLAIN);
	}
	return table_print(table, cli, err);
}

static int print_json(const struct clients *clients, struct err *err)
{
	cJSON *array = cJSON_CreateArray();

	for (size_t i = 0; i < clients->count; i++) {
		const struct client *client = &clients->item[i];
		cJSON *row = cJSON_CreateObject();

		out_json_text(row, "name", client->name);
		out_json_text(row, "may", may_of(client));
		cJSON_AddItemToObject(row, "pieces",
				      out_json_lines(client->pieces));
		out_json_time(row, "added_at", client->created_at);
		cJSON_AddItemToArray(array, row);
	}
	return out_json_rows(array, err);
}

static int run_list(struct cli *cli, struct err *err)
{
	struct session *session;
	struct clients clients;

	if (cli_project(cli, &session, err) != 0 ||
	    client_list(session, &clients, err) != 0)
		return -1;

	int result = cli_has(cli, "json") ? print_json(&clients, err)
					  : print_table(cli, &clients, err);

	clients_clear(&clients);
	return result;
}

static int run_remove(struct cli *cli, struct err *err)
{
	char name[OUT_SAFE];
	struct session *session;

	if (cli_project(cli, &session, err) != 0 ||
	    client_remove(session, cli_operand(cli, 0), err) != 0)
		return -1;
	cli_say(cli, "Removed \"%s\": its token is refused from now on.",
		out_safe(name, cli_operand(cli, 0)));
	return 0;
}

const struct cmd cmd_client_add = {
	.name = "client add",
	.summary = "Let a workflow engine ask the agent for connections",
	.operands = "NAME",
	.about = "Prints the token, once. It is good for one project, and for "
		 "all of its pieces or those that are named.",
	.option = add_options,
	.run = run_add,
};

const struct cmd cmd_client_list = {
	.name = "client list",
	.summary = "List who may ask the agent for connections of a project",
	.operands = "",
	.run = run_list,
};

const struct cmd cmd_client_remove = {
	.name = "client remove",
	.summary = "Refuse the token of a client from now on",
	.operands = "NAME",
	.run = run_remove,
};
