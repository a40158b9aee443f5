/* verdict.h - what error codes of providers mean; for src/oauth only */
#ifndef CONNVAULT_OAUTH_VERDICT_H
#define CONNVAULT_OAUTH_VERDICT_H

#include "oauth/answer.h"

/* The class of an error code, case aside; ANSWER_CLASSES when it is not known.
 * Codes of RFC 6749, 5.2; RFC 8628, 3.5; OpenID Connect Core, 3.1.2.6; and of
 * GitHub, Slack, Google, Microsoft, HubSpot, Zoho. */
enum answer_class verdict_of_error(const char *error);

/* What an operator should look at, or "". */
const char *verdict_advice(const char *error);

/* The class of a refusal that gives no code that is known. */
enum answer_class verdict_of_status(int status, enum answer_to to);

#endif
