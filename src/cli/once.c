/* once.c - show what is shown one time only */
#include "cli/once.h"

#include <string.h>

#include "cli/out.h"

struct once {
	const char *before, *after;
	const char *json; /* the same for --json, before what is shown */
	const char *lost; /* what to do when it was not shown */
};

static const struct once recovery = {
	.before = "\nThe recovery code opens the vault when the passphrase or "
		  "the key file is lost.\nWrite it down and keep it apart from "
		  "this machine; it is not shown again:\n\n    ",
	.after = "\n\nIt is typed where the passphrase is asked for.\n",
	.json = "{\"recovery_code\":\"",
	.lost = "the recovery code was not shown: make another one with "
		"connvault slot add --recovery",
};

static const struct once token = {
	.before = "The token is not shown again:\n\n    ",
	.after = "\n\nIt is sent as Authorization: Bearer TOKEN to the "
		 "agent's API.\n",
	.json = "{\"token\":\"",
	.lost = "the token was not shown: remove the client, and add it again",
};

static int print(const struct cli *cli, const struct once *once,
		 const struct secret *secret, struct err *err)
{
	bool json = cli_has(cli, "json");
	bool quiet = cli_has(cli, "quiet");
	const char *head = json ? once->json : quiet ? "" : once->before;
	const char *tail = json ? "\"}\n" : quiet ? "\n" : once->after;
	size_t len;
	const void *text = secret_reveal(secret, &len);

	if (out_write(head, strlen(head), err) == 0 &&
	    out_write(text, len, err) == 0 &&
	    out_write(tail, strlen(tail), err) == 0)
		return 0;
	return err_hint(err, "%s", once->lost);
}

int once_recovery(const struct cli *cli, const struct secret *code,
		  struct err *err)
{
	return print(cli, &recovery, code, err);
}

int once_token(const struct cli *cli, const struct secret *text,
	       struct err *err)
{
	return print(cli, &token, text, err);
}
