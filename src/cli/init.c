/* init.c - connvault init */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "base/where.h"
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/once.h"

static const struct opt options[] = {
	{ "kdf", 0, "interactive|moderate|sensitive",
	  "how much work one guess of the passphrase is" },
	{ "new-key-file", 0, "FILE",
	  "make a key file there and ask for no passphrase" },
	OPT_END,
};

/* The key of the new vault. *made is a key file made here, or NULL. */
static int new_key(const struct cli *cli, struct session_plan *plan,
		   struct secret **key, const char **made, struct err *err)
{
	const char *file = cli_option(cli, "new-key-file");
	enum key_kind kind = KEY_FILE;
	int result;

	*made = NULL;
	if (file)
		result = key_file_make(file, key, err);
	else if (ask_has_key(cli)) {
		result = ask_key(cli, NULL, &kind, key, err);
		if (result == 0 && kind == KEY_PASSPHRASE)
			ask_advise(*key);
	} else {
		kind = KEY_PASSPHRASE;
		result = ask_new_passphrase("New passphrase: ", key, err);
	}
	if (result != 0 && err->code == ERR_LOCKED && !file)
		return err_hint(err, "give --new-key-file FILE, or "
				     "--passphrase-fd N");
	if (result == 0 && file)
		*made = file;
	plan->kind = kind;
	return result;
}

static int check_free(const char *path, struct err *err)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return 0;
	err_set(err, ERR_CONFLICT, "there is something at %.200s", path);
	return err_hint(err, "choose another place with --vault PATH");
}

static int create(const struct cli *cli, struct session_plan *plan,
		  struct err *err)
{
	struct session *session = NULL;
	struct secret *key = NULL, *code = NULL;
	char shown[OUT_SAFE], project[OUT_SAFE];
	const char *made;

	if (new_key(cli, plan, &key, &made, err) != 0)
		return -1;
	plan->key = key;

	int result = session_create(plan, &session, &code, err);

	secret_free(key);
	if (result != 0 && made)
		unlink(made);
	if (result != 0)
		return -1;
	path_show(plan->path, shown, sizeof(shown));
	cli_say(cli, "Made the vault %s with the project \"%s\".", shown,
		out_safe(project, session_project(session)));
	result = once_recovery(cli, code, err);
	secret_free(code);
	session_close(session);
	return result;
}

static int run(struct cli *cli, struct err *err)
{
	struct session_plan plan = {
		.kdf = cli_option(cli, "kdf"),
		.project = cli_option(cli, "project"),
	};
	char *path;
	int result = -1;

	if (cli_has(cli, "read-only"))
		return err_set(err, ERR_USAGE, "init with --read-only");
	if (where_vault(cli_option(cli, "vault"), &path, err) != 0)
		return -1;
	plan.path = path;
	if (check_free(path, err) == 0)
		result = create(cli, &plan, err);
	free(path);
	return result;
}

const struct cmd cmd_init = {
	.name = "init",
	.summary = "Make a new vault",
	.operands = "",
	.about = "It asks for a passphrase, or takes --passphrase-fd, "
		 "--key-file or --new-key-file, and prints a recovery code "
		 "once: the only other way in.",
	.option = options,
	.run = run,
};
