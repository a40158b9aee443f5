/* apps.h - OAuth apps: their list, the form of one, choosing one */
#ifndef CONNVAULT_TUI_APPS_H
#define CONNVAULT_TUI_APPS_H

#include "ops/app.h"
#include "tui/console.h"

/* One was made, or chosen; its screen is closed already. name is borrowed. */
typedef void app_chosen_fn(struct console *console, const char *name,
			   void *arg);

struct app_wish {
	const char *piece;     /* NULL: asked for */
	const struct app *app; /* to change, or NULL for a new one */
	app_chosen_fn *chosen; /* or NULL */
	void *arg;	       /* borrowed */
};
/* The form of one; what it needs of the wish is copied. */
void app_form_open(struct console *console, const struct app_wish *wish);

/* The apps of the project, and those of one piece to choose from. */
void run_apps(struct console *console, void *state);
void apps_choose(struct console *console, const char *piece,
		 app_chosen_fn *chosen);

/* When it is not clear, or there is none, by which app a connection is to sign
 * in: ask, and return true. */
bool apps_ask(struct console *console, const struct conn *conn,
	      app_chosen_fn *chosen);

/* How many connections use it, trashed ones aside. */
size_t apps_users(const struct console *console, const struct app *app);

#endif
