/* json.c - JSON for programs */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cJSON.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "cli/out.h"

static int print(char *text, const char *end, struct err *err)
{
	if (!text)
		return err_nomem(err);
	fputs(text, stdout);
	fputs(end, stdout);
	cJSON_free(text);
	return 0;
}

int out_json(cJSON *json, struct err *err)
{
	int result = print(json ? cJSON_Print(json) : NULL, "\n", err);

	cJSON_Delete(json);
	return result;
}

int out_json_rows(cJSON *array, struct err *err)
{
	int result = array ? 0 : err_nomem(err);
	const cJSON *row;

	if (array)
		fputs("[", stdout);
	cJSON_ArrayForEach(row, array) {
		fputs(row == array->child ? "\n" : ",\n", stdout);
		if (print(cJSON_PrintUnformatted(row), "", err) != 0)
			result = -1;
	}
	if (array)
		puts(array->child ? "\n]" : "]");
	cJSON_Delete(array);
	return result;
}

void out_json_text(cJSON *object, const char *name, const char *text)
{
	if (utf8_is_valid(text, strlen(text))) {
		cJSON_AddStringToObject(object, name, text);
		return;
	}

	char *safe = term_safe_dup(text, strlen(text));

	if (safe)
		cJSON_AddStringToObject(object, name, safe);
	free(safe);
}

void out_json_time(cJSON *object, const char *name, int64_t time)
{
	char text[CLOCK_TEXT];

	clock_rfc3339(time, text);
	if (text[0])
		cJSON_AddStringToObject(object, name, text);
	else
		cJSON_AddNullToObject(object, name);
}

cJSON *out_json_lines(const char *text)
{
	cJSON *array = cJSON_CreateArray();

	while (array && *text) {
		size_t len = strcspn(text, "\n");
		char *line = strndup(text, len);

		if (line && *line)
			cJSON_AddItemToArray(array, cJSON_CreateString(line));
		free(line);
		text += len + (text[len] == '\n');
	}
	return array;
}
