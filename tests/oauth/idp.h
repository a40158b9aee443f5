/* idp.h - the authorization server of tests/oauth/idp, beside a test */
#ifndef CONNVAULT_TESTS_IDP_H
#define CONNVAULT_TESTS_IDP_H

#include <stdbool.h>

#include "../net/helper.h"
#include "oauth/token.h"

struct idp {
	struct helper helper;
	struct http *http; /* for requests to it */
	char issuer[200];
};

/* Are its modules there, and Node? ./bootstrap check installs them. */
bool idp_is_there(void);
/* Where npm put the modules: in the build folder. Scripts run from there. */
const char *idp_folder(void);

void idp_start(struct idp *idp);
void idp_end(struct idp *idp);

/* The address of path there, until the next call. */
const char *idp_at(const struct idp *idp, const char *path);
/* How the next answer goes wrong: see the middle of idp.mjs. */
void idp_next(struct idp *idp, const char *rule);
void idp_clear(struct idp *idp);
/* A refresh token, as a sign-in of alice would have given. The caller's. */
struct secret *idp_grant(struct idp *idp, const char *client_id,
			 const char *scope);
/* How many requests to the token endpoint had that grant_type since
 * idp_clear(). */
int idp_count(struct idp *idp, const char *grant_type);
/* Send a call. The caller clears both. */
struct http_result idp_send(struct idp *idp, const struct oauth_call *call);

/* A secret with these bytes, owned by the caller. */
struct secret *idp_secret(const char *text);

#endif
