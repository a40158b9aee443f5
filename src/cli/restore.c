/* restore.c - connvault restore */
#include "cli/commands.h"
#include "cli/row.h"
#include "ops/conn.h"

/* The newest was meant by its name, of several, and cannot come back. */
static void hint_others(size_t count, struct err *err)
{
	char hint[sizeof(err->hint)];

	str_copy(hint, err->hint, sizeof(hint));
	err_hint(err,
		 "%s; %zu in the trash are called so and this is the newest: "
		 "for another one give its id, which connvault list --trash "
		 "--json shows",
		 hint, count);
}

static int run(struct cli *cli, struct err *err)
{
	struct conn conn = { .version = 0 };
	struct session *session;
	char name[OUT_SAFE];
	size_t count;
	int result;

	if (cli_project(cli, &session, err) != 0 ||
	    conn_find_trashed(session, cli_operand(cli, 0), &conn, &count,
			      err) != 0)
		return -1;
	result = conn_restore(session, &conn, err);
	if (result != 0 && err->code == ERR_CONFLICT && *err->hint && count > 1)
		hint_others(count, err);
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
	.about = "connvault list --trash shows what can be restored. Of "
		 "several that are called so the newest comes back; another "
		 "one is named by its id, which connvault list --trash --json "
		 "shows.",
	.run = run,
};
