/* revoke.c - ending tokens at the provider */
#include "ops/revoke.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "oauth/revoke.h"
#include "ops/app.h"
#include "ops/conn.h"
#include "ops/internal.h"
#include "ops/network.h"
#include "ops/provider.h"
#include "ops/tokens.h"

struct grant {
	uint8_t conn[OBJECT_ID];
	char *external_id;
	struct provider provider;
	struct secret *refresh, *access; /* NULL: there is none */
};

const char *grant_trouble(struct session *session, const struct conn *conn)
{
	struct err err = ERR_INIT;
	const struct piece_way *way;
	const struct piece *piece;
	struct app app;

	if (conn->auth != AUTH_OAUTH2)
		return "only tokens of OAuth can be revoked from here: end the "
		       "credential at the provider";
	if (conn->secret_version == 0)
		return "it has no token";
	if (conn_way(session, conn, &piece, &way, &err) != 0 ||
	    project_app(session->project, conn->piece, conn->app, &app, &err) !=
		    0)
		return "its OAuth app is gone, without which no provider "
		       "takes a token back: end it there";
	bool has_way = provider_revokes(way, &app);

	app_clear(&app);
	return has_way ? NULL
		       : "this provider offers no way to revoke tokens from "
			 "here: remove the app's access in the account there";
}

/* -- out of the vault -------------------------------------------------------
 */

static int copy_of(const struct values *values, const char *name,
		   struct secret **out, struct err *err)
{
	const struct secret *value = values_get(values, name);

	return value ? secret_copy(value, out, err) : 0;
}

static int grant_fill(struct session *session, const struct conn *conn,
		      struct grant *grant, struct err *err)
{
	struct values values = VALUES_INIT;
	struct secret *secret = NULL;
	const struct piece_way *way;
	const struct piece *piece;
	struct app app;
	int result = -1;

	if (conn_way(session, conn, &piece, &way, err) != 0 ||
	    project_app(session->project, conn->piece, conn->app, &app, err) !=
		    0)
		return -1;
	if (project_values(session->project, conn, "revoke", &values, err) ==
		    0 &&
	    project_app_secret(session->project, &app, "revoke", &secret,
			       err) == 0 &&
	    provider_make(way, &app, secret, &values, &grant->provider, err) ==
		    0 &&
	    copy_of(&values, TOKEN_REFRESH, &grant->refresh, err) == 0)
		result = copy_of(&values, TOKEN_ACCESS, &grant->access, err);
	values_clear(&values);
	secret_free(secret);
	app_clear(&app);
	return result;
}

int grant_open(struct session *session, const struct conn *conn,
	       struct grant **out, struct err *err)
{
	const char *trouble;
	struct grant *grant;

	if (!session_need_write(session, err))
		return -1;
	trouble = grant_trouble(session, conn);
	if (trouble)
		return err_set(err, ERR_ABSENT, "%s", trouble);
	grant = calloc(1, sizeof(*grant));
	if (!grant)
		return err_nomem(err);
	memcpy(grant->conn, conn->id, OBJECT_ID);
	grant->external_id = strdup(conn->external_id);
	if (!grant->external_id || grant_fill(session, conn, grant, err) != 0) {
		if (!grant->external_id)
			err_nomem(err);
		grant_free(grant);
		return -1;
	}
	*out = grant;
	return 0;
}

void grant_free(struct grant *grant)
{
	if (!grant)
		return;
	provider_clear(&grant->provider);
	secret_free(grant->refresh);
	secret_free(grant->access);
	free(grant->external_id);
	free(grant);
}

static bool has_token(const struct values *values, const char *name,
		      const struct secret *token)
{
	const struct secret *now = values_get(values, name);

	return now && token && secret_equal(now, token);
}

int grant_is_used(struct session *session, const struct grant *grant,
		  const struct conn *conn, bool *out, struct err *err)
{
	struct project *project = session_need_write(session, err);
	struct values values = VALUES_INIT;

	if (!project ||
	    project_values(project, conn, "revoke", &values, err) != 0)
		return -1;
	*out = has_token(&values, TOKEN_REFRESH, grant->refresh) ||
	       has_token(&values, TOKEN_ACCESS, grant->access);
	values_clear(&values);
	return 0;
}

/* -- at the provider --------------------------------------------------------
 */

static enum grant_end end_of(enum revoke_outcome outcome)
{
	switch (outcome) {
	case REVOKE_DONE:
		return GRANT_ENDED;
	case REVOKE_LATER:
		return GRANT_LATER;
	default:
		return GRANT_STANDS;
	}
}

static enum grant_end revoke_one(struct grant *grant, struct http *http,
				 const struct secret *token, const char *hint,
				 char *text, size_t size)
{
	struct oauth_client client = provider_client(&grant->provider);
	enum revoke_outcome outcome = REVOKE_REFUSED;
	struct err err = ERR_INIT;
	struct http_request request;
	struct http_result result;
	struct oauth_call call;
	struct answer answer;

	if (token_revoke(grant->provider.revoke_url, &client, token, hint,
			 &call, &err) != 0) {
		str_copy(text, err.msg, size);
		return GRANT_STANDS;
	}
	request = oauth_call_request(&call);
	int ran = http_run(http, &request, &result, &err);

	if (ran == 0) {
		ran = revoke_read(&result, &outcome, &answer, &err);
		http_result_clear(&result);
	}
	oauth_call_clear(&call);
	str_copy(text, ran == 0 ? answer.text : err.msg, size);
	if (ran == 0)
		answer_clear(&answer);
	return end_of(outcome);
}

/* Servers end what came of a refresh token as well (RFC 7009, 2.1), but not
 * all, and one that refuses the one may take the other. */
enum grant_end grant_revoke(struct grant *grant, char *text, size_t size)
{
	enum grant_end end = GRANT_ENDED;
	struct err err = ERR_INIT;
	struct http *http;

	str_copy(text, "it has no token", size);
	if (network_open(false, &http, &err) != 0) {
		str_copy(text, err.msg, size);
		return GRANT_LATER;
	}
	if (grant->refresh)
		end = revoke_one(grant, http, grant->refresh, "refresh_token",
				 text, size);
	if (grant->access && end != GRANT_LATER) {
		char other[320];
		enum grant_end access =
			revoke_one(grant, http, grant->access, "access_token",
				   other, sizeof(other));

		if (!grant->refresh) {
			str_copy(text, other, size);
			end = access;
		}
	}
	http_free(http);
	return end;
}

int grant_note(struct session *session, const struct grant *grant,
	       enum grant_end end, struct err *err)
{
	static const char *const words[] = { "revoked", "refused", "later" };
	struct project *project = session_need_write(session, err);

	return project ? project_audit_note(project, AUDIT_REVOKE, grant->conn,
					    grant->external_id, words[end], err)
		       : -1;
}
