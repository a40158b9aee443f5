/* check.c - the request of an entry that tries a credential */
#include <string.h>

#include "piece/entry.h"

#define MEMBERS_MAX 16 /* of an answer that are looked at */
#define WORDS_MAX   32 /* that one of them can have, for a refusal */

static const struct reader_key check_keys[] = {
	{ "method", IS_TEXT, false },	     { "url", IS_TEXT, true },
	{ "url_by", IS_OBJECT, false },	     { "headers", IS_OBJECT, false },
	{ "query", IS_OBJECT, false },	     { "body", IS_OBJECT, false },
	{ "body_encoding", IS_TEXT, false }, { "body_omitted", IS_BOOL, false },
	{ "cost", IS_BOOL, false },	     { "expect", IS_OBJECT, false },
	{ "refused", IS_OBJECT, false },     { "account", IS_TEXT, false },
};

/* -- members of the answer ------------------------------------------------ */

/* "user.email": names of members with a point between two. */
static bool member_check(struct reader *r, const char *key, const char *path)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-.";
	size_t len = strlen(path);
	bool is_good = len > 0 && len <= LABEL_MAX &&
		       strspn(path, plain) == len && path[0] != '.' &&
		       path[len - 1] != '.' && strstr(path, "..") == NULL;
	if (!is_good)
		reader_fault(r, key, "is no name of a member");
	return is_good;
}

static bool is_single(const cJSON *item)
{
	return cJSON_IsString(item) || cJSON_IsNumber(item) ||
	       cJSON_IsBool(item);
}

static const char *json_text_of(struct reader *r, const cJSON *item)
{
	char *printed = cJSON_PrintUnformatted(item);
	const char *text = printed != NULL ? pool_text(r->pool, printed) : NULL;
	if (printed == NULL)
		r->pool->failed = true;
	cJSON_free(printed);
	return text;
}

/* Room for each value in object, or for each in its lists. */
static struct field_option *members_room(struct reader *r, const cJSON *object,
					 const char *key)
{
	const cJSON *item;
	size_t count = 1;
	if (cJSON_GetArraySize(object) > MEMBERS_MAX) {
		reader_fault(r, key, "has more than %d items", MEMBERS_MAX);
		return NULL;
	}
	cJSON_ArrayForEach(item, object)
		count += cJSON_IsArray(item) ? (size_t)cJSON_GetArraySize(item)
					     : 1;
	return pool_alloc(r->pool, count, sizeof(struct field_option));
}

static void expect_read(struct reader *r, const cJSON *json,
			struct piece_check *check)
{
	const cJSON *object = json_get(json, "expect", IS_OBJECT), *item;
	struct field_option *at = members_room(r, object, "expect");
	check->expect = at;
	if (at == NULL)
		return;
	reader_enter(r, "expect");
	cJSON_ArrayForEach(item, object) {
		if (!member_check(r, item->string, item->string))
			continue;
		if (!is_single(item))
			reader_fault(r, item->string,
				     "must be a text, a number, or true or "
				     "false");
		at->label = pool_text(r->pool, item->string);
		at++->value = json_text_of(r, item);
		check->expects++;
	}
	reader_leave(r);
}

/* { "error": ["invalid_auth", "token_revoked"] } */
static void refused_read(struct reader *r, const cJSON *json,
			 struct piece_check *check)
{
	const cJSON *object = json_get(json, "refused", IS_OBJECT), *list;
	const cJSON *word;
	struct field_option *at = members_room(r, object, "refused");
	check->refused = at;
	if (at == NULL)
		return;
	reader_enter(r, "refused");
	cJSON_ArrayForEach(list, object) {
		if (!member_check(r, list->string, list->string))
			continue;
		if (!cJSON_IsArray(list) || list->child == NULL ||
		    cJSON_GetArraySize(list) > WORDS_MAX) {
			reader_fault(r, list->string,
				     "must be a list of 1 to %d values",
				     WORDS_MAX);
			continue;
		}
		cJSON_ArrayForEach(word, list) {
			if (!is_single(word))
				reader_fault(r, list->string,
					     "must be a list of single values");
			at->label = pool_text(r->pool, list->string);
			at++->value = json_text_of(r, word);
			check->refusals++;
		}
	}
	reader_leave(r);
}

/* -- the request ---------------------------------------------------------- */

static void pairs_read(struct reader *r, const cJSON *json,
		       const struct piece_way *way, struct piece_check *check)
{
	entry_check_pairs(r, json, "headers", way, MAY_TOKEN, entry_is_header);
	entry_check_pairs(r, json, "query", way, MAY_TOKEN, NULL);
	entry_check_pairs(r, json, "body", way, MAY_TOKEN, NULL);
	check->header = entry_read_pairs(r, json, "headers", &check->headers);
	check->query = entry_read_pairs(r, json, "query", &check->queries);
	check->body = entry_read_pairs(r, json, "body", &check->bodies);
}

/* Without headers and query it has those of api, which were checked there. */
static void borrow_api(struct reader *r, const cJSON *json, const cJSON *api,
		       struct piece_check *check)
{
	if (api == NULL || json_get(json, "headers", IS_OBJECT) != NULL ||
	    json_get(json, "query", IS_OBJECT) != NULL)
		return;
	check->header = entry_read_pairs(r, api, "headers", &check->headers);
	check->query = entry_read_pairs(r, api, "query", &check->queries);
}

static void url_by_read(struct reader *r, const cJSON *json,
			struct piece_way *way, struct piece_check *check)
{
	const cJSON *by = json_get(json, "url_by", IS_OBJECT);
	const cJSON *field = json_get(by, "field", IS_TEXT);
	check->url_field = "";
	entry_check_url_by(r, json, way, MAY_TOKEN);
	if (field == NULL)
		return;
	check->url_field = pool_text(r->pool, field->valuestring);
	check->url_by = entry_read_pairs(r, by, "values", &check->urls);
}

static void check_read(struct reader *r, const cJSON *json, const cJSON *api,
		       struct piece_way *way, struct piece_check *check)
{
	static const char *const methods[] = { "GET", "POST" };
	static const char *const encodings[] = { "json", "form" };
	check->method = check->url = check->account = check->url_field = "";
	if (!READER_KEYS(r, json, check_keys))
		return;
	check->method = reader_one_of(r, json, "method", methods);
	check->url = entry_read_url(r, json, "url", way, MAY_TOKEN);
	check->is_form =
		strcmp(reader_one_of(r, json, "body_encoding", encodings),
		       encodings[1]) == 0;
	check->is_omitted = json_bool(json, "body_omitted", false);
	check->is_costly = json_bool(json, "cost", false);
	url_by_read(r, json, way, check);
	pairs_read(r, json, way, check);
	borrow_api(r, json, api, check);
	expect_read(r, json, check);
	refused_read(r, json, check);
	check->account = reader_text(r, json, "account", LABEL_MAX);
	if (*check->account != '\0')
		member_check(r, "account", check->account);
	/* The first check is the one that the way shows. */
	if (*way->check_url == '\0') {
		way->check_method = check->method;
		way->check_url = check->url;
	}
}

static void check_by_read(struct reader *r, const cJSON *by, const cJSON *api,
			  struct piece_way *way, struct piece_check *check)
{
	const cJSON *item, *field = json_get(by, "field", IS_TEXT);
	reader_enter(r, "check_by");
	const cJSON *values = entry_by_values(r, by, way);
	reader_enter(r, "values");
	cJSON_ArrayForEach(item, values) {
		reader_enter(r, item->string);
		check_read(r, item, api, way, check);
		check++->value = pool_text(r->pool, item->string);
		way->checks++;
		reader_leave(r);
	}
	reader_leave(r);
	reader_leave(r);
	if (values != NULL)
		way->check_field = pool_text(r->pool, field->valuestring);
}

void entry_read_checks(struct reader *r, const cJSON *json,
		       struct piece_way *way)
{
	const cJSON *api = json_get(json, "api", IS_OBJECT);
	const cJSON *one = json_get(json, "check", IS_OBJECT);
	const cJSON *by = json_get(json, "check_by", IS_OBJECT);
	const cJSON *values = json_get(by, "values", IS_OBJECT);
	struct piece_check *check =
		pool_alloc(r->pool, (size_t)cJSON_GetArraySize(values) + 2,
			   sizeof(*check));
	way->check = check;
	if (check == NULL)
		return;
	/* check_by comes first: check is for the other values. */
	if (by != NULL)
		check_by_read(r, by, api, way, check);
	if (one == NULL)
		return;
	reader_enter(r, "check");
	check_read(r, one, api, way, check + way->checks);
	check[way->checks++].value = "";
	reader_leave(r);
}
