/* show.c - connvault show */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/row.h"
#include "ops/conn.h"

static void line_time(const char *label, int64_t time)
{
	char when[CLOCK_TEXT], ago[64], text[128];

	clock_local(time, when);
	if (!when[0])
		return;
	clock_ago(time, clock_now(), ago, sizeof(ago));
	snprintf(text, sizeof(text), "%s (%s)", when, ago);
	out_line(label, text);
}

/* What stands one per line, on one. */
static void line_list(const char *label, const char *lines)
{
	struct str text = STR_INIT;

	for (; *lines; lines++)
		str_add_bytes(&text, *lines == '\n' ? ", " : lines,
			      *lines == '\n' ? 2 : 1);
	if (text.text && !text.failed)
		out_line(label, text.text);
	str_clear(&text);
}

static void line_status(const struct conn *conn)
{
	char status[STATUS_TEXT];

	status_words(conn, clock_now(), status);
	out_line("Status", status);
	if (conn->reason != REASON_OK)
		out_line("Reason", conn_reason_name(conn->reason));
	line_time("Since", conn->since);
}

/* As it was written, in lines. */
static void line_note(const char *note)
{
	char *copy = strdup(note), *rest = copy, *line;
	const char *label = "Note";

	while ((line = strsep(&rest, "\n"))) {
		out_line(label, *line || !rest ? line : " ");
		label = "";
	}
	free(copy);
}

static void print(const struct roster_row *row, int64_t used_at)
{
	const struct conn *conn = row->conn;
	char flows[16];

	snprintf(flows, sizeof(flows), "%u", row->flows);
	out_line("Name", conn->name);
	out_line("External id", conn->external_id);
	out_line("Provider", row->provider);
	out_line("Piece", conn->piece);
	out_line("Auth", auth_type_name(conn->auth));
	line_status(conn);
	out_line("Last error", conn->error);
	out_line("Account", conn->account);
	out_line("OAuth app", conn->app);
	line_list("Scopes", conn->scopes);
	out_line("Flows", flows);
	line_time("Connected on", conn->connected_at);
	line_time("Checked", conn->checked_at);
	line_time("Refreshed", conn->refreshed_at);
	line_time("Last used", used_at);
	line_time("Expires", conn->expires_at);
	line_time("Next refresh", conn->refresh_at);
	out_line("Kept alive", conn->may_lapse ? "no" : "");
	line_time("Rotate by", conn->rotate_by);
	line_list("Hosts", conn->hosts);
	line_list("Tags", conn->tags);
	line_note(conn->note);
}

static int show(struct cli *cli, struct session *session,
		const struct conn *conn, struct err *err)
{
	struct roster_row row;
	int64_t used_at;

	if (cli_has(cli, "json"))
		return row_print_json(session, conn, err);
	if (row_of(session, conn, &row, err) != 0 ||
	    conn_used_at(session, conn, 0, &used_at, err) != 0)
		return -1;
	print(&row, used_at);
	return 0;
}

static int run(struct cli *cli, struct err *err)
{
	struct session *session;
	struct conn conn;

	if (cli_conn(cli, 0, &session, &conn, err) != 0)
		return -1;

	int result = show(cli, session, &conn, err);

	conn_clear(&conn);
	return result;
}

const struct cmd cmd_show = {
	.name = "show",
	.summary = "Show one connection, without its secrets",
	.operands = "CONNECTION",
	.about = "A connection is named by its external id or by its name. "
		 "It was last used when its credential was read by get, exec, "
		 "template, the agent ..., as the audit has it; what connvault "
		 "reads for itself, to check or export it, does not count.",
	.run = run,
};
