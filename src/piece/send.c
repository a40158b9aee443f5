/* send.c - addresses, placeholders, and how a credential is sent and tried */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/values.h"
#include "piece/entry.h"
#include "piece/url.h"

#define PAIRS_MAX   64
#define HOSTS_MAX   64
#define VALUES_MOST 256

static const struct reader_key api_keys[] = {
	{ "url", IS_TEXT, true },
	{ "url_by", IS_OBJECT, false },
	{ "headers", IS_OBJECT, false },
	{ "query", IS_OBJECT, false },
};

static const struct reader_key by_keys[] = {
	{ "field", IS_TEXT, true },
	{ "values", IS_OBJECT, true },
};

static bool name_is(const char *name, size_t len, const char *text)
{
	return strlen(text) == len && strncmp(name, text, len) == 0;
}

static bool is_known(const char *name, size_t len, const struct piece_way *way,
		     unsigned may)
{
	bool is_oauth = strcmp(way->type, "oauth2") == 0;
	for (size_t i = 0; i < way->fields; i++)
		if (name_is(name, len, way->field[i].name))
			return true;
	if (strcmp(way->type, "api_key") == 0 && name_is(name, len, "auth"))
		return true;
	if (is_oauth && (may & MAY_TOKEN) &&
	    (name_is(name, len, "access_token") ||
	     (len > 5 && strncmp(name, "data.", 5) == 0)))
		return true;
	return (may & MAY_REVOKE) &&
	       (name_is(name, len, "client_id") || name_is(name, len, "token"));
}

/* "base64(" must be closed again. */
static bool is_closed(const char *text)
{
	int depth = 0;
	const char *at = strstr(text, "base64(");
	for (; at != NULL && *at != '\0'; at++)
		depth += (*at == '(') - (*at == ')');
	return depth == 0;
}

bool template_check(struct reader *r, const char *key, const char *text,
		    const struct piece_way *way, unsigned may)
{
	for (const char *at = text; *(at += strcspn(at, "{}")) != '\0';) {
		size_t len = strcspn(at + 1, "{}");
		if (*at == '}' || at[1 + len] != '}') {
			reader_fault(r, key, "has a { or } that is alone");
			return false;
		}
		if (!is_known(at + 1, len, way, may)) {
			reader_fault(r, key, "{%.*s} is no field of this way",
				     len <= VALUE_NAME_MAX ? (int)len : 0,
				     at + 1);
			return false;
		}
		at += len + 2;
	}
	if (!is_closed(text))
		reader_fault(r, key, "has a base64( that is not closed");
	return is_closed(text);
}

static void host_add(struct reader *r, struct piece_way *way, const char *host)
{
	if (host == NULL || way->hosts == HOSTS_MAX)
		return;
	for (size_t i = 0; i < way->hosts; i++)
		if (strcasecmp(way->host[i], host) == 0)
			return;
	const char **list = (const char **)way->host;
	if (list == NULL)
		list = pool_alloc(r->pool, HOSTS_MAX, sizeof(*list));
	if (list == NULL)
		return;
	list[way->hosts++] = host;
	way->host = list;
}

const char *entry_read_url(struct reader *r, const cJSON *json, const char *key,
			   struct piece_way *way, unsigned may)
{
	const char *url = reader_text(r, json, key, URL_MAX);
	if (*url == '\0' || !template_check(r, key, url, way, may))
		return url;
	const char *fault = url_fault(url);
	if (fault != NULL)
		reader_fault(r, key, "%s", fault);
	/* The browser goes to auth_url, the secret does not. */
	else if (strcmp(key, "auth_url") != 0 && strcmp(key, "issuer") != 0)
		host_add(r, way, url_host(r->pool, url));
	return url;
}

/* RFC 9110 5.6.2, without those that frame the request. */
bool entry_is_header(struct reader *r, const char *name)
{
	static const char *const framing[] = {
		"Host",	      "Content-Length", "Transfer-Encoding",
		"Connection", "Trailer",	"Upgrade",
		"TE",	      "Expect",
	};
	bool is_good = *name != '\0';
	for (const char *c = name; *c != '\0'; c++)
		is_good &= isalnum((unsigned char)*c) ||
			   strchr("!#$%&'*+-.^_`|~", *c) != NULL;
	if (!is_good)
		reader_fault(r, NULL, "is no header name");
	for (size_t i = 0; i < sizeof(framing) / sizeof(*framing); i++)
		if (strcasecmp(name, framing[i]) == 0) {
			reader_fault(r, NULL, "is a header of the transport");
			return false;
		}
	return is_good;
}

static bool any_name_check(struct reader *r, const char *name)
{
	return reader_check_text(r, NULL, name, LABEL_MAX);
}

static bool is_name_twice(const cJSON *first, const cJSON *item)
{
	for (; first != item; first = first->next)
		if (strcasecmp(first->string, item->string) == 0)
			return true;
	return false;
}

static void pair_check(struct reader *r, const cJSON *first, const cJSON *item,
		       const struct piece_way *way, unsigned may,
		       entry_name_fn *name_check)
{
	const char *text = cJSON_GetStringValue(item);
	if (is_name_twice(first, item))
		reader_fault(r, NULL, "is there twice");
	else if (name_check(r, item->string) && text == NULL)
		reader_fault(r, NULL, "must be a text");
	/* An empty value takes a parameter away. */
	else if (text != NULL && *text != '\0' &&
		 reader_check_text(r, NULL, text, TEXT_MAX))
		template_check(r, NULL, text, way, may);
}

void entry_check_pairs(struct reader *r, const cJSON *json, const char *key,
		       const struct piece_way *way, unsigned may,
		       entry_name_fn *name_check)
{
	const cJSON *object = json_get(json, key, IS_OBJECT), *item;
	if (cJSON_GetArraySize(object) > PAIRS_MAX) {
		reader_fault(r, key, "has more than %d items", PAIRS_MAX);
		return;
	}
	reader_enter(r, key);
	cJSON_ArrayForEach(item, object) {
		reader_enter(r, item->string);
		pair_check(r, object->child, item, way, may,
			   name_check != NULL ? name_check : any_name_check);
		reader_leave(r);
	}
	reader_leave(r);
}

const struct field_option *entry_read_pairs(struct reader *r, const cJSON *json,
					    const char *key, size_t *count)
{
	const cJSON *object = json_get(json, key, IS_OBJECT), *item;
	struct field_option *pair = pool_alloc(
		r->pool, (size_t)cJSON_GetArraySize(object) + 1, sizeof(*pair));
	*count = 0;
	if (pair == NULL)
		return NULL;
	cJSON_ArrayForEach(item, object) {
		const char *text = cJSON_GetStringValue(item);
		pair[*count].label = pool_text(r->pool, item->string);
		pair[(*count)++].value =
			pool_text(r->pool, text != NULL ? text : "");
	}
	return pair;
}

/* The keys of "values" must be values of the field that "field" names. */
const cJSON *entry_by_values(struct reader *r, const cJSON *by,
			     const struct piece_way *way)
{
	if (!READER_KEYS(r, by, by_keys))
		return NULL;
	const struct piece_field *field =
		way_field(way, json_get(by, "field", IS_TEXT)->valuestring);
	const cJSON *values = json_get(by, "values", IS_OBJECT), *item;
	struct err err = ERR_INIT;
	if (field == NULL || field->kind != FIELD_CHOICE) {
		reader_fault(r, "field", "must be a choice of this way");
		return NULL;
	}
	if (values->child == NULL)
		reader_fault(r, "values", "is empty");
	if (cJSON_GetArraySize(values) > VALUES_MOST) {
		reader_fault(r, "values", "has more than %d items",
			     VALUES_MOST);
		return NULL;
	}
	reader_enter(r, "values");
	cJSON_ArrayForEach(item, values) {
		size_t len = strlen(item->string);
		if (is_name_twice(values->child, item))
			reader_fault(r, item->string, "is there twice");
		else if (len == 0 ||
			 field_value_check(field, item->string, len, &err) != 0)
			reader_fault(r, item->string, "is no value of %s",
				     field->name);
	}
	reader_leave(r);
	return values;
}

/* { "field": ..., "values": { value: address } } */
void entry_check_url_by(struct reader *r, const cJSON *json,
			struct piece_way *way, unsigned may)
{
	const cJSON *by = json_get(json, "url_by", IS_OBJECT), *item;
	if (by == NULL)
		return;
	reader_enter(r, "url_by");
	const cJSON *values = entry_by_values(r, by, way);
	reader_enter(r, "values");
	cJSON_ArrayForEach(item, values) {
		if (!cJSON_IsString(item))
			reader_fault(r, item->string, "must be a text");
		entry_read_url(r, values, item->string, way, may);
	}
	reader_leave(r);
	reader_leave(r);
}

static void api_read(struct reader *r, const cJSON *api, struct piece_way *way)
{
	reader_enter(r, "api");
	if (READER_KEYS(r, api, api_keys)) {
		entry_read_url(r, api, "url", way, MAY_TOKEN);
		entry_check_url_by(r, api, way, MAY_TOKEN);
		entry_check_pairs(r, api, "headers", way, MAY_TOKEN,
				  entry_is_header);
		entry_check_pairs(r, api, "query", way, MAY_TOKEN, NULL);
		way->header =
			entry_read_pairs(r, api, "headers", &way->headers);
		way->is_in_address =
			way->headers == 0 &&
			(cJSON_GetObjectItem(api, "query") ||
			 strstr(reader_text(r, api, "url", URL_MAX),
				"{api_key}"));
	}
	reader_leave(r);
}

static void hosts_read(struct reader *r, const cJSON *json,
		       struct piece_way *way)
{
	size_t count;
	const char *const *host =
		reader_texts(r, json, "hosts", HOSTS_MAX, &count);
	for (size_t i = 0; i < count; i++) {
		struct str url = STR_INIT;
		str_addf(&url, "https://%s", host[i]);
		const char *fault = url.text == NULL ? NULL
				    : strpbrk(host[i], "/?{}") != NULL
					    ? "must be host names"
					    : url_fault(url.text);
		if (fault != NULL)
			reader_fault(r, "hosts", "%s", fault);
		str_clear(&url);
		host_add(r, way, host[i]);
	}
}

void entry_read_recipes(struct reader *r, const cJSON *json,
			struct piece_way *way)
{
	const cJSON *api = json_get(json, "api", IS_OBJECT);
	if (api != NULL)
		api_read(r, api, way);
	entry_read_checks(r, json, way);
	hosts_read(r, json, way);
}
