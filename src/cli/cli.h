/* cli.h - commands as const rows, and what each one is given
 *
 * One file per command with its const struct cmd. Parsing, --help, completion
 * and the manual are all made from these rows (table.c lists them), so that
 * they cannot drift apart. Functions return 0, or -1 with *err filled in. */
#ifndef CONNVAULT_CLI_H
#define CONNVAULT_CLI_H

#include <stdbool.h>
#include <stddef.h>

#include "ops/config.h"
#include "ops/session.h"

struct str;
struct cli; /* opaque: one parsed command line */

struct opt {
	const char *name; /* long form, without the dashes */
	char letter;	  /* short form, or 0 */
	const char *arg;  /* NULL for a flag; "FILE"; or the words that are
			   * allowed: "active|inactive|all" */
	const char *help; /* starts small, no full stop */
};
#define OPT_END              \
	{                    \
		.name = NULL \
	}

struct cmd {
	const char *name;	  /* "list", "project create" */
	const char *summary;	  /* what it does, no full stop */
	const char *operands;	  /* "A [B]", "A..." or "": how many, too;
				   * "A -- B...": see cli_rest() */
	const char *about;	  /* more for --help, or NULL */
	const struct opt *option; /* ends with OPT_END; NULL for none */
	int (*run)(struct cli *cli, struct err *err);
};

extern const struct cmd *const cmd_table[]; /* sorted as help shows; NULL */
extern const struct opt global_options[];

/* Lets the operator choose a connection of a piece on the terminal open as tty.
 * *external_id is the caller's, NULL when none was chosen. */
typedef int cli_choose_fn(const struct cli *cli, struct session *session,
			  int tty, const char *piece, char **external_id,
			  struct err *err);

/* -- for main.c ---------------------------------------------------------- */

/* Parse a command line. NULL out of memory or a wrong use, which was told on
 * stderr: *exit_code says how to end. */
struct cli *cli_new(int argc, char **argv, int *exit_code);
void cli_free(struct cli *cli); /* closes the session; NULL is fine */
/* No command was given: the console is wanted. */
bool cli_wants_console(const struct cli *cli);
/* Who lets choose: main.c alone knows the console. */
void cli_set_choose(struct cli *cli, cli_choose_fn *choose);
/* What the console says about changed keys, for config check. */
void cli_use_keys(struct cli *cli, config_keys_fn *keys);
/* Run the command; errors are told on stderr. Returns the exit code. */
int cli_run(struct cli *cli);

/* -- for commands -------------------------------------------------------- */

/* Options by long name, global ones too. */
bool cli_has(const struct cli *cli, const char *option);
const char *cli_option(const struct cli *cli, const char *option); /* last */
/* The nth value of an option that may be repeated, or NULL. */
const char *cli_option_at(const struct cli *cli, const char *option,
			  size_t nth);
/* A whole number in min..max; *out stays as it is when not given. */
int cli_number(const struct cli *cli, const char *option, long min, long max,
	       long *out, struct err *err);
const char *cli_operand(const struct cli *cli, int index); /* or NULL */
const char *const *cli_operands(const struct cli *cli, size_t *count);
/* What --match has, and then the operands, with blanks between them. */
int cli_words(const struct cli *cli, struct str *out, struct err *err);
/* What stands behind the "--" of a command that has one, NULL-terminated; NULL
 * for nothing. */
const char *const *cli_rest(const struct cli *cli);

/* The vault: opened but locked; unlocked; with its project open. Each does what
 * is still to be done; the session stays the cli's. */
int cli_vault(struct cli *cli, struct session **out, struct err *err);
int cli_unlocked(struct cli *cli, struct session **out, struct err *err);
/* With a key of our own, though the agent may have it. */
int cli_with_key(struct cli *cli, struct err *err);
/* ERR_LOCKED says what else to give, after a key of that kind. Returns -1. */
int cli_hint_key(enum key_kind kind, struct err *err);
int cli_project(struct cli *cli, struct session **out, struct err *err);

/* The project, and the connection that operand index names. */
int cli_conn(struct cli *cli, int index, struct session **session,
	     struct conn *out, struct err *err);

/* Before another program runs in our place: close the vault, having said what
 * is said at the end of a command. */
void cli_close(struct cli *cli);
/* End with this code, whatever else is to be said. */
void cli_exit_with(struct cli *cli, int exit_code);

cli_choose_fn cli_choose;
/* For a command that the operator took back: -1, to end without a word. */
int cli_cancelled(struct err *err);
config_keys_fn *cli_keys(const struct cli *cli); /* or NULL */

/* One line on stdout for the operator, but not with --quiet or --json.
 * Strings given must be safe (term_safe) already. */
void cli_say(const struct cli *cli, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* -- help.c -------------------------------------------------------------- */

void help_all(void);
void help_command(const struct cmd *cmd);
void help_group(const char *group); /* "project" */

/* The row of "list", or of "project" and "list"; NULL. */
const struct cmd *cmd_find(const char *word, const char *second);
/* ERR_USAGE that says so, with what was perhaps meant. */
int cmd_unknown(const char *word, const char *second, struct err *err);
/* Is word the first word of several commands? */
bool cmd_is_group(const char *word);
/* Does arg of an option list the words allowed? */
bool opt_has_choices(const struct opt *opt);

/* -- exit.c -------------------------------------------------------------- */

/* "connvault: what happened" and "hint: what to do" on stderr. Returns the
 * exit code. */
int exit_tell(const struct err *err);
int exit_code(const struct err *err);

#endif
