/* template.c - a text in which {{connections['id'].field}} is filled in */
#include "ops/template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "flow/flow.h"
#include "ops/conn.h"
#include "ops/serve.h"

#define JSON_LONGEST  6 /* \u001f */
#define SHELL_LONGEST 4 /* '\'' */

/* Puts the line in front of what was said. */
static int in_line(size_t line, struct err *err)
{
	char said[sizeof(err->msg)];

	str_copy(said, err->msg, sizeof(said));
	snprintf(err->msg, sizeof(err->msg), "line %zu: %.200s", line, said);
	return -1;
}

/* -- reading ------------------------------------------------------------- */

struct reading {
	struct template *out;
	size_t line, counted; /* up to this byte */
	struct err *err;
};

static int not_plain(const struct reading *reading,
		     const struct flow_place *place)
{
	char shown[80];
	struct str text = STR_INIT;

	str_add_bytes(&text, reading->out->text + place->at, place->len);
	term_safe(shown, sizeof(shown), text.text ? text.text : "", 60);
	str_clear(&text);
	err_set(reading->err, ERR_USAGE, "%s cannot be filled in", shown);
	err_hint(reading->err,
		 "between the braces there may be one connection and a "
		 "field: {{connections['id'].field}}");
	return in_line(reading->line, reading->err);
}

/* The connection of that id, a new one when it is the first time. */
static int conn_index(struct reading *reading, const struct flow_place *place,
		      size_t *out)
{
	struct template *to = reading->out;
	struct template_conn *conn = to->conn;
	char id[EXTERNAL_ID_MAX + 1];

	if (place->id_len > EXTERNAL_ID_MAX)
		return not_plain(reading, place);
	str_copy(id, place->id, place->id_len + 1);
	for (*out = 0; *out < to->conns; ++*out)
		if (str_is(to->conn[*out].id, id))
			return 0;
	conn = reallocarray(conn, to->conns + 1, sizeof(*conn));
	if (!conn)
		return err_nomem(reading->err);
	to->conn = conn;
	conn[to->conns] = (struct template_conn){ .line = reading->line };
	str_copy(conn[to->conns++].id, id, sizeof(id));
	return 0;
}

static int read_place(const struct flow_place *place, void *arg)
{
	struct reading *reading = arg;
	struct template *to = reading->out;
	struct template_ref *ref;
	size_t conn = 0;

	for (; reading->counted < place->at; reading->counted++)
		reading->line += to->text[reading->counted] == '\n';
	if (!place->is_plain)
		return not_plain(reading, place);
	if (conn_index(reading, place, &conn) != 0)
		return -1;
	ref = reallocarray(to->ref, to->refs + 1, sizeof(*ref));
	if (!ref)
		return err_nomem(reading->err);
	to->ref = ref;
	ref += to->refs++;
	*ref = (struct template_ref){ .at = place->at,
				      .len = place->len,
				      .line = reading->line,
				      .conn = conn };
	str_copy(ref->field, place->field, sizeof(ref->field));
	return 0;
}

int template_read(const char *text, size_t len, struct template *out,
		  struct err *err)
{
	struct reading reading = { .out = out, .line = 1, .err = err };

	*out = (struct template){ .text = text, .len = len };
	if (memchr(text, '\0', len)) {
		err_set(err, ERR_USAGE, "it is not text");
		return err_hint(err, "a template has no NUL byte");
	}
	if (flow_text_places(text, read_place, &reading) == 0)
		return 0;
	template_clear(out);
	return -1;
}

void template_clear(struct template *template)
{
	for (size_t i = 0; i < template->conns; i++) {
		conn_clear(&template->conn[i].conn);
		values_clear(&template->conn[i].values);
	}
	free(template->conn);
	free(template->ref);
	*template = (struct template){ .text = NULL };
}

int template_find(struct session *session, struct template *template,
		  struct err *err)
{
	for (size_t i = 0; i < template->conns; i++) {
		struct template_conn *conn = &template->conn[i];

		if (conn_find(session, conn->id, &conn->conn, err) != 0)
			return in_line(conn->line, err);
	}
	return 0;
}

/* -- escapes ------------------------------------------------------------- */

static int no_text(enum template_escape escape, struct err *err)
{
	err_set(err, ERR_FAILED, "the value is not text: it cannot %s",
		escape == ESCAPE_JSON ? "stand in JSON"
				      : "be a word of a shell");
	return err_hint(err, "--escape none writes its bytes as they are");
}

static size_t put_json(char *out, const char *text, size_t len)
{
	char *at = out;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < ' ') {
			at += snprintf(at, JSON_LONGEST + 1, "\\u%04x", c);
			continue;
		}
		if (c == '"' || c == '\\')
			*at++ = '\\';
		*at++ = text[i];
	}
	return (size_t)(at - out);
}

static size_t put_shell(char *out, const char *text, size_t len)
{
	char *at = out;

	*at++ = '\'';
	for (size_t i = 0; i < len; i++)
		if (text[i] == '\'') {
			memcpy(at, "'\\''", SHELL_LONGEST);
			at += SHELL_LONGEST;
		} else {
			*at++ = text[i];
		}
	*at++ = '\'';
	return (size_t)(at - out);
}

/* Secret to secret. */
static int escaped(const struct secret *value, enum template_escape escape,
		   struct secret **out, struct err *err)
{
	size_t len, used;
	const char *text = secret_reveal(value, &len);

	if (escape == ESCAPE_NONE)
		return secret_copy(value, out, err);
	if (memchr(text, '\0', len) || !utf8_is_valid(text, len))
		return no_text(escape, err);
	if (secret_new(JSON_LONGEST * len + 2, out, err) != 0)
		return -1;
	used = (escape == ESCAPE_JSON ? put_json : put_shell)(secret_fill(*out),
							      text, len);
	secret_cut(*out, used);
	return 0;
}

/* -- writing ------------------------------------------------------------- */

/* What stands in the place of a reference. */
static int value_of(const struct template *template,
		    const struct template_ref *ref, enum template_escape escape,
		    struct secret **out, struct err *err)
{
	const struct template_conn *conn = &template->conn[ref->conn];
	struct secret *value;

	if (serve_pick(&conn->values, *ref->field ? ref->field : NULL, &value,
		       err) != 0)
		return in_line(ref->line, err);

	int result = escaped(value, escape, out, err);

	secret_free(value);
	return result == 0 ? 0 : in_line(ref->line, err);
}

/* The pieces one after the other. */
static int join(const struct template *template, struct secret *const *value,
		struct secret **out, struct err *err)
{
	size_t total = template->len, from = 0, len;

	for (size_t i = 0; i < template->refs; i++)
		total += secret_len(value[i]) - template->ref[i].len;
	if (secret_new(total, out, err) != 0)
		return -1;

	char *at = secret_fill(*out);

	for (size_t i = 0; i < template->refs; i++) {
		const struct template_ref *ref = &template->ref[i];
		const void *bytes = secret_reveal(value[i], &len);

		memcpy(at, template->text + from, ref->at - from);
		at += ref->at - from;
		memcpy(at, bytes, len);
		at += len;
		from = ref->at + ref->len;
	}
	memcpy(at, template->text + from, template->len - from);
	return 0;
}

int template_write(const struct template *template, enum template_escape escape,
		   struct secret **out, struct err *err)
{
	struct secret **value = calloc(template->refs + 1, sizeof(*value));
	int result = value ? 0 : err_nomem(err);

	for (size_t i = 0; i < template->refs && result == 0; i++)
		result = value_of(template, &template->ref[i], escape,
				  &value[i], err);
	if (result == 0)
		result = join(template, value, out, err);
	for (size_t i = 0; value && i < template->refs; i++)
		secret_free(value[i]);
	free(value);
	return result;
}
