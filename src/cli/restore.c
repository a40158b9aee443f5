/* restore.c - connvault restore */
#include "cli/commands.h"
#include "cli/row.h"
#include "ops/conn.h"

static int run(struct cli *cli, struct err *err)
{
	struct conn conn = { .version = 0 };
	struct session *session;
	char name[OUT_SAFE];
	int result;

	if (cli_project(cli, &session, err) != 0 ||
	    conn_find_trashed(session, cli_operand(cli, 0), &conn, err) != 0)
		return -1;
	result = conn_restore(session, &conn, err);
	if (result == 0 && cli_has(cli, "json"))
		result = row_print_json(session, &conn, err);
	else if (result == 0)
		cli_say(cli, "Restored \"%s\".", out_safe(name, conn.name));
	conn_clear(&conn);
	return result;
}

const struct cmd cmd_restore = {
	.name = "restore",
	.summary = "Bring a deleted connection back",
	.operands = "CONNECTION",
	.about = "connvault list --trash shows what can be restored.",
	.run = run,
};
