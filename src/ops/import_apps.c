/* import_apps.c - the OAuth apps that connections of a file came with
 *
 * The same client at the same endpoints is the same app, whatever it is called
 * here. None is overwritten: others refresh with it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "ops/app.h"
#include "ops/importing.h"

#define SUFFIX_MAX 1000

static bool is_same(const struct app *a, const struct app *b)
{
	return str_is(a->piece, b->piece) &&
	       str_is(a->client_id, b->client_id) &&
	       str_is(a->issuer, b->issuer) &&
	       str_is(a->token_url, b->token_url);
}

/* By the apps that are there, and those that come before it in the file. */
static bool is_taken(const struct importing *importing, const struct apps *apps,
		     const struct app *wanted, const char *name)
{
	for (size_t i = 0; i < apps->count; i++)
		if (str_is(apps->item[i].piece, wanted->piece) &&
		    str_is(apps->item[i].name, name))
			return true;
	for (size_t i = 0; i < importing->apps; i++)
		if (importing->app[i].is_new &&
		    str_is(importing->app[i].app.piece, wanted->piece) &&
		    str_is(importing->app[i].name, name))
			return true;
	return false;
}

static int free_name(const struct importing *importing, const struct apps *apps,
		     const struct app *wanted, char **out, struct err *err)
{
	struct str name = STR_INIT;

	for (unsigned i = 1; i < SUFFIX_MAX; i++) {
		str_clear(&name);
		str_add(&name, wanted->name);
		if (i > 1)
			str_addf(&name, "_%u", i);
		if (name.failed)
			break;
		if (!is_taken(importing, apps, wanted, name.text))
			return name_clean(name.text, out, err) == 0
				       ? (str_clear(&name), 0)
				       : (str_clear(&name), -1);
	}
	str_clear(&name);
	return err_set(err, ERR_CONFLICT, "no name is free for the OAuth app");
}

static int check(struct importing *importing, const struct app *app,
		 struct err *err)
{
	struct catalog *catalog = session_catalog(importing->session, err);
	const struct piece *piece;

	if (!catalog || catalog_find(catalog, app->piece, &piece, err) != 0)
		return -1;
	if (!piece_way(piece, "oauth2", NULL))
		return err_set(err, ERR_USAGE, "%s does not connect by OAuth",
			       piece->display_name);
	return app_check(app, err);
}

static int plan_app(struct importing *importing, const struct apps *apps,
		    struct import_app *app, struct err *err)
{
	app->app = app->from->app;
	for (size_t i = 0; i < apps->count; i++)
		if (is_same(&apps->item[i], &app->app)) {
			app->name = strdup(apps->item[i].name);
			return app->name ? 0 : err_nomem(err);
		}
	if (check(importing, &app->app, &app->why) != 0 ||
	    free_name(importing, apps, &app->app, &app->name, &app->why) != 0)
		return app->why.code == ERR_NOMEM ? err_nomem(err) : 0;
	app->app.name = app->name;
	app->is_new = true;
	return 0;
}

int import_plan_apps(struct importing *importing, struct err *err)
{
	const struct moved *moved = importing->moved;
	struct apps apps;
	int result = 0;

	if (moved->apps == 0)
		return 0;
	importing->app = calloc(moved->apps, sizeof(*importing->app));
	if (!importing->app)
		return err_nomem(err);
	if (project_apps(importing->session->project, &apps, err) != 0)
		return -1;
	for (size_t i = 0; i < moved->apps && result == 0; i++) {
		struct import_app *app = &importing->app[i];

		app->from = &moved->app[i];
		result = plan_app(importing, &apps, app, err);
		importing->apps++;
	}
	apps_clear(&apps);
	return result;
}

const char *import_app_name(const struct importing *importing,
			    const struct conn *conn)
{
	for (size_t i = 0; i < importing->apps; i++) {
		const struct import_app *app = &importing->app[i];

		if (app->name && str_is(app->from->app.piece, conn->piece) &&
		    str_is(app->from->app.name, conn->app))
			return app->name;
	}
	return conn->app;
}
