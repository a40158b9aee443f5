/* rename.c - connvault rename */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/row.h"
#include "cli/usage.h"
#include "ops/conn.h"

/* n8n refers by name: that the connection has another one now, its workflows
 * do not know. */
static void tell_by_name(const struct usages *usages)
{
	if (usages->count == 0)
		return;
	fprintf(stderr,
		"connvault: %zu flow%s by the old name in %s own file:\n",
		usages->count, usages->count == 1 ? " refers" : "s refer",
		usages->count == 1 ? "its" : "their");
	usage_tell(stderr, usages);
	fputs("hint: write the new name there, too, then connvault flow sync\n",
	      stderr);
}

static int run(struct cli *cli, struct err *err)
{
	char name[OUT_SAFE];
	struct session *session;
	struct conn conn;
	struct usages usages = { .count = 0 };
	struct err ignored = ERR_INIT;
	int result = -1;

	if (cli_conn(cli, 0, &session, &conn, err) != 0)
		return -1;
	if (!cli_has(cli, "quiet"))
		(void)usage_by_name(session, &conn, &usages, &ignored);
	if (conn_rename(session, &conn, cli_operand(cli, 1), err) != 0)
		goto out;
	result = 0;
	if (cli_has(cli, "json"))
		result = row_print_json(session, &conn, err);
	else
		cli_say(cli, "Renamed to \"%s\"; the external id stays %s.",
			out_safe(name, conn.name), conn.external_id);
	tell_by_name(&usages);
out:
	usages_clear(&usages);
	conn_clear(&conn);
	return result;
}

const struct cmd cmd_rename = {
	.name = "rename",
	.summary = "Give a connection another name",
	.operands = "CONNECTION NAME",
	.about = "Its external id stays, so the flows that use it go on "
		 "working. Workflows of n8n may refer by name: they are "
		 "named, because the new name must be written into their "
		 "files, too. Those that were read when there was the "
		 "connection go on to count as its users, also when flow "
		 "sync reads them again; when another connection has the old "
		 "name by then, it takes them for users of that one. Those "
		 "that were imported before count again when their file has "
		 "the new name and was read.",
	.run = run,
};
