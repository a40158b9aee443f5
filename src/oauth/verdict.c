/* verdict.c - what error codes of providers mean */
#include "oauth/verdict.h"

#include <strings.h>

#define CLIENT "the client id or secret is wrong"
#define MAY    "the client is not registered for this"
#define URI    "the redirect URI is not registered"

struct row {
	const char *error;
	enum answer_class class;
	const char *what; /* what an operator should look at */
};

static const struct row rows[] = {
	{ "authorization_pending", ANSWER_PENDING, "" },
	{ "slow_down", ANSWER_SLOW_DOWN, "" },

	/* the code, refresh token or device code is no good any more */
	{ "invalid_grant", ANSWER_SIGN_IN, "" },
	{ "access_denied", ANSWER_SIGN_IN, "" },
	{ "expired_token", ANSWER_SIGN_IN, "" },
	{ "authorization_declined", ANSWER_SIGN_IN, "" },
	{ "interaction_required", ANSWER_SIGN_IN, "" },
	{ "login_required", ANSWER_SIGN_IN, "" },
	{ "consent_required", ANSWER_SIGN_IN, "" },
	{ "bad_verification_code", ANSWER_SIGN_IN, "" },
	{ "bad_refresh_token", ANSWER_SIGN_IN, "" },
	{ "invalid_refresh_token", ANSWER_SIGN_IN, "" },
	{ "invalid_code", ANSWER_SIGN_IN, "" },
	{ "code_already_used", ANSWER_SIGN_IN, "" },
	{ "code_expired", ANSWER_SIGN_IN, "" },
	{ "invalid_token", ANSWER_SIGN_IN, "" },
	{ "token_expired", ANSWER_SIGN_IN, "" },
	{ "token_revoked", ANSWER_SIGN_IN, "" },
	{ "account_inactive", ANSWER_SIGN_IN, "" },

	{ "invalid_client", ANSWER_MISCONFIGURED, CLIENT },
	{ "unauthorized_client", ANSWER_MISCONFIGURED, MAY },
	{ "unsupported_grant_type", ANSWER_MISCONFIGURED, MAY },
	{ "invalid_scope", ANSWER_MISCONFIGURED,
	  "a scope is not known or not allowed" },
	{ "invalid_request", ANSWER_MISCONFIGURED, "" },
	{ "invalid_target", ANSWER_MISCONFIGURED, "" },
	{ "incorrect_client_credentials", ANSWER_MISCONFIGURED, CLIENT },
	{ "redirect_uri_mismatch", ANSWER_MISCONFIGURED, URI },
	{ "bad_redirect_uri", ANSWER_MISCONFIGURED, URI },
	{ "bad_client_secret", ANSWER_MISCONFIGURED, CLIENT },
	{ "invalid_client_id", ANSWER_MISCONFIGURED, CLIENT },
	{ "device_flow_disabled", ANSWER_MISCONFIGURED, MAY },

	{ "temporarily_unavailable", ANSWER_LATER, "" },
	{ "server_error", ANSWER_LATER, "" },
	{ "service_unavailable", ANSWER_LATER, "" },
	{ "internal_error", ANSWER_LATER, "" },
	{ "internal_failure", ANSWER_LATER, "" },
	{ "fatal_error", ANSWER_LATER, "" },
	{ "request_timeout", ANSWER_LATER, "" },
	{ "ratelimited", ANSWER_LATER, "" },
	{ "rate_limited", ANSWER_LATER, "" },
	{ "rate_limit_exceeded", ANSWER_LATER, "" },
	{ "too_many_requests", ANSWER_LATER, "" },
};

static const struct row *row_of(const char *error)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcasecmp(rows[i].error, error) == 0)
			return &rows[i];
	return NULL;
}

enum answer_class verdict_of_error(const char *error)
{
	const struct row *row = row_of(error);

	return row ? row->class : ANSWER_CLASSES;
}

const char *verdict_advice(const char *error)
{
	const struct row *row = row_of(error);

	return row ? row->what : "";
}

/* A server that refuses a refresh token with 400 and nothing else exists. */
enum answer_class verdict_of_status(int status, enum answer_to to)
{
	return status == 400 && to != ANSWER_TO_CLIENT ? ANSWER_SIGN_IN
						       : ANSWER_MISCONFIGURED;
}
