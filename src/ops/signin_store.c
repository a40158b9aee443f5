/* signin_store.c - the tokens of a sign-in become a connection's */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "oauth/scope.h"
#include "ops/internal.h"
#include "ops/signing.h"
#include "ops/tokens.h"

bool signin_is_other(const struct signin *signin, const struct conn *conn)
{
	return *signin->account && *conn->account &&
	       !str_is(signin->account, conn->account);
}

static bool is_google(const char *url)
{
	static const char *const hosts[] = { "https://accounts.google.com/",
					     "https://oauth2.googleapis.com/",
					     "https://www.googleapis.com/" };

	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++)
		if (str_starts(url, hosts[i]))
			return true;
	return false;
}

const char *signin_advice(const struct signin *signin)
{
	const struct answer_tokens *tokens = &signin->answer.tokens;
	bool was_asked = scope_has(signin->scopes, "offline_access");

	if (!tokens->access || (tokens->life < 0 && !was_asked))
		return ""; /* it does not end, as far as anybody says */
	if (is_google(signin->provider.token_url))
		return "Google gives one only at the first consent: remove "
		       "the app's access in the Google account, then sign in "
		       "again";
	if (!was_asked)
		return "many providers give one only for the scope "
		       "offline_access, or for an app that may have one";
	return "the scope offline_access was asked for: look whether the app "
	       "may have one at the provider";
}

/* Set for ever to say how it is refreshed. */
static int mark_grant(const struct signin *signin, struct values *values,
		      struct err *err)
{
	static const char grant[] = "client_credentials";

	return signin->as_client ? values_set_bytes(values, TOKEN_GRANT, grant,
						    strlen(grant), err)
				 : 0;
}

/* All values of the connection: what was typed, and what came. */
static int values_make(const struct signin *signin, struct values *out,
		       struct err *err)
{
	if (tokens_merge(&signin->answer, &signin->fields, out, err) != 0)
		return -1;
	return mark_grant(signin, out, err);
}

/* Texts are borrowed from signin and scopes. */
static void fill_conn(const struct signin *signin, const char *scopes,
		      struct conn *conn)
{
	bool can_refresh =
		signin->answer.tokens.refresh != NULL || signin->as_client;
	struct token_times times = tokens_times(&signin->answer, can_refresh);

	conn->app = signin->app;
	conn->scopes = scopes;
	if (*signin->account)
		conn->account = signin->account;
	conn->expires_at = times.expires_at;
	conn->refresh_at = times.refresh_at;
	conn->refreshed_at = 0;
	conn->failures = 0;
}

static int is_ready(const struct signin *signin, struct err *err)
{
	return signin->state == SIGNIN_DONE
		       ? 0
		       : err_set(err, ERR_USAGE, "nobody has signed in yet");
}

int signin_create(struct session *session, struct signin *signin,
		  const struct conn_draft *draft, struct conn *out,
		  struct err *err)
{
	struct values values = VALUES_INIT;
	struct conn conn = { .account = "" };
	struct conn_draft full = *draft;
	char *scopes;
	int result = -1;

	if (is_ready(signin, err) != 0)
		return -1;
	scopes = scopes_as_lines(signin->granted);
	if (!scopes)
		return err_nomem(err);
	fill_conn(signin, scopes, &conn);
	full.piece = signin->piece;
	full.auth = "oauth2";
	full.values = &signin->fields;
	if (values_make(signin, &values, err) == 0)
		result = conn_create_signed(session, &full, &conn, &values, out,
					    err);
	values_clear(&values);
	free(scopes);
	return result;
}

/* Minutes have passed since it was read: a refresh that failed meanwhile is no
 * reason to throw new tokens away. One who signed in, or renamed it, is. */
static int bring_up_to_date(struct session *session, struct conn *conn,
			    struct err *err)
{
	struct conn now;

	if (project_conn_get(session->project, conn->id, &now, err) != 0)
		return -1;
	if (now.trashed || !str_is(now.account, conn->account) ||
	    !str_is(now.name, conn->name)) {
		conn_clear(&now);
		err->code = ERR_CONFLICT;
		err->sys = CONFLICT_VERSION;
		return conn_conflict(conn, err);
	}
	conn_clear(conn);
	*conn = now;
	return 0;
}

int signin_reconnect(struct session *session, struct signin *signin,
		     struct conn *conn, struct err *err)
{
	struct values values = VALUES_INIT;
	struct conn next;
	char *scopes, *hosts = NULL;
	struct conn_change change = {
		.conn = &next,
		.values = &values,
		.action = AUDIT_RECONNECT,
		.detail = signin->account,
	};
	int result = -1;

	if (!session_need_write(session, err) || is_ready(signin, err) != 0 ||
	    bring_up_to_date(session, conn, err) != 0)
		return -1;
	next = *conn;
	scopes = scopes_as_lines(signin->granted);
	if (!scopes)
		return err_nomem(err);
	if (values_make(signin, &values, err) == 0 &&
	    hosts_fill(signin->provider.way, &values, &hosts, err) == 0) {
		fill_conn(signin, scopes, &next);
		next.hosts = hosts;
		conn_set_active(&next, clock_now());
		result = conn_write(session, &change, conn, err);
	}
	values_clear(&values);
	free(hosts);
	free(scopes);
	return result;
}
