/* parse.h - a command line taken apart, fed from the rows of the commands */
#ifndef CONNVAULT_CLI_PARSE_H
#define CONNVAULT_CLI_PARSE_H

#include "cli/cli.h"

struct given {
	const struct opt *opt;
	const char *value;
};

struct parsed {
	const struct cmd *cmd; /* NULL: none was named */
	const char *group;     /* "project": named without its second word */
	struct given *given;   /* in the order of the command line */
	size_t count;
	const char **operand; /* NULL-terminated */
	size_t operands;
	const char **rest; /* "A -- B": what stands behind the "--", of operand,
			    * but not counted as such */
	size_t rests;
};

/* ERR_USAGE with a hint when it is wrong. --help and --version win over what
 * else is missing. */
int parse_line(int argc, char **argv, struct parsed *out, struct err *err);
void parsed_clear(struct parsed *parsed);

#endif
