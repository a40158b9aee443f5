/* scr_apps.c - the OAuth apps of the project: made, changed, deleted, chosen */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "tui/apps.h"
#include "tui/dialogs.h"
#include "tui/page.h"
#include "tui/sheet.h"

struct scr_apps {
	struct apps apps;
	size_t *users; /* of each */
	struct list list;
	struct catalog *catalog; /* of the session, or NULL */
	char *piece;		 /* whose apps are chosen from; NULL: all */
	app_chosen_fn *chosen;	 /* or NULL */
	char asked[400];	 /* by the question before deleting one */
};

static void scr_apps_close(void *state)
{
	struct scr_apps *made = state;

	apps_clear(&made->apps);
	free(made->users);
	free(made->piece);
	free(made);
}

static const struct app *selected(const struct scr_apps *made)
{
	return made->list.selected < made->apps.count
		       ? &made->apps.item[made->list.selected]
		       : NULL;
}

size_t apps_users(const struct console *console, const struct app *app)
{
	size_t users = 0;

	for (size_t i = 0; i < roster_all(console->roster); i++) {
		const struct conn *conn = roster_any(console->roster, i)->conn;

		users += !conn->trashed && str_is(conn->piece, app->piece) &&
			 str_is(conn->app, app->name);
	}
	return users;
}

/* Those of other pieces go. */
static void keep_piece(struct apps *apps, const char *piece)
{
	size_t kept = 0;

	for (size_t i = 0; i < apps->count; i++) {
		if (str_is(apps->item[i].piece, piece))
			apps->item[kept++] = apps->item[i];
		else
			app_clear(&apps->item[i]);
	}
	apps->count = kept;
}

static int load(struct console *console, struct scr_apps *made, struct err *err)
{
	struct apps apps = { .count = 0 };
	struct err none = ERR_INIT;

	if (app_list(console->session, &apps, err) < 0)
		return -1;
	if (made->piece)
		keep_piece(&apps, made->piece);
	size_t *users = calloc(apps.count + 1, sizeof(*users));

	if (!users) {
		apps_clear(&apps);
		return err_nomem(err);
	}
	for (size_t i = 0; i < apps.count; i++)
		users[i] = apps_users(console, &apps.item[i]);
	apps_clear(&made->apps);
	free(made->users);
	made->apps = apps;
	made->users = users;
	made->catalog = session_catalog(console->session, &none);
	made->list.count = apps.count;
	list_settle(&made->list);
	return 0;
}

static void scr_apps_reloaded(struct console *console, void *state)
{
	struct err err = ERR_INIT;

	if (load(console, state, &err) < 0)
		console_say_err(console, &err);
}

/* -- drawing --------------------------------------------------------------- */

static const char *provider_of(const struct scr_apps *made,
			       const struct app *app)
{
	return made->catalog ? catalog_provider(made->catalog, app->piece)
			     : app->piece;
}

static unsigned cell(const void *state, size_t row, int column,
		     char out[SHEET_CELL])
{
	const struct scr_apps *made = state;
	const struct app *app = &made->apps.item[row];

	switch (column) {
	case 0:
		str_copy(out,
			 app->is_unreadable ? "? unreadable"
					    : provider_of(made, app),
			 SHEET_CELL);
		return app->is_unreadable ? ROLE_BAD : ROLE_NORMAL;
	case 1:
		str_copy(out, app->name, SHEET_CELL);
		return ROLE_NORMAL;
	case 2:
		str_copy(out, app->client_id, SHEET_CELL);
		return ROLE_NORMAL;
	case 3:
		snprintf(out, SHEET_CELL, "%zu", made->users[row]);
		return ROLE_NORMAL;
	case 4:
		str_copy(out,
			 *app->token_url || *app->auth_url ? "own" : "piece",
			 SHEET_CELL);
		return ROLE_DIM;
	default:
		str_copy(out, *app->redirect_uri ? app->redirect_uri : "any",
			 SHEET_CELL);
		return ROLE_NORMAL;
	}
}

static const struct sheet_column columns[] = {
	{ .title = "PROVIDER", .width = 16, .narrow = 14, .share = 1 },
	{ .title = "NAME", .width = 12, .narrow = 12, .share = 1 },
	{ .title = "CLIENT ID", .width = 18, .share = 2 },
	{ .title = "USED", .width = 4, .narrow = 4, .right = true },
	{ .title = "ENDPOINTS", .width = 9 },
	{ .title = "REDIRECT", .width = 13, .share = 1 },
	{ .title = NULL },
};

static const struct sheet sheet = {
	.column = columns,
	.cell = cell,
	.nothing = "No OAuth app yet. n makes one: register it at the provider "
		   "first, which gives a client id and mostly a client secret.",
};

static void scr_apps_draw(const struct console *console, const void *state,
			  struct frame *frame)
{
	const struct scr_apps *made = state;
	char heading[80];

	snprintf(heading, sizeof(heading), "%zu OAuth app%s%s",
		 made->list.count, made->list.count == 1 ? "" : "s",
		 made->chosen ? ": which one is to sign in?"
			      : " of this project");
	sheet_draw(console, &sheet, made, &made->list, heading, frame,
		   frame->cols);
}

static void scr_apps_prepare(struct console *console, void *state)
{
	struct scr_apps *made = state;

	sheet_settle(console, &made->list);
}

static struct list *scr_apps_list(struct console *console, void *state)
{
	struct scr_apps *made = state;

	(void)console;
	return &made->list;
}

static void scr_apps_status(const struct console *console, const void *state,
			    char *out, size_t size)
{
	const struct app *app = selected(state);

	(void)console;
	if (app && !app->is_unreadable)
		snprintf(out, size, "To be registered (y copies it): %s",
			 app_redirect(app->redirect_uri));
}

/* -- keys ------------------------------------------------------------------ */

static bool blocked_without_app(struct console *console, char *why, size_t size)
{
	const struct screen *top = console_top(console);

	if ((top->def != &scr_apps && top->def != &scr_choose_app) ||
	    selected(top->state))
		return false;
	str_copy(why, "there is no OAuth app yet", size);
	return true;
}

static bool blocked_change(struct console *console, char *why, size_t size)
{
	return blocked_read_only(console, why, size) ||
	       blocked_without_app(console, why, size);
}

static bool blocked_unreadable(struct console *console, char *why, size_t size)
{
	const struct screen *top = console_top(console);

	if (blocked_change(console, why, size))
		return true;
	if (top->def != &scr_apps || !selected(top->state)->is_unreadable)
		return false;
	str_copy(why, "it cannot be decrypted", size);
	return true;
}

static void run_edit_app(struct console *console, void *state)
{
	const struct app_wish wish = { .app = selected(state) };

	app_form_open(console, &wish);
}

static void run_new_app(struct console *console, void *state)
{
	static const struct app_wish wish = { .piece = NULL };

	(void)state;
	app_form_open(console, &wish);
}

static void run_copy_redirect(struct console *console, void *state)
{
	const char *uri = app_redirect(selected(state)->redirect_uri);

	copy_text(console, "redirect address", uri);
}

static void delete_agreed(struct console *console, void *arg)
{
	struct scr_apps *made = arg;
	struct err err = ERR_INIT;

	if (app_delete(console->session, selected(made), true, &err) < 0) {
		console_say_err(console, &err);
		return;
	}
	if (load(console, made, &err) < 0)
		console_say_err(console, &err);
	else
		console_say(console, TONE_GOOD, "Deleted the OAuth app");
}

static void run_delete_app(struct console *console, void *state)
{
	struct scr_apps *made = state;
	const struct app *app = selected(made);
	size_t users = made->users[made->list.selected];
	const struct question question = {
		.title = "Delete an OAuth app",
		.text = made->asked,
		.harmless = "Keep it",
		.other = "Delete",
		.agreed = delete_agreed,
		.arg = made,
	};
	int len = snprintf(made->asked, sizeof(made->asked),
			   "Delete \"%.80s\" of %.60s? ", app->name,
			   provider_of(made, app));

	if (users > 0)
		snprintf(made->asked + len, sizeof(made->asked) - (size_t)len,
			 "%zu connection%s it: without it %s cannot be "
			 "refreshed.",
			 users, users == 1 ? " uses" : "s use",
			 users == 1 ? "it" : "they");
	else
		snprintf(made->asked + len, sizeof(made->asked) - (size_t)len,
			 "No connection uses it. At the provider it stays "
			 "registered.");
	ask(console, &question);
}

static void run_choose_app(struct console *console, void *state)
{
	const struct scr_apps *made = state;
	app_chosen_fn *chosen = made->chosen;
	char *name = strdup(selected(made)->name);

	if (!name)
		return;
	console_pop(console);
	chosen(console, name, NULL);
	free(name);
}

static const struct action apps_actions[] = {
	{ .name = "edit-app",
	  .keys = "Enter  e",
	  .press = { PRESS_ENTER, 'e', PRESS_RIGHT },
	  .label = "edit",
	  .help = "edit",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_unreadable,
	  .run = run_edit_app },
	{ .name = "new-app",
	  .keys = "n",
	  .press = { 'n' },
	  .label = "new",
	  .help = "new OAuth app",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_read_only,
	  .run = run_new_app },
	{ .name = "copy-redirect",
	  .keys = "y",
	  .press = { 'y' },
	  .label = "copy redirect",
	  .help = "copy redirect address",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_without_app,
	  .run = run_copy_redirect },
	{ .name = "delete-app",
	  .keys = "d  Del",
	  .press = { 'd', PRESS_DELETE },
	  .label = "delete",
	  .help = "delete (asks)",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_change,
	  .run = run_delete_app },
	{ .name = NULL },
};

const struct screen_def scr_apps = {
	.name = "OAuth apps",
	.place = "OAuth apps",
	.action = { apps_actions, back_actions, move_actions, vault_actions },
	.draw = scr_apps_draw,
	.prepare = scr_apps_prepare,
	.list = scr_apps_list,
	.reloaded = scr_apps_reloaded,
	.status = scr_apps_status,
	.close = scr_apps_close,
};

static const struct action choose_app_actions[] = {
	{ .name = "choose",
	  .keys = "Enter",
	  .press = { PRESS_ENTER, PRESS_RIGHT },
	  .label = "choose",
	  .help = "sign in with this one",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_without_app,
	  .run = run_choose_app },
	{ .name = NULL },
};

const struct screen_def scr_choose_app = {
	.name = "choice of an OAuth app",
	.place = "OAuth apps",
	.action = { choose_app_actions, back_actions, move_actions,
		    vault_actions },
	.draw = scr_apps_draw,
	.prepare = scr_apps_prepare,
	.list = scr_apps_list,
	.reloaded = scr_apps_reloaded,
	.close = scr_apps_close,
};

/* -- opening --------------------------------------------------------------- */

static void open(struct console *console, const char *piece,
		 app_chosen_fn *chosen)
{
	struct scr_apps *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	if (!made || (piece && !(made->piece = strdup(piece)))) {
		free(made);
		err_nomem(&err);
		console_say_err(console, &err);
		return;
	}
	made->chosen = chosen;
	if (load(console, made, &err) == 0) {
		console_push(console, chosen ? &scr_choose_app : &scr_apps,
			     made);
		return;
	}
	console_say_err(console, &err);
	scr_apps_close(made);
}

void run_apps(struct console *console, void *state)
{
	(void)state;
	open(console, NULL, NULL);
}

void apps_choose(struct console *console, const char *piece,
		 app_chosen_fn *chosen)
{
	open(console, piece, chosen);
}

bool apps_ask(struct console *console, const struct conn *conn,
	      app_chosen_fn *chosen)
{
	const struct app_wish wish = { .piece = conn->piece, .chosen = chosen };
	struct app app = { .text = NULL };
	struct err err = ERR_INIT;

	if (app_get(console->session, conn->piece, conn->app, &app, &err) ==
	    0) {
		app_clear(&app);
		return false;
	}
	if (err.code == ERR_USAGE)
		apps_choose(console, conn->piece, chosen);
	else if (err.code == ERR_ABSENT && !*conn->app)
		app_form_open(console, &wish);
	else if (err.code == ERR_ABSENT)
		apps_choose(console, conn->piece, chosen);
	else
		console_say_err(console, &err);
	return true;
}
