/* exit.c - the exit codes, and how errors are told */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "cli/cli.h"

static const int exit_codes[ERR_CODES] = {
	[ERR_OK] = 0,	   [ERR_FAILED] = 1,	    [ERR_USAGE] = 2,
	[ERR_LOCKED] = 3,  [ERR_ABSENT] = 4,	    [ERR_RECONNECT] = 5,
	[ERR_NETWORK] = 6, [ERR_TIMEOUT] = 7,	    [ERR_CONFLICT] = 8,
	[ERR_DAMAGED] = 9, [ERR_INTERRUPTED] = 130, [ERR_NOMEM] = 1,
	[ERR_IO] = 1,	   [ERR_BUSY] = 7,	    [ERR_READONLY] = 1,
	[ERR_UNSURE] = 1,
};

/* An error text can hold names from the vault: cut nothing, show them safe. */
static void tell(const char *label, const char *text)
{
	char *safe = term_safe_dup(text, strlen(text));

	fprintf(stderr, "%s: %s\n", label, safe ? safe : "out of memory");
	free(safe);
}

int exit_code(const struct err *err)
{
	return err->code == ERR_OK ? 1 : exit_codes[err->code];
}

/* For files and folders, where nobody knows better. */
static const char *hint_of(const struct err *err)
{
	if (err->hint[0])
		return err->hint;
	if (err->code == ERR_ABSENT &&
	    (err->sys == ENOENT || err->sys == ENOTDIR))
		return "look at its name; without / at its beginning it is "
		       "below the folder you are in";
	if (err->code == ERR_IO && err->sys == EACCES)
		return "look whom it belongs to, with ls -ld";
	return NULL;
}

int exit_tell(const struct err *err)
{
	const char *hint = hint_of(err);

	fflush(stdout);
	tell("connvault", err->msg[0] ? err->msg : "it did not work");
	if (hint)
		tell("hint", hint);
	return exit_code(err);
}
