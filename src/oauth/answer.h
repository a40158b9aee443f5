/* answer.h - what a token endpoint answered, and what that means
 *
 * RFC 6749, 5.1 and 5.2; RFC 8628, 3.5; and what providers make of them. Every
 * answer falls into one class, which says what may be done next; a class with
 * tokens is the only one after which anything stored is replaced. */
#ifndef CONNVAULT_OAUTH_ANSWER_H
#define CONNVAULT_OAUTH_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/values.h"
#include "net/http.h"

enum answer_class {
	ANSWER_TOKENS,
	ANSWER_PENDING,	      /* device: the operator is not done yet */
	ANSWER_SLOW_DOWN,     /* device: as before, and ask less often */
	ANSWER_SIGN_IN,	      /* this grant is over: sign in again */
	ANSWER_MISCONFIGURED, /* client, scope, address or certificate: asking
			       * again is of no use; tokens are not touched */
	ANSWER_LATER,	      /* provider or network down: keep everything, ask
			       * again, not before retry_after seconds */
	ANSWER_GARBLED,	      /* not readable: again once, then give up */
	ANSWER_ELSEWHERE,     /* a page of somebody else: portal, proxy */
	ANSWER_REDIRECTED,    /* to location, which is not followed */
	ANSWER_UNUSABLE,      /* tokens that must not be used (5.1, 7.1) */
	ANSWER_LOST,	      /* the request may have arrived, the answer did
			       * not: with a refresh token that rotates, again
			       * once at most */
	ANSWER_CLASSES
};

/* What the request was: "invalid_grant" means something else each time. */
enum answer_to {
	ANSWER_TO_CODE,
	ANSWER_TO_REFRESH,
	ANSWER_TO_DEVICE,
	ANSWER_TO_CLIENT, /* client_credentials */
};

/* What is peculiar to a provider. */
struct answer_profile {
	const char *nest;	  /* Slack: "authed_user"; NULL */
	bool type_may_be_missing; /* no token_type means Bearer */
};

#define ANSWER_LIFE_UNKNOWN (-1)
#define ANSWER_LIFE_MAX	    ((int64_t)10 * 365 * 24 * 3600)

struct answer_tokens {
	struct secret *access;	/* NULL: there are none */
	struct secret *refresh; /* NULL: keep the old one (6) */
	struct secret *id;
	char *scope;  /* as scope_list() gives it; NULL: as was asked for */
	int64_t life; /* seconds from sent_at, or ANSWER_LIFE_UNKNOWN */
};

struct answer {
	enum answer_class class;
	struct answer_tokens tokens;
	struct answer_tokens beside; /* Slack: the bot's, beside the user's */
	struct values data;  /* what else came with tokens, see data.h */
	int64_t sent_at;     /* life counts from here */
	int64_t retry_after; /* seconds; 0: not said */
	int64_t interval;    /* seconds that slow_down asks for; 0 */
	int status;	     /* of HTTP, 0 when there was none */
	char error[64];	     /* the provider's code, cleaned, or "" */
	char text[320];	     /* a sentence for the operator, cleaned */
};

/* Classify. Text and tokens come out of result->body, which stays as it is.
 * -1 only when out of memory. */
int answer_read(const struct http_result *result, enum answer_to to,
		const struct answer_profile *profile, struct answer *out,
		struct err *err);
void answer_clear(struct answer *answer); /* wipes */

/* "sign_in", "later" ...: for tests, logs and JSON. */
const char *answer_class_name(enum answer_class class);

#endif
