/* moved.c - rows that were read, and which reader reads what */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "move/read.h"

#define DEEPEST 64 /* a nesting that none of these files has */

static const struct {
	const char *word, *name;
} kinds[MOVE_KINDS] = {
	[MOVE_AUTO] = { "auto", "file" },
	[MOVE_EXPORT] = { "export", "connvault export" },
	[MOVE_ENV] = { "env", ".env file" },
	[MOVE_JSON] = { "json", "JSON table" },
	[MOVE_CSV] = { "csv", "CSV table" },
	[MOVE_PASS] = { "pass", "password store" },
	[MOVE_N8N] = { "n8n", "n8n credential export" },
};

int move_kind_of(const char *word)
{
	for (int i = 0; i < MOVE_KINDS; i++)
		if (str_is(kinds[i].word, word))
			return i;
	return -1;
}

const char *move_kind_name(enum move_kind kind)
{
	return kinds[kind].name;
}

/* -- rows ------------------------------------------------------------------ */

void moved_clear(struct moved *moved)
{
	for (size_t i = 0; i < moved->rows; i++) {
		values_clear(&moved->row[i].values);
		secret_free(moved->row[i].first);
	}
	for (size_t i = 0; i < moved->apps; i++)
		secret_free(moved->app[i].client_secret);
	free(moved->row);
	free(moved->app);
	pool_free(&moved->texts);
	*moved = (struct moved)MOVED_INIT;
}

int moved_text(struct moved *moved, const char *text, const char **out,
	       struct err *err)
{
	*out = pool_text(&moved->texts, text);
	return *out ? 0 : err_nomem(err);
}

void move_conn_fill(struct conn *conn)
{
	const char **const text[] = {
		&conn->name,  &conn->external_id, &conn->piece,	 &conn->account,
		&conn->note,  &conn->tags,	  &conn->scopes, &conn->app,
		&conn->error, &conn->hosts,
	};

	for (size_t i = 0; i < sizeof(text) / sizeof(*text); i++)
		if (!*text[i])
			*text[i] = "";
}

static int grow(struct moved *moved, struct err *err)
{
	size_t cap = moved->cap ? 2 * moved->cap : 16;
	struct move_row *row;

	if (moved->rows < moved->cap)
		return 0;
	if (moved->rows >= MOVE_ROWS_MAX)
		return err_set(err, ERR_USAGE, "it has more than %d rows",
			       MOVE_ROWS_MAX);
	row = reallocarray(moved->row, cap, sizeof(*row));
	if (!row)
		return err_nomem(err);
	moved->row = row;
	moved->cap = cap;
	return 0;
}

int moved_row(struct moved *moved, const char *where, struct move_row **out,
	      struct err *err)
{
	struct move_row row = { .label = "", .remark = "" };

	if (grow(moved, err) != 0 ||
	    moved_text(moved, where, &row.where, err) != 0)
		return -1;
	move_conn_fill(&row.conn);
	*out = &moved->row[moved->rows++];
	**out = row;
	return 0;
}

int moved_app(struct moved *moved, struct move_app **out, struct err *err)
{
	size_t count = moved->apps + 1;
	struct move_app *app = reallocarray(moved->app, count, sizeof(*app));

	if (!app)
		return err_nomem(err);
	moved->app = app;
	*out = &app[moved->apps++];
	**out = (struct move_app){ .client_secret = NULL };
	return 0;
}

int row_wrong(struct move_row *row, const char *fmt, ...)
{
	char said[sizeof(row->why.msg)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(said, sizeof(said), fmt, ap);
	va_end(ap);
	if (row->why.code == ERR_OK)
		err_set(&row->why, ERR_USAGE, "%s", said);
	return 0;
}

/* -- JSON ------------------------------------------------------------------ */

const char *member_of(const cJSON *object, const char *name)
{
	const char *text = cJSON_GetStringValue(
		cJSON_GetObjectItemCaseSensitive(object, name));

	return text ? text : "";
}

static bool is_too_deep(const char *text, size_t len)
{
	int depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < len && depth <= DEEPEST; i++) {
		if (quoted && text[i] == '\\')
			i++;
		else if (text[i] == '"')
			quoted = !quoted;
		else if (!quoted && strchr("[{", text[i]))
			depth++;
		else if (!quoted && strchr("]}", text[i]))
			depth--;
	}
	return depth > DEEPEST;
}

/* cJSON ends a string at a NUL, which would cut a secret short, and takes text
 * behind the end. */
static int parse(const char *text, size_t len, cJSON **out, struct err *err)
{
	const char *end = NULL;

	*out = NULL;
	if (strstr(text, "\\u0000"))
		return err_set(err, ERR_USAGE,
			       "a text in it has a NUL character");
	if (is_too_deep(text, len))
		return err_set(err, ERR_USAGE, "its JSON is nested too deep");
	*out = cJSON_ParseWithLengthOpts(text, len, &end, false);
	while (*out && end < text + len && strchr(" \t\r\n", *end))
		end++;
	if (*out && end == text + len)
		return 0;
	cJSON_Delete(*out);
	*out = NULL;
	err_set(err, ERR_USAGE, "its JSON cannot be read");
	return err_hint(err, "jq . FILE says where it is wrong");
}

static int read_json(enum move_kind kind, const cJSON *json, struct moved *out,
		     struct err *err)
{
	if (kind == MOVE_AUTO)
		kind = export_is(json) ? MOVE_EXPORT
		       : n8n_is(json)  ? MOVE_N8N
				       : MOVE_JSON;
	out->kind = kind;
	switch (kind) {
	case MOVE_EXPORT:
		return export_read(json, out, err);
	case MOVE_N8N:
		return n8n_credentials_read(json, out, err);
	default:
		return table_read(json, out, err);
	}
}

static int parse_json(enum move_kind kind, const char *text, size_t len,
		      struct moved *out, struct err *err)
{
	cJSON *json;

	if (parse(text, len, &json, err) != 0)
		return -1;

	int result = read_json(kind, json, out, err);

	cJSON_Delete(json);
	return result;
}

/* -- which reader ---------------------------------------------------------- */

static const char *without_bom(const char *text, size_t *len)
{
	if (!str_starts(text, "\xef\xbb\xbf"))
		return text;
	*len -= 3;
	return text + 3;
}

static enum move_kind guess(const char *text, size_t len)
{
	size_t blank = strspn(text, " \t\r\n");

	if (text[blank] == '{' || text[blank] == '[')
		return MOVE_JSON;
	if (csv_is(text, len))
		return MOVE_CSV;
	return env_is(text) ? MOVE_ENV : MOVE_AUTO;
}

static int read_text(enum move_kind kind, const char *text, size_t len,
		     struct moved *out, struct err *err)
{
	enum move_kind seen = kind == MOVE_AUTO ? guess(text, len) : kind;

	out->kind = seen;
	switch (seen) {
	case MOVE_ENV:
		return env_read(text, len, out, err);
	case MOVE_CSV:
		return csv_read(text, len, out, err);
	case MOVE_JSON:
	case MOVE_EXPORT:
	case MOVE_N8N:
		return parse_json(kind, text, len, out, err);
	case MOVE_PASS:
		return err_set(err, ERR_USAGE, "a password store is a folder");
	default:
		err_set(err, ERR_USAGE, "it is nothing that can be imported");
		return err_hint(err, "say what it is with --format: export, "
				     "env, json, csv, pass or n8n");
	}
}

int move_read(enum move_kind kind, const struct secret *secret,
	      struct moved *out, struct err *err)
{
	size_t len;
	const char *text = secret_reveal(secret, &len);

	*out = (struct moved)MOVED_INIT;
	if (memchr(text, '\0', len) || !utf8_is_valid(text, len)) {
		err_set(err, ERR_USAGE, "it is no text in UTF-8");
		return err_hint(err, "iconv -t UTF-8 makes text of other "
				     "encodings that");
	}
	text = without_bom(text, &len);
	if (read_text(kind, text, len, out, err) == 0)
		return 0;
	moved_clear(out);
	return -1;
}
