/* test_check.c - connections by OAuth tested: refreshed first where needed */
#include "oauth_conn.h"

#include <poll.h>

#include "base/clock.h"
#include "ops/check.h"
#include "ops/internal.h"
#include "ops/refreshing.h"

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

static void keep(const struct check_result *result, void *arg)
{
	*(struct check_result *)arg = *result;
}

/* *conn is read again. */
static struct check_result check(struct fixture *at, struct conn *conn,
				 enum check_outcome wanted)
{
	const struct check_plan plan = { .jobs = 1 };
	const struct conn *one = conn;
	struct check_result result = { .text = "" };
	struct pollfd fds[CHECK_FDS_MAX];
	struct checks *checks;
	struct err err = ERR_INIT;
	int wait;

	assert_ok(checks_start(at->session, &plan, &one, 1, keep, &result,
			       &checks, &err));
	while (!checks_are_over(checks)) {
		size_t count = checks_fds(checks, fds, &wait);

		assert_true(poll(fds, count, wait) >= 0);
		assert_ok(checks_step(checks, fds, count, &err));
	}
	checks_free(checks);
	if (result.outcome != wanted)
		fail_msg("%s, not %s: %s", check_outcome_name(result.outcome),
			 check_outcome_name(wanted), result.text);
	oauth_read(at, conn);
	return result;
}

/* As if it were good for long. */
static void lengthen(struct fixture *at, struct conn *conn)
{
	struct conn next = *conn;
	struct conn_change change = { .conn = &next, .action = AUDIT_EDIT };
	struct err err = ERR_INIT;

	next.expires_at = clock_now() + 3600;
	next.refresh_at = clock_now() + 3000;
	assert_ok(project_apply(at->session->project, &change, 1, &err));
	oauth_read(at, conn);
}

static void a_token_that_has_expired_is_refreshed_first(void **state)
{
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "Mail");
	struct check_result result = check(at, &conn, CHECK_GOOD);

	assert_int_equal(result.http_status, 200);
	assert_int_equal(idp_count(&idp, "refresh_token"), 1);
	assert_int_equal(conn.status, STATUS_ACTIVE);
	assert_true(conn.checked_at > 0);
	/* Who signed in is not what the test calls it. */
	assert_string_equal(conn.account, "alice@example.test");
	conn_clear(&conn);
}

static void one_that_is_refused_is_refreshed_before_that_is_believed(
	void **state)
{
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "Mail");

	lengthen(at, &conn);
	check(at, &conn, CHECK_GOOD);
	assert_int_equal(idp_count(&idp, "refresh_token"), 1);
	assert_int_equal(conn.status, STATUS_ACTIVE);
	conn_clear(&conn);
}

static void without_a_grant_it_must_be_reconnected(void **state)
{
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "Mail");

	idp_next(&idp, "{\"replace\":{\"status\":400,\"headers\":{"
		       "\"content-type\":\"application/json\"},\"body\":"
		       "\"{\\\"error\\\":\\\"invalid_grant\\\"}\"}}");
	check(at, &conn, CHECK_REFUSED);
	assert_int_equal(conn.status, STATUS_INACTIVE);
	assert_int_equal(conn.reason, REASON_REVOKED);
	conn_clear(&conn);
}

static void a_provider_that_is_down_changes_nothing(void **state)
{
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "Mail");

	idp_next(&idp, "{\"replace\":{\"status\":503,\"headers\":{},"
		       "\"body\":\"\"}}");
	check(at, &conn, CHECK_LATER);
	assert_int_equal(conn.status, STATUS_ACTIVE);
	conn_clear(&conn);
}

/* Who signed in keeps that date: the pause is no reason to ask for ever. */
static void a_date_of_a_wrong_clock_is_no_reason_twice(void **state)
{
	const int64_t now = 1795335000, ahead = now + (int64_t)400 * 24 * 3600;
	const struct refresh_plan plan = { .within = 0 };
	struct conn conn = { .auth = AUTH_OAUTH2,
			     .connected_at = ahead,
			     .refresh_at = ahead + 2700,
			     .expires_at = ahead + 3600 };

	(void)state;
	assert_true(refresh_is_due(&conn, now, &plan));
	conn.refreshed_at = now;
	conn.refresh_at = now + 2700;
	conn.expires_at = now + 3600;
	assert_false(refresh_is_due(&conn, now + 100, &plan));
	assert_true(refresh_is_due(&conn, now + 2700, &plan));
}

#define CHECK_TEST(test) \
	cmocka_unit_test_setup_teardown(test, set_up, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CHECK_TEST(a_token_that_has_expired_is_refreshed_first),
		CHECK_TEST(
			one_that_is_refused_is_refreshed_before_that_is_believed),
		CHECK_TEST(without_a_grant_it_must_be_reconnected),
		CHECK_TEST(a_provider_that_is_down_changes_nothing),
		cmocka_unit_test(a_date_of_a_wrong_clock_is_no_reason_twice),
	};

	if (!idp_is_there()) {
		puts("1..0 # SKIP node or its modules are not there: "
		     "./bootstrap check installs them");
		return 0;
	}
	return cmocka_run_group_tests_name("check", tests, start, end);
}
