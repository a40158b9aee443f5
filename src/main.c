/* main.c - chooses a command, or opens the console */
#include <locale.h>
#include <stdio.h>

#include "base/secret.h"
#include "cli/cli.h"

int main(int argc, char **argv)
{
	struct err err = ERR_INIT;
	int exit_code = 1;

	if (secret_init(&err) != 0)
		return exit_tell(&err);
	setlocale(LC_ALL, "");

	struct cli *cli = cli_new(argc, argv, &exit_code);

	if (!cli)
		return exit_code;
	if (cli_wants_console(cli)) {
		help_usage_short();
		exit_code = exit_code_of(ERR_USAGE);
	} else {
		exit_code = cli_run(cli);
	}
	cli_free(cli);
	return exit_code;
}
