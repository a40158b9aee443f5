/* row.c - a connection as it is shown: words of a line, JSON */
#include "cli/row.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cJSON.h>

#include "base/clock.h"
#include "base/str.h"
#include "ops/flows.h"

enum style status_words(const struct conn *conn, int64_t now,
			char out[STATUS_TEXT])
{
	int days = conn_days_left(conn, now);

	if (conn->status == STATUS_UNREADABLE) {
		str_copy(out, "? unreadable", STATUS_TEXT);
		return STYLE_BAD;
	}
	if (conn->status != STATUS_ACTIVE) {
		str_copy(out, "! Inactive", STATUS_TEXT);
		return STYLE_BAD;
	}
	if (days >= 0 && days <= EXPIRING_DAYS) {
		snprintf(out, STATUS_TEXT, "~ Active %dd", days);
		return STYLE_WARN;
	}
	str_copy(out, "* Active", STATUS_TEXT);
	return STYLE_GOOD;
}

/* -- JSON ---------------------------------------------------------------- */

enum kind { TEXT, TIME, LINES, SPECIAL };
enum special { ID, PROVIDER, AUTH_TYPE, STATUS, REASON, FLOWS };

/* The members in their order. at is an offset in struct conn, or which. */
static const struct member {
	const char *name;
	enum kind kind;
	size_t at;
} members[] = {
	{ "id", SPECIAL, ID },
	{ "external_id", TEXT, offsetof(struct conn, external_id) },
	{ "name", TEXT, offsetof(struct conn, name) },
	{ "piece", TEXT, offsetof(struct conn, piece) },
	{ "provider", SPECIAL, PROVIDER },
	{ "auth_type", SPECIAL, AUTH_TYPE },
	{ "status", SPECIAL, STATUS },
	{ "reason", SPECIAL, REASON },
	{ "since", TIME, offsetof(struct conn, since) },
	{ "flows", SPECIAL, FLOWS },
	{ "connected_at", TIME, offsetof(struct conn, connected_at) },
	{ "checked_at", TIME, offsetof(struct conn, checked_at) },
	{ "refreshed_at", TIME, offsetof(struct conn, refreshed_at) },
	{ "expires_at", TIME, offsetof(struct conn, expires_at) },
	{ "rotate_by", TIME, offsetof(struct conn, rotate_by) },
	{ "account", TEXT, offsetof(struct conn, account) },
	{ "scopes", LINES, offsetof(struct conn, scopes) },
	{ "tags", LINES, offsetof(struct conn, tags) },
	{ "note", TEXT, offsetof(struct conn, note) },
};
#define MEMBERS (sizeof(members) / sizeof(members[0]))

struct conn_json {
	cJSON *object;
	cJSON *item[MEMBERS];
	char time[MEMBERS][CLOCK_TEXT];
	char id[2 * OBJECT_ID + 1];
	char *line; /* where it is printed to */
	size_t size;
};

struct conn_json *conn_json_new(void)
{
	struct conn_json *json = calloc(1, sizeof(*json));

	if (!json)
		return NULL;
	json->size = 4096;
	json->line = malloc(json->size);
	json->object = cJSON_CreateObject();
	for (size_t i = 0; i < MEMBERS; i++) {
		json->item[i] = members[i].kind == LINES ? cJSON_CreateArray()
							 : cJSON_CreateNull();
		if (!json->line ||
		    !cJSON_AddItemToObject(json->object, members[i].name,
					   json->item[i])) {
			conn_json_free(json);
			return NULL;
		}
	}
	return json;
}

void conn_json_free(struct conn_json *json)
{
	if (!json)
		return;
	cJSON_Delete(json->object);
	free(json->line);
	free(json);
}

/* The text stays its owner's: cJSON only refers to it. */
static void set_text(cJSON *item, const char *text)
{
	union {
		const char *borrowed;
		char *text;
	} u = { .borrowed = text };

	item->type = (text ? cJSON_String : cJSON_NULL) | cJSON_IsReference;
	item->valuestring = u.text;
}

static void set_special(struct conn_json *json, cJSON *item,
			const struct roster_row *row, size_t which)
{
	const struct conn *conn = &row->conn;

	switch ((enum special)which) {
	case ID:
		hex_from(conn->id, OBJECT_ID, json->id);
		set_text(item, json->id);
		break;
	case PROVIDER:
		set_text(item, row->provider);
		break;
	case AUTH_TYPE:
		set_text(item, auth_type_name(conn->auth));
		break;
	case STATUS:
		set_text(item, conn_status_name(conn->status));
		break;
	case REASON:
		set_text(item, conn_reason_name(conn->reason));
		break;
	case FLOWS:
		item->type = cJSON_Number;
		cJSON_SetNumberValue(item, row->flows);
		break;
	}
}

static int set_lines(struct conn_json *json, size_t i, const char *text)
{
	cJSON *array;

	if (!*text && !json->item[i]->child)
		return 0;
	array = out_json_lines(text);
	if (!array || !cJSON_ReplaceItemInObjectCaseSensitive(
			      json->object, members[i].name, array))
		return -1;
	json->item[i] = array;
	return 0;
}

static int set(struct conn_json *json, const struct roster_row *row, size_t i)
{
	const char *at = (const char *)&row->conn + members[i].at;
	cJSON *item = json->item[i];
	int64_t time;

	switch (members[i].kind) {
	case TEXT:
		set_text(item, *(const char *const *)(const void *)at);
		return 0;
	case LINES:
		return set_lines(json, i,
				 *(const char *const *)(const void *)at);
	case TIME:
		memcpy(&time, at, sizeof(time));
		clock_rfc3339(time, json->time[i]);
		set_text(item, time ? json->time[i] : NULL);
		return 0;
	case SPECIAL:
		break;
	}
	set_special(json, item, row, members[i].at);
	return 0;
}

static bool grow(struct conn_json *json)
{
	char *line = realloc(json->line, 2 * json->size);

	if (!line)
		return false;
	json->line = line;
	json->size *= 2;
	return true;
}

int conn_json_print(struct conn_json *json, const struct roster_row *row,
		    struct err *err)
{
	for (size_t i = 0; i < MEMBERS; i++)
		if (set(json, row, i) != 0)
			return err_nomem(err);
	while (!cJSON_PrintPreallocated(json->object, json->line,
					(int)json->size, false))
		if (json->size > (size_t)1 << 24 || !grow(json))
			return err_nomem(err);
	fputs(json->line, stdout);
	return 0;
}

int row_of(struct session *session, const struct conn *conn,
	   struct roster_row *out, struct err *err)
{
	struct err ignored = ERR_INIT;
	struct catalog *catalog = session_catalog(session, &ignored);
	struct usages usages;

	if (usage_of(session, conn, &usages, err) != 0)
		return -1;
	*out = (struct roster_row){
		.conn = *conn,
		.provider = catalog ? catalog_provider(catalog, conn->piece)
				    : conn->piece,
		.flows = (unsigned)usages.count,
	};
	usages_clear(&usages);
	return 0;
}

int row_print_json(struct session *session, const struct conn *conn,
		   struct err *err)
{
	struct conn_json *json = conn_json_new();
	struct roster_row row;
	int result = -1;

	if (!json)
		return err_nomem(err);
	if (row_of(session, conn, &row, err) == 0 &&
	    conn_json_print(json, &row, err) == 0)
		result = 0;
	conn_json_free(json);
	if (result == 0)
		putchar('\n');
	return result;
}
