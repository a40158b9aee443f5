/* fields.h - the fields of a credential, from everywhere but argv
 *
 * What create and reconnect share. A secret is never taken from argv: --field
 * refuses one and says what to use. */
#ifndef CONNVAULT_CLI_FIELDS_H
#define CONNVAULT_CLI_FIELDS_H

#include "base/values.h"
#include "cli/cli.h"

/* Rows for a command's options. */
#define FIELD_OPTIONS                                                          \
	{ "field", 'f', "K=V", "set a field that is not secret" },             \
		{ "secret-file", 0, "K=PATH", "set a field from a file" },     \
		{ "secret-stdin", 0, "K", "set a field from standard input" }, \
	{                                                                      \
		"fields-stdin", 0, NULL,                                       \
			"set fields from one JSON object on standard input"    \
	}

#define FIELDS_ABOUT                                                          \
	"Secrets are never given as arguments, which others can see and the " \
	"shell remembers: use --secret-stdin, --secret-file or "              \
	"--fields-stdin. One newline at the end of a secret is left out. "    \
	"On a terminal, required fields that are missing are asked for."

/* Would --field give away a secret? ERR_USAGE. Costs no key. way may be NULL:
 * then names alone are looked at. */
int fields_check_argv(const struct cli *cli, const struct piece_way *way,
		      struct err *err);
/* Everything that was given, into *values (values_clear() it), byte for byte:
 * a JSON number for a field of text is ERR_USAGE, as it would be changed. */
int fields_read(const struct cli *cli, const struct piece_way *way,
		struct values *values, struct err *err);
/* One secret of that name, from the file path, or NULL: standard input. */
int fields_read_one(const char *name, const char *path, struct secret **out,
		    struct err *err);
/* Does somebody sit at a terminal whose answers nothing else reads? */
bool fields_can_ask(const struct cli *cli);
/* Ask for required fields that are not there yet, when somebody sits at a
 * terminal. */
int fields_ask(const struct cli *cli, const struct piece_way *way,
	       struct values *values, struct err *err);

#endif
