/* hand.c - credentials in the forms in which programs take them */
#include "cli/hand.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <cJSON.h>

#include "base/utf8.h"
#include "cli/out.h"

#define MIN_VALID_MAX (365L * 24 * 60 * 60)

int hand_plan(const struct cli *cli, const char *why, struct serve_plan *out,
	      struct err *err)
{
	long min_valid = SERVE_USUAL;

	if (cli_number(cli, "min-valid", 0, MIN_VALID_MAX, &min_valid, err) !=
	    0)
		return -1;
	*out = (struct serve_plan){
		.why = why,
		.min_valid = min_valid,
		.is_forced = cli_has(cli, "force-refresh"),
	};
	return 0;
}

int hand_values(const struct cli *cli, struct session *session,
		struct conn *conn, const struct serve_plan *plan,
		struct values *out, struct err *err)
{
	struct serve_note note;
	char name[OUT_SAFE];

	if (serve_values(session, conn, plan, out, &note, err) != 0)
		return -1;
	if (*note.text && !cli_has(cli, "quiet"))
		fprintf(stderr, "connvault: %s: %s\n",
			out_safe(name, conn->name), note.text);
	return 0;
}

static int add(cJSON *object, const struct value *value, struct err *err)
{
	size_t len;
	const char *text = secret_reveal(value->value, &len);

	if (memchr(text, '\0', len) || !utf8_is_valid(text, len)) {
		err_set(err, ERR_FAILED, "%s is not text", value->name);
		return err_hint(err, "connvault get with --format value gives "
				     "its bytes");
	}
	return cJSON_AddStringToObject(object, value->name, text)
		       ? 0
		       : err_nomem(err);
}

cJSON *hand_object(const struct values *values, struct err *err)
{
	cJSON *object = cJSON_CreateObject();

	if (!object)
		err_nomem(err);
	for (size_t i = 0; object && i < values->count; i++)
		if (add(object, &values->item[i], err) != 0) {
			cJSON_Delete(object);
			return NULL;
		}
	return object;
}

int hand_json(const struct values *values, struct secret **out, struct err *err)
{
	cJSON *object = hand_object(values, err);
	char *text = object ? cJSON_PrintUnformatted(object) : NULL;
	int result = -1;

	if (text)
		result = secret_from(text, strlen(text), out, err);
	else if (object)
		err_nomem(err);
	cJSON_free(text);
	cJSON_Delete(object);
	return result;
}

static size_t add_name(char *out, size_t len, const char *word)
{
	for (; *word && len < HAND_NAME - 1; word++)
		out[len++] = isalnum((unsigned char)*word)
				     ? (char)toupper((unsigned char)*word)
				     : '_';
	return len;
}

void hand_name(const char *prefix, const char *word, char out[HAND_NAME])
{
	size_t len = 0;

	if (!*prefix && isdigit((unsigned char)*word))
		out[len++] = '_';
	len = add_name(out, len, prefix);
	out[add_name(out, len, word)] = '\0';
}
