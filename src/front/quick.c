/* quick.c - `connvault get` while an agent has the vault open */
#include "front/quick.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/value.h"
#include "base/file.h"
#include "base/str.h"
#include "base/where.h"

/* -- the command line ------------------------------------------------------ */

struct line {
	const char *vault;
	struct wanted wanted;
};

/* Options with a value, and where that goes. Others are for the program. */
static const struct row {
	const char *name; /* "--vault" */
	size_t at;
} rows[] = {
	{ "--vault", offsetof(struct line, vault) },
	{ "--project", offsetof(struct line, wanted.project) },
	{ "-p", offsetof(struct line, wanted.project) },
};

static const struct row *row_of(const char *word)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (str_is(rows[i].name, word))
			return &rows[i];
	return NULL;
}

static bool take_operand(struct line *line, const char *word)
{
	if (!line->wanted.conn)
		line->wanted.conn = word;
	else if (!line->wanted.field)
		line->wanted.field = word;
	else
		return false;
	return true;
}

/* get [--vault PATH] [--project NAME] CONNECTION [FIELD] */
static bool read_line(int argc, char *const *argv, struct line *out)
{
	*out = (struct line){ .vault = NULL };
	if (argc < 3 || !str_is(argv[1], "get"))
		return false;
	for (int i = 2; i < argc; i++) {
		const struct row *row = row_of(argv[i]);

		if (row && i + 1 < argc)
			memcpy((char *)out + row->at, &argv[++i],
			       sizeof(argv[i]));
		else if (argv[i][0] == '-' || !take_operand(out, argv[i]))
			return false;
	}
	return out->wanted.conn != NULL;
}

/* -- the value ------------------------------------------------------------- */

static bool ask(struct line *line, struct secret **out)
{
	const char *project = getenv("CONNVAULT_PROJECT");
	struct err ignored = ERR_INIT;
	struct stat st;
	char *vault;

	if (!line->wanted.project && project && *project)
		line->wanted.project = project;
	if (where_vault(line->vault, &vault, &ignored) != 0)
		return false;

	/* What is wrong with the file the program says. */
	int result = lstat(vault, &st) == 0 && file_is_private(&st)
			     ? agent_value(vault, &line->wanted, out, &ignored)
			     : -1;

	free(vault);
	return result == 0;
}

static int write_out(const struct secret *value)
{
	size_t len;
	const void *bytes = secret_reveal(value, &len);

	if (file_write_all(STDOUT_FILENO, bytes, len) == 0)
		return 0;
	fprintf(stderr, "connvault: cannot write the output: %s\n",
		strerror(errno));
	return 1;
}

bool quick_get(int argc, char *const *argv, int *exit_code)
{
	struct err ignored = ERR_INIT;
	struct secret *value;
	struct line line;
	struct stat st;

	/* A terminal is given neither every byte nor every value. Without a
	 * standard output the agent's socket would take its place. */
	if (!read_line(argc, argv, &line) || fstat(STDOUT_FILENO, &st) != 0 ||
	    isatty(STDOUT_FILENO))
		return false;
	/* That swap could be written to is said by the program. */
	if (secret_init(&ignored) != 0 || !secret_is_locked() ||
	    !ask(&line, &value)) {
		secret_give_way();
		return false;
	}
	if (!secret_is_locked()) /* a large one */
		fprintf(stderr, "connvault: %s\n", SECRET_SWAPPED);
	*exit_code = write_out(value);
	secret_free(value);
	return true;
}
