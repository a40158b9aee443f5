/* refs.c - the connections that a text with {{expressions}} names */
#include "flow/flow.h"

#include <string.h>

static const char word[] = "connections";

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '$';
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && is_blank(*at))
		at++;
	return at;
}

/* The dot form ends where a path or another expression begins. */
static size_t dotted_len(const char *at, const char *end)
{
	size_t len = 0;

	while (at + len < end &&
	       (is_letter(at[len]) || at[len] == '-' || at[len] == '@'))
		len++;
	return len;
}

/* A quote, which has a backslash before it in JSON that is kept as text. */
static const char *skip_quote(const char *at, const char *end, char *quote)
{
	while (at < end && *at == '\\')
		at++;
	if (at == end || (*at != '\'' && *at != '"'))
		return NULL;
	*quote = *at;
	return at + 1;
}

/* 'id' or "id" at *at; 0 to go on, 1 when none is there, else what each
 * gave. */
static int read_quoted(const char **at, const char *end, flow_ref_fn *each,
		       void *arg)
{
	char quote;
	const char *id = skip_quote(*at, end, &quote);

	if (id == NULL)
		return 1;
	const char *close = memchr(id, quote, (size_t)(end - id));
	if (close == NULL)
		return 1;
	*at = close + 1;
	while (close > id && (close[-1] == '\\' || is_blank(close[-1])))
		close--;
	id = skip_blanks(id, close);
	return id == close ? 0 : each(id, (size_t)(close - id), arg);
}

/* ['a', 'b'] from behind the bracket. */
static int read_list(const char **at, const char *end, flow_ref_fn *each,
		     void *arg)
{
	for (;;) {
		*at = skip_blanks(*at, end);
		const char *before = *at;
		int ret = read_quoted(at, end, each, arg);
		if (*at == before)
			return 0;
		if (ret != 0)
			return ret;
		*at = skip_blanks(*at, end);
		if (*at == end || **at != ',')
			return 0;
		++*at;
	}
}

/* What follows the word "connections". */
static int read_access(const char **at, const char *end, flow_ref_fn *each,
		       void *arg)
{
	const char *next = skip_blanks(*at, end);

	if (end - next > 1 && next[0] == '?' && next[1] == '.')
		next += next + 2 < end && next[2] == '[' ? 2 : 1;
	if (next == end || (*next != '[' && *next != '.'))
		return 0;
	*at = next + 1;
	if (*next == '[')
		return read_list(at, end, each, arg);
	const char *id = *at;
	size_t len = dotted_len(id, end);
	*at += len;
	return len == 0 ? 0 : each(id, len, arg);
}

static bool is_word_at(const char *start, const char *at, const char *end)
{
	size_t len = sizeof(word) - 1;

	if ((size_t)(end - at) < len || memcmp(at, word, len) != 0)
		return false;
	return at == start || (!is_letter(at[-1]) && at[-1] != '.');
}

/* One expression, from behind "{{" to "}}". */
static int read_expression(const char *start, const char *end,
			   flow_ref_fn *each, void *arg)
{
	const char *at = start;

	while (at < end) {
		if (!is_word_at(start, at, end)) {
			at++;
			continue;
		}
		at += sizeof(word) - 1;
		int ret = read_access(&at, end, each, arg);
		if (ret != 0)
			return ret;
	}
	return 0;
}

int flow_text_refs(const char *text, flow_ref_fn *each, void *arg)
{
	const char *start, *end;

	while ((start = strstr(text, "{{")) != NULL &&
	       (end = strstr(start + 2, "}}")) != NULL) {
		int ret = read_expression(start + 2, end, each, arg);
		if (ret != 0)
			return ret;
		text = end + 2;
	}
	return 0;
}
