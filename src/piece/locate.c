/* locate.c - on which line a value of a JSON text stands */
#include "piece/locate.h"

#include <stdbool.h>
#include <string.h>

static const char *skip_blank(const char *at)
{
	while (*at != '\0' && (unsigned char)*at <= ' ')
		at++;
	return at;
}

static const char *skip_string(const char *at)
{
	for (at++; *at != '\0' && *at != '"'; at++)
		if (*at == '\\' && at[1] != '\0')
			at++;
	return *at == '"' ? at + 1 : at;
}

static bool ends_scalar(char c)
{
	return c == '\0' || c == ',' || c == ']' || c == '}' ||
	       (unsigned char)c <= ' ';
}

static const char *skip_value(const char *at)
{
	size_t depth = 0;
	do {
		at = skip_blank(at);
		if (*at == '"')
			at = skip_string(at);
		else if (*at == '{' || *at == '[')
			depth++, at++;
		else if (*at == '}' || *at == ']')
			depth--, at++;
		else if (*at == ',' || *at == ':')
			at++;
		else
			while (!ends_scalar(*at) && *at != ':')
				at++;
	} while (depth > 0 && *at != '\0');
	return at;
}

/* at is on the first item of a list; the item with that index, or NULL. */
static const char *list_item(const char *at, size_t index)
{
	for (; *at != '\0' && *at != ']'; index--) {
		if (index == 0)
			return at;
		at = skip_blank(skip_value(at));
		if (*at == ',')
			at = skip_blank(at + 1);
	}
	return NULL;
}

static const char *object_value(const char *at, const char *key)
{
	size_t len = strlen(key);
	while (*at == '"') {
		const char *name = at + 1;
		at = skip_string(at);
		bool found = (size_t)(at - 1 - name) == len &&
			     strncmp(name, key, len) == 0;
		at = skip_blank(at);
		at = skip_blank(*at == ':' ? at + 1 : at);
		if (found)
			return at;
		at = skip_blank(skip_value(at));
		at = skip_blank(*at == ',' ? at + 1 : at);
	}
	return NULL;
}

static const char *step_into(const char *at, const struct json_step *step)
{
	if (*at == '{' && step->key != NULL)
		return object_value(skip_blank(at + 1), step->key);
	if (*at == '[' && step->key == NULL)
		return list_item(skip_blank(at + 1), step->index);
	return NULL;
}

const char *json_locate(const char *text, const struct json_step *path,
			size_t steps, const char **end)
{
	const char *at = skip_blank(text);
	for (size_t i = 0; i < steps; i++) {
		const char *next = step_into(at, &path[i]);
		if (next == NULL)
			break;
		at = next;
	}
	*end = skip_value(at);
	return at;
}

int json_line(const char *text, const char *at, int first)
{
	int line = first;
	for (const char *p = text; p < at; p++)
		line += *p == '\n';
	return line;
}
