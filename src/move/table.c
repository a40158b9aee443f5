/* table.c - rows of columns that are known, and fields; pass entries */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "move/read.h"

/* -- cells ----------------------------------------------------------------- */

/* "a, b" as lines. */
static int read_tags(struct moved *moved, const char *text, const char **out,
		     struct err *err)
{
	char *tags;

	if (moved_text(moved, text, out, err) != 0)
		return -1;
	tags = (char *)(uintptr_t)*out;
	for (char *at = tags; *at; at++)
		if (*at == ',' || *at == ';')
			*at = '\n';
	return 0;
}

/* Spreadsheets end the lines of a cell with CR and LF. */
static void drop_returns(const char *text)
{
	char *to = (char *)(uintptr_t)text;

	for (const char *at = text; *at; at++)
		if (*at != '\r')
			*to++ = *at;
	*to = '\0';
}

static int read_note(struct moved *moved, const char *text, const char **out,
		     struct err *err)
{
	if (moved_text(moved, text, out, err) != 0)
		return -1;
	drop_returns(*out);
	return 0;
}

static int read_date(struct move_row *row, const char *text)
{
	if (clock_parse(text, &row->conn.rotate_by) == 0)
		return 0;
	return row_wrong(row, "rotate_by is no date such as 2027-01-31");
}

static int read_auth(struct move_row *row, const char *text)
{
	row->conn.auth = auth_type_of(text);
	if (row->conn.auth)
		return 0;
	return row_wrong(row, "auth is none of api_key, basic, custom, oauth2, "
			      "none");
}

static int read_field(struct move_row *row, const char *column,
		      const char *text, size_t len, struct err *err)
{
	if (values_get(&row->values, column))
		return row_wrong(row, "%.64s is given twice", column);
	if (values_set_bytes(&row->values, column, text, len, &row->why) == 0)
		return 0;
	return row->why.code == ERR_NOMEM ? err_nomem(err) : 0;
}

int cell_read(struct moved *moved, struct move_row *row, const char *column,
	      const char *text, size_t len, struct err *err)
{
	const struct {
		const char *column, **text;
	} plain[] = {
		{ "piece", &row->conn.piece },
		{ "name", &row->conn.name },
		{ "external_id", &row->conn.external_id },
	};

	if (len == 0)
		return 0;
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (str_is(plain[i].column, column))
			return moved_text(moved, text, plain[i].text, err);
	if (str_is(column, "note"))
		return read_note(moved, text, &row->conn.note, err);
	if (str_is(column, "tags"))
		return read_tags(moved, text, &row->conn.tags, err);
	if (str_is(column, "rotate_by"))
		return read_date(row, text);
	if (str_is(column, "auth"))
		return read_auth(row, text);
	return read_field(row, column, text, len, err);
}

/* -- a JSON table ---------------------------------------------------------- */

/* A number that would not come back as it was written: 1.10, or a long one. */
static int read_number(struct moved *moved, struct move_row *row,
		       const cJSON *item, struct err *err)
{
	char text[40];

	snprintf(text, sizeof(text), "%.15g", item->valuedouble);
	if (strpbrk(text, ".e") || strlen(text) > 15)
		return row_wrong(row, "%.64s: give the number as a string",
				 item->string);
	return cell_read(moved, row, item->string, text, strlen(text), err);
}

static int read_list(struct moved *moved, struct move_row *row,
		     const cJSON *list, struct err *err)
{
	struct str lines = STR_INIT;
	const cJSON *item;
	int result = 0;

	cJSON_ArrayForEach(item, list) {
		const char *text = cJSON_GetStringValue(item);

		str_addf(&lines, "%s%s", lines.len ? "\n" : "",
			 text ? text : "");
	}
	if (lines.failed)
		result = err_nomem(err);
	else if (lines.len)
		result = moved_text(moved, lines.text, &row->conn.tags, err);
	str_clear(&lines);
	return result;
}

static int read_member(struct moved *moved, struct move_row *row,
		       const cJSON *item, struct err *err)
{
	const char *text = cJSON_GetStringValue(item);

	if (cJSON_IsNull(item))
		return 0;
	if (cJSON_IsBool(item))
		text = cJSON_IsTrue(item) ? "true" : "false";
	if (text)
		return cell_read(moved, row, item->string, text, strlen(text),
				 err);
	if (cJSON_IsNumber(item))
		return read_number(moved, row, item, err);
	if (cJSON_IsArray(item) && str_is(item->string, "tags"))
		return read_list(moved, row, item, err);
	return row_wrong(row, "%.64s is neither a string nor a number",
			 item->string);
}

/* Fields may stand in an object of their own, as our own export has them. */
static int read_object(struct moved *moved, struct move_row *row,
		       const cJSON *object, struct err *err)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, object) {
		bool is_fields =
			str_is(item->string, "fields") && cJSON_IsObject(item);
		const cJSON *field;

		if (!is_fields) {
			if (read_member(moved, row, item, err) != 0)
				return -1;
			continue;
		}
		cJSON_ArrayForEach(field, item) {
			if (read_member(moved, row, field, err) != 0)
				return -1;
		}
	}
	row->is_bare = row->values.count == 0;
	return 0;
}

int table_read(const cJSON *json, struct moved *out, struct err *err)
{
	const cJSON *item;
	struct move_row *row;
	char where[32];

	if (!cJSON_IsArray(json)) {
		err_set(err, ERR_USAGE, "it is JSON, but no array of objects");
		return err_hint(err, "such as [{\"piece\": \"stripe\", "
				     "\"name\": \"Billing\", \"api_key\": "
				     "\"...\"}]");
	}
	out->has_secrets = true;
	cJSON_ArrayForEach(item, json) {
		snprintf(where, sizeof(where), "row %zu", out->rows + 1);
		if (moved_row(out, where, &row, err) != 0)
			return -1;
		if (!cJSON_IsObject(item))
			row_wrong(row, "it is no object");
		else if (read_object(out, row, item, err) != 0)
			return -1;
	}
	return 0;
}

/* -- pass ------------------------------------------------------------------ */

static const char *line_end(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (size_t)(end - at));

	return newline ? newline : end;
}

static size_t line_len(const char *at, const char *to)
{
	return (size_t)(to - at) - (to > at && to[-1] == '\r');
}

/* "key: value"; any other line is not for us. */
static int pass_line(struct move_row *row, const char *at, size_t len,
		     struct err *err)
{
	const char *colon = memchr(at, ':', len);
	char name[VALUE_NAME_MAX + 1];
	size_t name_len = colon ? (size_t)(colon - at) : 0;

	if (name_len == 0 || name_len > VALUE_NAME_MAX ||
	    str_starts(at, "otpauth:"))
		return 0;
	memcpy(name, at, name_len);
	name[name_len] = '\0';
	colon++;
	len -= (size_t)(colon - at);
	while (len > 0 && strchr(" \t", *colon)) {
		colon++;
		len--;
	}
	return len ? read_field(row, name, colon, len, err) : 0;
}

int pass_read(const char *entry, const struct secret *text, struct moved *out,
	      struct err *err)
{
	struct move_row *row;
	size_t len;
	const char *at = secret_reveal(text, &len), *end = at + len, *next;

	if (moved_row(out, entry, &row, err) != 0)
		return -1;
	out->kind = MOVE_PASS;
	out->has_secrets = true;
	if (memchr(at, '\0', len))
		return row_wrong(row, "it is no text");
	next = line_end(at, end);
	len = line_len(at, next);
	if (len == 0)
		return row_wrong(row, "its first line is empty");
	if (secret_new(len, &row->first, err) != 0)
		return -1;
	memcpy(secret_fill(row->first), at, len);
	while (next < end) {
		at = next + 1;
		next = line_end(at, end);
		if (pass_line(row, at, line_len(at, next), err) != 0)
			return -1;
	}
	return 0;
}
