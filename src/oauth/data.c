/* data.c - what a token answer says besides tokens */
#include "oauth/data.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

#define NUMBER_TEXT 32
#define SAFE_WHOLE  9007199254740992.0 /* 2^53 */

/* Kept elsewhere, under their own names. */
static bool is_token(const char *key)
{
	static const char *const tokens[] = { "access_token", "refresh_token",
					      "id_token",     "expires_in",
					      "token_type",   "scope" };

	for (size_t i = 0; i < sizeof(tokens) / sizeof(*tokens); i++)
		if (str_is(key, tokens[i]))
			return true;
	return false;
}

static bool is_plain(const char *key)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_-";

	return *key && key[strspn(key, allowed)] == '\0';
}

/* As recipes need it, or NULL. */
static const char *text_of(const cJSON *item, char number[NUMBER_TEXT])
{
	double value = item->valuedouble;

	if (cJSON_IsString(item))
		return item->valuestring;
	if (cJSON_IsBool(item))
		return cJSON_IsTrue(item) ? "true" : "false";
	if (!cJSON_IsNumber(item))
		return NULL;
	if (value >= -SAFE_WHOLE && value <= SAFE_WHOLE &&
	    value == (double)(int64_t)value)
		snprintf(number, NUMBER_TEXT, "%lld", (long long)value);
	else
		snprintf(number, NUMBER_TEXT, "%.17g", value);
	return number;
}

static int take(const cJSON *item, const char *prefix, struct values *out,
		struct err *err)
{
	char number[NUMBER_TEXT], name[VALUE_NAME_MAX + 1];
	const char *text = text_of(item, number);
	size_t len = text ? strlen(text) : 0;
	int size = snprintf(name, sizeof(name), "%s%s", prefix, item->string);

	if (len == 0 || len > DATA_VALUE_MAX || out->count == DATA_MAX ||
	    size >= (int)sizeof(name))
		return 0;
	return values_set_bytes(out, name, text, len, err);
}

static int take_all(const cJSON *object, const char *prefix, bool goes_down,
		    struct values *out, struct err *err)
{
	char deeper[VALUE_NAME_MAX + 1];
	const cJSON *item;

	cJSON_ArrayForEach(item, object) {
		if (is_token(item->string) || !is_plain(item->string))
			continue;
		if (take(item, prefix, out, err) != 0)
			return -1;
		if (!goes_down || !cJSON_IsObject(item))
			continue;
		snprintf(deeper, sizeof(deeper), "%s%.40s.", prefix,
			 item->string);
		if (take_all(item, deeper, false, out, err) != 0)
			return -1;
	}
	return 0;
}

int data_read(const cJSON *object, struct values *out, struct err *err)
{
	return take_all(object, "data.", true, out, err);
}
