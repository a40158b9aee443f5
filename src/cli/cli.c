/* cli.c - one command line from its parsing to its exit code */
#include "cli/cli.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "agent/client.h"
#include "base/path.h"
#include "base/secret.h"
#include "base/str.h"
#include "base/where.h"
#include "cli/ask.h"
#include "cli/parse.h"
#include "config.h"
#include "ops/conn.h"

struct cli {
	struct parsed line;
	struct session *session;
	bool has_project;
	cli_choose_fn *choose;
	config_keys_fn *keys;
	int exit_code; /* 0: the one that is due */
};

struct cli *cli_new(int argc, char **argv, int *exit_code)
{
	struct err err = ERR_INIT;
	struct cli *cli = calloc(1, sizeof(*cli));

	if (!cli)
		err_nomem(&err);
	else if (parse_line(argc, argv, &cli->line, &err) == 0)
		return cli;
	cli_free(cli);
	*exit_code = exit_tell(&err);
	return NULL;
}

void cli_free(struct cli *cli)
{
	if (!cli)
		return;
	session_close(cli->session);
	parsed_clear(&cli->line);
	free(cli);
}

void cli_use_keys(struct cli *cli, config_keys_fn *keys)
{
	cli->keys = keys;
}

config_keys_fn *cli_keys(const struct cli *cli)
{
	return cli->keys;
}

bool cli_wants_console(const struct cli *cli)
{
	return !cli->line.cmd && !cli->line.group && !cli_has(cli, "help") &&
	       !cli_has(cli, "version");
}

const char *cli_option_at(const struct cli *cli, const char *option, size_t nth)
{
	for (size_t i = 0; i < cli->line.count; i++)
		if (str_is(cli->line.given[i].opt->name, option) && nth-- == 0)
			return cli->line.given[i].value;
	return NULL;
}

const char *cli_option(const struct cli *cli, const char *option)
{
	for (size_t i = cli->line.count; i-- > 0;)
		if (str_is(cli->line.given[i].opt->name, option))
			return cli->line.given[i].value;
	return NULL;
}

bool cli_has(const struct cli *cli, const char *option)
{
	for (size_t i = 0; i < cli->line.count; i++)
		if (str_is(cli->line.given[i].opt->name, option))
			return true;
	return false;
}

int cli_number(const struct cli *cli, const char *option, long min, long max,
	       long *out, struct err *err)
{
	const char *text = cli_option(cli, option);
	char *end;

	if (!text)
		return 0;
	errno = 0;

	long number = strtol(text, &end, 10);

	if (errno || end == text || *end || number < min || number > max) {
		err_set(err, ERR_USAGE,
			"--%s takes a number from %ld to %ld, not \"%s\"",
			option, min, max, text);
		return err_hint(err, "connvault %s --help shows what it means",
				cli->line.cmd->name);
	}
	*out = number;
	return 0;
}

const char *cli_operand(const struct cli *cli, int index)
{
	return (size_t)index < cli->line.operands ? cli->line.operand[index]
						  : NULL;
}

const char *const *cli_operands(const struct cli *cli, size_t *count)
{
	*count = cli->line.operands;
	return cli->line.operand;
}

const char *const *cli_rest(const struct cli *cli)
{
	return cli->line.rests > 0 ? cli->line.rest : NULL;
}

static void no_vault(const char *path, struct err *err)
{
	err_set(err, ERR_ABSENT, "there is no vault at %s",
		path_shown(path).text);
	err_hint(err, "connvault init makes one; --vault PATH names another");
}

/* What to do, for errors of below that cannot know it. */
static void hint_else(struct err *err, const char *hint)
{
	if (!*err->hint)
		err_hint(err, "%s", hint);
}

int cli_vault(struct cli *cli, struct session **out, struct err *err)
{
	char *path;

	*out = cli->session;
	if (cli->session)
		return 0;
	if (where_vault(cli_option(cli, "vault"), &path, err) != 0)
		return -1;

	int result = session_open(path, cli_has(cli, "read-only"),
				  &cli->session, err);

	if (result != 0 && err->code == ERR_ABSENT)
		no_vault(path, err);
	else if (result != 0)
		hint_else(err, "--vault PATH names another file; a backup can "
			       "take the place of a damaged one");
	free(path);
	*out = cli->session;
	return result;
}

int cli_hint_key(enum key_kind kind, struct err *err)
{
	if (err->code == ERR_LOCKED)
		hint_else(err, kind == KEY_FILE
				       ? "name the key file of this vault with "
					 "--key-file or CONNVAULT_KEY_FILE"
				       : "try again, or give the recovery code "
					 "instead");
	return -1;
}

int cli_with_key(struct cli *cli, struct err *err)
{
	enum key_kind kind;
	struct secret *key;

	if (ask_key(cli, cli->session, &kind, &key, err) != 0)
		return -1;

	int result = session_unlock(cli->session, kind, key, err);

	secret_free(key);
	return result == 0 ? 0 : cli_hint_key(kind, err);
}

/* A key that is given on the command line is meant. */
static bool may_ask_agent(const struct cli *cli)
{
	return !cli_option(cli, "key-file") &&
	       !cli_option(cli, "passphrase-fd");
}

/* One that should answer and does not is worth a word. */
static bool opens_by_agent(const struct cli *cli, struct session *session)
{
	struct err why = ERR_INIT;

	if (!may_ask_agent(cli))
		return false;
	if (agent_open(session, &why) == 0)
		return true;
	if (why.code == ERR_TIMEOUT || why.code == ERR_FAILED)
		(void)exit_tell(&why);
	return false;
}

int cli_unlocked(struct cli *cli, struct session **out, struct err *err)
{
	if (cli_vault(cli, out, err) != 0)
		return -1;
	if (session_is_unlocked(*out) || opens_by_agent(cli, *out))
		return 0;
	return cli_with_key(cli, err);
}

int cli_project(struct cli *cli, struct session **out, struct err *err)
{
	if (cli_unlocked(cli, out, err) != 0)
		return -1;
	if (!cli->has_project &&
	    session_project_open(*out, cli_option(cli, "project"), err) != 0)
		return -1;
	cli->has_project = true;
	return 0;
}

int cli_words(const struct cli *cli, struct str *out, struct err *err)
{
	const char *match = cli_option(cli, "match");

	str_add(out, match ? match : "");
	for (size_t i = 0; i < cli->line.operands; i++)
		str_addf(out, " %s", cli->line.operand[i]);
	return out->failed ? err_nomem(err) : 0;
}

int cli_conn(struct cli *cli, int index, struct session **session,
	     struct conn *out, struct err *err)
{
	*out = (struct conn){ .version = 0 };
	if (cli_project(cli, session, err) != 0)
		return -1;
	return conn_find(*session, cli_operand(cli, index), out, err);
}

void cli_set_choose(struct cli *cli, cli_choose_fn *choose)
{
	cli->choose = choose;
}

int cli_choose(const struct cli *cli, struct session *session, int tty,
	       const char *piece, char **external_id, struct err *err)
{
	if (!cli->choose)
		return err_set(err, ERR_FAILED,
			       "there is nothing to choose on");
	return cli->choose(cli, session, tty, piece, external_id, err);
}

int cli_cancelled(struct err *err)
{
	*err = (struct err){ .code = ERR_INTERRUPTED };
	return -1;
}

void cli_say(const struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	if (cli_has(cli, "quiet") || cli_has(cli, "json"))
		return;
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

/* A full disk or a closed pipe behind stdout is a failure, too. */
static int flush(struct err *err)
{
	errno = 0;
	if (fflush(stdout) != 0 || ferror(stdout))
		return err_sys(err, ERR_IO, "cannot write the output");
	return 0;
}

static int group_alone(const char *group, struct err *err)
{
	err_set(err, ERR_USAGE, "%s needs one more word", group);
	return err_hint(err, "connvault %s --help lists what there is", group);
}

static int run(struct cli *cli, struct err *err)
{
	const struct cmd *cmd = cli->line.cmd;

	if (cmd && cli_has(cli, "demo"))
		return err_set(err, ERR_USAGE,
			       "--demo opens the console and takes no command");
	if (cli_has(cli, "version"))
		puts(PACKAGE_STRING);
	else if (cmd && cli_has(cli, "help"))
		help_command(cmd);
	else if (cmd)
		return cmd->run(cli, err);
	else if (!cli->line.group)
		help_all();
	else if (cli_has(cli, "help"))
		help_group(cli->line.group);
	else
		return group_alone(cli->line.group, err);
	return 0;
}

/* A read-only look goes on over damage, but says so. */
static int damage_tell(const struct cli *cli)
{
	const struct err *damage =
		cli->session ? session_damage(cli->session) : NULL;

	return damage ? exit_tell(damage) : 0;
}

/* The work is done all the same, but nobody should believe otherwise. */
static void swap_tell(const struct cli *cli)
{
	if (cli->session && session_is_unlocked(cli->session) &&
	    !secret_is_locked() && !cli_has(cli, "quiet"))
		fprintf(stderr, "connvault: %s\n", SECRET_SWAPPED);
}

/* Nor should anybody believe that an older file would be noticed. */
static void anchor_tell(const struct cli *cli)
{
	const struct err *why =
		cli->session ? session_anchor_trouble(cli->session) : NULL;
	struct err err = ERR_INIT;

	if (!why)
		return;
	err_set(&err, why->code, "an older vault file would pass unnoticed: %s",
		why->msg);
	err_hint(&err, "%s",
		 *why->hint ? why->hint : "connvault doctor says more");
	(void)exit_tell(&err);
}

void cli_close(struct cli *cli)
{
	fflush(stdout);
	swap_tell(cli);
	anchor_tell(cli);
	(void)damage_tell(cli);
	session_close(cli->session);
	cli->session = NULL;
	cli->has_project = false;
}

void cli_exit_with(struct cli *cli, int exit_code)
{
	cli->exit_code = exit_code;
}

/* What the operator took back, or a signal ended, needs no words. */
static int failed(const struct err *err)
{
	if (err->code == ERR_INTERRUPTED && err->sys)
		return 128 + err->sys;
	if (err->code == ERR_INTERRUPTED && !*err->msg)
		return 128 + SIGINT;
	if (err->code != ERR_OK && !*err->msg)
		return exit_code(err); /* the output has said it */
	return exit_tell(err);
}

/* What was run, and came out as it should. */
static int ended(const struct cli *cli)
{
	struct err err = ERR_INIT;

	if (flush(&err) != 0)
		return exit_tell(&err);
	return damage_tell(cli);
}

int cli_run(struct cli *cli)
{
	struct err err = ERR_INIT;

	int result = run(cli, &err);

	swap_tell(cli);
	anchor_tell(cli);

	int exit_code = result != 0 ? failed(&err) : ended(cli);

	return cli->exit_code ? cli->exit_code : exit_code;
}
