/* tokens.h - what a token answer leaves in a connection; for src/ops only */
#ifndef CONNVAULT_OPS_TOKENS_H
#define CONNVAULT_OPS_TOKENS_H

#include "base/values.h"
#include "oauth/answer.h"

/* Names of values. Those that begin with a full stop are for this program
 * alone: never listed, never handed out. */
#define TOKEN_ACCESS   "access_token"
#define TOKEN_REFRESH  "refresh_token"
#define TOKEN_BOT      "bot_token" /* Slack's, beside the user's */
#define TOKEN_BOT_NEXT "bot_refresh_token"
#define TOKEN_GRANT    ".grant" /* "client_credentials"; else a code's */
#define TOKEN_OLD      ".old."	/* and a number from 1, the newest */
#define TOKEN_OLD_MAX  3	/* refresh tokens of before that are kept */
#define TOKEN_DATA     "data."

bool value_is_hidden(const char *name);
/* Does it come out of token answers, so that no operator types it? */
bool value_is_token(const char *name);

/* The values of before with the tokens of the answer instead of theirs. A
 * refresh token stays where there is no new one (RFC 6749, 6). old may be
 * NULL. */
int tokens_merge(const struct answer *answer, const struct values *old,
		 struct values *out, struct err *err);

/* When they expire, 0 for unknown, and when to refresh them, 0 for never. */
struct token_times {
	int64_t expires_at, refresh_at;
};
struct token_times tokens_times(const struct answer *answer, bool can_refresh);

/* Scopes, one per line as connections keep them; the caller's. */
char *scopes_as_lines(const char *scopes);
char *scopes_from_lines(const char *lines); /* as scope_list() gives them */

#endif
