/* manual.c - fills the tables into the frame of the manual page
 *
 *	manual <connvault.1.in >connvault.1
 *
 * A line "@what@" of the frame is replaced by what the program itself is made
 * from: the rows of commands, options and topics, and the actions of screens.
 */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/cli.h"
#include "cli/topics.h"
#include "tui/palette.h"
#include "tui/screen.h"

/* Text as roff takes it literally. */
static void put(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] == '\\')
			fputs("\\e", stdout);
		else if (text[i] == '-')
			fputs("\\-", stdout);
		else if (text[i] == '"')
			fputs("\\(dq", stdout);
		else
			putchar(text[i]);
}

/* How long the first sentence is, its full stop included. */
static size_t sentence(const char *text, size_t len)
{
	for (size_t i = 0; i + 1 < len; i++)
		if (text[i] == '.' && text[i + 1] == ' ')
			return i + 1;
	return len;
}

/* A line of text, each sentence on its own as roff wants it; one that begins
 * with a dot or a quote is no macro. */
static void line(const char *text, size_t len)
{
	while (len > 0) {
		size_t part = sentence(text, len);

		if (text[0] == '.' || text[0] == '\'')
			fputs("\\&", stdout);
		put(text, part);
		putchar('\n');
		part += part < len;
		text += part;
		len -= part;
	}
}

/* Lines of prose: an empty one ends a paragraph. */
static void prose(const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		if (len == 0)
			puts(".Pp");
		else
			line(text, len);
		text += len + (text[len] == '\n');
	}
}

/* One argument of a macro that is no macro itself. */
static void quoted(const char *text, size_t len)
{
	fputs(" \"\\&", stdout);
	put(text, len);
	putchar('"');
}

/* -- commands ------------------------------------------------------------- */

static void option(const struct opt *opt)
{
	fputs(".It", stdout);
	if (opt->letter)
		printf(" Fl %c , Fl \\-%s", opt->letter, opt->name);
	else
		printf(" Fl \\-%s", opt->name);
	if (opt->arg && strchr(opt->arg, '|')) {
		fputs(" Cm", stdout);
		quoted(opt->arg, strlen(opt->arg));
	} else if (opt->arg) {
		fputs(" Ar", stdout);
		quoted(opt->arg, strlen(opt->arg));
	}
	putchar('\n');
	prose(opt->help);
}

static void options(const struct opt *opt)
{
	puts(".Bl -tag -width Ds");
	for (; opt->name; opt++)
		option(opt);
	puts(".El");
}

static void global(void)
{
	options(global_options);
}

static void command(const struct cmd *cmd)
{
	printf(".Ss %s\n.Nm connvault\n.Cm %s\n", cmd->name, cmd->name);
	if (cmd->option)
		puts(".Op Ar options");
	if (cmd->operands[0]) {
		fputs(".Ar", stdout);
		quoted(cmd->operands, strlen(cmd->operands));
		putchar('\n');
	}
	puts(".Pp");
	prose(cmd->summary);
	if (cmd->about) {
		puts(".Pp");
		prose(cmd->about);
	}
	if (cmd->option)
		options(cmd->option);
}

static void commands(void)
{
	for (size_t i = 0; cmd_table[i]; i++)
		command(cmd_table[i]);
}

/* -- topics --------------------------------------------------------------- */

static void row(const char *text, size_t len)
{
	size_t word = strcspn(text, "\t");

	fputs(".It", stdout);
	quoted(text, word);
	putchar('\n');
	line(text + word + 1, len - word - 1);
}

/* A topic's text: prose, and lists of rows with a tab in them. */
static void topic_text(const char *text)
{
	bool in_list = false;

	while (*text) {
		size_t len = strcspn(text, "\n");
		bool is_row = memchr(text, '\t', len);

		if (is_row && !in_list)
			puts(".Bl -tag -width Ds -compact");
		if (!is_row && in_list)
			puts(".El");
		in_list = is_row;
		if (is_row)
			row(text, len);
		else if (len == 0)
			puts(".Pp");
		else
			line(text, len);
		text += len + (text[len] == '\n');
	}
	if (in_list)
		puts(".El");
}

static bool has_own_section(const struct topic *topic)
{
	return str_is(topic->name, "exit-codes");
}

static void topics(void)
{
	for (const struct topic *topic = topic_table; topic->name; topic++) {
		if (has_own_section(topic))
			continue;
		printf(".Ss %s: ", topic->name);
		line(topic->summary, strlen(topic->summary));
		topic_text(topic->text);
	}
}

static void exits(void)
{
	const struct topic *topic = topic_find("exit-codes");

	topic_text(topic ? topic->text : "");
}

/* -- keys ----------------------------------------------------------------- */

static void action(const struct action *action)
{
	fputs(".It", stdout);
	if (action->keys)
		quoted(action->keys, strlen(action->keys));
	else
		printf(" :%s%s%s", action->name, action->arg ? " " : "",
		       action->arg ? action->arg : "");
	printf("\n.Pq Cm %s\n", action->name);
	if (action->help)
		line(action->help, strlen(action->help));
	else if (action->label)
		line(action->label, strlen(action->label));
}

static void actions(const char *title, const struct action *table)
{
	printf(".Ss %s\n.Bl -tag -width \"Ctrl-D Ctrl-U\" -compact\n", title);
	for (; table->name; table++)
		action(table);
	puts(".El");
}

/* Tables that several screens have, told once at the end. */
static const struct {
	const struct action *table;
	const char *title;
} shared[] = {
	{ move_actions, "Keys of every list" },
	{ mark_actions, "Keys that mark rows" },
	{ back_actions, "Keys that go back" },
	{ form_actions, "Keys of every form" },
	{ place_actions, "Keys that go elsewhere" },
	{ vault_actions, "Keys of every screen" },
	{ command_actions, "In the palette only" },
};

static bool is_shared(const struct action *table)
{
	for (size_t i = 0; i < sizeof(shared) / sizeof(*shared); i++)
		if (shared[i].table == table)
			return true;
	return false;
}

/* All there are: make collects them from the source. */
#define SCREEN(name) extern const struct screen_def name;
#include "doc/screens.inc"
#undef SCREEN
static const struct screen_def *const screens[] = {
#define SCREEN(name) &name,
#include "doc/screens.inc"
};

static void screen_keys(const struct screen_def *screen)
{
	char title[80];

	snprintf(title, sizeof(title), "Keys on the %s", screen->name);
	for (int i = 0; i < SCREEN_TABLES && screen->action[i]; i++)
		if (!is_shared(screen->action[i]))
			actions(title, screen->action[i]);
}

static void keys(void)
{
	screen_keys(&scr_list);
	for (size_t i = 0; i < sizeof(screens) / sizeof(*screens); i++)
		if (screens[i] != &scr_list)
			screen_keys(screens[i]);
	for (size_t i = 0; i < sizeof(shared) / sizeof(*shared); i++)
		actions(shared[i].title, shared[i].table);
}

/* -- the frame ------------------------------------------------------------ */

static const struct {
	const char *mark;
	void (*print)(void);
} parts[] = {
	{ "@options@\n", global }, { "@commands@\n", commands },
	{ "@topics@\n", topics },  { "@exits@\n", exits },
	{ "@keys@\n", keys },
};

static bool fill(const char *text)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (str_is(parts[i].mark, text)) {
			parts[i].print();
			return true;
		}
	return false;
}

int main(void)
{
	char text[1024];

	while (fgets(text, sizeof(text), stdin))
		if (!fill(text))
			fputs(text, stdout);
	return fflush(stdout) == 0 && !ferror(stdout) && !ferror(stdin) ? 0 : 1;
}
