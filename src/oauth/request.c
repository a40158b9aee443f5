/* request.c - the address at which an operator signs in */
#include "oauth/request.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "oauth/form.h"
#include "piece/url.h"

/* What this client says itself and no provider's extras may say. */
static const char *const ours[] = {
	"response_type",
	"client_id",
	"redirect_uri",
	"state",
	"scope",
	"code_challenge",
	"code_challenge_method",
	"response_mode",
	"request",
	"request_uri",
};

int oauth_endpoint_check(const char *what, const char *url, struct err *err)
{
	const char *fault = NULL;

	if (!url || !*url)
		fault = "is missing";
	else if (strpbrk(url, "{}"))
		fault = "has a placeholder that nothing was put in for";
	else if (strlen(url) > 2048)
		fault = "is too long";
	else
		fault = url_fault(url);
	if (!fault)
		return 0;
	return err_set(err, ERR_USAGE, "the %s %s", what, fault);
}

static bool is_ours(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		if (strlen(ours[i]) == len && memcmp(ours[i], name, len) == 0)
			return true;
	return false;
}

/* A query that stands in the endpoint is kept (RFC 6749, 3.1), if it says
 * nothing that is ours to say. */
static int check_query(const char *auth_url, struct err *err)
{
	const char *at = strchr(auth_url, '?');

	while (at && *at++) {
		size_t len = strcspn(at, "=&");

		if (is_ours(at, len))
			return err_set(err, ERR_USAGE,
				       "the authorization URL has %.*s in it",
				       (int)len, at);
		at = strchr(at, '&');
	}
	return 0;
}

static bool has_twice(const struct oauth_request *request, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (str_is(request->extra[i].name, request->extra[j].name))
			return true;
	return false;
}

static int check_extras(const struct oauth_request *request, struct err *err)
{
	for (size_t i = 0; i < request->extras; i++) {
		const char *name = request->extra[i].name;

		if (is_ours(name, strlen(name)) || has_twice(request, i))
			return err_set(err, ERR_USAGE,
				       "the parameter %.60s may not be added",
				       name);
	}
	return 0;
}

static int check(const struct oauth_request *request, struct err *err)
{
	const char *needed[] = { request->client_id, request->redirect_uri,
				 request->state, request->challenge };

	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++)
		if (!needed[i] || !*needed[i])
			return err_set(err, ERR_USAGE, "%s is missing",
				       i == 0 ? "the client id"
					      : "a part of the request");
	if (oauth_endpoint_check("authorization URL", request->auth_url, err) !=
		    0 ||
	    check_query(request->auth_url, err) != 0)
		return -1;
	return check_extras(request, err);
}

static void add(struct str *url, const char *name, const char *value)
{
	const char *query = strchr(url->text ? url->text : "", '?');

	str_add(url, !query ? "?" : query[1] ? "&" : "");
	form_escape(url, name);
	str_add(url, "=");
	form_escape(url, value);
}

static void add_scopes(struct str *url, const struct oauth_request *request)
{
	struct str list = STR_INIT;

	for (size_t i = 0; i < request->scopes; i++) {
		if (i > 0)
			str_add(&list,
				request->separator ? request->separator : " ");
		str_add(&list, request->scope[i]);
	}
	url->failed |= list.failed;
	if (list.len > 0)
		add(url, "scope", list.text);
	str_clear(&list);
}

int oauth_request_url(const struct oauth_request *request, char **out,
		      struct err *err)
{
	struct str url = STR_INIT;

	if (check(request, err) != 0)
		return -1;
	str_add(&url, request->auth_url);
	add(&url, "response_type", "code");
	add(&url, "client_id", request->client_id);
	add(&url, "redirect_uri", request->redirect_uri);
	add_scopes(&url, request);
	add(&url, "state", request->state);
	add(&url, "code_challenge", request->challenge);
	add(&url, "code_challenge_method", "S256");
	for (size_t i = 0; i < request->extras; i++)
		add(&url, request->extra[i].name, request->extra[i].value);
	*out = str_take(&url);
	return *out ? 0 : err_nomem(err);
}

/* Scheme, host and port of url, borrowed from it. */
struct origin {
	const char *host, *port;
	size_t host_len, port_len;
	bool is_https;
};

static struct origin origin_of(const char *url)
{
	struct origin origin = { .is_https =
					 strncasecmp(url, "https://", 8) == 0 };
	const char *colon = strstr(url, "://");

	origin.host = colon ? colon + 3 : url;

	size_t len = strcspn(origin.host, "/?#");
	const char *end = origin.host + len, *port = end;

	while (port > origin.host && strchr("0123456789", port[-1]))
		port--;
	if (port > origin.host && port[-1] == ':') {
		origin.host_len = (size_t)(port - 1 - origin.host);
		origin.port = port;
		origin.port_len = (size_t)(end - port);
	} else {
		origin.host_len = len;
	}
	if (origin.port_len == 0) {
		origin.port = origin.is_https ? "443" : "80";
		origin.port_len = strlen(origin.port);
	}
	return origin;
}

bool oauth_same_origin(const char *a, const char *b)
{
	struct origin x = origin_of(a), y = origin_of(b);

	return x.is_https == y.is_https && x.host_len == y.host_len &&
	       strncasecmp(x.host, y.host, x.host_len) == 0 &&
	       x.port_len == y.port_len &&
	       strncmp(x.port, y.port, x.port_len) == 0;
}
