/* app.c - connvault app set, list, delete, discover */
#include "ops/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cJSON.h>

#include "base/str.h"
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/fields.h"
#include "cli/out.h"

#define APP_OPTION                                             \
	{                                                      \
		"app", 0, "NAME",                              \
			"which one, when a piece has several " \
			"(" APP_DEFAULT ")"                    \
	}

static const struct opt set_options[] = {
	APP_OPTION,
	{ "client-id", 0, "ID", "as the provider gave it" },
	{ "secret-stdin", 0, NULL, "the client secret, on standard input" },
	{ "secret-file", 0, "PATH", "the client secret, from a file" },
	{ "login", 0, "auto|basic|post|none",
	  "how the client secret is sent: auto is as the piece says" },
	{ "redirect", 0, "URI", "the redirect address that is registered" },
	{ "issuer", 0, "URL", "who must have answered (RFC 9207)" },
	{ "auth-url", 0, "URL", "where to sign in" },
	{ "token-url", 0, "URL", "where tokens come from" },
	{ "device-url", 0, "URL", "where device codes come from" },
	{ "revoke-url", 0, "URL", "where tokens are revoked" },
	{ "userinfo-url", 0, "URL", "where it is told who signed in" },
	OPT_END,
};

static const struct opt delete_options[] = {
	APP_OPTION,
	{ "force", 'f', NULL, "also when connections use it" },
	OPT_END,
};

static const struct opt discover_options[] = {
	{ "piece", 0, "PIECE", "pin what it tells to the app of this piece" },
	APP_OPTION,
	{ "yes", 0, NULL, "also when credentials go to another host then" },
	OPT_END,
};

/* Endpoints as they are told, and as JSON names them. */
static const struct endpoint {
	const char *label, *member;
	size_t of_app, of_discovered;
} endpoints[] = {
	{ "Issuer", "issuer", offsetof(struct app, issuer),
	  offsetof(struct discovered, issuer) },
	{ "Sign in at", "auth_url", offsetof(struct app, auth_url),
	  offsetof(struct discovered, auth_url) },
	{ "Tokens from", "token_url", offsetof(struct app, token_url),
	  offsetof(struct discovered, token_url) },
	{ "Device code", "device_url", offsetof(struct app, device_url),
	  offsetof(struct discovered, device_url) },
	{ "Revoke at", "revoke_url", offsetof(struct app, revoke_url),
	  offsetof(struct discovered, revoke_url) },
	{ "User info", "userinfo_url", offsetof(struct app, userinfo_url),
	  offsetof(struct discovered, userinfo_url) },
};
#define ENDPOINTS (sizeof(endpoints) / sizeof(*endpoints))

static const char *text_at(const void *object, size_t offset)
{
	return *(const char *const *)((const char *)object + offset);
}

/* -- JSON ---------------------------------------------------------------- */

/* The endpoints that are pinned to it. */
static void add_pinned(cJSON *row, const struct app *app)
{
	cJSON *pinned = cJSON_AddObjectToObject(row, "pinned");

	for (size_t i = 0; i < ENDPOINTS; i++) {
		const char *url = text_at(app, endpoints[i].of_app);

		if (*url)
			out_json_text(pinned, endpoints[i].member, url);
	}
}

static cJSON *app_json(const struct app *app, size_t users)
{
	cJSON *row = cJSON_CreateObject();

	out_json_text(row, "piece", app->piece);
	out_json_text(row, "name", app->name);
	out_json_text(row, "client_id", app->client_id);
	cJSON_AddBoolToObject(row, "has_secret", app->row.secret_version != 0);
	out_json_text(row, "login", *app->login ? app->login : "auto");
	out_json_text(row, "redirect_uri", app_redirect(app->redirect_uri));
	add_pinned(row, app);
	cJSON_AddNumberToObject(row, "connections", (double)users);
	cJSON_AddBoolToObject(row, "unreadable", app->is_unreadable);
	out_json_time(row, "created_at", app->created_at);
	out_json_time(row, "updated_at", app->updated_at);
	return row;
}

/* -- set ----------------------------------------------------------------- */

/* Is the app that --app and the piece name there already? */
static bool is_there(struct session *session, const struct app_draft *draft)
{
	struct err ignored = ERR_INIT;
	struct app app = { .text = NULL };
	bool found = app_get(session, draft->piece,
			     draft->name ? draft->name : APP_DEFAULT, &app,
			     &ignored) == 0;

	app_clear(&app);
	return found;
}

/* Asked for with a new client id only; nothing typed is none. */
static int ask_client_secret(struct secret **out, struct err *err)
{
	if (ask_secret("Client secret (none: Enter): ", out, err) != 0)
		return -1;
	if (secret_len(*out) == 0) {
		secret_free(*out);
		*out = NULL;
	}
	return 0;
}

/* *out stays NULL where none was given. */
static int read_client_secret(struct cli *cli, struct session *session,
			      const struct app_draft *draft,
			      struct secret **out, struct err *err)
{
	const char *file = cli_option(cli, "secret-file");

	if (file && cli_has(cli, "secret-stdin"))
		return err_set(err, ERR_USAGE,
			       "--secret-file and --secret-stdin exclude each "
			       "other");
	if (file || cli_has(cli, "secret-stdin"))
		return fields_read_one("client secret", file, out, err);
	if (fields_can_ask(cli) &&
	    (draft->client_id || !is_there(session, draft)))
		return ask_client_secret(out, err);
	return 0;
}

static int tell_app(const struct cli *cli, struct session *session,
		    const struct app *app, struct err *err)
{
	char piece[OUT_SAFE], name[OUT_SAFE];
	size_t users;

	if (!cli_has(cli, "json")) {
		cli_say(cli, "The OAuth app \"%s\" of %s is set.",
			out_safe(name, app->name), out_safe(piece, app->piece));
		cli_say(cli, "Redirect address to register at the provider: %s",
			out_safe(name, app_redirect(app->redirect_uri)));
		return 0;
	}
	if (app_users(session, app, &users, err) != 0)
		return -1;
	return out_json(app_json(app, users), err);
}

/* Of those that use it: *uri is the caller's, NULL when nobody does. */
static int redirect_in_use(struct session *session,
			   const struct app_draft *draft, char **uri,
			   struct err *err)
{
	struct app app = { .text = NULL };
	struct err ignored = ERR_INIT;
	size_t users = 0;
	int result = 0;

	*uri = NULL;
	if (!draft->redirect_uri ||
	    app_get(session, draft->piece, draft->name, &app, &ignored) != 0)
		return 0;
	if (app_users(session, &app, &users, err) != 0)
		result = -1;
	else if (users > 0 && !(*uri = strdup(app.redirect_uri)))
		result = err_nomem(err);
	app_clear(&app);
	return result;
}

/* Tokens that are there stay good; the next sign-in needs the new address. */
static void tell_redirect(const char *before, const struct app *app)
{
	char now[OUT_SAFE];

	if (!before ||
	    str_is(app_redirect(before), app_redirect(app->redirect_uri)))
		return;
	fprintf(stderr,
		"connvault: connections use this app: whoever signs in again "
		"needs %s registered at the provider, too\n",
		out_safe(now, app_redirect(app->redirect_uri)));
}

static int set_app(struct cli *cli, struct session *session,
		   const struct app_draft *draft, struct err *err)
{
	struct app app = { .text = NULL };
	char *before;
	int result = -1;

	if (redirect_in_use(session, draft, &before, err) != 0)
		return -1;
	if (app_set(session, draft, &app, err) == 0) {
		result = tell_app(cli, session, &app, err);
		tell_redirect(before, &app);
	}
	free(before);
	app_clear(&app);
	return result;
}

static int run_set(struct cli *cli, struct err *err)
{
	struct app_draft draft = {
		.piece = cli_operand(cli, 0),
		.name = cli_option(cli, "app"),
		.client_id = cli_option(cli, "client-id"),
		.login = cli_option(cli, "login"),
		.redirect_uri = cli_option(cli, "redirect"),
		.issuer = cli_option(cli, "issuer"),
		.auth_url = cli_option(cli, "auth-url"),
		.token_url = cli_option(cli, "token-url"),
		.device_url = cli_option(cli, "device-url"),
		.revoke_url = cli_option(cli, "revoke-url"),
		.userinfo_url = cli_option(cli, "userinfo-url"),
	};
	struct secret *secret = NULL;
	struct session *session;

	if (cli_project(cli, &session, err) != 0 ||
	    read_client_secret(cli, session, &draft, &secret, err) != 0)
		return -1;
	draft.client_secret = secret;

	int result = set_app(cli, session, &draft, err);

	secret_free(secret);
	return result;
}

/* -- list ---------------------------------------------------------------- */

static const struct column columns[] = {
	{ .title = "PIECE" },
	{ .title = "APP", .shrinks = true },
	{ .title = "CLIENT ID", .shrinks = true },
	{ .title = "SECRET" },
	{ .title = "REDIRECT", .shrinks = true },
	{ .title = "ENDPOINTS" },
	{ .title = "USED BY", .right = true },
};

static bool is_pinned(const struct app *app)
{
	for (size_t i = 0; i < ENDPOINTS; i++)
		if (*text_at(app, endpoints[i].of_app))
			return true;
	return false;
}

static void add_row(struct table *table, const struct app *app, size_t users)
{
	if (app->is_unreadable) {
		table_add(table, "", STYLE_PLAIN);
		table_add(table, app->name, STYLE_PLAIN);
		table_add(table, "unreadable", STYLE_BAD);
		for (size_t i = 3; i < sizeof(columns) / sizeof(*columns); i++)
			table_add(table, "", STYLE_PLAIN);
		return;
	}
	table_add(table, app->piece, STYLE_PLAIN);
	table_add(table, app->name, STYLE_PLAIN);
	table_add(table, app->client_id, STYLE_PLAIN);
	table_add(table, app->row.secret_version ? "yes" : "none", STYLE_PLAIN);
	table_add(table, app_redirect(app->redirect_uri), STYLE_PLAIN);
	table_add(table, is_pinned(app) ? "pinned" : "of the piece",
		  STYLE_PLAIN);
	table_addf(table, "%zu", users);
}

static int list(const struct cli *cli, struct session *session,
		const struct apps *apps, struct err *err)
{
	bool json = cli_has(cli, "json");
	cJSON *array = json ? cJSON_CreateArray() : NULL;
	struct table *table =
		json ? NULL
		     : table_new(columns, sizeof(columns) / sizeof(*columns));
	size_t users;

	for (size_t i = 0; i < apps->count; i++) {
		if (app_users(session, &apps->item[i], &users, err) != 0) {
			cJSON_Delete(array);
			table_free(table);
			return -1;
		}
		if (json)
			cJSON_AddItemToArray(array,
					     app_json(&apps->item[i], users));
		else
			add_row(table, &apps->item[i], users);
	}
	return json ? out_json_rows(array, err) : table_print(table, cli, err);
}

static int run_list(struct cli *cli, struct err *err)
{
	struct session *session;
	struct apps apps;

	if (cli_project(cli, &session, err) != 0 ||
	    app_list(session, &apps, err) != 0)
		return -1;

	int result = list(cli, session, &apps, err);

	apps_clear(&apps);
	return result;
}

/* -- delete -------------------------------------------------------------- */

static int run_delete(struct cli *cli, struct err *err)
{
	char name[OUT_SAFE];
	struct session *session;
	struct app app;

	if (cli_project(cli, &session, err) != 0 ||
	    app_get(session, cli_operand(cli, 0), cli_option(cli, "app"), &app,
		    err) != 0)
		return -1;

	int result = app_delete(session, &app, cli_has(cli, "force"), err);

	if (result == 0)
		result = out_result(cli, "deleted", app.name, err,
				    "Deleted the OAuth app \"%s\"; the "
				    "provider still knows it.",
				    out_safe(name, app.name));
	app_clear(&app);
	return result;
}

/* -- discover ------------------------------------------------------------ */

static int tell_discovered(const struct cli *cli,
			   const struct discovered *found, struct err *err)
{
	cJSON *object;

	if (!cli_has(cli, "json")) {
		for (size_t i = 0; i < ENDPOINTS; i++)
			out_line(endpoints[i].label,
				 text_at(found, endpoints[i].of_discovered));
		out_line("Proof keys", found->has_s256 ? "S256" : "not told");
		return 0;
	}
	object = cJSON_CreateObject();
	for (size_t i = 0; i < ENDPOINTS; i++)
		out_json_text(object, endpoints[i].member,
			      text_at(found, endpoints[i].of_discovered));
	cJSON_AddBoolToObject(object, "promises_iss", found->promises_iss);
	cJSON_AddBoolToObject(object, "s256", found->has_s256);
	return out_json(object, err);
}

/* Credentials go elsewhere only when somebody wants it. */
static int consent_move(struct cli *cli, struct session *session,
			const struct app *app, const struct discovered *found,
			struct err *err)
{
	char question[OUT_SAFE], now[OUT_SAFE], then[OUT_SAFE];

	if (cli_has(cli, "yes") || !app_would_move(session, app, found))
		return 0;
	out_safe(now, app_token_url(session, app));
	out_safe(then, found->token_url);
	if (fields_can_ask(cli)) {
		snprintf(question, sizeof(question),
			 "Tokens come from %.120s now. Send the client secret "
			 "to %.120s instead?",
			 now, then);
		return ask_consent(question, err);
	}
	err_set(err, ERR_CONFLICT,
		"the client secret would go to %.100s instead of %.100s", then,
		now);
	return err_hint(err, "nothing was changed; --yes does it");
}

static int pin(struct cli *cli, const struct discovered *found, struct err *err)
{
	struct app app = { .text = NULL }, pinned = { .text = NULL };
	struct app_draft draft = { .piece = cli_option(cli, "piece") };
	struct session *session;
	int result = -1;

	if (cli_project(cli, &session, err) != 0 ||
	    app_get(session, draft.piece, cli_option(cli, "app"), &app, err) !=
		    0)
		return -1;
	draft.name = app.name;
	app_pin(&draft, found);
	draft.may_move = true; /* asked just below */
	if (consent_move(cli, session, &app, found, err) == 0 &&
	    app_set(session, &draft, &pinned, err) == 0) {
		result = 0;
		cli_say(cli, "Pinned to the OAuth app \"%s\" of %s.",
			pinned.name, pinned.piece);
	}
	app_clear(&app);
	app_clear(&pinned);
	return result;
}

static int run_discover(struct cli *cli, struct err *err)
{
	struct discovered found;
	int result;

	if (app_discover(cli_operand(cli, 0), &found, err) != 0)
		return -1;
	result = tell_discovered(cli, &found, err);
	if (result == 0 && cli_option(cli, "piece"))
		result = pin(cli, &found, err);
	discovered_clear(&found);
	return result;
}

const struct cmd cmd_app_set = {
	.name = "app set",
	.summary = "Keep the OAuth app that is registered at a provider",
	.operands = "PIECE",
	.about =
		"Register an app at the provider first, with the redirect "
		"address http://127.0.0.1/callback, or one with a port of your "
		"own when it must be exact (--redirect "
		"http://127.0.0.1:8765/callback). What is not given stays as "
		"it is; an empty URL goes back to that of the piece. The "
		"client secret is asked for at a terminal; no command takes "
		"it as an argument.",
	.option = set_options,
	.run = run_set,
};

const struct cmd cmd_app_list = {
	.name = "app list",
	.summary = "List the OAuth apps of a project",
	.operands = "",
	.run = run_list,
};

const struct cmd cmd_app_delete = {
	.name = "app delete",
	.summary = "Forget an OAuth app",
	.operands = "PIECE",
	.option = delete_options,
	.run = run_delete,
};

const struct cmd cmd_app_discover = {
	.name = "app discover",
	.summary = "Ask an issuer for its endpoints, and pin them to an app",
	.operands = "URL",
	.about = "URL is the issuer: https://login.example.com. Without "
		 "--piece nothing is changed.",
	.option = discover_options,
	.run = run_discover,
};
