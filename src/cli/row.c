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
	static const enum style styles[] = {
		[STANDS_GOOD] = STYLE_GOOD,
		[STANDS_ENDING] = STYLE_WARN,
		[STANDS_BAD] = STYLE_BAD,
	};

	return styles[conn_standing(conn, now, out)];
}

/* -- JSON ---------------------------------------------------------------- */

enum kind {
	TEXT,	/* from people or providers: cJSON escapes what must be */
	TIME,	/* or null */
	LINES,	/* an array */
	SPECIAL /* computed; never needs an escape, but for the provider */
};
enum special { ID, PROVIDER, AUTH_TYPE, STATUS, REASON, FLOWS };

#define KEY(text) text, sizeof(text) - 1

/* The members in their order. at is an offset in struct conn, or which. */
static const struct member {
	const char *key; /* with what stands around it */
	size_t key_len;
	enum kind kind;
	size_t at;
} members[] = {
	{ KEY("{\"id\":"), SPECIAL, ID },
	{ KEY(",\"external_id\":"), TEXT, offsetof(struct conn, external_id) },
	{ KEY(",\"name\":"), TEXT, offsetof(struct conn, name) },
	{ KEY(",\"piece\":"), TEXT, offsetof(struct conn, piece) },
	{ KEY(",\"provider\":"), SPECIAL, PROVIDER },
	{ KEY(",\"auth_type\":"), SPECIAL, AUTH_TYPE },
	{ KEY(",\"status\":"), SPECIAL, STATUS },
	{ KEY(",\"reason\":"), SPECIAL, REASON },
	{ KEY(",\"since\":"), TIME, offsetof(struct conn, since) },
	{ KEY(",\"flows\":"), SPECIAL, FLOWS },
	{ KEY(",\"connected_at\":"), TIME,
	  offsetof(struct conn, connected_at) },
	{ KEY(",\"checked_at\":"), TIME, offsetof(struct conn, checked_at) },
	{ KEY(",\"refreshed_at\":"), TIME,
	  offsetof(struct conn, refreshed_at) },
	{ KEY(",\"expires_at\":"), TIME, offsetof(struct conn, expires_at) },
	{ KEY(",\"refresh_at\":"), TIME, offsetof(struct conn, refresh_at) },
	{ KEY(",\"rotate_by\":"), TIME, offsetof(struct conn, rotate_by) },
	{ KEY(",\"deleted_at\":"), TIME, offsetof(struct conn, trashed_at) },
	{ KEY(",\"account\":"), TEXT, offsetof(struct conn, account) },
	{ KEY(",\"app\":"), TEXT, offsetof(struct conn, app) },
	{ KEY(",\"error\":"), TEXT, offsetof(struct conn, error) },
	{ KEY(",\"scopes\":"), LINES, offsetof(struct conn, scopes) },
	{ KEY(",\"tags\":"), LINES, offsetof(struct conn, tags) },
	{ KEY(",\"note\":"), TEXT, offsetof(struct conn, note) },
};
#define MEMBERS (sizeof(members) / sizeof(members[0]))

struct conn_json {
	struct str line;
	cJSON *text;   /* refers to whatever is escaped next */
	char *escaped; /* where cJSON prints to */
	size_t size;
	int64_t time; /* the last one, which the next often is, too */
	char time_text[CLOCK_TEXT];
};

struct conn_json *conn_json_new(void)
{
	struct conn_json *json = calloc(1, sizeof(*json));

	if (!json)
		return NULL;
	json->size = 1024;
	json->escaped = malloc(json->size);
	json->text = cJSON_CreateStringReference("");
	if (json->escaped && json->text)
		return json;
	conn_json_free(json);
	return NULL;
}

void conn_json_free(struct conn_json *json)
{
	if (!json)
		return;
	cJSON_Delete(json->text);
	free(json->escaped);
	str_clear(&json->line);
	free(json);
}

static bool grow(struct conn_json *json)
{
	char *larger = realloc(json->escaped, 2 * json->size);

	if (!larger)
		return false;
	json->escaped = larger;
	json->size *= 2;
	return true;
}

/* An escape is at most six bytes for one, so this ends. */
static void add_printed(struct conn_json *json, cJSON *item)
{
	while (!cJSON_PrintPreallocated(item, json->escaped, (int)json->size,
					false))
		if (json->size > (size_t)1 << 24 || !grow(json)) {
			json->line.failed = true;
			return;
		}
	out_json_safe(&json->line, json->escaped);
}

/* Text of len bytes without anything to escape. */
static void add_plain(struct conn_json *json, const char *text, size_t len)
{
	str_add_bytes(&json->line, "\"", 1);
	str_add_bytes(&json->line, text, len);
	str_add_bytes(&json->line, "\"", 1);
}

static void add_word(struct conn_json *json, const char *word)
{
	add_plain(json, word, strlen(word));
}

static bool is_plain(char c)
{
	return c >= ' ' && c <= '~' && c != '"' && c != '\\';
}

static void add_text(struct conn_json *json, const char *text)
{
	union {
		const char *borrowed;
		char *text;
	} u = { .borrowed = text };
	size_t len = 0;

	while (is_plain(text[len]))
		len++;
	if (text[len] == '\0') {
		add_plain(json, text, len);
		return;
	}
	json->text->valuestring = u.text; /* a reference: never freed */
	add_printed(json, json->text);
}

static void add_time(struct conn_json *json, const char *at)
{
	int64_t time;

	memcpy(&time, at, sizeof(time));
	if (time == 0) {
		str_add(&json->line, "null");
		return;
	}
	if (time != json->time)
		clock_rfc3339(time, json->time_text);
	json->time = time;
	add_word(json, json->time_text);
}

static void add_lines(struct conn_json *json, const char *text)
{
	cJSON *array;

	if (!*text) {
		str_add(&json->line, "[]");
		return;
	}
	array = out_json_lines(text);
	if (array)
		add_printed(json, array);
	else
		json->line.failed = true;
	cJSON_Delete(array);
}

static void add_special(struct conn_json *json, const struct roster_row *row,
			size_t which)
{
	const struct conn *conn = row->conn;
	char id[2 * OBJECT_ID + 1];

	switch ((enum special)which) {
	case ID:
		hex_from(conn->id, OBJECT_ID, id);
		add_plain(json, id, sizeof(id) - 1);
		break;
	case PROVIDER:
		add_text(json, row->provider);
		break;
	case AUTH_TYPE:
		add_word(json, auth_type_name(conn->auth));
		break;
	case STATUS:
		add_word(json, conn_status_name(conn->status));
		break;
	case REASON:
		add_word(json, conn_reason_name(conn->reason));
		break;
	case FLOWS:
		str_addf(&json->line, "%u", row->flows);
		break;
	}
}

static void add_member(struct conn_json *json, const struct roster_row *row,
		       const struct member *member)
{
	const char *at = (const char *)row->conn + member->at;

	str_add_bytes(&json->line, member->key, member->key_len);
	if (member->kind == SPECIAL)
		add_special(json, row, member->at);
	else if (member->kind == TIME)
		add_time(json, at);
	else if (member->kind == LINES)
		add_lines(json, *(const char *const *)(const void *)at);
	else
		add_text(json, *(const char *const *)(const void *)at);
}

int conn_json_print(struct conn_json *json, const struct roster_row *row,
		    struct err *err)
{
	json->line.len = 0;
	for (size_t i = 0; i < MEMBERS; i++)
		add_member(json, row, &members[i]);
	str_add(&json->line, "}");
	if (json->line.failed)
		return err_nomem(err);
	fwrite(json->line.text, 1, json->line.len, stdout);
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
		.conn = conn,
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
