/* discovery.c - what an authorization server says of itself */
#include "oauth/discovery.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "oauth/json.h"
#include "oauth/request.h"

#define OAUTH_PATH  "/.well-known/oauth-authorization-server"
#define OPENID_PATH "/.well-known/openid-configuration"

int discovery_url(const char *issuer, int way, char **out, struct err *err)
{
	struct str url = STR_INIT;

	if (oauth_endpoint_check("issuer", issuer, err) != 0)
		return -1;
	if (strchr(issuer, '?'))
		return err_set(err, ERR_USAGE, "the issuer has a query");

	size_t host = (size_t)(strstr(issuer, "://") + 3 - issuer);
	size_t path = host + strcspn(issuer + host, "/");
	size_t len = strlen(issuer);

	/* A slash at the end goes, in both specifications. */
	if (issuer[len - 1] == '/')
		len--;
	if (way == 0) {
		str_add_bytes(&url, issuer, path);
		str_add(&url, OAUTH_PATH);
		str_add_bytes(&url, issuer + path, len > path ? len - path : 0);
	} else {
		str_add_bytes(&url, issuer, len);
		str_add(&url, OPENID_PATH);
	}
	*out = str_take(&url);
	return *out ? 0 : err_nomem(err);
}

/* -- the document --------------------------------------------------------- */

/* One endpoint, if it is told. */
static int take(const cJSON *object, const char *key, char **out,
		struct err *err)
{
	const char *text = json_text(object, key);

	if (!text)
		return 0;
	if (oauth_endpoint_check(key, text, err) != 0) {
		err->code = ERR_FAILED;
		return -1;
	}
	*out = strdup(text);
	return *out ? 0 : err_nomem(err);
}

static bool list_has(const cJSON *object, const char *key, const char *wanted)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(object, key);
	const cJSON *item;

	cJSON_ArrayForEach(item, list) {
		if (str_is(cJSON_GetStringValue(item), wanted))
			return true;
	}
	return false;
}

static int read_object(const cJSON *object, const char *issuer,
		       struct metadata *out, struct err *err)
{
	if (!str_is(json_text(object, "issuer"), issuer))
		return err_set(err, ERR_FAILED,
			       "the metadata is of another issuer");
	out->issuer = strdup(issuer);
	if (!out->issuer)
		return err_nomem(err);
	out->iss_is_promised = json_is(
		object, "authorization_response_iss_parameter_supported", true);
	out->has_s256 =
		list_has(object, "code_challenge_methods_supported", "S256");
	if (take(object, "authorization_endpoint", &out->auth_url, err) != 0 ||
	    take(object, "token_endpoint", &out->token_url, err) != 0 ||
	    take(object, "device_authorization_endpoint", &out->device_url,
		 err) != 0 ||
	    take(object, "userinfo_endpoint", &out->userinfo_url, err) != 0)
		return -1;
	return take(object, "revocation_endpoint", &out->revoke_url, err);
}

static int check_result(const struct http_result *result, struct err *err)
{
	if (result->outcome != HTTP_ANSWERED)
		return err_set(err,
			       result->fault == HTTP_UNVERIFIED ? ERR_FAILED
								: ERR_NETWORK,
			       "the metadata did not come: %s", result->reason);
	if (result->status >= 500 || result->status == 429)
		return err_set(err, ERR_NETWORK,
			       "the metadata did not come: HTTP %d",
			       result->status);
	if (result->status != 200 || result->fault != HTTP_OK)
		return err_set(err, ERR_ABSENT, "there is no metadata: HTTP %d",
			       result->status);
	return 0;
}

int discovery_read(const struct http_result *result, const char *issuer,
		   struct metadata *out, struct err *err)
{
	const char *fault;

	*out = (struct metadata){ 0 };
	if (check_result(result, err) != 0)
		return -1;

	cJSON *object = json_read(result->body, &fault);

	if (!object)
		return err_set(err, ERR_ABSENT, "the metadata %s", fault);

	int read = read_object(object, issuer, out, err);

	json_free(object);
	if (read != 0)
		metadata_clear(out);
	return read;
}

static int ask(struct http *http, const char *issuer, int way,
	       struct metadata *out, struct err *err)
{
	struct http_request request = { 0 };
	struct http_result result;
	char *url;

	if (discovery_url(issuer, way, &url, err) != 0)
		return -1;
	request.url = url;

	int done = http_run(http, &request, &result, err);

	free(url);
	if (done != 0)
		return -1;
	done = discovery_read(&result, issuer, out, err);
	http_result_clear(&result);
	return done;
}

int discovery_run(struct http *http, const char *issuer, struct metadata *out,
		  struct err *err)
{
	for (int way = 0; way < DISCOVERY_WAYS; way++) {
		struct err mine = ERR_INIT;

		if (ask(http, issuer, way, out, &mine) == 0)
			return 0;
		*err = mine;
		if (mine.code != ERR_ABSENT)
			return -1;
	}
	return -1;
}

void metadata_clear(struct metadata *metadata)
{
	free(metadata->issuer);
	free(metadata->auth_url);
	free(metadata->token_url);
	free(metadata->device_url);
	free(metadata->revoke_url);
	free(metadata->userinfo_url);
	*metadata = (struct metadata){ 0 };
}

bool metadata_has_moved(const struct metadata *metadata,
			const char *pinned_token_url)
{
	return !metadata->token_url ||
	       !oauth_same_origin(metadata->token_url, pinned_token_url);
}
