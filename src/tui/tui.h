/* tui.h - the console on a full screen */
#ifndef CONNVAULT_TUI_H
#define CONNVAULT_TUI_H

#include <stdbool.h>

#include "base/secret.h"
#include "ops/config.h"

struct console_options {
	const char *vault;		 /* path, or NULL for the usual one */
	const char *project;		 /* or NULL for the usual one */
	const char *key_file;		 /* path, or NULL */
	const struct secret *passphrase; /* or NULL: the console asks */
	int idle_minutes;		 /* until it locks; 0: 15, -1: never */
	bool read_only;
	bool no_color; /* NO_COLOR does the same */
	bool ascii;
	bool low_bandwidth;	     /* only a marker moves in the list */
	bool mouse;		     /* clicks and the wheel are keys */
	bool plain;		     /* for screen readers */
	const struct config *config; /* or NULL; console_run() reads it */
	bool demo;	  /* a throw-away vault with sample connections */
	const char *pick; /* piece to choose a connection of, or NULL */
};

/* What the console says about a config file: its keys, its theme. */
extern config_keys_fn console_config_check;

/* Until the operator leaves. 0, or -1: ERR_USAGE when there is no terminal to
 * show it on; ERR_INTERRUPTED with the signal in err->sys when it was ended by
 * SIGHUP, SIGINT, SIGQUIT or SIGTERM (exit with 128 and that number, say
 * nothing). */
int console_run(const struct console_options *options, struct err *err);

/* Choose a connection of options->pick, or make one, on the terminal open as
 * tty, whatever standard input and output are. The session is unlocked, with
 * its project open, and stays the caller's. *external_id: free(); NULL when
 * none was chosen. Otherwise as console_run(). */
struct session;
int console_pick(const struct console_options *options, struct session *session,
		 int tty, char **external_id, struct err *err);

#endif
