/* shapes.c - rows and values as JSON
 *
 * Values have the members that Activepieces gives its pieces (packages/shared,
 * AppConnectionValue), since that is what steps read. */
#include "agent/shapes.h"

#include <stdlib.h>
#include <string.h>

#include <cJSON.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"

#define DATA "data."

/* -- rows ----------------------------------------------------------------- */

static const struct {
	const char *name;
	size_t at;
} texts[] = {
	{ "external_id", offsetof(struct conn, external_id) },
	{ "name", offsetof(struct conn, name) },
	{ "piece", offsetof(struct conn, piece) },
	{ "account", offsetof(struct conn, account) },
}, times[] = {
	{ "since", offsetof(struct conn, since) },
	{ "connected_at", offsetof(struct conn, connected_at) },
	{ "checked_at", offsetof(struct conn, checked_at) },
	{ "refreshed_at", offsetof(struct conn, refreshed_at) },
	{ "expires_at", offsetof(struct conn, expires_at) },
}, lines[] = {
	{ "scopes", offsetof(struct conn, scopes) },
	{ "tags", offsetof(struct conn, tags) },
};
#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static const char *text_at(const struct conn *conn, size_t at)
{
	return *(const char *const *)(const void *)((const char *)conn + at);
}

static void add_time(cJSON *object, const char *name, int64_t time)
{
	char text[CLOCK_TEXT];

	clock_rfc3339(time, text);
	if (*text)
		cJSON_AddStringToObject(object, name, text);
	else
		cJSON_AddNullToObject(object, name);
}

static void add_lines(cJSON *object, const char *name, const char *text)
{
	cJSON *array = cJSON_AddArrayToObject(object, name);

	while (array && *text) {
		size_t len = strcspn(text, "\n");
		char *line = strndup(text, len);

		if (line)
			cJSON_AddItemToArray(array, cJSON_CreateString(line));
		free(line);
		text += len + (text[len] != '\0');
	}
}

cJSON *shape_of_row(const struct roster_row *row)
{
	const struct conn *conn = row->conn;
	cJSON *object = cJSON_CreateObject();
	char id[2 * OBJECT_ID + 1];

	hex_from(conn->id, OBJECT_ID, id);
	cJSON_AddStringToObject(object, "id", id);
	for (size_t i = 0; i < COUNT(texts); i++)
		cJSON_AddStringToObject(object, texts[i].name,
					text_at(conn, texts[i].at));
	cJSON_AddStringToObject(object, "provider", row->provider);
	cJSON_AddStringToObject(object, "auth_type",
				auth_type_name(conn->auth));
	cJSON_AddStringToObject(object, "status",
				conn_status_name(conn->status));
	cJSON_AddStringToObject(object, "reason",
				conn_reason_name(conn->reason));
	for (size_t i = 0; i < COUNT(times); i++)
		add_time(object, times[i].name,
			 *(const int64_t *)(const void *)((const char *)conn +
							  times[i].at));
	for (size_t i = 0; i < COUNT(lines); i++)
		add_lines(object, lines[i].name, text_at(conn, lines[i].at));
	return object;
}

/* -- values --------------------------------------------------------------- */

/* cJSON takes text; of bytes that are none a step could make nothing. */
static void add_secret(cJSON *object, const char *name,
		       const struct secret *secret)
{
	size_t len;
	const char *text = secret ? secret_reveal(secret, &len) : NULL;

	if (text && !memchr(text, '\0', len) && utf8_is_valid(text, len))
		cJSON_AddStringToObject(object, name, text);
	else
		cJSON_AddNullToObject(object, name);
}

static void add_oauth(cJSON *object, const struct conn *conn,
		      const struct values *values)
{
	int64_t claimed = conn->refreshed_at > conn->connected_at
				  ? conn->refreshed_at
				  : conn->connected_at;
	cJSON *data = cJSON_AddObjectToObject(object, "data");

	cJSON_AddStringToObject(object, "token_type", "Bearer");
	cJSON_AddNumberToObject(object, "claimed_at", (double)claimed);
	if (conn->expires_at)
		cJSON_AddNumberToObject(object, "expires_in",
					(double)(conn->expires_at - claimed));
	for (size_t i = 0; i < values->count; i++) {
		const struct value *value = &values->item[i];
		bool is_data = str_starts(value->name, DATA);

		add_secret(is_data ? data : object,
			   is_data ? value->name + strlen(DATA) : value->name,
			   value->value);
	}
}

static void add_props(cJSON *object, const struct values *values)
{
	cJSON *props = cJSON_AddObjectToObject(object, "props");

	for (size_t i = 0; i < values->count; i++)
		add_secret(props, values->item[i].name, values->item[i].value);
}

cJSON *shape_of_values(const struct conn *conn, const struct values *values)
{
	static const char *const types[] = {
		[AUTH_NONE] = "NO_AUTH",       [AUTH_API_KEY] = "SECRET_TEXT",
		[AUTH_OAUTH2] = "OAUTH2",      [AUTH_BASIC] = "BASIC_AUTH",
		[AUTH_CUSTOM] = "CUSTOM_AUTH",
	};
	cJSON *object = cJSON_CreateObject();

	cJSON_AddStringToObject(object, "type", types[conn->auth]);
	switch (conn->auth) {
	case AUTH_API_KEY:
		add_secret(object, "secret_text",
			   values_get(values, "api_key"));
		break;
	case AUTH_BASIC:
		add_secret(object, "username", values_get(values, "username"));
		add_secret(object, "password", values_get(values, "password"));
		break;
	case AUTH_OAUTH2:
		add_oauth(object, conn, values);
		break;
	case AUTH_CUSTOM:
		add_props(object, values);
		break;
	default:
		break;
	}
	return object;
}
