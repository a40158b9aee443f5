/* provider.h - an OAuth provider as one connection sees it; for src/ops only
 *
 * What the catalog says of it, what the app says instead, and the fields of
 * the connection filled in ("https://{domain}/oauth/token"). */
#ifndef CONNVAULT_OPS_PROVIDER_H
#define CONNVAULT_OPS_PROVIDER_H

#include "base/values.h"
#include "oauth/token.h"
#include "piece/piece.h"
#include "vault/types.h"

struct provider {
	const struct piece_way *way; /* borrowed, of the catalog */
	char *auth_url, *token_url;  /* "": there is none; so below */
	char *device_url, *revoke_url, *userinfo_url, *issuer;
	char *redirect_uri; /* registered with the app; "": any of ours */
	char *client_id;
	struct secret *client_secret; /* NULL: a public client */
	enum client_login login;
	bool promises_iss;
	char *scopes; /* that the piece asks for, as scope_list() gives them */
};

/* ERR_USAGE when a field that an address needs is not there, or would lead
 * elsewhere. */
int provider_make(const struct piece_way *way, const struct app *app,
		  const struct secret *client_secret,
		  const struct values *fields, struct provider *out,
		  struct err *err);
void provider_clear(struct provider *provider); /* wipes */

/* Has it a way to end tokens (RFC 7009)? */
bool provider_revokes(const struct piece_way *way, const struct app *app);

/* Borrowed from provider. */
struct oauth_client provider_client(const struct provider *provider);
struct answer_profile provider_profile(const struct provider *provider);

/* fill.c: "{field}" in text, filled in; owned by the caller. Into an address
 * (is_url) go only characters that cannot end a host name or a path, but for a
 * field that is the whole beginning of it. ERR_USAGE. */
int template_fill(const char *text, const struct values *fields, bool is_url,
		  char **out, struct err *err);

#endif
