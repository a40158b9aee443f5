/* n8n.c - credentials as "n8n export:credentials --decrypted" writes them
 *
 * An array of {id, name, type, data}. Ids and names are kept, so that
 * workflows that refer to either find them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"
#include "move/read.h"

#define FIELDS 7

/* How a type is kept here: the piece, its way, and which member of data is
 * which field. By OAuth there are no fields, but tokens and an app. */
struct type {
	const char *name, *piece;
	enum auth_type auth;
	struct {
		const char *from, *to;
	} field[FIELDS];
};

/* clang-format off */
static const struct type types[] = {
	{ "activeCampaignApi", "activecampaign", AUTH_CUSTOM,
	  { { "apiUrl", "apiUrl" }, { "apiKey", "apiKey" } } },
	{ "airtableApi", "airtable", AUTH_API_KEY, { { "apiKey", "api_key" } } },
	{ "airtableTokenApi", "airtable", AUTH_API_KEY,
	  { { "accessToken", "api_key" } } },
	{ "asanaOAuth2Api", "asana", AUTH_OAUTH2, { { 0 } } },
	{ "clickUpOAuth2Api", "clickup", AUTH_OAUTH2, { { 0 } } },
	{ "discordBotApi", "discord", AUTH_API_KEY,
	  { { "botToken", "api_key" } } },
	{ "dropboxOAuth2Api", "dropbox", AUTH_OAUTH2, { { 0 } } },
	{ "githubOAuth2Api", "github", AUTH_OAUTH2, { { 0 } } },
	{ "gitlabOAuth2Api", "gitlab", AUTH_OAUTH2, { { 0 } } },
	{ "gmailOAuth2", "gmail", AUTH_OAUTH2, { { 0 } } },
	{ "googleCalendarOAuth2Api", "google-calendar", AUTH_OAUTH2, { { 0 } } },
	{ "googleDocsOAuth2Api", "google-docs", AUTH_OAUTH2, { { 0 } } },
	{ "googleDriveOAuth2Api", "google-drive", AUTH_OAUTH2, { { 0 } } },
	{ "googleSheetsOAuth2Api", "google-sheets", AUTH_OAUTH2, { { 0 } } },
	{ "hubspotOAuth2Api", "hubspot", AUTH_OAUTH2, { { 0 } } },
	{ "jiraSoftwareCloudApi", "jira-cloud", AUTH_CUSTOM,
	  { { "domain", "instanceUrl" }, { "email", "email" },
	    { "apiToken", "apiToken" } } },
	{ "linearApi", "linear", AUTH_API_KEY, { { "apiKey", "api_key" } } },
	{ "mailchimpOAuth2Api", "mailchimp", AUTH_OAUTH2, { { 0 } } },
	{ "microsoftOutlookOAuth2Api", "microsoft-outlook", AUTH_OAUTH2,
	  { { 0 } } },
	{ "microsoftTeamsOAuth2Api", "microsoft-teams", AUTH_OAUTH2, { { 0 } } },
	{ "mySql", "mysql", AUTH_CUSTOM,
	  { { "host", "host" }, { "port", "port" }, { "user", "user" },
	    { "password", "password" }, { "database", "database" } } },
	{ "notionApi", "notion", AUTH_CUSTOM, { { "apiKey", "accessToken" } } },
	{ "notionOAuth2Api", "notion", AUTH_OAUTH2, { { 0 } } },
	{ "openAiApi", "openai", AUTH_API_KEY, { { "apiKey", "api_key" } } },
	{ "pipedriveOAuth2Api", "pipedrive", AUTH_OAUTH2, { { 0 } } },
	{ "postgres", "postgres", AUTH_CUSTOM,
	  { { "host", "host" }, { "port", "port" }, { "user", "user" },
	    { "password", "password" }, { "database", "database" },
	    { "ssl", "enable_ssl" },
	    { "allowUnauthorizedCerts", "reject_unauthorized" } } },
	{ "salesforceOAuth2Api", "salesforce", AUTH_OAUTH2, { { 0 } } },
	{ "sendGridApi", "sendgrid", AUTH_API_KEY, { { "apiKey", "api_key" } } },
	{ "shopifyAccessTokenApi", "shopify", AUTH_CUSTOM,
	  { { "shopSubdomain", "shopName" }, { "accessToken", "adminToken" } } },
	{ "slackApi", "slack", AUTH_CUSTOM, { { "accessToken", "botToken" } } },
	{ "slackOAuth2Api", "slack", AUTH_OAUTH2, { { 0 } } },
	{ "stripeApi", "stripe", AUTH_API_KEY, { { "secretKey", "api_key" } } },
	{ "supabaseApi", "supabase", AUTH_CUSTOM,
	  { { "host", "url" }, { "serviceRole", "apiKey" } } },
	{ "telegramApi", "telegram-bot", AUTH_API_KEY,
	  { { "accessToken", "api_key" } } },
	{ "todoistOAuth2Api", "todoist", AUTH_OAUTH2, { { 0 } } },
	{ "trelloApi", "trello", AUTH_BASIC,
	  { { "apiKey", "username" }, { "apiToken", "password" } } },
	{ "twilioApi", "twilio", AUTH_BASIC,
	  { { "accountSid", "username" }, { "authToken", "password" } } },
	{ "typeformOAuth2Api", "typeform", AUTH_OAUTH2, { { 0 } } },
	{ "webflowOAuth2Api", "webflow", AUTH_OAUTH2, { { 0 } } },
	{ "wordpressApi", "wordpress", AUTH_CUSTOM,
	  { { "url", "website_url" }, { "username", "username" },
	    { "password", "password" } } },
	{ "zendeskApi", "zendesk", AUTH_CUSTOM,
	  { { "subdomain", "subdomain" }, { "email", "email" },
	    { "apiToken", "token" } } },
};
/* clang-format on */

static const struct type *type_of(const char *name)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (str_is(types[i].name, name))
			return &types[i];
	return NULL;
}

bool n8n_is(const cJSON *json)
{
	const cJSON *first = cJSON_IsArray(json) ? json->child : NULL;

	return first && *member_of(first, "type") &&
	       cJSON_GetObjectItemCaseSensitive(first, "data");
}

/* -- values ---------------------------------------------------------------- */

/* Of two members this program says the same with another word. */
static const char *reworded(const char *to, const char *text)
{
	if (str_is(to, "enable_ssl"))
		return str_is(text, "disable") ? "false" : "true";
	if (str_is(to, "reject_unauthorized"))
		return str_is(text, "true") ? "false" : "true";
	return text;
}

static int put(struct move_row *row, const char *name, const cJSON *item,
	       struct err *err)
{
	const char *text = cJSON_GetStringValue(item);
	char number[40];

	if (cJSON_IsBool(item))
		text = cJSON_IsTrue(item) ? "true" : "false";
	if (cJSON_IsNumber(item)) {
		snprintf(number, sizeof(number), "%.15g", item->valuedouble);
		text = number;
	}
	if (!text || !*text)
		return 0;
	text = reworded(name, text);
	if (values_set_bytes(&row->values, name, text, strlen(text),
			     &row->why) == 0)
		return 0;
	return row->why.code == ERR_NOMEM ? err_nomem(err) : 0;
}

static int put_fields(struct move_row *row, const struct type *type,
		      const cJSON *data, struct err *err)
{
	for (size_t i = 0; i < FIELDS && type->field[i].from; i++)
		if (put(row, type->field[i].to,
			cJSON_GetObjectItemCaseSensitive(data,
							 type->field[i].from),
			err) != 0)
			return -1;
	return 0;
}

/* -- OAuth ----------------------------------------------------------------- */

/* Two credentials of one client share an app. */
static int put_app(struct moved *moved, struct move_row *row, const cJSON *data,
		   struct err *err)
{
	const char *id = member_of(data, "clientId");
	const char *secret = member_of(data, "clientSecret");
	struct move_app *app;

	if (!*id)
		return 0;
	row->conn.app = "default";
	for (size_t i = 0; i < moved->apps; i++) {
		const struct app *is = &moved->app[i].app;

		if (str_is(is->piece, row->conn.piece) &&
		    str_is(is->client_id, id)) {
			row->conn.app = is->name;
			return 0;
		}
	}
	for (size_t i = 0; i < moved->apps; i++)
		if (str_is(moved->app[i].app.piece, row->conn.piece))
			row->conn.app = row->conn.external_id;
	if (moved_app(moved, &app, err) != 0 ||
	    moved_text(moved, id, &app->app.client_id, err) != 0)
		return -1;
	app->app.piece = row->conn.piece;
	app->app.name = row->conn.app;
	app->app.login = app->app.redirect_uri = app->app.issuer = "";
	app->app.auth_url = app->app.token_url = app->app.device_url = "";
	app->app.revoke_url = app->app.userinfo_url = "";
	return *secret ? secret_from(secret, strlen(secret),
				     &app->client_secret, err)
		       : 0;
}

/* When they were given is not told: they are refreshed before they are used. */
static int put_tokens(struct moved *moved, struct move_row *row,
		      const cJSON *data, struct err *err)
{
	const cJSON *tokens =
		cJSON_GetObjectItemCaseSensitive(data, "oauthTokenData");
	char *scopes = NULL;
	int64_t now = clock_now();

	if (put(row, "access_token",
		cJSON_GetObjectItemCaseSensitive(tokens, "access_token"),
		err) != 0 ||
	    put(row, "refresh_token",
		cJSON_GetObjectItemCaseSensitive(tokens, "refresh_token"),
		err) != 0 ||
	    put_app(moved, row, data, err) != 0)
		return -1;
	row->is_bare = row->values.count == 0; /* nobody has signed in */
	if (values_get(&row->values, "refresh_token"))
		row->conn.expires_at = row->conn.refresh_at = now;
	scopes = strdup(member_of(tokens, "scope"));
	for (char *at = scopes; at && *at; at++)
		if (strchr(" ,", *at))
			*at = '\n';
	int result = scopes ? moved_text(moved, scopes, &row->conn.scopes, err)
			    : err_nomem(err);

	free(scopes);
	return result;
}

/* -- a credential ---------------------------------------------------------- */

/* A type that has no piece: its members as they are, for --piece. */
static int put_all(struct move_row *row, const cJSON *data, struct err *err)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, data) {
		if (put(row, item->string, item, err) != 0)
			return -1;
	}
	return 0;
}

static int unknown_type(struct move_row *row, const char *type)
{
	char shown[100];

	term_safe(shown, sizeof(shown), type, 60);
	row_wrong(row, "no piece is known for the n8n type %s", shown);
	return err_hint(&row->why, "import it with --piece PIECE in a file of "
				   "its own; connvault piece list finds one, "
				   "connvault-pieces(5) makes one");
}

static int read_id(struct moved *moved, const cJSON *id, struct move_row *row,
		   struct err *err)
{
	const char *text = cJSON_GetStringValue(id);
	char number[40];

	if (cJSON_IsNumber(id)) {
		snprintf(number, sizeof(number), "%.0f", id->valuedouble);
		text = number;
	}
	return moved_text(moved, text ? text : "", &row->conn.external_id, err);
}

static int read_one(struct moved *moved, const cJSON *json,
		    struct move_row *row, struct err *err)
{
	const char *name = member_of(json, "type");
	const cJSON *data = cJSON_GetObjectItemCaseSensitive(json, "data");
	const struct type *type = type_of(name);

	if (moved_text(moved, member_of(json, "name"), &row->conn.name, err) !=
		    0 ||
	    read_id(moved, cJSON_GetObjectItemCaseSensitive(json, "id"), row,
		    err) != 0)
		return -1;
	if (!cJSON_IsObject(data)) {
		row_wrong(row, "its data is encrypted");
		err_hint(&row->why, "n8n export:credentials --decrypted "
				    "writes it in clear");
		return 0;
	}
	if (!type) {
		unknown_type(row, name);
		return put_all(row, data, err);
	}
	row->conn.piece = type->piece;
	row->conn.auth = type->auth;
	return type->auth == AUTH_OAUTH2 ? put_tokens(moved, row, data, err)
					 : put_fields(row, type, data, err);
}

int n8n_credentials_read(const cJSON *json, struct moved *out, struct err *err)
{
	const cJSON *item;
	struct move_row *row;
	char where[32];

	if (!cJSON_IsArray(json))
		return err_set(err, ERR_USAGE,
			       "it is no array of n8n credentials");
	out->has_secrets = true;
	cJSON_ArrayForEach(item, json) {
		snprintf(where, sizeof(where), "row %zu", out->rows + 1);
		if (moved_row(out, where, &row, err) != 0)
			return -1;
		if (!cJSON_IsObject(item))
			row_wrong(row, "it is no object");
		else if (read_one(out, item, row, err) != 0)
			return -1;
	}
	return 0;
}
