/* token.h - asking a token endpoint (RFC 6749, 4.1.3, 4.4.2, 6)
 *
 * A call is built here, sent with http_run() or http_start(), and its answer
 * read with answer_read(call.to). Between the two the caller may store what
 * came as it came. A code is sent once (4.1.2): never send a call with one
 * again after it may have arrived. */
#ifndef CONNVAULT_OAUTH_TOKEN_H
#define CONNVAULT_OAUTH_TOKEN_H

#include "base/secret.h"
#include "net/http.h"
#include "oauth/answer.h"

/* How the client says who it is (RFC 6749, 2.3): one of these, never two. */
enum client_login {
	CLIENT_BASIC, /* id and secret in the Authorization header */
	CLIENT_POST,  /* both in the body */
	CLIENT_NONE,  /* a public client: its id in the body */
};

struct oauth_client {
	const char *id;
	const struct secret *secret; /* NULL for CLIENT_NONE */
	enum client_login login;
};

struct oauth_call {
	char *url;
	struct secret *form, *authorization;
	enum answer_to to;
};

/* The request of a call, which borrows its parts. */
struct http_request oauth_call_request(const struct oauth_call *call);
void oauth_call_clear(struct oauth_call *call); /* wipes */

/* Each fills *out; ERR_USAGE for an endpoint that is none (see
 * oauth_endpoint_check) or a client without the secret it needs. */

/* redirect_uri: the same bytes as in the authorization request (4.1.3). */
int token_exchange(const char *token_url, const struct oauth_client *client,
		   const struct secret *code, const char *redirect_uri,
		   const struct secret *verifier, struct oauth_call *out,
		   struct err *err);
/* Without scope: what was granted stays granted (6). */
int token_refresh(const char *token_url, const struct oauth_client *client,
		  const struct secret *refresh_token, struct oauth_call *out,
		  struct err *err);
/* scope is parted by blanks; NULL: the provider's choice. */
int token_client_credentials(const char *token_url,
			     const struct oauth_client *client,
			     const char *scope, struct oauth_call *out,
			     struct err *err);
/* RFC 8628, 3.1 and 3.4. */
int token_device_start(const char *device_url,
		       const struct oauth_client *client, const char *scope,
		       struct oauth_call *out, struct err *err);
int token_device_poll(const char *token_url, const struct oauth_client *client,
		      const struct secret *device_code, struct oauth_call *out,
		      struct err *err);
/* RFC 7009, 2.1. hint is "refresh_token" or "access_token". */
int token_revoke(const char *revoke_url, const struct oauth_client *client,
		 const struct secret *token, const char *hint,
		 struct oauth_call *out, struct err *err);

#endif
