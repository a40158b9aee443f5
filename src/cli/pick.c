/* pick.c - connvault pick: the connections of a piece to choose from */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/row.h"
#include "ops/conn.h"

static const struct opt options[] = {
	{ "piece", 0, "PIECE", "the service (required)" },
	OPT_END,
};

static int find_piece(struct cli *cli, const char *name, struct err *err)
{
	const struct piece *piece;
	struct session *session;
	struct catalog *catalog;

	if (name)
		return cli_vault(cli, &session, err) != 0 ||
				       !(catalog =
						 session_catalog(session, err))
			       ? -1
			       : catalog_find(catalog, name, &piece, err);
	err_set(err, ERR_USAGE, "pick needs --piece");
	return err_hint(err, "id=$(connvault pick --piece slack)");
}

static int open_terminal(const char *piece, int *tty, struct err *err)
{
	*tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (*tty >= 0)
		return 0;
	err_set(err, ERR_USAGE, "there is no terminal to choose on");
	return err_hint(err,
			"connvault list --piece %s --json lists what "
			"there is",
			piece);
}

static int print(const struct cli *cli, struct session *session, const char *id,
		 struct err *err)
{
	struct conn conn = { .version = 0 };

	if (!cli_has(cli, "json")) {
		puts(id);
		return 0;
	}
	if (conn_find(session, id, &conn, err) != 0)
		return -1;

	int result = row_print_json(session, &conn, err);

	conn_clear(&conn);
	return result;
}

static int run(struct cli *cli, struct err *err)
{
	const char *piece = cli_option(cli, "piece");
	struct session *session;
	char *id = NULL;
	int tty, result = -1;

	if (find_piece(cli, piece, err) != 0 ||
	    open_terminal(piece, &tty, err) != 0)
		return -1;
	if (cli_project(cli, &session, err) == 0)
		result = cli_choose(cli, session, tty, piece, &id, err);
	close(tty);
	if (result == 0 && id)
		result = print(cli, session, id, err);
	else if (result == 0)
		result = cli_cancelled(err);
	free(id);
	return result;
}

const struct cmd cmd_pick = {
	.name = "pick",
	.summary = "Choose a connection of a piece on the terminal",
	.operands = "",
	.about = "Draws on /dev/tty and prints the external id of the "
		 "connection that was\nchosen, or made, on standard output; "
		 "with --json the connection as show\ndoes. Exits with 130 "
		 "when none was chosen.",
	.option = options,
	.run = run,
};
