/* provider.c - an OAuth provider as one connection sees it */
#include "ops/provider.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "oauth/request.h"
#include "oauth/scope.h"

/* Each endpoint: where the app pins it, and where the catalog has it. */
static const struct endpoint {
	const char *what;
	size_t at, pinned, listed;
} endpoints[] = {
	{ "address to sign in at", offsetof(struct provider, auth_url),
	  offsetof(struct app, auth_url),
	  offsetof(struct piece_way, auth_url) },
	{ "token endpoint", offsetof(struct provider, token_url),
	  offsetof(struct app, token_url),
	  offsetof(struct piece_way, token_url) },
	{ "device endpoint", offsetof(struct provider, device_url),
	  offsetof(struct app, device_url),
	  offsetof(struct piece_way, device_url) },
	{ "revocation endpoint", offsetof(struct provider, revoke_url),
	  offsetof(struct app, revoke_url),
	  offsetof(struct piece_way, revoke_url) },
	{ "user information endpoint", offsetof(struct provider, userinfo_url),
	  offsetof(struct app, userinfo_url),
	  offsetof(struct piece_way, userinfo_url) },
	{ "issuer", offsetof(struct provider, issuer),
	  offsetof(struct app, issuer), offsetof(struct piece_way, issuer) },
};

static const char *text_at(const void *object, size_t offset)
{
	return *(const char *const *)((const char *)object + offset);
}

static bool is_used(const struct endpoint *endpoint,
		    const struct piece_way *way)
{
	if (endpoint->at == offsetof(struct provider, device_url))
		return !way->has_odd_device;
	if (endpoint->at == offsetof(struct provider, revoke_url))
		return !way->has_odd_revoke;
	return true;
}

/* The other addresses of the catalog belong to its provider: where the app has
 * a token endpoint of another one, no secret goes to them. */
static bool is_elsewhere(const struct piece_way *way, const struct app *app)
{
	return *app->token_url &&
	       !oauth_same_origin(app->token_url, way->token_url);
}

static bool is_listed(const struct endpoint *endpoint,
		      const struct piece_way *way, const struct app *app)
{
	bool is_needed = endpoint->at == offsetof(struct provider, auth_url) ||
			 endpoint->at == offsetof(struct provider, token_url);

	return is_used(endpoint, way) && (is_needed || !is_elsewhere(way, app));
}

bool provider_revokes(const struct piece_way *way, const struct app *app)
{
	return *app->revoke_url || (*way->revoke_url && !way->has_odd_revoke &&
				    !is_elsewhere(way, app));
}

static int endpoint_make(const struct endpoint *endpoint,
			 const struct piece_way *way, const struct app *app,
			 const struct values *fields, struct provider *out,
			 struct err *err)
{
	char **to = (char **)((char *)out + endpoint->at);
	const char *url = text_at(app, endpoint->pinned);

	if (*url == '\0' && is_listed(endpoint, way, app))
		url = text_at(way, endpoint->listed);
	if (template_fill(url, fields, true, to, err) != 0)
		return -1;
	return **to ? oauth_endpoint_check(endpoint->what, *to, err) : 0;
}

static enum client_login login_of(const struct piece_way *way,
				  const struct app *app, bool has_secret)
{
	if (!has_secret || str_is(app->login, "none"))
		return CLIENT_NONE;
	if (str_is(app->login, "basic") ||
	    (*app->login == '\0' && str_is(way->login, "header")))
		return CLIENT_BASIC;
	return CLIENT_POST;
}

static int scopes_make(const struct piece_way *way, const struct values *fields,
		       struct provider *out, struct err *err)
{
	struct str list = STR_INIT;
	char *scope;

	for (size_t i = 0; i < way->scopes; i++) {
		if (template_fill(way->scope[i], fields, false, &scope, err)) {
			str_clear(&list);
			return -1;
		}
		str_addf(&list, "%s ", scope);
		free(scope);
	}
	char *text = str_take(&list);

	out->scopes = text ? scope_list(text) : NULL;
	free(text);
	return out->scopes ? 0 : err_nomem(err);
}

int provider_make(const struct piece_way *way, const struct app *app,
		  const struct secret *client_secret,
		  const struct values *fields, struct provider *out,
		  struct err *err)
{
	int result = 0;

	*out = (struct provider){ .way = way,
				  .promises_iss = app->promises_iss };
	for (size_t i = 0; i < sizeof(endpoints) / sizeof(*endpoints); i++)
		if (result == 0)
			result = endpoint_make(&endpoints[i], way, app, fields,
					       out, err);
	if (result == 0)
		result = scopes_make(way, fields, out, err);
	if (result == 0 && client_secret)
		result = secret_copy(client_secret, &out->client_secret, err);
	out->login = login_of(way, app, client_secret != NULL);
	if (result == 0 && (!(out->client_id = strdup(app->client_id)) ||
			    !(out->redirect_uri = strdup(app->redirect_uri))))
		result = err_nomem(err);
	if (result != 0)
		provider_clear(out);
	return result;
}

void provider_clear(struct provider *provider)
{
	for (size_t i = 0; i < sizeof(endpoints) / sizeof(*endpoints); i++)
		free(*(char **)((char *)provider + endpoints[i].at));
	free(provider->redirect_uri);
	free(provider->client_id);
	free(provider->scopes);
	secret_free(provider->client_secret);
	*provider = (struct provider){ .way = NULL };
}

struct oauth_client provider_client(const struct provider *provider)
{
	return (struct oauth_client){ .id = provider->client_id,
				      .secret =
					      provider->login == CLIENT_NONE
						      ? NULL
						      : provider->client_secret,
				      .login = provider->login };
}

struct answer_profile provider_profile(const struct provider *provider)
{
	const struct piece_way *way = provider->way;

	return (struct answer_profile){
		.nest = *way->token_nest ? way->token_nest : NULL,
		.type_may_be_missing = way->has_optional_type,
	};
}
