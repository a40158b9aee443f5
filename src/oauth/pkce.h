/* pkce.h - proof that who redeems a code is who asked for it (RFC 7636)
 *
 * S256 always, "plain" never. A verifier serves one authorization request. */
#ifndef CONNVAULT_OAUTH_PKCE_H
#define CONNVAULT_OAUTH_PKCE_H

#include "base/secret.h"

#define PKCE_CHALLENGE 43 /* characters of a challenge */

/* 32 random octets in base64url (RFC 7636, 4.1). The caller owns *out. */
int pkce_verifier_new(struct secret **out, struct err *err);

/* The S256 challenge of a verifier (RFC 7636, 4.2), which is no secret. */
void pkce_challenge(const struct secret *verifier,
		    char out[PKCE_CHALLENGE + 1]);

#endif
