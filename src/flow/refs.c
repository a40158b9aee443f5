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

/* -- where they stand ----------------------------------------------------- */

struct naming {
	struct flow_place *place;
	size_t count;
};

static int name_one(const char *id, size_t len, void *arg)
{
	struct naming *naming = arg;

	if (naming->count++ == 0) {
		naming->place->id = id;
		naming->place->id_len = len;
	}
	return 0;
}

/* One more step of the path: false when it does not fit. */
static bool add_step(struct flow_place *place, const char *name, size_t len)
{
	size_t used = strlen(place->field), dot = used > 0;

	if (len == 0 || used + dot + len >= sizeof(place->field))
		return false;
	if (dot)
		place->field[used++] = '.';
	memcpy(place->field + used, name, len);
	place->field[used + len] = '\0';
	return true;
}

/* ['field'] from behind the bracket; NULL when it is something else. */
static const char *read_key(const char *at, const char *end,
			    struct flow_place *place)
{
	struct naming key = { .place = &(struct flow_place){ .at = 0 } };

	if (read_list(&at, end, name_one, &key) != 0 || key.count != 1 ||
	    at == end || *at != ']' ||
	    !add_step(place, key.place->id, key.place->id_len))
		return NULL;
	return at + 1;
}

/* .field, ?.field, ['field'] up to the end of the expression. */
static bool read_path(const char *at, const char *end, struct flow_place *place)
{
	while ((at = skip_blanks(at, end)) < end) {
		if (end - at > 1 && at[0] == '?' && at[1] == '.')
			at += at + 2 < end && at[2] == '[' ? 2 : 1;
		if (*at == '[') {
			at = read_key(at + 1, end, place);
			if (at == NULL)
				return false;
			continue;
		}
		if (*at != '.')
			return false;
		size_t len = dotted_len(at + 1, end);
		if (!add_step(place, at + 1, len))
			return false;
		at += 1 + len;
	}
	return true;
}

/* Is it one connection with a path, from behind "{{" to "}}"? */
static bool read_plain(const char *start, const char *end,
		       struct flow_place *place)
{
	struct naming naming = { .place = place };
	const char *at = skip_blanks(start, end);

	if (!is_word_at(start, at, end))
		return false;
	at += sizeof(word) - 1;

	const char *access = at;

	if (read_access(&at, end, name_one, &naming) != 0 || naming.count != 1)
		return false;
	if (memchr(access, '[', (size_t)(place->id - access)) &&
	    (at == end || *at++ != ']'))
		return false;
	return read_path(at, end, place);
}

/* It ends with the text when it is not closed. */
static bool place_at(const char *text, const char *start, const char *end,
		     struct flow_place *place)
{
	struct flow_place any = { .at = 0 };
	struct naming naming = { .place = &any };
	const char *last = end ? end : start + strlen(start);

	*place = (struct flow_place){ .at = (size_t)(start - text) };
	place->len = (size_t)(last - start) + (end ? 2 : 0);
	place->is_plain = end && read_plain(start + 2, end, place);
	return place->is_plain ||
	       (read_expression(start + 2, last, name_one, &naming) == 0 &&
		naming.count > 0);
}

int flow_text_places(const char *text, flow_place_fn *each, void *arg)
{
	const char *start, *at = text;

	while (at != NULL && (start = strstr(at, "{{")) != NULL) {
		const char *end = strstr(start + 2, "}}");
		struct flow_place place;
		bool is_one = place_at(text, start, end, &place);
		int ret = is_one ? each(&place, arg) : 0;
		if (ret != 0)
			return ret;
		at = end == NULL ? NULL : end + 2;
	}
	return 0;
}
