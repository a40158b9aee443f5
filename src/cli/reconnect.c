/* reconnect.c - connvault reconnect */
#include "base/values.h"
#include "cli/commands.h"
#include "cli/fields.h"
#include "cli/row.h"
#include "ops/conn.h"

static const struct opt options[] = {
	FIELD_OPTIONS,
	OPT_END,
};

static bool gives_fields(const struct cli *cli)
{
	return cli_has(cli, "field") || cli_has(cli, "secret-file") ||
	       cli_has(cli, "secret-stdin") || cli_has(cli, "fields-stdin");
}

/* New values; without any option the required ones are asked for. */
static int read_values(struct cli *cli, const struct piece_way *way,
		       struct values *values, struct err *err)
{
	if (fields_check_argv(cli, way, err) != 0 ||
	    fields_read(cli, way, values, err) != 0)
		return -1;
	if (!gives_fields(cli) && fields_ask(cli, way, values, err) != 0)
		return -1;
	if (values->count > 0)
		return 0;
	err_set(err, ERR_USAGE, "no new value was given");
	return err_hint(err, "use --secret-stdin FIELD, --secret-file "
			     "FIELD=PATH, --fields-stdin or --field K=V");
}

static int reconnect(struct cli *cli, struct session *session,
		     struct conn *conn, struct err *err)
{
	struct values values = VALUES_INIT;
	const struct piece_way *way;
	const struct piece *piece;
	char name[OUT_SAFE];
	int result = -1;

	if (conn_way(session, conn, &piece, &way, err) == 0 &&
	    read_values(cli, way, &values, err) == 0)
		result = conn_reconnect(session, conn, &values, err);
	values_clear(&values);
	if (result == 0 && cli_has(cli, "json"))
		return row_print_json(session, conn, err);
	if (result == 0)
		cli_say(cli, "Reconnected \"%s\".", out_safe(name, conn->name));
	return result;
}

static int run(struct cli *cli, struct err *err)
{
	struct session *session;
	struct conn conn;

	/* A name that says secret is refused before a key is asked for. */
	if (fields_check_argv(cli, NULL, err) != 0 ||
	    cli_conn(cli, 0, &session, &conn, err) != 0)
		return -1;

	int result = reconnect(cli, session, &conn, err);

	conn_clear(&conn);
	return result;
}

const struct cmd cmd_reconnect = {
	.name = "reconnect",
	.summary = "Give a connection a new credential",
	.operands = "CONNECTION",
	.about = "Fields that are not given stay as they are. " FIELDS_ABOUT,
	.option = options,
	.run = run,
};
