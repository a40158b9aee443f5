/* rename.c - connvault rename */
#include "cli/commands.h"
#include "cli/row.h"
#include "ops/conn.h"

static int run(struct cli *cli, struct err *err)
{
	char name[OUT_SAFE];
	struct session *session;
	struct conn conn;
	int result = -1;

	if (cli_conn(cli, 0, &session, &conn, err) != 0)
		return -1;
	if (conn_rename(session, &conn, cli_operand(cli, 1), err) != 0)
		goto out;
	result = 0;
	if (cli_has(cli, "json"))
		result = row_print_json(session, &conn, err);
	else
		cli_say(cli, "Renamed to \"%s\"; the external id stays %s.",
			out_safe(name, conn.name), conn.external_id);
out:
	conn_clear(&conn);
	return result;
}

const struct cmd cmd_rename = {
	.name = "rename",
	.summary = "Give a connection another name",
	.operands = "CONNECTION NAME",
	.about = "Its external id stays, so the flows that use it go on "
		 "working.",
	.run = run,
};
