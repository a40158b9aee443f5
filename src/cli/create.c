/* create.c - connvault create */
#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/fields.h"
#include "cli/row.h"
#include "cli/signin.h"
#include "cli/trial.h"
#include "ops/conn.h"

static const struct opt options[] = {
	{ "piece", 0, "PIECE", "the service (required)" },
	{ "name", 'n', "NAME",
	  "what the connection is called (required, or asked for)" },
	{ "auth", 0, "TYPE",
	  "how it authorizes, when the piece has several ways" },
	{ "external-id", 0, "ID",
	  "what flows refer to; else made from the name" },
	FIELD_OPTIONS,
	{ "note", 0, "TEXT", "a note" },
	{ "tag", 't', "TAG", "a tag; may be repeated" },
	{ "placeholder", 0, NULL, "without a credential for now" },
	TRIAL_OPTIONS,
	SIGNIN_OPTIONS,
	OPT_END,
};

/* Piece and way, from the catalog alone: what is wrong is told before any key
 * is asked for. */
static int find_way(struct cli *cli, const struct piece_way **way,
		    struct err *err)
{
	const char *name = cli_option(cli, "piece");
	const char *type = cli_option(cli, "auth");
	const struct piece *piece;
	struct session *session;
	struct catalog *catalog;

	if (cli_vault(cli, &session, err) != 0 ||
	    !(catalog = session_catalog(session, err)) ||
	    catalog_find(catalog, name, &piece, err) != 0)
		return -1;
	*way = piece_way(piece, type, NULL);
	if (*way)
		return fields_check_argv(cli, *way, err);
	if (!type)
		return err_set(err, ERR_USAGE,
			       "%s has no way to authorize that can be used",
			       piece->name);
	err_set(err, ERR_USAGE, "%s does not authorize by %s", piece->name,
		type);
	return err_hint(err, "connvault piece show %s lists its ways",
			piece->name);
}

static char *join_tags(const struct cli *cli)
{
	struct str tags = STR_INIT;
	const char *tag;

	for (size_t i = 0; (tag = cli_option_at(cli, "tag", i)); i++)
		str_addf(&tags, "%s%s", i ? "\n" : "", tag);
	return str_take(&tags);
}

/* What is there, in the words or the JSON of the command. */
static int tell(struct cli *cli, struct session *session,
		const struct conn *conn, struct err *err)
{
	char name[OUT_SAFE];

	if (cli_has(cli, "json-events"))
		return 0;
	if (cli_has(cli, "json"))
		return row_print_json(session, conn, err);
	cli_say(cli, "Created \"%s\" with the external id %s.",
		out_safe(name, conn->name), conn->external_id);
	return 0;
}

/* What would be refused in the end is told before somebody signs in. */
static int check_draft(struct session *session, const struct conn_draft *draft,
		       struct err *err)
{
	char *clean;

	if (conn_name_check(session, NULL, draft->name, &clean, err) != 0)
		return -1;
	free(clean);
	return draft->external_id
		       ? conn_id_check(session, draft->external_id, err)
		       : 0;
}

static int create_signed(struct cli *cli, struct session *session,
			 const struct conn_draft *draft, struct conn *conn,
			 struct err *err)
{
	struct signin_plan plan = { .piece = draft->piece,
				    .fields = draft->values };
	struct signin *signin;

	if (check_draft(session, draft, err) != 0 ||
	    signin_run(cli, session, &plan, &signin, err) != 0)
		return -1;

	int result = signin_create(session, signin, draft, conn, err);

	if (result == 0)
		signin_tell(cli, signin, conn);
	signin_free(signin);
	return result;
}

static int create_tried(struct cli *cli, struct session *session,
			const struct conn_draft *draft, struct conn *conn,
			struct err *err)
{
	struct values values = VALUES_INIT;
	struct check_result tried;
	const struct piece *piece;
	const struct piece_way *way;
	bool is_tried = false;
	int result = 0;

	if (check_draft(session, draft, err) != 0 ||
	    draft_values(session, draft, &piece, &way, &values, err) != 0)
		return -1;
	if (!draft->placeholder)
		result = trial_run(cli, way, &values, &tried, &is_tried, err);
	values_clear(&values);
	if (result == 0)
		result = conn_create(session, draft, conn, err);
	if (result == 0 && is_tried)
		result = trial_keep(session, conn, &tried, err);
	return result;
}

/* Fields of another way than the piece's first say that it is meant. */
static bool is_by_oauth(const struct cli *cli, const struct piece_way *way,
			const struct values *values)
{
	if (!str_is(way->type, "oauth2") || cli_has(cli, "placeholder"))
		return false;
	for (size_t i = 0; i < values->count && !cli_option(cli, "auth"); i++)
		if (!way_field(way, values->item[i].name))
			return false;
	return true;
}

static int create(struct cli *cli, struct session *session,
		  const struct piece_way *way, const char *called,
		  const struct values *values, struct err *err)
{
	char *tags = join_tags(cli);
	struct conn conn = { .version = 0 };
	struct conn_draft draft = {
		.piece = cli_option(cli, "piece"),
		.name = called,
		.auth = cli_option(cli, "auth"),
		.external_id = cli_option(cli, "external-id"),
		.note = cli_option(cli, "note"),
		.tags = tags,
		.values = values,
		.placeholder = cli_has(cli, "placeholder"),
	};
	int result;

	if (!tags)
		result = err_nomem(err);
	else if (is_by_oauth(cli, way, values))
		result = create_signed(cli, session, &draft, &conn, err);
	else
		result = create_tried(cli, session, &draft, &conn, err);
	free(tags);
	if (result == 0)
		result = tell(cli, session, &conn, err);
	conn_clear(&conn);
	return result;
}

/* The piece is never asked for: nobody knows 722 names. */
static int check_given(const struct cli *cli, struct err *err)
{
	if (!cli_option(cli, "piece")) {
		err_set(err, ERR_USAGE, "create needs --piece");
		return err_hint(err, "connvault piece list WORD finds "
				     "one");
	}
	if (cli_option(cli, "name") || fields_can_ask(cli))
		return 0;
	err_set(err, ERR_USAGE, "create needs --name");
	return err_hint(err, "connvault create --piece stripe --name "
			     "\"Billing live\" --secret-stdin api_key");
}

static int create_asking(struct cli *cli, struct session *session,
			 const struct piece_way *way, struct values *values,
			 struct err *err)
{
	const char *name = cli_option(cli, "name");
	char *typed = NULL;
	int result = -1;

	if (!name && ask_line("Name: ", &typed, err) != 0)
		return -1;
	if (cli_has(cli, "placeholder") ||
	    fields_ask(cli, way, values, err) == 0)
		result = create(cli, session, way, name ? name : typed, values,
				err);
	free(typed);
	return result;
}

static int try(struct cli *cli, struct err *err)
{
	struct values values = VALUES_INIT;
	const struct piece_way *way;
	struct session *session;
	int result = -1;

	if (check_given(cli, err) != 0 || signin_check(cli, err) != 0 ||
	    find_way(cli, &way, err) != 0 ||
	    cli_project(cli, &session, err) != 0)
		return -1;
	if (fields_read(cli, way, &values, err) == 0)
		result = create_asking(cli, session, way, &values, err);
	values_clear(&values);
	return result;
}

static int run(struct cli *cli, struct err *err)
{
	return signin_ended(cli, try(cli, err), err);
}

const struct cmd cmd_create = {
	.name = "create",
	.summary = "Make a new connection",
	.operands = "",
	.about = FIELDS_ABOUT " So is the name; the piece never: connvault "
			      "piece list WORD finds one.\n" TRIAL_ABOUT
			      "\n" SIGNIN_ABOUT,
	.option = options,
	.run = run,
};
