/* theme.h - how each role of a cell looks: attributes and colours
 *
 * A theme is a file of "role = words" lines, found by the option "theme" in
 * $XDG_CONFIG_HOME/connvault/themes or the installed themes:
 *
 *	bad = bold red/203
 *	bar = white on blue/24
 *
 * A role that a file leaves out looks as it usually does. */
#ifndef CONNVAULT_TUI_THEME_H
#define CONNVAULT_TUI_THEME_H

#include "ops/config.h"
#include "tui/frame.h"

/* Beside the roles: what is added where the filter found something. */
#define THEME_MATCH ROLES
#define THEME_ROLES (ROLES + 1)

#define COLOR_OWN   (-1) /* the terminal's own */

struct theme_color {
	int16_t few, many; /* with 16 colours (0-15), with 256 (0-255) */
};
struct look {
	bool bold, underline, reverse, dim;
	struct theme_color fore, back;
};
struct theme {
	struct look look[THEME_ROLES];
};

void theme_usual(struct theme *theme);
/* The theme of that name, "" the usual one. What is wrong in it is told to
 * each and left out. */
void theme_read(const char *name, struct theme *theme, config_problem_fn *each,
		void *arg);
/* The same for what config check says. */
config_keys_fn theme_check;

#endif
