/* delete.c - connvault delete */
#include "base/str.h"
#include "cli/commands.h"
#include "cli/revoke.h"
#include "cli/row.h"
#include "cli/usage.h"
#include "ops/conn.h"

static const struct opt options[] = {
	{ "force", 'f', NULL, "also when flows use it" },
	{ "revoke", 0, NULL, "end its tokens at the provider, too (OAuth)" },
	OPT_END,
};

/* Name the flows that would lose it. */
static int in_use(struct session *session, const struct conn *conn,
		  struct err *err)
{
	struct usages usages;
	char name[OUT_SAFE];

	if (usage_of(session, conn, &usages, err) != 0)
		return -1;
	if (usages.count == 0) {
		usages_clear(&usages);
		return 0;
	}
	fputs("These flows use it:\n", stderr);
	usage_tell(stderr, &usages);
	err_set(err, ERR_CONFLICT, "\"%.150s\" is used by %zu flow%s",
		out_safe(name, conn->name), usages.count,
		usages.count == 1 ? "" : "s");
	usages_clear(&usages);
	return err_hint(err, "connvault delete --force deletes it all the "
			     "same");
}

static int tell(struct cli *cli, struct session *session,
		const struct conn *conn, struct err *err)
{
	char name[OUT_SAFE];

	if (cli_has(cli, "json"))
		return row_print_json(session, conn, err);
	cli_say(cli,
		"Deleted \"%s\"; connvault restore %s brings it back within "
		"%d days.",
		out_safe(name, conn->name), conn->external_id, TRASH_DAYS);
	return 0;
}

static int delete_conn(struct cli *cli, struct session *session,
		       struct conn *conn, struct err *err)
{
	bool force = cli_has(cli, "force");
	struct grant *grant = NULL;
	int result = -1;

	if (!force && in_use(session, conn, err) != 0)
		return -1;
	if (cli_has(cli, "revoke") &&
	    revoke_begin(session, conn, &grant, err) != 0)
		return -1;
	if (conn_delete(session, conn, force, err) == 0)
		result = tell(cli, session, conn, err);
	if (result == 0 && grant)
		result = revoke_end(cli, session, grant, err);
	grant_free(grant);
	return result;
}

static int run(struct cli *cli, struct err *err)
{
	struct session *session;
	struct conn conn;

	if (cli_conn(cli, 0, &session, &conn, err) != 0)
		return -1;

	int result = delete_conn(cli, session, &conn, err);

	conn_clear(&conn);
	return result;
}

const struct cmd cmd_delete = {
	.name = "delete",
	.summary = "Delete a connection; it can be restored for 30 days",
	.operands = "CONNECTION",
	.about = "Its tokens stay valid at the provider unless --revoke ends "
		 "them; then restoring it brings back nothing that works.",
	.option = options,
	.run = run,
};
