/* revoke.h - what a revocation endpoint answered (RFC 7009, 2.2)
 *
 * Revoke the refresh token first, then the access token: servers end what
 * came of it as well (2.1). */
#ifndef CONNVAULT_OAUTH_REVOKE_H
#define CONNVAULT_OAUTH_REVOKE_H

#include "oauth/answer.h"

enum revoke_outcome {
	REVOKE_DONE,	    /* gone, or was never there (2.2) */
	REVOKE_UNSUPPORTED, /* not for tokens of this kind (2.2.1) */
	REVOKE_LATER,	    /* it must be taken for still good; ask again */
	REVOKE_REFUSED,	    /* the provider still honours the token */
};

/* Of the call that token_revoke() built. Bodies of successes are ignored.
 * out->text says what happened, out->retry_after when to ask again; clear it
 * with answer_clear(). -1 only when out of memory. */
int revoke_read(const struct http_result *result, enum revoke_outcome *outcome,
		struct answer *out, struct err *err);

#endif
