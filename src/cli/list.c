/* list.c - connvault list */
#include <stdio.h>

#include "base/clock.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/row.h"
#include "ops/conn.h"
#include "ops/match.h"

#define OUT_SIZE 65536 /* bytes of JSON that are written at once */

static const struct opt options[] = {
	{ "status", 's', "active|inactive|all", "only those" },
	{ "match", 'm', "WORDS",
	  "all must match; also provider:X tag:X unused: -WORD ~FUZZY ..." },
	{ "piece", 0, "PIECE", "only connections of this piece" },
	{ "expiring", 0, "DAYS", "only what ends within so many days" },
	{ "unused", 0, NULL, "only what no flow uses" },
	{ "trash", 0, NULL, "what was deleted and can be restored" },
	{ "sort", 0,
	  "name|piece|status|flows|connected|id|account|tags|checked|expires",
	  "else by name" },
	{ "reverse", 'r', NULL, "the other way round" },
	OPT_END,
};

static const struct column columns[] = {
	{ .title = "PROVIDER", .shrinks = true },
	{ .title = "NAME", .shrinks = true },
	{ .title = "STATUS" },
	{ .title = "FLOWS", .right = true },
	{ .title = "CONNECTED ON" },
};

static int read_query(const struct cli *cli, const char *words,
		      struct roster_query *query, struct err *err)
{
	const char *status = cli_option(cli, "status");
	const char *sort = cli_option(cli, "sort");
	long days = 0;

	if (cli_number(cli, "expiring", 1, 36500, &days, err) != 0)
		return -1;
	*query = (struct roster_query){
		.words = words,
		.status = str_is(status, "active")     ? SHOW_ACTIVE
			  : str_is(status, "inactive") ? SHOW_INACTIVE
						       : SHOW_ALL,
		.piece = cli_option(cli, "piece"),
		.expiring_days = (int)days,
		.unused = cli_has(cli, "unused"),
		.trashed = cli_has(cli, "trash"),
		.sort = sort ? (enum roster_sort)roster_sort_of(sort)
			     : SORT_NAME,
		.reverse = cli_has(cli, "reverse"),
	};
	return 0;
}

static int print_json(const struct roster *roster, struct err *err)
{
	struct conn_json *json = conn_json_new();
	size_t count = roster_shown(roster);
	int result = 0;

	if (!json)
		return err_nomem(err);
	setvbuf(stdout, NULL, _IOFBF, OUT_SIZE);
	fputs("[", stdout);
	for (size_t i = 0; i < count && result == 0; i++) {
		fputs(i ? ",\n" : "\n", stdout);
		result = conn_json_print(json, roster_at(roster, i), err);
	}
	puts(count ? "\n]" : "]");
	conn_json_free(json);
	return result;
}

static int print_table(const struct cli *cli, const struct roster *roster,
		       struct err *err)
{
	struct table *table = table_new(columns, 5);
	int64_t now = clock_now();

	for (size_t i = 0; i < roster_shown(roster); i++) {
		const struct roster_row *row = roster_at(roster, i);
		char status[STATUS_TEXT], connected[CLOCK_TEXT];
		enum style style = status_words(row->conn, now, status);

		clock_local(row->conn->connected_at, connected);
		table_add(table, row->provider, STYLE_PLAIN);
		table_add(table, row->conn->name, STYLE_PLAIN);
		table_add(table, status, style);
		table_addf(table, "%u", row->flows);
		table_add(table, connected[0] ? connected : "never",
			  STYLE_PLAIN);
	}
	return table_print(table, cli, err);
}

static const struct column trash_columns[] = {
	{ .title = "PROVIDER", .shrinks = true },
	{ .title = "NAME", .shrinks = true },
	{ .title = "EXTERNAL ID" },
	{ .title = "DELETED ON" },
	{ .title = "GONE FOR EVER" },
};

static int print_trash(const struct cli *cli, const struct roster *roster,
		       struct err *err)
{
	struct table *table = table_new(trash_columns, 5);
	char time[CLOCK_TEXT];

	for (size_t i = 0; i < roster_shown(roster); i++) {
		const struct roster_row *row = roster_at(roster, i);

		table_add(table, row->provider, STYLE_PLAIN);
		table_add(table, row->conn->name, STYLE_PLAIN);
		table_add(table, row->conn->external_id, STYLE_PLAIN);
		clock_local(row->conn->trashed_at, time);
		table_add(table, time, STYLE_PLAIN);
		clock_local(row->conn->trashed_at + TRASH_DAYS * 86400, time);
		table_add(table, time, STYLE_PLAIN);
	}
	return table_print(table, cli, err);
}

static int print(const struct cli *cli, const struct roster *roster,
		 struct err *err)
{
	if (cli_has(cli, "json"))
		return print_json(roster, err);
	return cli_has(cli, "trash") ? print_trash(cli, roster, err)
				     : print_table(cli, roster, err);
}

/* None is shown because there is none, not because of a slip. */
static int check_piece(struct session *session, const char *name,
		       struct err *err)
{
	struct err ignored = ERR_INIT;
	struct catalog *catalog = session_catalog(session, &ignored);
	const struct piece *piece;

	return catalog ? catalog_find(catalog, name, &piece, err) : 0;
}

static int list(const struct cli *cli, struct session *session,
		const struct roster_query *query, struct err *err)
{
	struct roster *roster = NULL;
	int result = -1;

	if (roster_load(session, &roster, err) != 0)
		return -1;
	if (roster_query(roster, query, err) == 0 &&
	    (!query->piece || roster_shown(roster) > 0 ||
	     check_piece(session, query->piece, err) == 0))
		result = print(cli, roster, err);
	roster_free(roster);
	return result;
}

static int run(struct cli *cli, struct err *err)
{
	struct str words = STR_INIT;
	struct roster_query query;
	struct session *session;
	int result = -1;

	if (cli_words(cli, &words, err) == 0 &&
	    match_check(words.text, err) == 0 &&
	    read_query(cli, words.text, &query, err) == 0 &&
	    cli_project(cli, &session, err) == 0)
		result = list(cli, session, &query, err);
	str_clear(&words);
	return result;
}

const struct cmd cmd_list = {
	.name = "list",
	.summary = "List the connections of a project",
	.operands = "[WORDS]...",
	.about =
		"WORDS match name, external id, provider, piece, account or "
		"tag; all must match. Also provider:X, piece:X, tag:X, "
		"account:X, status:X, unused:, expiring:DAYS (7), "
		"rotate:DAYS (30), \"two words\", ~abc for letters in this "
		"order, and -WORD for what must not match. A word with a colon "
		"of its own stands in double quotes, too.",
	.option = options,
	.run = run,
};
