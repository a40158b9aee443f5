/* help.c - the help, made from the rows of the commands */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/topics.h"

#define HELP_COLUMNS 80
#define HELP_INDENT  26 /* where the words beside a name begin */

/* Print text from column at on, wrapped, further lines indented. All text here
 * is ours and ASCII, so bytes are columns. */
static void wrap(const char *text, size_t at, size_t indent)
{
	const char *gap = "";

	while (*text) {
		size_t word = strcspn(text, " \n");

		if (at + strlen(gap) + word > HELP_COLUMNS && *gap) {
			printf("\n%*s", (int)indent, "");
			at = indent;
			gap = "";
		}
		printf("%s%.*s", gap, (int)word, text);
		at += strlen(gap) + word;
		text += word;
		gap = " ";
		if (*text == '\n') {
			printf("\n%*s", (int)indent, "");
			at = indent;
			gap = "";
		}
		text += *text != '\0';
	}
	putchar('\n');
}

/* "  NAME    words", the words on a line of their own below a long name. */
static void line(const char *name, const char *words)
{
	size_t at = 2 + strlen(name);

	printf("  %s", name);
	if (at + 2 > HELP_INDENT) {
		putchar('\n');
		at = 0;
	}
	printf("%*s", (int)(HELP_INDENT - at), "");
	wrap(words, HELP_INDENT, HELP_INDENT);
}

static void line_option(const struct opt *opt)
{
	char name[96];
	char letter[8] = "";

	if (opt->letter)
		snprintf(letter, sizeof(letter), "-%c, ", opt->letter);
	snprintf(name, sizeof(name), "%s--%s%s%s", letter, opt->name,
		 opt->arg ? " " : "", opt->arg ? opt->arg : "");
	line(name, opt->help);
}

static void options(const char *title, const struct opt *option)
{
	printf("\n%s\n", title);
	for (; option->name; option++)
		line_option(option);
}

static void commands(const char *group)
{
	char prefix[32];

	snprintf(prefix, sizeof(prefix), "%s ", group ? group : "");
	for (size_t i = 0; cmd_table[i]; i++)
		if (!group || str_starts(cmd_table[i]->name, prefix))
			line(cmd_table[i]->name, cmd_table[i]->summary);
}

void help_all(void)
{
	puts("Usage: connvault [OPTIONS]            opens the console\n"
	     "       connvault [OPTIONS] COMMAND [OPERANDS]\n"
	     "\nThe connections of workflow projects, in an encrypted vault.\n"
	     "\nCommands (connvault COMMAND --help tells more):");
	commands(NULL);
	options("Options of every command:", global_options);
	puts("\nTopics (connvault help TOPIC):");
	for (const struct topic *topic = topic_table; topic->name; topic++)
		line(topic->name, topic->summary);
}

void help_group(const char *group)
{
	printf("Usage: connvault %s COMMAND [OPTIONS] [OPERANDS]\n\n", group);
	commands(group);
}

static void global_names(void)
{
	struct str names = STR_INIT;

	str_add(&names, "Every command takes");
	for (const struct opt *opt = global_options; opt->name; opt++)
		str_addf(&names, " --%s%s%s,", opt->name, opt->arg ? " " : "",
			 opt->arg ? opt->arg : "");
	str_add(&names, " too: see connvault help.");
	putchar('\n');
	if (!names.failed)
		wrap(names.text, 0, 0);
	str_clear(&names);
}

void help_command(const struct cmd *cmd)
{
	printf("Usage: connvault %s [OPTIONS]%s%s\n\n", cmd->name,
	       cmd->operands[0] ? " " : "", cmd->operands);
	wrap(cmd->summary, 0, 0);
	if (cmd->about) {
		putchar('\n');
		wrap(cmd->about, 0, 0);
	}
	if (cmd->option)
		options("Options:", cmd->option);
	global_names();
}

static void help_topic(const struct topic *topic)
{
	const char *text = topic->text;
	char row[1024], *tab;

	for (size_t len; *text; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		snprintf(row, sizeof(row), "%.*s", (int)len, text);
		tab = strchr(row, '\t');
		if (tab)
			*tab = '\0';
		if (tab)
			line(row, tab + 1);
		else
			wrap(row, 0, 0);
	}
}

static int run(struct cli *cli, struct err *err)
{
	const char *word = cli_operand(cli, 0);
	const char *second = cli_operand(cli, 1);
	const struct cmd *cmd = word ? cmd_find(word, second) : NULL;
	const struct topic *topic = word ? topic_find(word) : NULL;

	if (!word)
		help_all();
	else if (cmd)
		help_command(cmd);
	else if (cmd_is_group(word) && !second)
		help_group(word);
	else if (topic && !second)
		help_topic(topic);
	else
		return cmd_unknown(word, second, err);
	return 0;
}

const struct cmd cmd_help = {
	.name = "help",
	.summary = "Show all commands, or the help of one or on a topic",
	.operands = "[COMMAND [WORD]]",
	.about = "Instead of COMMAND it takes a topic; without a word it lists "
		 "commands and topics.",
	.run = run,
};
