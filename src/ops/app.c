/* app.c - OAuth apps: kept, found, listed, pinned to what an issuer says */
#include "ops/app.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "oauth/discovery.h"
#include "oauth/request.h"
#include "ops/internal.h"
#include "ops/network.h"

#define CLIENT_ID_MAX 1024
#define ANY_REDIRECT  "http://127.0.0.1/callback"

/* -- checks ---------------------------------------------------------------- */

const char *app_redirect(const char *redirect_uri)
{
	return *redirect_uri ? redirect_uri : ANY_REDIRECT;
}

int app_redirect_check(const char *redirect_uri, struct err *err)
{
	if (*redirect_uri == '\0')
		return 0;
	if (oauth_endpoint_check("redirect address", redirect_uri, err) != 0)
		return err_hint(err, "http://127.0.0.1:8765/callback, or the "
				     "https address that is registered");
	if (strpbrk(redirect_uri, "?"))
		return err_set(err, ERR_USAGE,
			       "a redirect address has no query here");
	return 0;
}

static int client_id_check(const char *id, struct err *err)
{
	size_t len = strlen(id);

	if (len == 0 || len > CLIENT_ID_MAX)
		return err_set(err, ERR_USAGE,
			       "a client id has 1 to %d characters",
			       CLIENT_ID_MAX);
	/* RFC 6749, appendix A.1 */
	for (const char *at = id; *at; at++)
		if (*at < 0x20 || *at > 0x7e)
			return err_set(err, ERR_USAGE,
				       "the client id has a character that "
				       "none has");
	return 0;
}

static int login_check(const char *login, struct err *err)
{
	static const char *const known[] = { "", "basic", "post", "none" };

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (str_is(known[i], login))
			return 0;
	return err_set(err, ERR_USAGE,
		       "the way to log in is auto, basic, post or none");
}

static int endpoints_check(const struct app *app, struct err *err)
{
	const struct {
		const char *what, *url;
	} each[] = {
		{ "issuer", app->issuer },
		{ "address to sign in at", app->auth_url },
		{ "token endpoint", app->token_url },
		{ "device endpoint", app->device_url },
		{ "revocation endpoint", app->revoke_url },
		{ "user information endpoint", app->userinfo_url },
	};

	for (size_t i = 0; i < sizeof(each) / sizeof(*each); i++)
		if (*each[i].url &&
		    oauth_endpoint_check(each[i].what, each[i].url, err) != 0)
			return -1;
	return app_redirect_check(app->redirect_uri, err);
}

int app_check(const struct app *app, struct err *err)
{
	if (client_id_check(app->client_id, err) != 0 ||
	    login_check(app->login, err) != 0)
		return -1;
	return endpoints_check(app, err);
}

/* From one host to another; to none is no move. */
static bool moves(const char *from, const char *to)
{
	return *from && *to && !oauth_same_origin(from, to);
}

/* -- set ------------------------------------------------------------------- */

static const char *either(const char *given, const char *now)
{
	return given ? given : now ? now : "";
}

static void draft_merge(const struct app_draft *draft, struct app *app)
{
	app->client_id = either(draft->client_id, app->client_id);
	app->login = str_is(draft->login, "auto")
			     ? ""
			     : either(draft->login, app->login);
	app->redirect_uri = either(draft->redirect_uri, app->redirect_uri);
	app->issuer = either(draft->issuer, app->issuer);
	app->auth_url = either(draft->auth_url, app->auth_url);
	app->token_url = either(draft->token_url, app->token_url);
	app->device_url = either(draft->device_url, app->device_url);
	app->revoke_url = either(draft->revoke_url, app->revoke_url);
	app->userinfo_url = either(draft->userinfo_url, app->userinfo_url);
	if (draft->sets_promises_iss)
		app->promises_iss = draft->promises_iss;
}

/* Of an oauth2 piece only. */
static int piece_check(struct session *session, const char *name,
		       const struct piece **piece, struct err *err)
{
	struct catalog *catalog = session_catalog(session, err);

	if (!catalog || catalog_find(catalog, name, piece, err) != 0)
		return -1;
	if (piece_way(*piece, "oauth2", NULL))
		return 0;
	err_set(err, ERR_USAGE, "%s does not connect by OAuth",
		(*piece)->display_name);
	return err_hint(err, "connvault piece show %s lists its ways",
			(*piece)->name);
}

/* A secret that is kept does not follow a changed address unasked. */
static int move_check(struct session *session, const struct app_draft *draft,
		      const struct app *app, const struct app *next,
		      struct err *err)
{
	const char *to = app_token_url(session, next);

	if (app->row.secret_version == 0 || draft->client_secret ||
	    draft->may_move || !moves(app_token_url(session, app), to))
		return 0;
	err_set(err, ERR_CONFLICT,
		"the client secret would be sent to another host: %.100s", to);
	err_hint(err, "give the secret of that host with --secret-stdin or "
		      "--secret-file");
	return err_here(err, "give the secret of that host");
}

static int set(struct session *session, const struct app_draft *draft,
	       struct app *app, struct err *err)
{
	struct app next = *app;

	draft_merge(draft, &next);
	if (!*next.client_id) {
		err_set(err, ERR_USAGE, "a new OAuth app needs a client id");
		err_hint(err,
			 "register one at the provider with the redirect "
			 "address %.100s, then give its id with --client-id",
			 app_redirect(next.redirect_uri));
		return err_here(err,
				"register one at the provider with the "
				"redirect address %.60s, and give its id",
				app_redirect(next.redirect_uri));
	}
	if (app_check(&next, err) != 0 ||
	    move_check(session, draft, app, &next, err) != 0 ||
	    project_app_put(session->project, &next, draft->client_secret,
			    err) != 0)
		return -1;
	app->row = next.row;
	return 0;
}

int app_set(struct session *session, const struct app_draft *draft,
	    struct app *out, struct err *err)
{
	struct project *project = session_need_write(session, err);
	const char *wanted = draft->name ? draft->name : APP_DEFAULT;
	struct err why = ERR_INIT;
	struct app app = { .text = NULL };
	const struct piece *piece;
	char *name;

	if (!project || piece_check(session, draft->piece, &piece, err) != 0 ||
	    name_clean(wanted, &name, err) != 0)
		return -1;
	int result = 0;

	if (project_app(project, piece->name, name, &app, &why) != 0) {
		app = (struct app){ .piece = piece->name, .name = name };
		if (why.code != ERR_ABSENT) {
			*err = why;
			result = -1;
		}
	}
	if (result == 0)
		result = set(session, draft, &app, err);
	app_clear(&app);
	if (result == 0)
		result = project_app(project, piece->name, name, out, err);
	free(name);
	return result;
}

/* -- find ------------------------------------------------------------------ */

static int by_piece_and_name(const void *a, const void *b)
{
	const struct app *one = a, *two = b;
	int order = strcmp(one->piece, two->piece);

	return order ? order : strcmp(one->name, two->name);
}

int app_list(struct session *session, struct apps *out, struct err *err)
{
	struct project *project = session_need(session, err);

	if (!project || project_apps(project, out, err) != 0)
		return -1;
	if (out->count > 1)
		qsort(out->item, out->count, sizeof(*out->item),
		      by_piece_and_name);
	return 0;
}

static int app_missing(const char *piece, struct err *err)
{
	err_set(err, ERR_ABSENT, "this project has no OAuth app for %.64s yet",
		piece);
	err_hint(
		err,
		"register one at the provider with the redirect address " ANY_REDIRECT
		", then: connvault app set %.64s --client-id ID "
		"--secret-stdin",
		piece);
	return err_here(err, "register one at the provider with the redirect "
			     "address " ANY_REDIRECT ", then add it: O, n");
}

static int app_unclear(const struct apps *apps, const char *piece,
		       struct err *err)
{
	struct str names = STR_INIT;

	for (size_t i = 0; i < apps->count; i++)
		if (str_is(apps->item[i].piece, piece))
			str_addf(&names, "%s%s", names.len ? ", " : "",
				 apps->item[i].name);
	err_set(err, ERR_USAGE, "%.64s has several OAuth apps here", piece);
	err_hint(err, "say which one with --app: %.180s",
		 names.text ? names.text : "");
	err_here(err, "choose one: %.120s", names.text ? names.text : "");
	str_clear(&names);
	return -1;
}

/* The name that is meant when none is given. */
static int app_only(const struct apps *apps, const char *piece,
		    const char **name, struct err *err)
{
	size_t found = 0;

	for (size_t i = 0; i < apps->count; i++) {
		if (!str_is(apps->item[i].piece, piece))
			continue;
		if (found++ == 0 || str_is(apps->item[i].name, APP_DEFAULT))
			*name = apps->item[i].name;
	}
	if (found == 0)
		return app_missing(piece, err);
	if (found > 1 && !str_is(*name, APP_DEFAULT))
		return app_unclear(apps, piece, err);
	return 0;
}

int app_get(struct session *session, const char *piece, const char *name,
	    struct app *out, struct err *err)
{
	struct project *project = session_need(session, err);
	struct apps apps;

	if (!project)
		return -1;
	if (name && *name) {
		if (project_app(project, piece, name, out, err) == 0)
			return 0;
		return err->code == ERR_ABSENT
			       ? err_hint(err, "connvault app list shows them")
			       : -1;
	}
	if (app_list(session, &apps, err) != 0)
		return -1;
	int result = app_only(&apps, piece, &name, err);

	if (result == 0)
		result = project_app(project, piece, name, out, err);
	apps_clear(&apps);
	return result;
}

/* -- delete ---------------------------------------------------------------- */

int app_users(struct session *session, const struct app *app, size_t *out,
	      struct err *err)
{
	struct project *project = session_need(session, err);
	struct conns conns;

	if (!project || project_conns(project, &conns, err) != 0)
		return -1;
	*out = 0;
	for (size_t i = 0; i < conns.count; i++)
		*out += !conns.item[i].trashed &&
			str_is(conns.item[i].piece, app->piece) &&
			str_is(conns.item[i].app, app->name);
	conns_clear(&conns);
	return 0;
}

int app_delete(struct session *session, const struct app *app, bool force,
	       struct err *err)
{
	struct project *project = session_need_write(session, err);
	size_t users;

	if (!project || app_users(session, app, &users, err) != 0)
		return -1;
	if (users == 0 || force)
		return project_app_remove(project, app, err);
	err_set(err, ERR_CONFLICT, "%zu connection%s the OAuth app \"%.80s\"",
		users, users == 1 ? " uses" : "s use", app->name);
	err_hint(err, "without it they cannot be refreshed; reconnect them "
		      "with another one first, or use --force");
	return err_here(err, "without it they cannot be refreshed; reconnect "
			     "them with another one first");
}

/* -- discovery ------------------------------------------------------------- */

static char *or_empty(char **text)
{
	char *given = *text ? *text : strdup("");

	*text = NULL;
	return given;
}

static int discover_hint(struct err *err)
{
	switch (err->code) {
	case ERR_NETWORK:
		return err_hint(err, "try again in a while, or give the "
				     "endpoints by hand: connvault app set "
				     "PIECE --auth-url URL --token-url URL");
	case ERR_USAGE:
		return err_hint(err, "an issuer is an address such as "
				     "https://login.example.com");
	case ERR_ABSENT:
		return err_hint(err, "look up what the provider calls its "
				     "issuer, or give the endpoints by hand: "
				     "connvault app set PIECE --auth-url URL "
				     "--token-url URL");
	case ERR_FAILED:
		return err_hint(err, "nothing of it was used; ask the "
				     "provider, and give the endpoints by "
				     "hand: connvault app set PIECE --auth-url "
				     "URL --token-url URL");
	default:
		return -1;
	}
}

int app_discover(const char *issuer, struct discovered *out, struct err *err)
{
	struct metadata found = { 0 };
	struct http *http;

	*out = (struct discovered){ .issuer = NULL };
	if (network_open(false, &http, err) != 0)
		return -1;
	int result = discovery_run(http, issuer, &found, err);

	http_free(http);
	if (result != 0)
		return discover_hint(err);
	*out = (struct discovered){
		.issuer = or_empty(&found.issuer),
		.auth_url = or_empty(&found.auth_url),
		.token_url = or_empty(&found.token_url),
		.device_url = or_empty(&found.device_url),
		.revoke_url = or_empty(&found.revoke_url),
		.userinfo_url = or_empty(&found.userinfo_url),
		.promises_iss = found.iss_is_promised,
		.has_s256 = found.has_s256,
	};
	metadata_clear(&found);
	if (out->issuer && out->auth_url && out->token_url && out->device_url &&
	    out->revoke_url && out->userinfo_url)
		return 0;
	discovered_clear(out);
	return err_nomem(err);
}

void discovered_clear(struct discovered *discovered)
{
	free(discovered->issuer);
	free(discovered->auth_url);
	free(discovered->token_url);
	free(discovered->device_url);
	free(discovered->revoke_url);
	free(discovered->userinfo_url);
	*discovered = (struct discovered){ .issuer = NULL };
}

const char *app_token_url(struct session *session, const struct app *app)
{
	struct err ignored = ERR_INIT;
	struct catalog *catalog = session_catalog(session, &ignored);
	const struct piece_way *way = NULL;
	const struct piece *piece;

	if (*app->token_url)
		return app->token_url;
	if (catalog && catalog_find(catalog, app->piece, &piece, &ignored) == 0)
		way = piece_way(piece, "oauth2", NULL);
	return way ? way->token_url : "";
}

bool app_would_move(struct session *session, const struct app *app,
		    const struct discovered *discovered)
{
	return moves(app_token_url(session, app), discovered->token_url) ||
	       moves(app->device_url, discovered->device_url) ||
	       moves(app->revoke_url, discovered->revoke_url) ||
	       moves(app->userinfo_url, discovered->userinfo_url);
}

void app_pin(struct app_draft *draft, const struct discovered *discovered)
{
	draft->issuer = discovered->issuer;
	draft->auth_url = discovered->auth_url;
	draft->token_url = discovered->token_url;
	draft->device_url = discovered->device_url;
	draft->revoke_url = discovered->revoke_url;
	draft->userinfo_url = discovered->userinfo_url;
	draft->sets_promises_iss = true;
	draft->promises_iss = discovered->promises_iss;
}
