/* export.c - connvault export */
#include "ops/export.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/path.h"
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/out.h"

static const struct opt options[] = {
	{ "with-secrets", 0, NULL,
	  "with the credentials, sealed to a passphrase" },
	{ "output", 'o', "FILE",
	  "write to FILE, which only you can read, instead" },
	{ "match", 'm', "WORDS", "only those; as connvault list has them" },
	{ "piece", 0, "PIECE", "only connections of this piece" },
	{ "to-passphrase-fd", 0, "N",
	  "read the passphrase of the file from file descriptor N" },
	OPT_END,
};

/* Before any key is asked for. */
static int check(const struct cli *cli, struct err *err)
{
	bool is_sealed = cli_has(cli, "with-secrets");

	if (cli_has(cli, "to-passphrase-fd") && !is_sealed) {
		err_set(err, ERR_USAGE, "without secrets nothing is sealed");
		return err_hint(err, "give --with-secrets, too");
	}
	if (!is_sealed || cli_has(cli, "output") || !out_is_terminal())
		return 0;
	err_set(err, ERR_USAGE, "a sealed file is nothing for a terminal");
	return err_hint(err, "give --output FILE");
}

static int put(const struct cli *cli, const void *bytes, size_t len,
	       struct err *err)
{
	const char *path = cli_option(cli, "output");

	return path ? file_write_atomic(path, bytes, len, err)
		    : out_write(bytes, len, err);
}

static int ask_passphrase(const struct cli *cli, struct secret **out,
			  struct err *err)
{
	const char *fd = cli_option(cli, "to-passphrase-fd");

	if (fd)
		return ask_fd(fd, out, err);
	if (ask_new_passphrase("Passphrase for the file: ", out, err) == 0)
		return 0;
	if (err->code == ERR_LOCKED)
		err_hint(err, "give it with --to-passphrase-fd N");
	return -1;
}

static int put_sealed(const struct cli *cli, const struct secret *passphrase,
		      const struct secret *text, struct err *err)
{
	void *bytes;
	size_t len;

	if (export_seal(passphrase, text, &bytes, &len, err) != 0)
		return -1;

	int result = put(cli, bytes, len, err);

	free(bytes);
	return result;
}

/* A note may have what a terminal obeys: JSON can say it otherwise. */
static int put_plain(const struct cli *cli, const struct secret *text,
		     struct err *err)
{
	struct str safe = STR_INIT;

	out_json_safe(&safe, secret_reveal(text, NULL));
	str_add(&safe, "\n");

	int result = safe.failed ? err_nomem(err)
				 : put(cli, safe.text, safe.len, err);

	str_clear(&safe);
	return result;
}

static void tell(const struct cli *cli, const struct export_report *report)
{
	char shown[OUT_SAFE];

	if (report->left_out)
		fprintf(stderr, "connvault: %zu connection%s left out: %s\n",
			report->left_out, report->left_out == 1 ? "" : "s",
			out_safe(shown, report->why.msg));
	if (report->rotating && !cli_has(cli, "quiet"))
		fprintf(stderr,
			"connvault: %zu refresh token%s in two places now: "
			"where a provider gives a new one at each refresh, the "
			"first that refreshes ends the other copy\n"
			"hint: use one of them only, or reconnect one\n",
			report->rotating,
			report->rotating == 1 ? " is" : "s are");
}

static int tell_output(const struct cli *cli,
		       const struct export_report *report, struct err *err)
{
	const char *path = cli_option(cli, "output");
	char shown[OUT_SAFE];

	if (!path || !cli_has(cli, "output"))
		return 0;
	return out_result(cli, "export", path, err,
			  "Exported %zu connection%s to %s%s.", report->conns,
			  report->conns == 1 ? "" : "s", out_safe(shown, path),
			  cli_has(cli, "with-secrets")
				  ? ", sealed to the passphrase"
				  : ", without secrets");
}

static int export(struct cli *cli, struct session *session,
		  const struct secret *passphrase, struct err *err)
{
	struct export_plan plan = {
		.with_secrets = passphrase != NULL,
		.words = cli_option(cli, "match"),
		.piece = cli_option(cli, "piece"),
	};
	struct export_report report;
	struct secret *text;

	if (export_text(session, &plan, &text, &report, err) != 0)
		return -1;

	int result = passphrase ? put_sealed(cli, passphrase, text, err)
				: put_plain(cli, text, err);

	secret_free(text);
	if (result != 0)
		return -1;
	tell(cli, &report);
	return tell_output(cli, &report, err);
}

static int run(struct cli *cli, struct err *err)
{
	struct secret *passphrase = NULL;
	struct session *session;
	int result = -1;

	if (check(cli, err) != 0 || cli_project(cli, &session, err) != 0)
		return -1;
	if (!cli_has(cli, "with-secrets") ||
	    ask_passphrase(cli, &passphrase, err) == 0)
		result = export(cli, session, passphrase, err);
	secret_free(passphrase);
	return result;
}

const struct cmd cmd_export = {
	.name = "export",
	.summary = "Write connections to a file, for another vault",
	.operands = "",
	.about = "Without secrets it is plain JSON, and import makes "
		 "placeholders of it. With secrets it is sealed to a "
		 "passphrase (Argon2id, XChaCha20-Poly1305), holds tokens and "
		 "OAuth apps, too, and each reading is audited before anything "
		 "is written. connvault-export(5) has the format.",
	.option = options,
	.run = run,
};
