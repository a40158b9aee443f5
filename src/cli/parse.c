/* parse.c - take a command line apart with getopt_long */
#include "cli/parse.h"

#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#define OPTIONS_MAX 48	/* of one command with the global ones */
#define LONG_BASE   256 /* getopt's value of row 0; letters are below it */
#define OPERAND	    1	/* getopt's value of what is no option */
#define REST	    "-- "

/* The rows in the form that getopt_long wants. */
struct getopt_rows {
	const struct opt *row[OPTIONS_MAX];
	struct option option[OPTIONS_MAX + 1];
	char letters[2 * OPTIONS_MAX + 3];
	int count;
};

static void rows_add(struct getopt_rows *rows, const struct opt *opt)
{
	for (; opt && opt->name && rows->count < OPTIONS_MAX; opt++) {
		size_t len = strlen(rows->letters);
		int n = rows->count++;

		rows->row[n] = opt;
		rows->option[n] = (struct option){
			.name = opt->name,
			.has_arg = opt->arg ? required_argument : no_argument,
			.val = LONG_BASE + n,
		};
		if (opt->letter)
			snprintf(rows->letters + len,
				 sizeof(rows->letters) - len, "%c%s",
				 opt->letter, opt->arg ? ":" : "");
	}
}

static const struct opt *rows_find(const struct getopt_rows *rows, int value)
{
	if (value >= LONG_BASE && value < LONG_BASE + rows->count)
		return rows->row[value - LONG_BASE];
	for (int i = 0; i < rows->count; i++)
		if (value && rows->row[i]->letter == value)
			return rows->row[i];
	return NULL;
}

static int hint_help(const struct cmd *cmd, struct err *err)
{
	return err_hint(err, "connvault %s%s--help shows what can be given",
			cmd ? cmd->name : "", cmd ? " " : "");
}

/* getopt refused: missing argument (':') or not an option of ours. */
static int refuse(const struct getopt_rows *rows, const struct cmd *cmd,
		  int got, const char *word, struct err *err)
{
	const struct opt *opt = rows_find(rows, optopt);

	if (got == ':' && opt)
		err_set(err, ERR_USAGE, "--%s needs a value: %s", opt->name,
			opt->arg);
	else if (opt)
		err_set(err, ERR_USAGE, "--%s takes no value", opt->name);
	else if (optopt)
		err_set(err, ERR_USAGE, "there is no option -%c", optopt);
	else
		err_set(err, ERR_USAGE, "there is no option %.*s",
			(int)strcspn(word, "="), word);
	return hint_help(cmd, err);
}

/* Is value one of the words of "a|b|c"? */
static bool is_choice(const char *words, const char *value)
{
	size_t len = strlen(value);

	while (*words) {
		size_t word = strcspn(words, "|");

		if (word == len && memcmp(words, value, len) == 0)
			return true;
		words += word + (words[word] == '|');
	}
	return false;
}

static int keep(struct parsed *out, const struct cmd *cmd,
		const struct opt *opt, const char *value, struct err *err)
{
	if (value && opt_has_choices(opt) && !is_choice(opt->arg, value)) {
		err_set(err, ERR_USAGE, "--%s takes %s, not \"%s\"", opt->name,
			opt->arg, value);
		return hint_help(cmd, err);
	}
	out->given[out->count].opt = opt;
	out->given[out->count++].value = value;
	return 0;
}

/* Run getopt over argv, from a fresh start. prefix "+" stops at the first
 * operand; with "-" all of them are kept, up to a "--". */
static int scan(int argc, char **argv, const struct cmd *cmd,
		const char *prefix, struct parsed *out, struct err *err)
{
	struct getopt_rows rows = { .count = 0 };
	int got;

	snprintf(rows.letters, sizeof(rows.letters), "%s:", prefix);
	rows_add(&rows, cmd ? cmd->option : NULL);
	rows_add(&rows, global_options);
	optind = 0;
	opterr = 0;
	while ((got = getopt_long(argc, argv, rows.letters, rows.option,
				  NULL)) != -1) {
		const struct opt *opt = rows_find(&rows, got);

		if (got == OPERAND) {
			out->operand[out->operands++] = optarg;
			continue;
		}
		if (!opt)
			return refuse(&rows, cmd, got, argv[optind - 1], err);
		if (keep(out, cmd, opt, optarg, err) != 0)
			return -1;
	}
	return 0;
}

static bool asks_for(const struct parsed *parsed, const char *option)
{
	for (size_t i = 0; i < parsed->count; i++)
		if (str_is(parsed->given[i].opt->name, option))
			return true;
	return false;
}

/* Find the row of the words at argv; *used of them name it. */
static int choose(int argc, char **argv, struct parsed *out, int *used,
		  struct err *err)
{
	const char *second = argc > 1 ? argv[1] : NULL;

	*used = 1;
	if ((out->cmd = cmd_find(argv[0], NULL)))
		return 0;
	if (!cmd_is_group(argv[0]))
		return cmd_unknown(argv[0], NULL, err);
	if (!second || second[0] == '-') {
		out->group = argv[0];
		return 0;
	}
	*used = 2;
	if ((out->cmd = cmd_find(argv[0], second)))
		return 0;
	cmd_unknown(argv[0], second, err);
	return err_hint(err, "connvault %s --help lists what there is",
			argv[0]);
}

/* How many operands "A [B]" takes: *min and *max; "A..." takes any number. What
 * follows a "--" is not counted. */
static void count_operands(const char *operands, size_t *min, size_t *max)
{
	const char *rest = strstr(operands, REST);
	const char *end = rest ? rest : operands + strlen(operands);
	const char *many = strstr(operands, "...");
	const char *at = operands;

	if (rest && rest > operands && rest[-1] == '[')
		end--;
	for (*min = *max = 0; at < end; at += strspn(at, " ")) {
		*min += *at != '[';
		++*max;
		at += strcspn(at, " ");
	}
	if (many && many < end)
		*max = SIZE_MAX;
}

/* "A -- B..." needs something behind the "--", "A [-- B...]" does not. */
static bool needs_rest(const struct cmd *cmd)
{
	const char *rest = strstr(cmd->operands, REST);

	return rest && (rest == cmd->operands || rest[-1] != '[');
}

static int check_operands(const struct parsed *parsed, struct err *err)
{
	const struct cmd *cmd = parsed->cmd;
	size_t count = parsed->operands, min, max;

	count_operands(cmd->operands, &min, &max);
	if (count < min || (needs_rest(cmd) && parsed->rests == 0))
		err_set(err, ERR_USAGE, "%s needs %s", cmd->name,
			cmd->operands);
	else if (count > max)
		err_set(err, ERR_USAGE, "%s takes %s%s", cmd->name,
			cmd->operands,
			*cmd->operands ? " and no more words" : "no words");
	else
		return 0;
	return hint_help(cmd, err);
}

/* What follows the words that name the command (argv[0] is the last). */
static int scan_command(int argc, char **argv, struct parsed *out,
			struct err *err)
{
	size_t before;

	if (scan(argc, argv, out->cmd, "-", out, err) != 0)
		return -1;
	before = out->operands;
	for (int i = optind; i < argc; i++)
		out->operand[out->operands++] = argv[i];
	if (out->cmd && strstr(out->cmd->operands, REST)) {
		out->rest = out->operand + before;
		out->rests = out->operands - before;
		out->operands = before;
	}
	if (asks_for(out, "help") || asks_for(out, "version") || !out->cmd)
		return 0;
	return check_operands(out, err);
}

int parse_line(int argc, char **argv, struct parsed *out, struct err *err)
{
	int used;

	*out = (struct parsed){ .cmd = NULL };
	out->given = calloc((size_t)argc + 1, sizeof(*out->given));
	out->operand = calloc((size_t)argc + 1, sizeof(*out->operand));
	if (!out->given || !out->operand)
		return err_nomem(err);
	if (scan(argc, argv, NULL, "+", out, err) != 0)
		return -1;
	if (optind >= argc)
		return 0;

	int first = optind;

	if (choose(argc - first, argv + first, out, &used, err) != 0)
		return -1;
	first += used - 1;
	return scan_command(argc - first, argv + first, out, err);
}

void parsed_clear(struct parsed *parsed)
{
	free(parsed->given);
	free(parsed->operand);
	*parsed = (struct parsed){ .cmd = NULL };
}
