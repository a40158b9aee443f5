/* completion.c - completion scripts for bash, zsh and fish, from the rows */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/topics.h"

typedef void each_option_fn(const struct cmd *cmd, const struct opt *opt);

/* Options of every command; cmd is NULL for the global ones. */
static void each_option(each_option_fn *each)
{
	for (size_t i = 0; cmd_table[i]; i++)
		for (const struct opt *opt = cmd_table[i]->option;
		     opt && opt->name; opt++)
			each(cmd_table[i], opt);
	for (const struct opt *opt = global_options; opt->name; opt++)
		each(NULL, opt);
}

static bool is_file(const char *arg)
{
	return arg && (strstr(arg, "FILE") || strstr(arg, "PATH"));
}

/* The words of "a|b|c", blanks between. */
static void put_choices(const char *words)
{
	for (; *words; words++)
		putchar(*words == '|' ? ' ' : *words);
}

/* Text between single quotes of a shell. */
static void put_quoted(const char *text)
{
	for (; *text; text++)
		if (*text == '\'')
			fputs("'\\''", stdout);
		else
			putchar(*text);
}

static void put_group(const char *name)
{
	printf("%.*s", (int)strcspn(name, " "), name);
}

/* Is it the first row of its group? */
static bool opens_group(size_t index)
{
	const char *name = cmd_table[index]->name;
	size_t len = strcspn(name, " ");

	return name[len] && (index == 0 || strncmp(cmd_table[index - 1]->name,
						   name, len + 1) != 0);
}

static const char *second_word(const struct cmd *cmd)
{
	const char *blank = strchr(cmd->name, ' ');

	return blank ? blank + 1 : NULL;
}

typedef void put_word_fn(const char *word, size_t len, const char *help);

/* The words that can follow group, or begin a command line (NULL). */
static void each_word(const char *group, put_word_fn *put)
{
	size_t len = group ? strcspn(group, " ") : 0;

	for (size_t i = 0; cmd_table[i]; i++) {
		const struct cmd *cmd = cmd_table[i];
		const char *second = second_word(cmd);

		if (!group && (!second || opens_group(i)))
			put(cmd->name, strcspn(cmd->name, " "),
			    second ? "" : cmd->summary);
		else if (group && second &&
			 strncmp(cmd->name, group, len + 1) == 0)
			put(second, strlen(second), cmd->summary);
	}
}

/* What connvault help can tell about. */
static void each_help_word(put_word_fn *put)
{
	each_word(NULL, put);
	for (const struct topic *topic = topic_table; topic->name; topic++)
		put(topic->name, strlen(topic->name), topic->summary);
}

/* -- bash and zsh ------------------------------------------------------- */

static void sh_skip(const struct cmd *cmd, const struct opt *opt)
{
	(void)cmd;
	if (opt->arg)
		printf("|--%s", opt->name);
	if (opt->arg && opt->letter)
		printf("|-%c", opt->letter);
}

/* The words so far that are neither options nor their values, into cmd. */
static void sh_words(const char *words, int first, const char *current)
{
	printf("\tlocal cmd='' word i\n"
	       "\tfor ((i = %d; i < %s; i++)); do\n"
	       "\t\tword=${%s[i]}\n"
	       "\t\tcase $word in\n"
	       "\t\t'='",
	       first, current, words);
	each_option(sh_skip);
	fputs(") i=$((i + 1)) ;;\n"
	      "\t\t-*) ;;\n"
	      "\t\t*) cmd=\"$cmd $word\" ;;\n"
	      "\t\tesac\n"
	      "\tdone\n",
	      stdout);
}

static void sh_pattern(const struct cmd *cmd, const struct opt *opt)
{
	if (cmd)
		printf("\t\" %s\"*\" --%s\") ", cmd->name, opt->name);
	else
		printf("\t*\" --%s\") ", opt->name);
}

static void put_bash_word(const char *word, size_t len, const char *help)
{
	(void)help;
	printf(" %.*s", (int)len, word);
}

static void bash_value(const struct cmd *cmd, const struct opt *opt)
{
	if (!opt->arg)
		return;
	sh_pattern(cmd, opt);
	if (opt_has_choices(opt)) {
		fputs("words='", stdout);
		put_choices(opt->arg);
		fputs("'", stdout);
	} else if (is_file(opt->arg)) {
		fputs("files=1", stdout);
	}
	puts(" ;;");
}

static void bash_options(const struct opt *opt)
{
	for (; opt && opt->name; opt++)
		printf(" --%s", opt->name);
}

static void bash_command(const struct cmd *cmd)
{
	printf("\t\t\" %s\"*) ", cmd->name);
	if (is_file(cmd->operands))
		fputs("files=1; ", stdout);
	fputs("words='", stdout);
	if (strchr(cmd->operands, '|'))
		put_choices(cmd->operands);
	if (cmd == &cmd_help)
		each_help_word(put_bash_word);
	bash_options(cmd->option);
	bash_options(global_options);
	puts("' ;;");
}

static void bash_commands(void)
{
	for (size_t i = 0; cmd_table[i]; i++)
		bash_command(cmd_table[i]);
	for (size_t i = 0; cmd_table[i]; i++) {
		if (!opens_group(i))
			continue;
		fputs("\t\t' ", stdout);
		put_group(cmd_table[i]->name);
		fputs("'*) words='", stdout);
		each_word(cmd_table[i]->name, put_bash_word);
		puts("' ;;");
	}
	fputs("\t\t'') words='", stdout);
	each_word(NULL, put_bash_word);
	bash_options(global_options);
	puts("' ;;");
}

static void print_bash(void)
{
	puts("# bash completion for connvault\n"
	     "_connvault()\n{\n"
	     "\tlocal cur=${COMP_WORDS[COMP_CWORD]} words='' files=''\n"
	     "\tlocal prev=${COMP_WORDS[COMP_CWORD - 1]}");
	sh_words("COMP_WORDS", 1, "COMP_CWORD");
	puts("\tcase \"$cmd $prev\" in");
	each_option(bash_value);
	puts("\t*)\n\t\tcase $cmd in");
	bash_commands();
	puts("\t\tesac ;;\n"
	     "\tesac\n"
	     "\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
	     "\tif [ -n \"$files\" ]; then\n"
	     "\t\tCOMPREPLY+=($(compgen -f -- \"$cur\"))\n"
	     "\tfi\n}\n"
	     "complete -o filenames -F _connvault connvault");
}

static void put_zsh_word(const char *word, size_t len, const char *help)
{
	printf(" '%.*s:", (int)len, word);
	put_quoted(help);
	putchar('\'');
}

static void zsh_value(const struct cmd *cmd, const struct opt *opt)
{
	if (!opt->arg)
		return;
	sh_pattern(cmd, opt);
	if (opt_has_choices(opt)) {
		fputs("compadd ", stdout);
		put_choices(opt->arg);
		fputs("; ", stdout);
	} else if (is_file(opt->arg)) {
		fputs("_files; ", stdout);
	}
	puts("return ;;");
}

static void zsh_options(const struct opt *opt)
{
	for (; opt && opt->name; opt++) {
		printf(" '--%s:", opt->name);
		put_quoted(opt->help);
		putchar('\'');
	}
}

static void zsh_command(const struct cmd *cmd)
{
	printf("\t\" %s\"*) ", cmd->name);
	if (is_file(cmd->operands))
		fputs("_files; ", stdout);
	if (strchr(cmd->operands, '|')) {
		fputs("compadd ", stdout);
		put_choices(cmd->operands);
		fputs("; ", stdout);
	}
	fputs("rows=(", stdout);
	if (cmd == &cmd_help)
		each_help_word(put_zsh_word);
	zsh_options(cmd->option);
	zsh_options(global_options);
	puts(") ;;");
}

static void zsh_commands(void)
{
	for (size_t i = 0; cmd_table[i]; i++)
		zsh_command(cmd_table[i]);
	for (size_t i = 0; cmd_table[i]; i++) {
		if (!opens_group(i))
			continue;
		fputs("\t' ", stdout);
		put_group(cmd_table[i]->name);
		fputs("'*) rows=(", stdout);
		each_word(cmd_table[i]->name, put_zsh_word);
		puts(") ;;");
	}
	fputs("\t'') rows=(", stdout);
	each_word(NULL, put_zsh_word);
	zsh_options(global_options);
	puts(") ;;");
}

static void print_zsh(void)
{
	puts("#compdef connvault\n"
	     "_connvault() {\n"
	     "\tlocal prev=${words[CURRENT - 1]}\n"
	     "\tlocal -a rows");
	sh_words("words", 2, "CURRENT");
	puts("\tcase \"$cmd $prev\" in");
	each_option(zsh_value);
	puts("\tesac\n\tcase $cmd in");
	zsh_commands();
	puts("\tesac\n"
	     "\t_describe connvault rows\n}\n"
	     "if [ \"$funcstack[1]\" = _connvault ]; then\n"
	     "\t_connvault \"$@\"\n"
	     "else\n"
	     "\tcompdef _connvault connvault\n"
	     "fi");
}

/* -- fish ---------------------------------------------------------------- */

static void fish_skip(const struct cmd *cmd, const struct opt *opt)
{
	(void)cmd;
	if (opt->arg)
		printf(" --%s", opt->name);
	if (opt->arg && opt->letter)
		printf(" -%c", opt->letter);
}

static void fish_option(const struct cmd *cmd, const struct opt *opt)
{
	fputs("complete -c connvault", stdout);
	if (cmd)
		printf(" -n '__connvault_in \"%s\"'", cmd->name);
	printf(" -l %s", opt->name);
	if (opt->letter)
		printf(" -s %c", opt->letter);
	if (is_file(opt->arg))
		fputs(" -r -F", stdout);
	else if (opt->arg)
		fputs(" -x", stdout);
	if (opt_has_choices(opt)) {
		fputs(" -a '", stdout);
		put_choices(opt->arg);
		putchar('\'');
	}
	fputs(" -d '", stdout);
	put_quoted(opt->help);
	puts("'");
}

static void put_fish_word(const char *word, size_t len, const char *help)
{
	printf(" -a '%.*s' -d '", (int)len, word);
	put_quoted(help);
	puts("'");
}

static void put_fish_first(const char *word, size_t len, const char *help)
{
	fputs("complete -c connvault -n '__connvault_at \"\"'", stdout);
	put_fish_word(word, len, help);
}

static void put_fish_help(const char *word, size_t len, const char *help)
{
	fputs("complete -c connvault -n '__connvault_at \"help\"'", stdout);
	put_fish_word(word, len, help);
}

static void fish_command(const struct cmd *cmd)
{
	const char *second = second_word(cmd);

	if (second) {
		fputs("complete -c connvault -n '__connvault_at \"", stdout);
		put_group(cmd->name);
		fputs("\"'", stdout);
		put_fish_word(second, strlen(second), cmd->summary);
	}
	if (strchr(cmd->operands, '|') || is_file(cmd->operands))
		printf("complete -c connvault -n '__connvault_in \"%s\"' %s",
		       cmd->name, is_file(cmd->operands) ? "-F\n" : "-a '");
	if (strchr(cmd->operands, '|')) {
		put_choices(cmd->operands);
		puts("'");
	}
}

static void print_fish(void)
{
	puts("# fish completion for connvault\n"
	     "function __connvault_words\n"
	     "    set -l skip 0\n"
	     "    for word in (commandline -opc)[2..-1]\n"
	     "        if test $skip = 1\n"
	     "            set skip 0\n"
	     "            continue\n"
	     "        end\n"
	     "        switch $word");
	fputs("            case", stdout);
	each_option(fish_skip);
	puts("\n                set skip 1\n"
	     "            case '-*'\n"
	     "            case '*'\n"
	     "                echo $word\n"
	     "        end\n"
	     "    end\n"
	     "end\n"
	     "function __connvault_at\n"
	     "    set -l words (__connvault_words)\n"
	     "    test \"$words\" = \"$argv[1]\"\n"
	     "end\n"
	     "function __connvault_in\n"
	     "    set -l words (__connvault_words)\n"
	     "    string match -q -- \"$argv[1] *\" \"$words \"\n"
	     "end\n"
	     "complete -c connvault -f");
	each_word(NULL, put_fish_first);
	each_help_word(put_fish_help);
	for (size_t i = 0; cmd_table[i]; i++)
		fish_command(cmd_table[i]);
	each_option(fish_option);
}

static int run(struct cli *cli, struct err *err)
{
	static const struct {
		const char *shell;
		void (*print)(void);
	} scripts[] = {
		{ "bash", print_bash },
		{ "zsh", print_zsh },
		{ "fish", print_fish },
	};
	const char *shell = cli_operand(cli, 0);

	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++)
		if (str_is(scripts[i].shell, shell)) {
			scripts[i].print();
			return 0;
		}
	err_set(err, ERR_USAGE,
		"completion is for bash, zsh or fish, not \"%s\"", shell);
	return err_hint(err, "connvault completion bash prints that of bash");
}

const struct cmd cmd_completion = {
	.name = "completion",
	.summary = "Print a completion script for a shell",
	.operands = "bash|zsh|fish",
	.about = "bash: source <(connvault completion bash)\n"
		 "zsh: source <(connvault completion zsh)\n"
		 "fish: connvault completion fish | source",
	.run = run,
};
