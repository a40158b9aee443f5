/* parse.c - one catalog entry, checked, as a struct piece */
#include <string.h>

#include "base/str.h"
#include "piece/entry.h"

#define NAME_MAX_BYTES 64
#define CATEGORIES_MAX 16
#define WAYS_MAX       16
#define SCOPES_MAX     256

static const struct reader_key piece_keys[] = {
	{ "name", IS_TEXT, true },
	{ "display_name", IS_TEXT, true },
	{ "categories", IS_LIST, false },
	{ "auth", IS_LIST, true },
};

/* For every type; the rest for oauth2 only. */
#define WAY_KEYS_COMMON 8
static const struct reader_key way_keys[] = {
	{ "type", IS_TEXT, true },
	{ "label", IS_TEXT, false },
	{ "fields", IS_LIST, false },
	{ "note", IS_TEXT, false },
	{ "api", IS_OBJECT, false },
	{ "check", IS_OBJECT, false },
	{ "check_by", IS_OBJECT, false },
	{ "hosts", IS_LIST, false },
	{ "auth_url", IS_TEXT, false },
	{ "token_url", IS_TEXT, false },
	{ "device_url", IS_TEXT, false },
	{ "device_kind", IS_TEXT, false },
	{ "revoke_url", IS_TEXT, false },
	{ "revoke_kind", IS_TEXT, false },
	{ "issuer", IS_TEXT, false },
	{ "scopes", IS_LIST, false },
	{ "pkce", IS_BOOL, false },
	{ "authorization_method", IS_TEXT, false },
	{ "prompt", IS_TEXT, false },
	{ "grant_types", IS_LIST, false },
	{ "extra", IS_OBJECT, false },
	{ "token_nest", IS_TEXT, false },
	{ "token_type_optional", IS_BOOL, false },
	{ "userinfo_url", IS_TEXT, false },
};

static const struct way_type {
	const char *name, *label;
	bool needs_fields;
} way_types[] = {
	{ "api_key", "API key", false },
	{ "basic", "User name and password", false },
	{ "custom", "Custom fields", true },
	{ "oauth2", "OAuth", false },
	{ "none", "None", false },
	{ "oidc", "Workload identity", true },
};

static const struct way_type *way_type(struct reader *r, const cJSON *json)
{
	const cJSON *type = json_get(json, "type", IS_TEXT);
	for (size_t i = 0; i < sizeof(way_types) / sizeof(*way_types); i++)
		if (type != NULL &&
		    strcmp(way_types[i].name, type->valuestring) == 0)
			return &way_types[i];
	if (type != NULL)
		reader_fault(r, "type",
			     "must be api_key, basic, custom, oauth2 or none");
	return NULL;
}

static void grants_read(struct reader *r, const cJSON *json,
			struct piece_way *way)
{
	size_t count;
	const char *const *grant =
		reader_texts(r, json, "grant_types", 2, &count);
	way->has_code = json_get(json, "grant_types", IS_LIST) == NULL;
	for (size_t i = 0; i < count; i++) {
		if (str_is(grant[i], "authorization_code"))
			way->has_code = true;
		else if (str_is(grant[i], "client_credentials"))
			way->has_client = true;
		else
			reader_fault(r, "grant_types",
				     "must be authorization_code or "
				     "client_credentials");
	}
}

/* "" where reader_one_of() would give the first word. */
static const char *word_read(struct reader *r, const cJSON *json,
			     const char *key, const char *const words[2])
{
	const char *word = reader_one_of(r, json, key, words);
	return json_get(json, key, IS_TEXT) != NULL ? word : "";
}

static void scopes_read(struct reader *r, const cJSON *json,
			struct piece_way *way)
{
	way->scope = reader_texts(r, json, "scopes", SCOPES_MAX, &way->scopes);
	reader_enter(r, "scopes");
	for (size_t i = 0; i < way->scopes && way->scope[i] != NULL; i++) {
		reader_enter_item(r, i);
		template_check(r, NULL, way->scope[i], way, 0);
		reader_leave(r);
	}
	reader_leave(r);
}

static void oauth_read(struct reader *r, const cJSON *json,
		       struct piece_way *way)
{
	static const char *const methods[] = { "header", "body" };
	static const char *const revokes[] = { "rfc7009_like", "proprietary" };
	static const char *const devices[] = { "non_standard", "rfc8628" };
	way->auth_url = entry_read_url(r, json, "auth_url", way, 0);
	way->token_url = entry_read_url(r, json, "token_url", way, 0);
	way->device_url = entry_read_url(r, json, "device_url", way, 0);
	way->revoke_url =
		entry_read_url(r, json, "revoke_url", way, MAY_REVOKE);
	way->issuer = entry_read_url(r, json, "issuer", way, 0);
	way->userinfo_url = entry_read_url(r, json, "userinfo_url", way, 0);
	way->token_nest = reader_text(r, json, "token_nest", LABEL_MAX);
	way->has_optional_type = json_bool(json, "token_type_optional", false);
	scopes_read(r, json, way);
	way->login = word_read(r, json, "authorization_method", methods);
	way->has_odd_revoke =
		str_is(word_read(r, json, "revoke_kind", revokes), revokes[1]);
	way->has_odd_device =
		str_is(word_read(r, json, "device_kind", devices), devices[0]);
	way->prompt = reader_text(r, json, "prompt", LABEL_MAX);
	entry_check_pairs(r, json, "extra", way, 0, NULL);
	way->extra = entry_read_pairs(r, json, "extra", &way->extras);
	grants_read(r, json, way);
	if (json_get(json, "token_url", IS_TEXT) == NULL)
		reader_fault(r, "token_url", "is missing");
	if (way->has_code && *way->auth_url == '\0' &&
	    *way->device_url == '\0' && !json_get(json, "auth_url", IS_TEXT))
		reader_fault(r, "auth_url", "is missing");
}

static void way_read(struct reader *r, const cJSON *json, struct piece_way *way)
{
	const struct way_type *type = way_type(r, json);
	bool is_oauth = type != NULL && strcmp(type->name, "oauth2") == 0;
	way->type = way->label = "";
	way->auth_url = way->token_url = way->device_url = "";
	way->revoke_url = way->issuer = way->check_method = way->check_url = "";
	way->check_field = "";
	way->login = way->prompt = way->token_nest = way->userinfo_url = "";
	reader_keys(r, json, way_keys,
		    is_oauth || type == NULL
			    ? sizeof(way_keys) / sizeof(*way_keys)
			    : WAY_KEYS_COMMON);
	if (type == NULL)
		return;
	way->type = type->name;
	way->label = reader_text(r, json, "label", LABEL_MAX);
	way->note = reader_text(r, json, "note", TEXT_MAX);
	entry_read_fields(r, json, way);
	if (*way->label == '\0')
		way->label = type->label;
	if (type->needs_fields && way->fields == 0)
		reader_fault(r, "fields", "must name what is asked for");
	if (is_oauth)
		oauth_read(r, json, way);
	entry_read_recipes(r, json, way);
}

static void way_check_twin(struct reader *r, const struct piece *piece,
			   const struct piece_way *way)
{
	const struct piece_way *twin =
		*way->type == '\0' ? NULL
				   : piece_way(piece, way->type, way->label);
	if (twin != NULL)
		reader_fault(r, "label", "is that of another way of this type");
}

static void ways_read(struct reader *r, const cJSON *json, struct piece *piece)
{
	const cJSON *list = json_get(json, "auth", IS_LIST), *item;
	size_t count = list != NULL ? (size_t)cJSON_GetArraySize(list) : 0;
	if (list != NULL && (count == 0 || count > WAYS_MAX)) {
		reader_fault(r, "auth", "must have 1 to %d ways", WAYS_MAX);
		return;
	}
	struct piece_way *way = pool_alloc(r->pool, count, sizeof(*way));
	if (way == NULL)
		return;
	piece->way = way;
	reader_enter(r, "auth");
	cJSON_ArrayForEach(item, list) {
		reader_enter_item(r, piece->ways);
		way_read(r, item, &way[piece->ways]);
		way_check_twin(r, piece, &way[piece->ways]);
		piece->ways++;
		reader_leave(r);
	}
	reader_leave(r);
}

static void name_read(struct reader *r, const cJSON *json, struct piece *piece)
{
	piece->name = reader_text(r, json, "name", TEXT_MAX);
	size_t len = strlen(piece->name);
	if (len > 0 && (len > NAME_MAX_BYTES ||
			strspn(piece->name, "abcdefghijklmnopqrstuvwxyz"
					    "0123456789-") != len))
		reader_fault(r, "name", "must be 1 to %d of a-z, 0-9 and -",
			     NAME_MAX_BYTES);
}

struct piece *reader_piece(struct reader *r, const cJSON *json)
{
	int faults = r->faults;
	struct piece *piece = pool_alloc(r->pool, 1, sizeof(*piece));
	if (piece == NULL)
		return NULL;
	if (!READER_KEYS(r, json, piece_keys) && !cJSON_IsObject(json))
		return NULL;
	name_read(r, json, piece);
	piece->display_name = reader_text(r, json, "display_name", LABEL_MAX);
	piece->category = reader_texts(r, json, "categories", CATEGORIES_MAX,
				       &piece->categories);
	ways_read(r, json, piece);
	return r->faults == faults && !r->pool->failed ? piece : NULL;
}
