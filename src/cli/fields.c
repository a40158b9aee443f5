/* fields.c - the fields of a credential, from everywhere but argv */
#include "cli/fields.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cJSON.h>

#include "cli/ask.h"

#define STDIN	      "standard input"
#define JSON_MAX      ((size_t)1024 * 1024)
#define EXACT_INTEGER 9007199254740992.0 /* 2^53: JSON numbers are doubles */

/* "K=V" taken apart; value points into text. */
static int split(const char *option, const char *text,
		 char name[VALUE_NAME_MAX + 1], const char **value,
		 struct err *err)
{
	size_t len = strcspn(text, "=");

	if (text[len] != '=' || len == 0 || len > VALUE_NAME_MAX) {
		err_set(err, ERR_USAGE, "--%s takes a name, \"=\" and a value",
			option);
		return err_hint(err, "connvault piece show PIECE lists the "
				     "fields");
	}
	memcpy(name, text, len);
	name[len] = '\0';
	*value = text + len + 1;
	return 0;
}

static bool is_secret(const struct piece_way *way, const char *name)
{
	const struct piece_field *field = way ? way_field(way, name) : NULL;

	return field ? field->is_secret : field_name_is_secret(name);
}

int fields_check_argv(const struct cli *cli, const struct piece_way *way,
		      struct err *err)
{
	char name[VALUE_NAME_MAX + 1];
	const char *given, *value;

	for (size_t i = 0; (given = cli_option_at(cli, "field", i)); i++) {
		if (split("field", given, name, &value, err) != 0)
			return -1;
		if (!is_secret(way, name))
			continue;
		err_set(err, ERR_USAGE,
			"the field %s is secret and is not taken from the "
			"command line",
			name);
		return err_hint(err,
				"use --secret-stdin %s, --secret-file %s=PATH "
				"or --fields-stdin; what you typed may stand "
				"in your shell's history",
				name, name);
	}
	return 0;
}

static void strip_newline(struct secret *secret)
{
	size_t len;
	const char *text = secret_reveal(secret, &len);

	if (len > 0 && text[len - 1] == '\n')
		len -= len > 1 && text[len - 2] == '\r' ? 2 : 1;
	secret_cut(secret, len);
}

static int read_one(int fd, const char *name, const char *from,
		    struct secret **out, struct err *err)
{
	if (ask_all(fd, VALUE_MAX + 2, from, out, err) != 0)
		return -1;
	strip_newline(*out);
	if (secret_len(*out) > 0)
		return 0;
	secret_free(*out);
	err_set(err, ERR_USAGE, "%s: nothing came to be stored", name);
	return err_hint(err, "%s is empty", from);
}

/* A pipe such as <(pass show stripe) is read as well. */
static int open_secret(const char *path, struct err *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	bool is_folder = fd >= 0 && fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);

	if (fd >= 0 && !is_folder)
		return fd;
	if (is_folder) {
		close(fd);
		err_set(err, ERR_USAGE, "%s is a folder", path);
	} else {
		err_sys(err, errno == ENOENT ? ERR_ABSENT : ERR_IO,
			"cannot read %s", path);
	}
	return err_hint(err, "the file has nothing but the value in it");
}

int fields_read_one(const char *name, const char *path, struct secret **out,
		    struct err *err)
{
	int fd, result;

	if (!path)
		return read_one(STDIN_FILENO, name, STDIN, out, err);
	fd = open_secret(path, err);
	if (fd < 0)
		return -1;
	result = read_one(fd, name, path, out, err);
	close(fd);
	return result;
}

static int set_one(struct values *values, const char *name, const char *path,
		   struct err *err)
{
	struct secret *value;

	if (fields_read_one(name, path, &value, err) != 0)
		return -1;
	return values_set(values, name, value, err);
}

static int set_file(struct values *values, const char *given, struct err *err)
{
	char name[VALUE_NAME_MAX + 1];
	const char *path;

	if (split("secret-file", given, name, &path, err) != 0)
		return -1;
	return set_one(values, name, path, err);
}

/* -- one JSON object ----------------------------------------------------- */

/* A number that a field of text is given would not come back as it was typed:
 * 1.10 as 1.1, a long one as 1.2e+15. */
static int set_number(struct values *values, const struct piece_way *way,
		      const cJSON *item, struct err *err)
{
	const struct piece_field *field = way_field(way, item->string);
	double number = item->valuedouble;
	char text[40];

	if (field && field->kind != FIELD_NUMBER) {
		err_set(err, ERR_USAGE, "%s is text, not a number",
			item->string);
		return err_hint(err, "give it as a string, in quotes");
	}
	snprintf(text, sizeof(text), "%.15g", number);
	if (fabs(number) >= EXACT_INTEGER || strtod(text, NULL) != number) {
		explicit_bzero(text, sizeof(text));
		err_set(err, ERR_USAGE, "%s: the number has too many digits",
			item->string);
		return err_hint(err, "give it as a string, in quotes");
	}

	int result =
		values_set_bytes(values, item->string, text, strlen(text), err);

	explicit_bzero(text, sizeof(text));
	return result;
}

/* The last one would win, and nobody would know. */
static int check_once(const cJSON *item, struct err *err)
{
	for (const cJSON *other = item->next; other; other = other->next)
		if (strcmp(other->string, item->string) == 0) {
			err_set(err, ERR_USAGE, "%s is given twice",
				item->string);
			return err_hint(err, "give each field once");
		}
	return 0;
}

static int set_item(struct values *values, const struct piece_way *way,
		    const cJSON *item, struct err *err)
{
	const char *text = item->valuestring;

	if (check_once(item, err) != 0)
		return -1;
	if (cJSON_IsBool(item))
		text = cJSON_IsTrue(item) ? "true" : "false";
	else if (cJSON_IsNumber(item))
		return set_number(values, way, item, err);
	else if (!cJSON_IsString(item)) {
		err_set(err, ERR_USAGE,
			"%s is neither a string nor a number nor true or false",
			item->string);
		return err_hint(err, "leave out a field that is to stay empty");
	}
	return values_set_bytes(values, item->string, text, strlen(text), err);
}

/* Only blanks may follow the object. */
static cJSON *parse(const char *text, size_t len)
{
	const char *end = NULL;
	cJSON *json = cJSON_ParseWithLengthOpts(text, len, &end, false);

	while (json && end < text + len && strchr(" \t\r\n", *end))
		end++;
	if (json && end == text + len)
		return json;
	cJSON_Delete(json);
	return NULL;
}

/* cJSON ends a string at a NUL: what is stored would be cut short. */
static int check_nul(const char *text, size_t len, struct err *err)
{
	if (!memchr(text, '\0', len) && !strstr(text, "\\u0000"))
		return 0;
	err_set(err, ERR_USAGE,
		"standard input has a NUL character, which no value may have");
	return err_hint(err, "give bytes that are no text in base64, if the "
			     "service takes that");
}

static int set_object(struct values *values, const struct piece_way *way,
		      const cJSON *json, struct err *err)
{
	const cJSON *item;

	if (!json)
		err_set(err, ERR_USAGE, "standard input is no JSON");
	else if (!cJSON_IsObject(json))
		err_set(err, ERR_USAGE,
			"standard input is JSON, but not an object");
	else {
		cJSON_ArrayForEach(item, json) {
			if (set_item(values, way, item, err) != 0)
				return -1;
		}
		return 0;
	}
	return err_hint(err, "--fields-stdin takes one object such as "
			     "{\"api_key\": \"...\"}");
}

static int set_json(struct values *values, const struct piece_way *way,
		    struct err *err)
{
	struct secret *input;
	size_t len;

	if (ask_all(STDIN_FILENO, JSON_MAX, STDIN, &input, err) != 0)
		return -1;

	const char *text = secret_reveal(input, &len);
	cJSON *json = NULL;
	int result = check_nul(text, len, err);

	if (result == 0) {
		json = parse(text, len);
		result = set_object(values, way, json, err);
	}
	cJSON_Delete(json);
	secret_free(input);
	return result;
}

/* -- all of them --------------------------------------------------------- */

static int check_stdin_once(const struct cli *cli, struct err *err)
{
	size_t readers = cli_has(cli, "fields-stdin");

	while (cli_option_at(cli, "secret-stdin",
			     readers - cli_has(cli, "fields-stdin")))
		readers++;
	if (readers <= 1)
		return 0;
	err_set(err, ERR_USAGE, "standard input can be read only once");
	return err_hint(err, "use --fields-stdin for several fields, or "
			     "--secret-file");
}

int fields_read(const struct cli *cli, const struct piece_way *way,
		struct values *values, struct err *err)
{
	char name[VALUE_NAME_MAX + 1];
	const char *given, *value;

	if (check_stdin_once(cli, err) != 0)
		return -1;
	if (cli_has(cli, "fields-stdin") && set_json(values, way, err) != 0)
		return -1;
	for (size_t i = 0; (given = cli_option_at(cli, "field", i)); i++)
		if (split("field", given, name, &value, err) != 0 ||
		    values_set_bytes(values, name, value, strlen(value), err) !=
			    0)
			return -1;
	for (size_t i = 0; (given = cli_option_at(cli, "secret-file", i)); i++)
		if (set_file(values, given, err) != 0)
			return -1;
	given = cli_option(cli, "secret-stdin");
	return given ? set_one(values, given, NULL, err) : 0;
}

static int ask_field(const struct piece_field *field, struct values *values,
		     struct err *err)
{
	char prompt[128];
	struct secret *value;

	snprintf(prompt, sizeof(prompt), "%s: ",
		 field->label && *field->label ? field->label : field->name);
	if ((field->is_secret ? ask_secret : ask_text)(prompt, &value, err) !=
	    0)
		return -1;
	return values_set(values, field->name, value, err);
}

bool fields_can_ask(const struct cli *cli)
{
	return !cli_has(cli, "fields-stdin") && !cli_has(cli, "secret-stdin") &&
	       isatty(STDIN_FILENO);
}

int fields_ask(const struct cli *cli, const struct piece_way *way,
	       struct values *values, struct err *err)
{
	if (!fields_can_ask(cli))
		return 0;
	for (size_t i = 0; i < way->fields; i++) {
		const struct piece_field *field = &way->field[i];

		if (field->is_required && !*field->preset &&
		    !values_get(values, field->name) &&
		    ask_field(field, values, err) != 0)
			return -1;
	}
	return 0;
}
