/* tokens.h - tokens taken out of a parsed answer; for src/oauth only */
#ifndef CONNVAULT_OAUTH_TOKENS_H
#define CONNVAULT_OAUTH_TOKENS_H

#include <cJSON.h>

#include "oauth/answer.h"

/* Tokens of object, as the profile says, into out->tokens and out->beside.
 * 0 and NULL in *fault, or why they must not be used (nothing is kept of them
 * then); -1 only when out of memory. */
int tokens_read(const cJSON *object, const struct answer_profile *profile,
		struct answer *out, const char **fault, struct err *err);
void tokens_clear(struct answer_tokens *tokens); /* wipes */

#endif
