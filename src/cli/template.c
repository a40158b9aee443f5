/* template.c - connvault template */
#include "ops/template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/hand.h"
#include "cli/out.h"
#include "cli/start.h"

#define MARK "{}" /* stands for the file in the words of a command */

static const struct opt options[] = {
	{ "output", 'o', "FILE",
	  "write to FILE, which only you can read, instead" },
	{ "escape", 0, "none|json|shell",
	  "how values are written: as they are; as fits between the quotes of "
	  "JSON (usual for FILE.json); as one word of a shell, with quotes" },
	{ "force-tty", 0, NULL, "write to a terminal, too" },
	HAND_OPTIONS,
	OPT_END,
};

static enum template_escape escape_of(const struct cli *cli)
{
	const char *word = cli_option(cli, "escape");
	const char *end = strrchr(cli_operand(cli, 0), '.');

	if (str_is(word, "json") || (!word && str_is(end, ".json")))
		return ESCAPE_JSON;
	return str_is(word, "shell") ? ESCAPE_SHELL : ESCAPE_NONE;
}

/* -- filling in ------------------------------------------------------------ */

static int load(struct cli *cli, struct template *template, struct err *err)
{
	struct session *session;
	struct serve_plan plan;

	if (hand_plan(cli, "template", &plan, err) != 0 ||
	    cli_project(cli, &session, err) != 0 ||
	    template_find(session, template, err) != 0)
		return -1;
	plan.is_for_program = true;
	for (size_t i = 0; i < template->conns; i++)
		if (hand_values(cli, session, &template->conn[i].conn, &plan,
				&template->conn[i].values, err) != 0)
			return -1;
	return 0;
}

static int names_none(struct err *err)
{
	err_set(err, ERR_USAGE, "it names no connection");
	return err_hint(err, "{{connections['id'].field}} is what is filled "
			     "in");
}

static int fill(struct cli *cli, const char *text, size_t len,
		struct secret **out, struct err *err)
{
	struct template template;
	int result = -1;

	if (template_read(text, len, &template, err) != 0)
		return -1;
	if (template.refs == 0)
		names_none(err);
	else if (load(cli, &template, err) == 0)
		result = template_write(&template, escape_of(cli), out, err);
	template_clear(&template);
	return result;
}

static int fill_file(struct cli *cli, struct secret **out, struct err *err)
{
	const char *path = cli_operand(cli, 0);
	char said[sizeof(err->msg)], *text;
	size_t len;

	if (file_read(path, TEMPLATE_MAX, &text, &len, err) != 0)
		return -1;

	int result = fill(cli, text, len, out, err);

	free(text);
	if (result == 0)
		return 0;
	str_copy(said, err->msg, sizeof(said));
	snprintf(err->msg, sizeof(err->msg), "%.60s: %.190s", path_name(path),
		 said);
	return -1;
}

/* -- handing over -----------------------------------------------------------
 */

/* word with each {} as path; the caller's. */
static char *put_path(const char *word, const char *path)
{
	struct str out = STR_INIT;
	const char *mark;

	while ((mark = strstr(word, MARK))) {
		str_add_bytes(&out, word, (size_t)(mark - word));
		str_add(&out, path);
		word = mark + strlen(MARK);
	}
	str_add(&out, word);
	return str_take(&out);
}

static void free_words(char **word)
{
	for (size_t i = 0; word && word[i]; i++)
		free(word[i]);
	free(word);
}

static char **put_paths(const char *const *word, const char *path)
{
	size_t count = 0;

	while (word[count])
		count++;

	char **out = calloc(count + 1, sizeof(*out));

	for (size_t i = 0; out && i < count; i++) {
		out[i] = put_path(word[i], path);
		if (!out[i]) {
			free_words(out);
			return NULL;
		}
	}
	return out;
}

/* Freed before the program is waited for. */
static int give(struct start *start, struct secret *filled, char path[32],
		struct err *err)
{
	int fd, result = start_fd(start, filled, &fd, err);

	secret_free(filled);
	if (result != 0)
		return -1;
	snprintf(path, 32, "/dev/fd/%d", fd);
	return start_set_text(start, "CONNVAULT_FILE", path, err);
}

static int hand_over(struct cli *cli, struct secret *filled, struct err *err)
{
	struct start start = START_INIT;
	char path[32], **word = NULL;
	int result = give(&start, filled, path, err);

	if (result == 0) {
		word = put_paths(cli_rest(cli), path);
		result = word ? start_run(cli, &start,
					  (const char *const *)word, err)
			      : err_nomem(err);
	}
	free_words(word);
	start_clear(&start);
	return result;
}

static int put(const struct cli *cli, struct secret *filled, struct err *err)
{
	const char *path = cli_option(cli, "output");
	size_t len;
	const void *bytes = secret_reveal(filled, &len);
	int result = path ? file_write_atomic(path, bytes, len, err)
			  : out_write(bytes, len, err);

	secret_free(filled);
	return result;
}

static int check(const struct cli *cli, struct err *err)
{
	bool runs = cli_rest(cli) != NULL, writes = cli_has(cli, "output");

	if (runs && writes) {
		err_set(err, ERR_USAGE, "--output and a command are two ways");
		return err_hint(err, "give one of them; {} is the file in the "
				     "words of a command");
	}
	if (runs || writes || !out_is_terminal() || cli_has(cli, "force-tty"))
		return 0;
	err_set(err, ERR_USAGE,
		"what is filled in would stand on the "
		"terminal");
	return err_hint(err, "send it to a file or a pipe, give --output, a "
			     "command behind --, or --force-tty");
}

static int run(struct cli *cli, struct err *err)
{
	struct secret *filled;

	if (check(cli, err) != 0 || fill_file(cli, &filled, err) != 0)
		return -1;
	return cli_rest(cli) ? hand_over(cli, filled, err)
			     : put(cli, filled, err);
}

const struct cmd cmd_template = {
	.name = "template",
	.summary = "Fill credentials into a file, for a program",
	.operands = "FILE [-- COMMAND [ARGUMENT]...]",
	.about =
		"{{connections['id'].field}} in FILE is replaced by that field "
		"of the connection; without .field by its API key or access "
		"token. With a COMMAND the result is memory that the program "
		"inherits: {} in its arguments is replaced by its path "
		"(/dev/fd/N), which is in CONNVAULT_FILE, too. Nothing is written when anything is wrong; the "
		"line is told.",
	.option = options,
	.run = run,
};
