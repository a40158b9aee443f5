/* export.c - connvault export */
#include "ops/export.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/path.h"
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "ops/match.h"

#define TO_MAX 64 /* words of --to */

static const struct opt options[] = {
	{ "with-secrets", 0, NULL,
	  "with the credentials, sealed to a passphrase unless --to is given" },
	{ "to", 0, "KEY",
	  "seal to who has this public key, as connvault whoami prints it "
	  "there; or to self, or to members, all of the project; may be "
	  "repeated" },
	{ "output", 'o', "FILE",
	  "write to FILE, which only you can read, instead" },
	{ "force", 0, NULL, "also when FILE is there: it is replaced" },
	{ "match", 'm', "WORDS", "only those; as connvault list has them" },
	{ "piece", 0, "PIECE", "only connections of this piece" },
	{ "to-passphrase-fd", 0, "N",
	  "read the passphrase of the file from file descriptor N" },
	OPT_END,
};

static int check_to(const struct cli *cli, struct err *err)
{
	const char *word;
	size_t i;

	if (cli_has(cli, "to") && cli_has(cli, "to-passphrase-fd")) {
		err_set(err, ERR_USAGE,
			"it is sealed to a passphrase or to public keys");
		return err_hint(err, "give --to or --to-passphrase-fd");
	}
	for (i = 0; (word = cli_option_at(cli, "to", i)); i++)
		if (export_to_check(word, err) != 0)
			return -1;
	if (i <= TO_MAX)
		return 0;
	err_set(err, ERR_USAGE, "--to is given %zu times, %d are too many", i,
		TO_MAX + 1);
	return err_hint(err, "make one export for some, and one for others");
}

/* Before any key is asked for. */
static int check(const struct cli *cli, struct err *err)
{
	bool is_sealed = cli_has(cli, "with-secrets");

	if ((cli_has(cli, "to") || cli_has(cli, "to-passphrase-fd")) &&
	    !is_sealed) {
		err_set(err, ERR_USAGE, "without secrets nothing is sealed");
		return err_hint(err, "give --with-secrets, too");
	}
	if (check_to(cli, err) != 0 ||
	    match_check(cli_option(cli, "match"), err) != 0)
		return -1;
	if (!is_sealed || cli_has(cli, "output") || !out_is_terminal())
		return 0;
	err_set(err, ERR_USAGE, "a sealed file is nothing for a terminal");
	return err_hint(err, "give --output FILE");
}

/* An export may be all that is left of something. */
static int check_output(const struct cli *cli, struct err *err)
{
	const char *path = cli_option(cli, "output");
	char shown[OUT_SAFE];
	struct stat st;

	if (!path || cli_has(cli, "force") || lstat(path, &st) != 0)
		return 0;
	err_set(err, ERR_CONFLICT, "%.200s is there already",
		out_safe(shown, path));
	return err_hint(err, "give another name, or --force to replace it");
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

/* How the file is sealed. */
struct sealing {
	struct recipients *to;	   /* NULL: to a passphrase */
	struct secret *passphrase; /* NULL: not at all */
};

static int read_to(const struct cli *cli, struct session *session,
		   struct recipients **out, struct err *err)
{
	const char *word[TO_MAX];
	size_t count = 0;

	while (count < TO_MAX &&
	       (word[count] = cli_option_at(cli, "to", count)))
		count++;
	return recipients_new(session, word, count, out, err);
}

static int read_sealing(const struct cli *cli, struct session *session,
			struct sealing *out, struct err *err)
{
	if (!cli_has(cli, "with-secrets"))
		return 0;
	return cli_has(cli, "to") ? read_to(cli, session, &out->to, err)
				  : ask_passphrase(cli, &out->passphrase, err);
}

static int put_sealed(const struct cli *cli, struct session *session,
		      const struct sealing *sealing, const struct secret *text,
		      struct err *err)
{
	void *bytes;
	size_t len;

	if (sealing->to
		    ? export_seal_to(session, sealing->to, text, &bytes, &len,
				     err)
		    : export_seal(sealing->passphrase, text, &bytes, &len, err))
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

static int tell_output(const struct cli *cli, const struct sealing *sealing,
		       const struct export_report *report, struct err *err)
{
	const char *path = cli_option(cli, "output");
	char shown[OUT_SAFE], how[64] = "without secrets";

	if (!path)
		return 0;
	size_t keys = sealing->to ? recipients_count(sealing->to) : 0;

	if (keys)
		snprintf(how, sizeof(how), "sealed to %zu public key%s", keys,
			 keys == 1 ? "" : "s");
	else if (sealing->passphrase)
		str_copy(how, "sealed to the passphrase", sizeof(how));
	return out_result(cli, "export", path, err,
			  "Exported %zu connection%s to %s, %s.", report->conns,
			  report->conns == 1 ? "" : "s", out_safe(shown, path),
			  how);
}

static int export(struct cli *cli, struct session *session,
		  const struct sealing *sealing, struct err *err)
{
	struct export_plan plan = {
		.with_secrets = cli_has(cli, "with-secrets"),
		.to = sealing->to,
		.words = cli_option(cli, "match"),
		.piece = cli_option(cli, "piece"),
	};
	struct export_report report;
	struct secret *text;

	if (export_text(session, &plan, &text, &report, err) != 0)
		return -1;

	int result = plan.with_secrets
			     ? put_sealed(cli, session, sealing, text, err)
			     : put_plain(cli, text, err);

	secret_free(text);
	if (result != 0)
		return -1;
	tell(cli, &report);
	return tell_output(cli, sealing, &report, err);
}

static int run(struct cli *cli, struct err *err)
{
	struct sealing sealing = { .to = NULL };
	struct session *session;
	int result = -1;

	if (check(cli, err) != 0 || check_output(cli, err) != 0 ||
	    cli_project(cli, &session, err) != 0)
		return -1;
	if (read_sealing(cli, session, &sealing, err) == 0)
		result = export(cli, session, &sealing, err);
	secret_free(sealing.passphrase);
	recipients_free(sealing.to);
	return result;
}

const struct cmd cmd_export = {
	.name = "export",
	.summary = "Write connections to a file, for another vault",
	.operands = "",
	.about = "Without secrets it is plain JSON, and import makes "
		 "placeholders of it. With secrets it is sealed to a "
		 "passphrase (Argon2id, XChaCha20-Poly1305), or with --to to "
		 "public keys: only their vaults open it, and see who made "
		 "it. It holds tokens and OAuth apps, too, and each reading "
		 "is audited before anything is written. connvault-export(5) "
		 "has the format.",
	.option = options,
	.run = run,
};
