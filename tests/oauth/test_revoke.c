/* test_revoke.c - tokens ended at a real server (V1 to V3) */
#include "oauth_conn.h"

#include "ops/app.h"
#include "ops/refresh.h"
#include "ops/revoke.h"

static struct idp idp;

static int start(void **state)
{
	(void)state;
	idp_start(&idp);
	return 0;
}

static int end(void **state)
{
	(void)state;
	idp_end(&idp);
	return 0;
}

static int set_up(void **state)
{
	fixture_setup(state);
	idp_clear(&idp);
	oauth_piece(*state, &idp, "native-post", "post-secret");
	return 0;
}

static struct refresh_result refresh(struct fixture *at, struct conn *conn)
{
	struct refresh_plan plan = { .is_forced = true };
	struct refresh_result result;
	struct err err = ERR_INIT;

	assert_ok(refresh_conn(at->session, conn, &plan, &result, &err));
	return result;
}

static enum grant_end revoke(struct fixture *at, const struct conn *conn,
			     char text[320])
{
	struct grant *grant;
	struct err err = ERR_INIT;

	assert_null(grant_trouble(at->session, conn));
	assert_ok(grant_open(at->session, conn, &grant, &err));
	enum grant_end end = grant_revoke(grant, text, 320);

	assert_ok(grant_note(at->session, grant, end, &err));
	grant_free(grant);
	return end;
}

/* V1: the control is that the token is good before. */
static void a_revoked_token_is_of_no_use(void **state)
{
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "mail");
	char text[320];

	assert_int_equal(refresh(at, &conn).outcome, REFRESH_DONE);
	assert_int_equal(revoke(at, &conn, text), GRANT_ENDED);
	assert_int_equal(refresh(at, &conn).outcome, REFRESH_SIGN_IN);
	conn_clear(&conn);
}

/* V1: 503 means that it stands for still good. */
static void a_server_that_is_down_is_told(void **state)
{
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "mail");
	char text[320];

	idp_next(&idp, "{\"path\":\"/token/revocation\",\"replace\":"
		       "{\"status\":503}}");
	assert_int_equal(revoke(at, &conn, text), GRANT_LATER);
	assert_true(*text != '\0');
	assert_int_equal(refresh(at, &conn).outcome, REFRESH_DONE);
	conn_clear(&conn);
}

/* V2 */
static void a_refusal_is_told(void **state)
{
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "mail");
	char text[320];

	idp_next(&idp, "{\"path\":\"/token/revocation\",\"times\":2,"
		       "\"replace\":{\"status\":401}}");
	assert_int_equal(revoke(at, &conn, text), GRANT_STANDS);
	conn_clear(&conn);
}

/* V3: nothing is pretended. */
static void where_nothing_can_be_revoked_it_is_said(void **state)
{
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "mail");
	struct err err = ERR_INIT;
	struct grant *grant;
	struct app app;

	assert_ok(app_get(at->session, OAUTH_PIECE, NULL, &app, &err));
	assert_error(app_delete(at->session, &app, false, &err), ERR_CONFLICT);
	assert_ok(app_delete(at->session, &app, true, &err));
	app_clear(&app);
	assert_non_null(grant_trouble(at->session, &conn));
	assert_error(grant_open(at->session, &conn, &grant, &err), ERR_ABSENT);
	conn_clear(&conn);
}

/* Where the app's token endpoint is another server's, no secret goes to the
 * addresses of the piece. */
static void a_pinned_server_gets_all_or_nothing(void **state)
{
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "mail");
	struct secret *secret = idp_secret("other-made-up");
	struct app_draft draft = { .piece = OAUTH_PIECE,
				   .token_url = "http://127.0.0.1:9/token" };
	struct err err = ERR_INIT;
	struct app app;

	assert_null(grant_trouble(at->session, &conn));
	assert_error(app_set(at->session, &draft, &app, &err), ERR_CONFLICT);
	draft.client_secret = secret;
	assert_ok(app_set(at->session, &draft, &app, &err));
	app_clear(&app);
	assert_non_null(grant_trouble(at->session, &conn));
	secret_free(secret);
	conn_clear(&conn);
}

#define ONE(test) \
	cmocka_unit_test_setup_teardown(test, set_up, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ONE(a_revoked_token_is_of_no_use),
		ONE(a_server_that_is_down_is_told),
		ONE(a_refusal_is_told),
		ONE(a_pinned_server_gets_all_or_nothing),
		ONE(where_nothing_can_be_revoked_it_is_said),
	};

	if (!idp_is_there()) {
		puts("1..0 # SKIP node or its modules are not there: "
		     "./bootstrap check installs them");
		return 0;
	}
	return cmocka_run_group_tests_name("revoke", tests, start, end);
}
