/* signin.h - signing in at the terminal, for create and reconnect
 *
 * Told on standard error, so that redirecting the output does not hide it; with
 * --json-events as JSON on standard output, for programs. */
#ifndef CONNVAULT_CLI_SIGNIN_H
#define CONNVAULT_CLI_SIGNIN_H

#include "cli/cli.h"
#include "ops/signin.h"

/* Rows for a command's options. */
#define SIGNIN_OPTIONS                                                         \
	{ "no-browser", 0, NULL, "start no browser, show the address only" },  \
		{ "port", 0, "N", "the browser comes back to this port" },     \
		{ "paste", 0, NULL,                                            \
		  "no port at all: read the address the browser ended on" },   \
		{ "device", 0, NULL, "by a code that is typed elsewhere" },    \
		{ "as-client", 0, NULL,                                        \
		  "as the OAuth app itself, nobody "                           \
		  "signs in (client_credentials)" },                           \
		{ "timeout", 0, "S", "give up after so many seconds (600)" },  \
		{ "app", 0, "NAME", "the OAuth app, when there are several" }, \
		{ "scopes", 0, "WORDS", "what to ask for, blanks between" },   \
	{                                                                      \
		"json-events", 0, NULL,                                        \
			"print what happens as JSON, one "                     \
			"object a line"                                        \
	}

#define SIGNIN_ABOUT                                                          \
	"By OAuth somebody signs in: in a browser here, which comes back by " \
	"itself; in one elsewhere, by pasting the address it ended on or "    \
	"through the ssh line that is shown; or on another device."

/* ERR_USAGE for options that exclude each other. Costs no key. */
int signin_check(const struct cli *cli, struct err *err);

/* Sign in; plan has what options do not say. *out is in state SIGNIN_DONE.
 * ERR_INTERRUPTED after Ctrl-C: the port is closed then. */
int signin_run(const struct cli *cli, struct session *session,
	       struct signin_plan *plan, struct signin **out, struct err *err);

/* Conn is stored: who signed in, with what, and what is lacking; with
 * --json-events the last event. */
void signin_tell(const struct cli *cli, struct signin *signin,
		 const struct conn *conn);
/* The last event when it did not work. Returns result. */
int signin_ended(const struct cli *cli, int result, const struct err *err);

#endif
