/* revoke.c - what a revocation endpoint answered */
#include "oauth/revoke.h"

#include <stdio.h>
#include <strings.h>

static enum revoke_outcome outcome_of(const struct answer *answer)
{
	if (strcasecmp(answer->error, "unsupported_token_type") == 0)
		return REVOKE_UNSUPPORTED;
	/* A token that is no good is what was wanted. */
	if (strcasecmp(answer->error, "invalid_token") == 0)
		return REVOKE_DONE;
	return answer->class == ANSWER_LATER || answer->class == ANSWER_LOST
		       ? REVOKE_LATER
		       : REVOKE_REFUSED;
}

int revoke_read(const struct http_result *result, enum revoke_outcome *outcome,
		struct answer *out, struct err *err)
{
	if (answer_read(result, ANSWER_TO_CLIENT, NULL, out, err) != 0)
		return -1;
	*outcome = outcome_of(out);
	/* No body counts, but one that says "error" or "ok":false (Slack). */
	if (result->outcome == HTTP_ANSWERED && result->status / 100 == 2 &&
	    (out->class == ANSWER_TOKENS || out->class == ANSWER_UNUSABLE ||
	     out->class == ANSWER_GARBLED))
		*outcome = REVOKE_DONE;
	if (*outcome == REVOKE_DONE)
		snprintf(out->text, sizeof(out->text),
			 "the provider revoked the token");
	return 0;
}
