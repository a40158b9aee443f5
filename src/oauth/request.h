/* request.h - the address at which an operator signs in (RFC 6749, 4.1.1)
 *
 * Always response_type=code and PKCE with S256 (RFC 9700, 2.1.1, 2.1.2). */
#ifndef CONNVAULT_OAUTH_REQUEST_H
#define CONNVAULT_OAUTH_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct oauth_param {
	const char *name, *value;
};

struct oauth_request {
	const char *auth_url; /* of the provider; a query in it is kept */
	const char *client_id;
	const char *redirect_uri; /* the same bytes go to the token endpoint */
	const char *state;
	const char *challenge;
	const char *const *scope;
	size_t scopes;	       /* 0: the provider's own choice */
	const char *separator; /* of scopes; NULL: a blank, as the RFC has it */
	const struct oauth_param *extra; /* access_type=offline ... */
	size_t extras;
};

/* The caller owns *out. ERR_USAGE when a part is missing, the endpoint is
 * none (see below), or an extra parameter would stand beside one of ours
 * (RFC 6749, 3.1: none may be there twice). */
int oauth_request_url(const struct oauth_request *request, char **out,
		      struct err *err);

/* May requests go there? https with a plain host; http for 127.0.0.1, [::1]
 * and localhost only; no user name, no fragment (RFC 6749, 3.1, 3.2), no
 * placeholder left. what names the endpoint in the message. ERR_USAGE. */
int oauth_endpoint_check(const char *what, const char *url, struct err *err);

/* Do both addresses name the same scheme, host and port? Case aside; a port
 * that is the scheme's own may be left out. */
bool oauth_same_origin(const char *a, const char *b);

#endif
