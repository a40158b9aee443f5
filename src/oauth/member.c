/* member.c - single members of an answer in JSON, read with suspicion */
#include "oauth/member.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "oauth/clean.h"
#include "oauth/json.h"

#define NAME_ROOM 201

struct members *members_read(const struct secret *body)
{
	const char *fault;

	return body ? (struct members *)json_read(body, &fault) : NULL;
}

void members_free(struct members *members)
{
	json_free((cJSON *)members);
}

static const cJSON *member_at(const struct members *members, const char *path)
{
	const cJSON *item = (const cJSON *)members;

	while (item && *path) {
		size_t len = strcspn(path, ".");
		char name[NAME_ROOM];

		if (len >= sizeof(name))
			return NULL;
		str_copy(name, path, len + 1);
		item = cJSON_IsObject(item)
			       ? cJSON_GetObjectItemCaseSensitive(item, name)
			       : NULL;
		path += len + (path[len] == '.');
	}
	return item;
}

bool member_is(const struct members *members, const char *path,
	       const char *json)
{
	const cJSON *item = member_at(members, path);
	cJSON *wanted = item ? cJSON_Parse(json) : NULL;
	bool is_same = wanted && cJSON_Compare(item, wanted, true);

	cJSON_Delete(wanted);
	return is_same;
}

void member_text(const struct members *members, const char *path, char *out,
		 size_t size, size_t columns)
{
	const cJSON *item = member_at(members, path);
	const char *text = cJSON_GetStringValue(item);
	char number[32] = "";

	if (cJSON_IsNumber(item))
		snprintf(number, sizeof(number), "%.15g", item->valuedouble);
	if (!text)
		text = number;
	oauth_clean(out, size, text, strlen(text), columns);
}

void member_error(const struct members *members, char *out, size_t size,
		  size_t columns)
{
	static const char *const usual[] = {
		"error_description", "error.message", "error",
		"message",	     "detail",	      "errorMessage",
	};

	*out = '\0';
	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual) && !*out; i++)
		member_text(members, usual[i], out, size, columns);
}
