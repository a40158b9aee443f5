/* env.c - KEY=value lines, as dotenv files have them
 *
 * Quoted values may have several lines; '...' is taken as it stands, in "..."
 * there are \n \r \t \" \\ \$. Nothing is expanded: a file of secrets is no
 * program. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "move/read.h"

struct lines {
	const char *at, *end;
	unsigned line;
};

static bool is_name(char c, bool is_first)
{
	return c == '_' || isalpha((unsigned char)c) ||
	       (!is_first &&
		(isdigit((unsigned char)c) || c == '.' || c == '-'));
}

static size_t blanks(const char *at)
{
	return strspn(at, " \t");
}

/* NAME behind blanks and "export", or NULL; *len of it. */
static const char *name_at(const char *at, size_t *len)
{
	at += blanks(at);
	if (str_starts(at, "export") && blanks(at + 6) > 0)
		at += 6 + blanks(at + 6);
	*len = 0;
	while (is_name(at[*len], *len == 0))
		(*len)++;
	return *len && at[*len + blanks(at + *len)] == '=' ? at : NULL;
}

static bool is_nothing(const char *at)
{
	at += blanks(at);
	return *at == '\0' || *at == '#' || *at == '\n' ||
	       (*at == '\r' && at[1] == '\n');
}

bool env_is(const char *text)
{
	size_t len;

	while (*text && is_nothing(text)) {
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return *text && name_at(text, &len) != NULL;
}

/* -- values ---------------------------------------------------------------- */

static char escaped(char c)
{
	return c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
}

/* Up to the quote that ends it; false when there is none. */
static bool read_quoted(struct lines *lines, char quote, struct secret *to)
{
	char *out = secret_fill(to);
	size_t len = 0;

	for (const char *at = lines->at + 1; at < lines->end; at++) {
		if (*at == quote) {
			lines->at = at + 1;
			secret_cut(to, len);
			return true;
		}
		lines->line += *at == '\n';
		if (quote == '"' && *at == '\\' && at + 1 < lines->end &&
		    strchr("nrt\"\\$", at[1]))
			out[len++] = escaped(*++at);
		else
			out[len++] = *at;
	}
	return false;
}

/* Up to the end of the line, or a comment. */
static void read_plain(struct lines *lines, struct secret *to)
{
	size_t len = strcspn(lines->at, "\r\n");

	for (size_t i = 1; i < len; i++)
		if (lines->at[i] == '#' && strchr(" \t", lines->at[i - 1]))
			len = i;
	if (lines->at[0] == '#')
		len = 0;
	while (len > 0 && strchr(" \t", lines->at[len - 1]))
		len--;
	memcpy(secret_fill(to), lines->at, len);
	secret_cut(to, len);
	lines->at += len;
}

static void skip_line(struct lines *lines)
{
	lines->at += strcspn(lines->at, "\n");
	if (lines->at < lines->end) {
		lines->at++;
		lines->line++;
	}
}

/* A value is never longer than it is written. */
static size_t room(const struct lines *lines)
{
	char quote = *lines->at;
	const char *at = lines->at + 1;

	if (quote != '"' && quote != '\'')
		return strcspn(lines->at, "\n");
	while (at < lines->end && *at != quote)
		at += 1 + (quote == '"' && *at == '\\' && at + 1 < lines->end);
	return (size_t)(at - lines->at);
}

static int read_value(struct lines *lines, struct move_row *row,
		      const char *name, struct err *err)
{
	char quote = *lines->at;
	unsigned line = lines->line;
	struct lines before = *lines;
	struct secret *value;

	if (secret_new(room(lines), &value, err) != 0)
		return -1;
	if (quote != '"' && quote != '\'') {
		read_plain(lines, value);
	} else if (!read_quoted(lines, quote, value)) {
		secret_free(value);
		*lines = before;
		return row_wrong(row, "line %u: the quote does not end", line);
	} else if (!is_nothing(lines->at)) {
		secret_free(value);
		return row_wrong(row, "line %u: something follows the quote",
				 line);
	}
	if (secret_len(value) == 0) {
		secret_free(value);
		return row_wrong(row, "line %u: it has no value", line);
	}
	if (values_set(&row->values, name, value, &row->why) == 0)
		return 0;
	return row->why.code == ERR_NOMEM ? err_nomem(err) : 0;
}

static int read_line(struct lines *lines, struct moved *out, struct err *err)
{
	char name[VALUE_NAME_MAX + 1], where[32];
	struct move_row *row;
	size_t len;
	const char *at = name_at(lines->at, &len);

	snprintf(where, sizeof(where), "line %u", lines->line);
	if (!at || len > VALUE_NAME_MAX) {
		if (moved_row(out, where, &row, err) != 0)
			return -1;
		return row_wrong(row, at ? "the name is too long"
					 : "it is no NAME=value");
	}
	memcpy(name, at, len);
	name[len] = '\0';
	if (moved_row(out, name, &row, err) != 0)
		return -1;
	lines->at = at + len;
	lines->at += blanks(lines->at) + 1; /* "=" */
	lines->at += blanks(lines->at);
	return read_value(lines, row, name, err);
}

int env_read(const char *text, size_t len, struct moved *out, struct err *err)
{
	struct lines lines = { .at = text, .end = text + len, .line = 1 };

	out->has_secrets = true;
	while (lines.at < lines.end) {
		if (!is_nothing(lines.at) && read_line(&lines, out, err) != 0)
			return -1;
		skip_line(&lines);
	}
	return 0;
}
