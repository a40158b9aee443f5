/* reader.c - typed access to a catalog entry, and the telling of faults */
#include "piece/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

#define KEYS_MAX  32 /* of one table; a bit each */
#define SHOWN_MAX 80 /* bytes of foreign text in a fault */

void reader_enter(struct reader *r, const char *key)
{
	if (r->depth < READER_DEPTH)
		r->path[r->depth] = (struct json_step){ .key = key };
	r->depth++;
}

void reader_enter_item(struct reader *r, size_t index)
{
	if (r->depth < READER_DEPTH)
		r->path[r->depth] = (struct json_step){ .index = index };
	r->depth++;
}

void reader_leave(struct reader *r)
{
	r->depth--;
}

static size_t reader_steps(const struct reader *r)
{
	return r->depth < READER_DEPTH ? r->depth : READER_DEPTH;
}

/* "auth[0].fields[1].name" */
static void path_text(const struct reader *r, struct str *out)
{
	char shown[SHOWN_MAX];
	for (size_t i = r->hidden; i < reader_steps(r); i++) {
		const struct json_step *step = &r->path[i];
		if (step->key == NULL) {
			str_addf(out, "[%zu]", step->index);
			continue;
		}
		term_safe(shown, sizeof(shown), step->key, SHOWN_MAX);
		str_addf(out, "%s%s", out->len > 0 ? "." : "", shown);
	}
}

static void tell(struct reader *r, const char *what)
{
	const char *end;
	const char *at = json_locate(r->text, r->path, reader_steps(r), &end);
	struct str field = STR_INIT;
	path_text(r, &field);
	r->told(json_line(r->text, at, r->line),
		field.text != NULL ? field.text : "", what, r->arg);
	str_clear(&field);
}

void reader_fault(struct reader *r, const char *key, const char *fmt, ...)
{
	char what[256];
	va_list args;
	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	if (r->faults++ >= r->most)
		return;
	if (key != NULL)
		reader_enter(r, key);
	tell(r, what);
	if (key != NULL)
		reader_leave(r);
}

static unsigned json_is(const cJSON *json)
{
	return (cJSON_IsString(json) ? IS_TEXT : 0u) |
	       (cJSON_IsNumber(json) ? IS_NUMBER : 0u) |
	       (cJSON_IsBool(json) ? IS_BOOL : 0u) |
	       (cJSON_IsArray(json) ? IS_LIST : 0u) |
	       (cJSON_IsObject(json) ? IS_OBJECT : 0u);
}

static const char *is_text(unsigned is)
{
	static const struct {
		unsigned is;
		const char *text;
	} texts[] = {
		{ IS_TEXT, "a text" },	      { IS_NUMBER, "a number" },
		{ IS_BOOL, "true or false" }, { IS_LIST, "a list" },
		{ IS_OBJECT, "an object" },
	};
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (texts[i].is == is)
			return texts[i].text;
	return "a text, a number, or true or false";
}

static const struct reader_key *key_find(const char *name,
					 const struct reader_key *key,
					 size_t keys)
{
	for (size_t i = 0; i < keys; i++)
		if (strcmp(key[i].name, name) == 0)
			return &key[i];
	return NULL;
}

static bool key_check(struct reader *r, const cJSON *item,
		      const struct reader_key *key, unsigned *seen,
		      unsigned bit)
{
	if (key == NULL)
		reader_fault(r, item->string, "there is no such key");
	else if (*seen & bit)
		reader_fault(r, item->string, "is there twice");
	else if (!(json_is(item) & key->is))
		reader_fault(r, item->string, "must be %s", is_text(key->is));
	else
		return *seen |= bit, true;
	*seen |= bit;
	return false;
}

bool reader_keys(struct reader *r, const cJSON *object,
		 const struct reader_key *key, size_t keys)
{
	unsigned seen = 0;
	bool is_good = true;
	if (!cJSON_IsObject(object) || keys > KEYS_MAX) {
		reader_fault(r, NULL, "must be an object");
		return false;
	}
	for (const cJSON *item = object->child; item; item = item->next) {
		const struct reader_key *k = key_find(item->string, key, keys);
		unsigned bit = k != NULL ? 1u << (k - key) : 0;
		is_good &= key_check(r, item, k, &seen, bit);
	}
	for (size_t i = 0; i < keys; i++)
		if (key[i].is_needed && !(seen & (1u << i))) {
			reader_fault(r, key[i].name, "is missing");
			is_good = false;
		}
	return is_good;
}

const cJSON *json_get(const cJSON *object, const char *key, unsigned is)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
	return item != NULL && (json_is(item) & is) ? item : NULL;
}

bool json_bool(const cJSON *object, const char *key, bool otherwise)
{
	const cJSON *item = json_get(object, key, IS_BOOL);
	return item != NULL ? cJSON_IsTrue(item) : otherwise;
}

/* Would a terminal show it as it is? */
static bool is_safe(const char *text)
{
	size_t len = strlen(text);
	for (size_t i = 0; i < len; i++) {
		if (text[i] >= ' ' && text[i] < 0x7f)
			continue;
		char *safe = term_safe_dup(text, len);
		bool same = safe != NULL && strcmp(safe, text) == 0;
		free(safe);
		return same;
	}
	return true;
}

bool reader_check_text(struct reader *r, const char *key, const char *text,
		       size_t max)
{
	size_t len = strlen(text);
	if (len == 0)
		reader_fault(r, key, "is empty");
	else if (len > max)
		reader_fault(r, key, "is longer than %zu bytes", max);
	else if (text[0] == ' ' || text[len - 1] == ' ')
		reader_fault(r, key, "begins or ends with a blank");
	else if (!is_safe(text))
		reader_fault(r, key,
			     "has a control, invisible or bidi character");
	else
		return true;
	return false;
}

const char *reader_text(struct reader *r, const cJSON *object, const char *key,
			size_t max)
{
	const cJSON *item = json_get(object, key, IS_TEXT);
	if (item == NULL || !reader_check_text(r, key, item->valuestring, max))
		return "";
	const char *text = pool_text(r->pool, item->valuestring);
	return text != NULL ? text : "";
}

const char *reader_one_of(struct reader *r, const cJSON *object,
			  const char *key, const char *const words[2])
{
	const char *text = reader_text(r, object, key, LABEL_MAX);
	if (str_is(text, words[1]))
		return words[1];
	if (*text != '\0' && !str_is(text, words[0]))
		reader_fault(r, key, "must be %s or %s", words[0], words[1]);
	return words[0];
}

static bool is_among(const char *const *list, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], text) == 0)
			return true;
	return false;
}

static void texts_add(struct reader *r, const cJSON *item, const char **list,
		      size_t *count)
{
	if (!cJSON_IsString(item))
		reader_fault(r, NULL, "must be a text");
	else if (is_among(list, *count, item->valuestring))
		reader_fault(r, NULL, "is there twice");
	else if (reader_check_text(r, NULL, item->valuestring, TEXT_MAX))
		list[(*count)++] = pool_text(r->pool, item->valuestring);
}

const char *const *reader_texts(struct reader *r, const cJSON *object,
				const char *key, size_t most, size_t *count)
{
	const cJSON *list = json_get(object, key, IS_LIST), *item;
	size_t all = list != NULL ? (size_t)cJSON_GetArraySize(list) : 0, i = 0;
	*count = 0;
	if (all > most) {
		reader_fault(r, key, "has more than %zu items", most);
		return NULL;
	}
	const char **out = pool_alloc(r->pool, all, sizeof(*out));
	reader_enter(r, key);
	cJSON_ArrayForEach(item, list) {
		reader_enter_item(r, i++);
		if (!r->pool->failed)
			texts_add(r, item, out, count);
		reader_leave(r);
	}
	reader_leave(r);
	return out;
}
