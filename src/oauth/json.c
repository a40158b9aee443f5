/* json.c - JSON of a provider, read with suspicion */
#include "oauth/json.h"

#include <string.h>

/* Behind the string that begins at text[i]. */
static size_t skip_string(const char *text, size_t len, size_t i)
{
	for (i++; i < len && text[i] != '"'; i++)
		if (text[i] == '\\')
			i++;
	return i;
}

/* Brackets are counted before anything is built of them. */
static bool is_too_deep(const char *text, size_t len)
{
	int depth = 0;

	for (size_t i = 0; i < len && depth <= JSON_DEPTH; i++) {
		if (text[i] == '"')
			i = skip_string(text, len, i);
		else if (text[i] == '{' || text[i] == '[')
			depth++;
		else if (text[i] == '}' || text[i] == ']')
			depth--;
	}
	return depth > JSON_DEPTH;
}

static const char *shape_fault(const char *text, size_t len)
{
	if (memchr(text, '\0', len) || strstr(text, "\\u0000"))
		return "has a NUL in it";
	return is_too_deep(text, len) ? "is nested too deep" : NULL;
}

static cJSON *parse(const char *text, size_t len)
{
	const char *end = NULL;
	cJSON *json = cJSON_ParseWithLengthOpts(text, len, &end, false);

	while (json && end < text + len && strchr(" \t\r\n", *end))
		end++;
	if (json && end == text + len)
		return json;
	json_free(json);
	return NULL;
}

static bool has_key_twice(const cJSON *item)
{
	for (const cJSON *other = item->next; other; other = other->next)
		if (strcmp(item->string, other->string) == 0)
			return true;
	return false;
}

/* No deeper than JSON_DEPTH, as was counted. */
static const char *content_fault(const cJSON *json)
{
	const char *fault = NULL;
	const cJSON *item;

	if (cJSON_GetArraySize(json) > JSON_MEMBERS)
		return "has too many members";
	cJSON_ArrayForEach(item, json) {
		if (cJSON_IsObject(json) && has_key_twice(item))
			return "says the same thing twice";
		if (item->child)
			fault = content_fault(item);
		if (fault)
			return fault;
	}
	return NULL;
}

cJSON *json_read(const struct secret *text, const char **fault)
{
	size_t len;
	const char *bytes = secret_reveal(text, &len);
	cJSON *json = NULL;

	*fault = shape_fault(bytes, len);
	if (*fault)
		return NULL;
	json = parse(bytes, len);
	if (!json)
		*fault = "is no JSON, or cut off";
	else if (!cJSON_IsObject(json))
		*fault = "is JSON, but not an object";
	else
		*fault = content_fault(json);
	if (!*fault)
		return json;
	json_free(json);
	return NULL;
}

static void wipe(cJSON *item)
{
	for (; item; item = item->next) {
		if (item->valuestring)
			explicit_bzero(item->valuestring,
				       strlen(item->valuestring));
		wipe(item->child);
	}
}

void json_free(cJSON *json)
{
	wipe(json);
	cJSON_Delete(json);
}

const char *json_text(const cJSON *object, const char *key)
{
	return cJSON_GetStringValue(
		cJSON_GetObjectItemCaseSensitive(object, key));
}

const cJSON *json_object(const cJSON *object, const char *key)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);

	return cJSON_IsObject(item) ? item : NULL;
}

int json_is(const cJSON *object, const char *key, int wanted)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);

	return wanted ? cJSON_IsTrue(item) : cJSON_IsFalse(item);
}
