/* flow.c - tell what a file is by its content, and read it */
#include "flow/flow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "flow/read.h"

/* Lines and characters are counted from 1. */
struct place {
	size_t line, column;
};

static struct place place_of(const char *json, size_t offset)
{
	struct place place = { .line = 1, .column = 1 };

	for (size_t i = 0; i < offset; i++) {
		if (json[i] == '\n') {
			place.line++;
			place.column = 1;
		} else if (((unsigned char)json[i] & 0xc0) != 0x80) {
			place.column++;
		}
	}
	return place;
}

/* The end of the string that opens at at. */
static size_t skip_string(const char *json, size_t len, size_t at)
{
	for (at++; at < len && json[at] != '"'; at++)
		if (json[at] == '\\')
			at++;
	return at;
}

static int too_much(const char *json, size_t at, const char *what,
		    struct err *err)
{
	struct place place = place_of(json, at);

	return err_set(err, ERR_USAGE, "%s (line %zu, column %zu)", what,
		       place.line, place.column);
}

/* cJSON does not say that depth was the mistake, and takes 30 times the
 * memory of a list of empty objects. */
static int check_size(const char *json, size_t len, struct err *err)
{
	size_t depth = 0, values = 0;

	for (size_t i = 0; i < len; i++) {
		if (json[i] == '"') {
			i = skip_string(json, len, i);
			continue;
		}
		if (json[i] == '{' || json[i] == '[')
			depth++;
		else if ((json[i] == '}' || json[i] == ']') && depth > 0)
			depth--;
		values += json[i] == ',' || json[i] == '{' || json[i] == '[';
		if (depth > FLOW_DEPTH_MAX)
			return too_much(json, i, "nested too deep", err);
		if (values > FLOW_VALUES_MAX)
			return too_much(json, i, "too many values", err);
	}
	return 0;
}

/* Where what is not blank begins at or behind at. */
static size_t skip_blanks(const char *json, size_t len, size_t at)
{
	while (at < len && json[at] != '\0' &&
	       strchr(" \t\r\n", json[at]) != NULL)
		at++;
	return at;
}

static int check_bytes(const char *json, size_t len, struct err *err)
{
	if (len > FLOW_FILE_MAX)
		return err_set(err, ERR_USAGE, "larger than %d MiB",
			       FLOW_FILE_MAX / (1024 * 1024));
	if (skip_blanks(json, len, 0) == len)
		return err_set(err, ERR_USAGE, "the file is empty");
	if (!utf8_is_valid(json, len))
		return err_set(err, ERR_USAGE, "not JSON: it is no UTF-8 text");
	return check_size(json, len, err);
}

static int not_json(const char *json, size_t offset, struct err *err)
{
	struct place at = place_of(json, offset);

	return err_set(err, ERR_USAGE,
		       "not JSON: mistake at line %zu, column %zu", at.line,
		       at.column);
}

static int parse(const char *json, size_t len, cJSON **out, struct err *err)
{
	const char *end = json;

	errno = 0;
	cJSON *document = cJSON_ParseWithLengthOpts(json, len, &end, false);
	if (document == NULL && errno == ENOMEM)
		return err_nomem(err);
	size_t offset = (size_t)(end - json);
	if (document != NULL)
		offset = skip_blanks(json, len, offset);
	if (document == NULL || offset < len) {
		cJSON_Delete(document);
		return not_json(json, offset, err);
	}
	*out = document;
	return 0;
}

static int read_object(const cJSON *object, struct read_flows *flows,
		       struct err *err)
{
	if (!cJSON_IsObject(object)) {
		err_set(err, ERR_USAGE, "not a workflow: no JSON object");
		return err_hint(err, "export a flow or a workflow as JSON");
	}
	if (n8n_is_workflow(object))
		return n8n_read(object, flows, err);
	if (activepieces_is_flow(object))
		return activepieces_read(object, flows, err);
	err_set(err, ERR_USAGE,
		"not a workflow: it has neither flows, "
		"template, version, trigger nor nodes");
	return err_hint(err, "export a flow or a workflow as JSON");
}

static int read_array(const cJSON *array, struct read_flows *flows,
		      struct err *err)
{
	const cJSON *item;

	if (cJSON_GetArraySize(array) == 0)
		return err_set(err, ERR_USAGE, "the list is empty");
	cJSON_ArrayForEach(item, array)
		if (read_object(item, flows, err) != 0)
			return -1;
	return 0;
}

int flow_read(const char *json, size_t len, struct read_flows *out,
	      struct err *err)
{
	struct read_flows flows = { .item = NULL };
	cJSON *document;

	if (check_bytes(json, len, err) != 0 ||
	    parse(json, len, &document, err) != 0)
		return -1;
	int ret = cJSON_IsArray(document) ? read_array(document, &flows, err)
					  : read_object(document, &flows, err);
	cJSON_Delete(document);
	if (ret != 0) {
		read_flows_clear(&flows);
		return -1;
	}
	*out = flows;
	return 0;
}
