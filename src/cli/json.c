/* json.c - JSON for programs */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cJSON.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "cli/out.h"

void out_json_safe(struct str *to, const char *json)
{
	const char *at;
	uint32_t point;
	size_t len;

	while ((at = term_unsafe(json, &point, &len))) {
		str_add_bytes(to, json, (size_t)(at - json));
		if (point > 0xffff)
			str_addf(to, "\\u%04x\\u%04x", 0xd7c0 + (point >> 10),
				 0xdc00 | (point & 0x3ff));
		else
			str_addf(to, "\\u%04x", point);
		json = at + len;
	}
	str_add(to, json);
}

/* What cJSON printed (NULL: out of memory), to be freed, made safe. */
static char *safe_text(char *printed)
{
	struct str safe = STR_INIT;

	if (!printed)
		return NULL;
	out_json_safe(&safe, printed);
	cJSON_free(printed);
	return str_take(&safe);
}

/* Unbuffered: secrets are printed this way, and stdio would keep them. */
int out_json(cJSON *json, struct err *err)
{
	char *text = safe_text(json ? cJSON_Print(json) : NULL);
	int result = -1;

	if (!text)
		err_nomem(err);
	else if (out_write(text, strlen(text), err) == 0)
		result = out_write("\n", 1, err);
	free(text);
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
		char *text = safe_text(cJSON_PrintUnformatted(row));

		fputs(row == array->child ? "\n" : ",\n", stdout);
		if (text)
			fputs(text, stdout);
		else
			result = err_nomem(err);
		free(text);
	}
	if (array)
		puts(array->child ? "\n]" : "]");
	cJSON_Delete(array);
	return result;
}

void out_json_line(cJSON *object)
{
	char *text = safe_text(object ? cJSON_PrintUnformatted(object) : NULL);

	if (text)
		puts(text);
	fflush(stdout);
	free(text);
	cJSON_Delete(object);
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

int out_result(const struct cli *cli, const char *member, const char *text,
	       struct err *err, const char *fmt, ...)
{
	va_list ap;

	if (cli_has(cli, "json")) {
		cJSON *object = cJSON_CreateObject();

		out_json_text(object, member, text);
		return out_json(object, err);
	}
	if (cli_has(cli, "quiet"))
		return 0;
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	return 0;
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
