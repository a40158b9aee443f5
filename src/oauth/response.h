/* response.h - what comes back from the browser (RFC 6749, 4.1.2; RFC 9207)
 *
 * By the listener or pasted by the operator. A response that is not of this
 * sign-in changes nothing, whatever it says: one goes on waiting. */
#ifndef CONNVAULT_OAUTH_RESPONSE_H
#define CONNVAULT_OAUTH_RESPONSE_H

#include <stdint.h>

#include "base/secret.h"
#include "oauth/state.h"

/* One sign-in that is waited for; texts are borrowed. */
struct oauth_wait {
	struct oauth_state state;
	const char *redirect_uri; /* as it was sent */
	const char *issuer;	  /* of the provider; NULL: not known */
	bool iss_is_promised;	  /* its metadata says that it sends iss */
};

enum response_kind {
	RESPONSE_FOREIGN, /* not of this sign-in: nothing has changed */
	RESPONSE_CODE,
	RESPONSE_ERROR, /* the provider refuses; the sign-in is over */
	RESPONSE_BAD,	/* not to be used; the sign-in is over */
};

struct oauth_response {
	enum response_kind kind;
	struct secret *code;   /* RESPONSE_CODE */
	bool is_code_alone;    /* pasted so: any word could be one */
	char error[64];	       /* RESPONSE_ERROR: "access_denied", cleaned */
	char description[256]; /* cleaned, or "" */
	const char *why;       /* RESPONSE_FOREIGN, RESPONSE_BAD: a sentence */
};

/* The query of a callback, without "?". Parameters that are not known are
 * ignored (RFC 6749, 4.1.2), those that are known may not be there twice
 * (3.1). The state is spent by all but RESPONSE_FOREIGN.
 * -1 only when out of memory. */
int response_read_query(struct oauth_wait *wait, const struct secret *query,
			int64_t now_ms, struct oauth_response *out,
			struct err *err);

/* What an operator pasted: the whole address the browser ended on, with or
 * without "http://", its query, or the code alone. Blanks and line ends, as
 * terminals put them in, are left out. A code alone has no state to compare
 * (PKCE still binds it) and spends none; it is refused where iss is
 * promised. */
int response_read_pasted(struct oauth_wait *wait, const struct secret *text,
			 int64_t now_ms, struct oauth_response *out,
			 struct err *err);

void response_clear(struct oauth_response *response); /* wipes */

#endif
