/* scope.c - what was asked for and what was granted */
#include "oauth/scope.h"

#include <string.h>

#include "base/str.h"

#define BETWEEN " ,"

static bool list_has(const char *list, const char *scope, size_t len)
{
	while (list && *list) {
		size_t n = strcspn(list, BETWEEN);

		if (n == len && memcmp(list, scope, len) == 0)
			return true;
		list += n + (list[n] != '\0');
	}
	return false;
}

bool scope_has(const char *list, const char *scope)
{
	return list_has(list, scope, strlen(scope));
}

/* %x21 / %x23-5B / %x5D-7E */
static bool is_scope(const char *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (at[i] <= ' ' || at[i] > '~' || at[i] == '"' ||
		    at[i] == '\\')
			return false;
	return len > 0;
}

static void add(struct str *list, const char *scope, size_t len)
{
	if (list->len > 0)
		str_add(list, " ");
	str_add_bytes(list, scope, len);
}

char *scope_list(const char *text)
{
	struct str list = STR_INIT;

	while (*text) {
		size_t len = strcspn(text, BETWEEN);

		if (is_scope(text, len) && !list_has(list.text, text, len))
			add(&list, text, len);
		text += len + (text[len] != '\0');
	}
	return str_take(&list);
}

char *scope_lacking(const char *asked, const char *granted)
{
	struct str list = STR_INIT;

	while (*asked) {
		size_t len = strcspn(asked, BETWEEN);

		if (len > 0 && !list_has(granted, asked, len))
			add(&list, asked, len);
		asked += len + (asked[len] != '\0');
	}
	return str_take(&list);
}
