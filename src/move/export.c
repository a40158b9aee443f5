/* export.c - our own format, written and read: connvault-export(5) */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"
#include "move/read.h"

#define MARK	"connvault_export"
#define VERSION 1

/* Members that are texts, lists of lines, and times, of a connection; texts of
 * an app. One table for both ways. */
static const struct {
	const char *name;
	size_t at;
} texts[] = {
	{ "external_id", offsetof(struct conn, external_id) },
	{ "name", offsetof(struct conn, name) },
	{ "piece", offsetof(struct conn, piece) },
	{ "account", offsetof(struct conn, account) },
	{ "app", offsetof(struct conn, app) },
	{ "note", offsetof(struct conn, note) },
}, lists[] = {
	{ "tags", offsetof(struct conn, tags) },
	{ "scopes", offsetof(struct conn, scopes) },
	{ "hosts", offsetof(struct conn, hosts) },
}, times[] = {
	{ "since", offsetof(struct conn, since) },
	{ "created_at", offsetof(struct conn, created_at) },
	{ "connected_at", offsetof(struct conn, connected_at) },
	{ "refreshed_at", offsetof(struct conn, refreshed_at) },
	{ "expires_at", offsetof(struct conn, expires_at) },
	{ "refresh_at", offsetof(struct conn, refresh_at) },
	{ "rotate_by", offsetof(struct conn, rotate_by) },
}, app_texts[] = {
	{ "piece", offsetof(struct app, piece) },
	{ "name", offsetof(struct app, name) },
	{ "client_id", offsetof(struct app, client_id) },
	{ "login", offsetof(struct app, login) },
	{ "redirect_uri", offsetof(struct app, redirect_uri) },
	{ "issuer", offsetof(struct app, issuer) },
	{ "auth_url", offsetof(struct app, auth_url) },
	{ "token_url", offsetof(struct app, token_url) },
	{ "device_url", offsetof(struct app, device_url) },
	{ "revoke_url", offsetof(struct app, revoke_url) },
	{ "userinfo_url", offsetof(struct app, userinfo_url) },
};

#define COUNT(table)	 (sizeof(table) / sizeof(*(table)))
#define TEXT(of, offset) ((const char **)(void *)((char *)(of) + (offset)))
#define TIME(of, offset) ((int64_t *)(void *)((char *)(of) + (offset)))

/* -- writing --------------------------------------------------------------- */

static void put_time(cJSON *object, const char *name, int64_t time)
{
	char text[CLOCK_TEXT];

	clock_rfc3339(time, text);
	if (*text)
		cJSON_AddStringToObject(object, name, text);
}

static void put_lines(cJSON *object, const char *name, const char *lines)
{
	cJSON *array = *lines ? cJSON_AddArrayToObject(object, name) : NULL;

	while (array && *lines) {
		size_t len = strcspn(lines, "\n");
		char *line = strndup(lines, len);

		cJSON_AddItemToArray(array,
				     cJSON_CreateString(line ? line : ""));
		free(line);
		lines += len + (lines[len] == '\n');
	}
}

/* Text as it is, other bytes as {"base64": "..."}. */
static int put_secret(cJSON *object, const char *name,
		      const struct secret *value, struct err *err)
{
	size_t len;
	const char *text = secret_reveal(value, &len);
	struct secret *coded;
	cJSON *made;

	if (!memchr(text, '\0', len) && utf8_is_valid(text, len))
		return cJSON_AddStringToObject(object, name, text)
			       ? 0
			       : err_nomem(err);
	if (secret_base64(value, &coded, err) != 0)
		return -1;
	made = cJSON_AddObjectToObject(object, name);
	cJSON_AddStringToObject(made, "base64", secret_reveal(coded, NULL));
	secret_free(coded);
	return made ? 0 : err_nomem(err);
}

static int put_fields(cJSON *object, const struct values *values,
		      struct err *err)
{
	cJSON *fields = values->count
				? cJSON_AddObjectToObject(object, "fields")
				: NULL;

	for (size_t i = 0; i < values->count; i++)
		if (put_secret(fields, values->item[i].name,
			       values->item[i].value, err) != 0)
			return -1;
	return 0;
}

static int put_conn(cJSON *array, const struct move_row *row, struct err *err)
{
	cJSON *object = cJSON_CreateObject();
	const struct conn *conn = &row->conn;
	char id[2 * OBJECT_ID + 1];

	hex_from(conn->id, OBJECT_ID, id);
	cJSON_AddItemToArray(array, object);
	cJSON_AddStringToObject(object, "id", id);
	for (size_t i = 0; i < COUNT(texts); i++)
		cJSON_AddStringToObject(object, texts[i].name,
					*TEXT(conn, texts[i].at));
	cJSON_AddStringToObject(object, "auth_type",
				auth_type_name(conn->auth));
	cJSON_AddStringToObject(object, "auth_label", row->label);
	cJSON_AddStringToObject(object, "status",
				conn_status_name(conn->status));
	cJSON_AddStringToObject(object, "reason",
				conn_reason_name(conn->reason));
	for (size_t i = 0; i < COUNT(lists); i++)
		put_lines(object, lists[i].name, *TEXT(conn, lists[i].at));
	for (size_t i = 0; i < COUNT(times); i++)
		put_time(object, times[i].name, *TIME(conn, times[i].at));
	return put_fields(object, &row->values, err);
}

static int put_app(cJSON *array, const struct move_app *from, struct err *err)
{
	cJSON *object = cJSON_CreateObject();

	cJSON_AddItemToArray(array, object);
	for (size_t i = 0; i < COUNT(app_texts); i++)
		if (**TEXT(&from->app, app_texts[i].at))
			cJSON_AddStringToObject(
				object, app_texts[i].name,
				*TEXT(&from->app, app_texts[i].at));
	if (from->app.promises_iss)
		cJSON_AddBoolToObject(object, "promises_iss", true);
	return from->client_secret ? put_secret(object, "client_secret",
						from->client_secret, err)
				   : 0;
}

static int put_all(cJSON *json, const struct moved *moved, int64_t now,
		   struct err *err)
{
	cJSON *conns, *apps;

	cJSON_AddNumberToObject(json, MARK, VERSION);
	cJSON_AddStringToObject(json, "project", moved->project);
	put_time(json, "exported_at", now);
	cJSON_AddBoolToObject(json, "has_secrets", moved->has_secrets);
	conns = cJSON_AddArrayToObject(json, "connections");
	apps = cJSON_AddArrayToObject(json, "apps");
	if (!conns || !apps)
		return err_nomem(err);
	for (size_t i = 0; i < moved->rows; i++)
		if (put_conn(conns, &moved->row[i], err) != 0)
			return -1;
	for (size_t i = 0; i < moved->apps; i++)
		if (put_app(apps, &moved->app[i], err) != 0)
			return -1;
	return 0;
}

int export_write(const struct moved *moved, int64_t now, struct secret **out,
		 struct err *err)
{
	cJSON *json = cJSON_CreateObject();
	int result = json ? put_all(json, moved, now, err) : err_nomem(err);
	char *text = result == 0 ? cJSON_Print(json) : NULL;

	if (result == 0)
		result = text ? secret_from(text, strlen(text), out, err)
			      : err_nomem(err);
	cJSON_free(text);
	cJSON_Delete(json);
	return result;
}

/* -- reading --------------------------------------------------------------- */

bool export_is(const cJSON *json)
{
	return cJSON_IsObject(json) &&
	       cJSON_GetObjectItemCaseSensitive(json, MARK);
}

static int get_time(const cJSON *object, const char *name, struct move_row *row,
		    int64_t *out)
{
	const char *text = member_of(object, name);

	if (!*text || clock_parse(text, out) == 0)
		return 0;
	return row_wrong(row, "%s is no time", name);
}

static int get_lines(struct moved *moved, const cJSON *object, const char *name,
		     const char **out, struct err *err)
{
	const cJSON *item;
	struct str lines = STR_INIT;
	int result = 0;

	cJSON_ArrayForEach(item,
			   cJSON_GetObjectItemCaseSensitive(object, name)) {
		const char *text = cJSON_GetStringValue(item);

		if (text && *text)
			str_addf(&lines, "%s%s", lines.len ? "\n" : "", text);
	}
	if (lines.failed)
		result = err_nomem(err);
	else if (lines.len)
		result = moved_text(moved, lines.text, out, err);
	str_clear(&lines);
	return result;
}

static int get_secret(const cJSON *item, struct secret **out, struct err *err)
{
	const char *text = cJSON_GetStringValue(item);

	if (text)
		return secret_from(text, strlen(text), out, err);
	text = member_of(item, "base64");
	if (*text)
		return secret_from_base64(text, out, err);
	return err_set(err, ERR_USAGE, "a field is neither text nor base64");
}

static int get_fields(const cJSON *object, struct move_row *row,
		      struct err *err)
{
	const cJSON *item, *fields;
	struct secret *value;

	fields = cJSON_GetObjectItemCaseSensitive(object, "fields");
	cJSON_ArrayForEach(item, fields) {
		if (!item->string || values_get(&row->values, item->string))
			return row_wrong(row, "a field is given twice");
		if (get_secret(item, &value, &row->why) != 0 ||
		    values_set(&row->values, item->string, value, &row->why) !=
			    0)
			return row->why.code == ERR_NOMEM ? err_nomem(err) : 0;
	}
	return 0;
}

static void get_standing(const cJSON *object, struct conn *conn)
{
	const char *reason = member_of(object, "reason");

	conn->reason = REASON_OK;
	for (int i = REASON_OK; i < REASONS; i++)
		if (i != REASON_UNREADABLE &&
		    str_is(conn_reason_name((enum conn_reason)i), reason))
			conn->reason = (enum conn_reason)i;
	conn->status =
		conn->reason == REASON_OK ? STATUS_ACTIVE : STATUS_INACTIVE;
}

static int get_conn(struct moved *moved, const cJSON *object,
		    struct move_row *row, struct err *err)
{
	struct conn *conn = &row->conn;
	int result = 0;

	for (size_t i = 0; i < COUNT(texts) && result == 0; i++)
		result = moved_text(moved, member_of(object, texts[i].name),
				    TEXT(conn, texts[i].at), err);
	for (size_t i = 0; i < COUNT(lists) && result == 0; i++)
		result = get_lines(moved, object, lists[i].name,
				   TEXT(conn, lists[i].at), err);
	for (size_t i = 0; i < COUNT(times) && result == 0; i++)
		result = get_time(object, times[i].name, row,
				  TIME(conn, times[i].at));
	if (result != 0)
		return -1;
	get_standing(object, conn);
	conn->auth = auth_type_of(member_of(object, "auth_type"));
	if (!conn->auth)
		return row_wrong(row, "its auth_type is not known");
	row->is_bare = !moved->has_secrets || conn->reason == REASON_MISSING;
	return get_fields(object, row, err);
}

static int get_app(struct moved *moved, const cJSON *object, struct err *err)
{
	const cJSON *secret =
		cJSON_GetObjectItemCaseSensitive(object, "client_secret");
	struct move_app *app;

	if (moved_app(moved, &app, err) != 0)
		return -1;
	for (size_t i = 0; i < COUNT(app_texts); i++)
		if (moved_text(moved, member_of(object, app_texts[i].name),
			       TEXT(&app->app, app_texts[i].at), err) != 0)
			return -1;
	app->app.promises_iss = cJSON_IsTrue(
		cJSON_GetObjectItemCaseSensitive(object, "promises_iss"));
	return secret ? get_secret(secret, &app->client_secret, err) : 0;
}

static int get_conns(const cJSON *array, struct moved *out, struct err *err)
{
	const cJSON *item;
	struct move_row *row;
	char where[32];

	cJSON_ArrayForEach(item, array) {
		snprintf(where, sizeof(where), "row %zu", out->rows + 1);
		if (moved_row(out, where, &row, err) != 0)
			return -1;
		if (!cJSON_IsObject(item))
			row_wrong(row, "it is no object");
		else if (get_conn(out, item, row, err) != 0)
			return -1;
	}
	return 0;
}

int export_read(const cJSON *json, struct moved *out, struct err *err)
{
	const cJSON *item, *mark, *apps;

	mark = cJSON_GetObjectItemCaseSensitive(json, MARK);
	if (!cJSON_IsNumber(mark))
		return err_set(err, ERR_USAGE, "it is no connvault export");
	if (mark->valueint != VERSION) {
		err_set(err, ERR_USAGE, "it is an export of version %d",
			mark->valueint);
		return err_hint(err, "use a newer connvault");
	}
	out->has_secrets = cJSON_IsTrue(
		cJSON_GetObjectItemCaseSensitive(json, "has_secrets"));
	apps = cJSON_GetObjectItemCaseSensitive(json, "apps");
	cJSON_ArrayForEach(item, apps) {
		if (get_app(out, item, err) != 0)
			return -1;
	}
	if (moved_text(out, member_of(json, "project"), &out->project, err))
		return -1;
	return get_conns(cJSON_GetObjectItemCaseSensitive(json, "connections"),
			 out, err);
}
