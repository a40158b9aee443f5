/* config.c - connvault config check, show */
#include <stdio.h>

#include "base/path.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "ops/config.h"

struct told {
	const char *file; /* as shown */
	size_t count;
};

static void tell(size_t line, const char *text, void *arg)
{
	struct told *told = arg;
	char safe[600];

	term_safe(safe, sizeof(safe), text, sizeof(safe));
	if (line)
		printf("%s:%zu: %s\n", told->file, line, safe);
	else
		printf("%s: %s\n", told->file, safe);
	told->count++;
}

static void ignore(size_t line, const char *text, void *arg)
{
	(void)line;
	(void)text;
	(void)arg;
}

static void check_files(const struct config *config, struct told *told)
{
	for (const struct config_option *o = config_options; o->name; o++) {
		struct err why = ERR_INIT;
		char text[600];

		if (config_file_check(config, o->name, &why) == 0)
			continue;
		snprintf(text, sizeof(text), "%s: %s", why.msg, why.hint);
		tell(0, text, told);
	}
}

static int run_check(struct cli *cli, struct err *err)
{
	const char *path = cli_operand(cli, 0);
	struct told told = { .file = path ? path_name(path) : "config" };
	config_keys_fn *keys = cli_keys(cli);
	struct config config;

	if (config_read(path, &config, tell, &told, err) != 0)
		return -1;
	if (keys)
		keys(&config, tell, &told);
	check_files(&config, &told);
	if (told.count)
		return err_set(err, ERR_USAGE, "%zu line%s cannot be used",
			       told.count, told.count == 1 ? "" : "s");
	cli_say(cli, "The configuration is good.");
	return 0;
}

static int run_show(struct cli *cli, struct err *err)
{
	struct config config;
	char value[CONFIG_TEXT], safe[2 * CONFIG_TEXT];

	(void)cli;
	if (config_read(NULL, &config, ignore, NULL, err) != 0)
		return -1;
	for (const struct config_option *o = config_options; o->name; o++) {
		config_value(&config, o, value, sizeof(value));
		term_safe(safe, sizeof(safe), value, sizeof(safe));
		printf("# %s (%s; usually %s)\n%s = %s\n", o->help, o->values,
		       *o->usual ? o->usual : "none", o->name, safe);
	}
	puts("\n[keys]");
	for (size_t i = 0; i < config.keys; i++) {
		term_safe(safe, sizeof(safe), config.key[i].action,
			  sizeof(safe));
		printf("%s = ", safe);
		term_safe(safe, sizeof(safe), config.key[i].keys, sizeof(safe));
		puts(safe);
	}
	return 0;
}

const struct cmd cmd_config_check = {
	.name = "config check",
	.summary = "Say what is wrong in the configuration",
	.operands = "[FILE]",
	.about = "Each line that cannot be used is named, and so are keys that "
		 "two actions of one screen have, and files of certificates "
		 "and keys that are not there, or not what they should be.",
	.run = run_check,
};

const struct cmd cmd_config_show = {
	.name = "config show",
	.summary = "Print all options as they are set",
	.operands = "",
	.run = run_show,
};
