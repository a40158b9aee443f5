/* test_refresh.c - refreshing at a real server that rotates, and misbehaves
 *
 * Ids as R1 are those of doc/oauth-duties.md. */
#include "oauth_conn.h"
#include "refresher.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/str.h"
#include "ops/app.h"
#include "ops/internal.h"
#include "ops/refresh.h"
#include "ops/tokens.h"

#define MANY 16

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

static struct refresh_result refresh(struct fixture *at, struct conn *conn,
				     bool is_forced,
				     enum refresh_outcome wanted)
{
	struct refresh_plan plan = { .is_forced = is_forced };
	struct refresh_result result;
	struct err err = ERR_INIT;

	assert_ok(refresh_conn(at->session, conn, &plan, &result, &err));
	if (result.outcome != wanted)
		fail_msg("%s, not %s: %s", refresh_outcome_name(result.outcome),
			 refresh_outcome_name(wanted), result.text);
	return result;
}

static int requests(void)
{
	return idp_count(&idp, "refresh_token");
}

/* Does the server take the access token that the connection has? */
static bool is_good(struct fixture *at, const struct conn *conn)
{
	struct secret *token = oauth_value(at, conn, TOKEN_ACCESS);
	char bearer[2000];
	struct http_result result;
	struct err err = ERR_INIT;

	snprintf(bearer, sizeof(bearer), "Bearer %s",
		 (const char *)secret_reveal(token, NULL));
	struct secret *authorization = idp_secret(bearer);
	struct http_request request = { .url = idp_at(&idp, "/me"),
					.authorization = authorization };

	assert_ok(http_run(idp.http, &request, &result, &err));
	bool is_taken = result.status == 200;

	http_result_clear(&result);
	secret_free(authorization);
	secret_free(token);
	return is_taken;
}

static void count_done(const struct refresh_result *result, void *arg)
{
	if (result->outcome == REFRESH_DONE)
		++*(int *)arg;
	else
		print_message("# %s: %s\n",
			      refresh_outcome_name(result->outcome),
			      result->text);
}

static int refresh_all(struct fixture *at, unsigned jobs)
{
	struct refresh_plan plan = { .jobs = jobs };
	struct err err = ERR_INIT;
	int done = 0;

	assert_ok(refresh_due(at->session, &plan, count_done, &done, &err));
	return done;
}

/* What a test changed in it. */
static void store(struct fixture *at, struct conn *conn)
{
	struct conn_change change = { .conn = conn, .action = AUDIT_EDIT };
	struct err err = ERR_INIT;

	assert_ok(project_apply(at->session->project, &change, 1, &err));
	oauth_read(at, conn);
}

/* -- one --------------------------------------------------------------------
 */

/* T7: the new refresh token is kept, and the one before beside it. */
static void a_due_token_is_exchanged_for_a_new_one(void **state)
{
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "mail");
	struct secret *before = oauth_value(at, &conn, TOKEN_REFRESH), *after,
		      *old;

	refresh(at, &conn, false, REFRESH_DONE);
	after = oauth_value(at, &conn, TOKEN_REFRESH);
	old = oauth_value(at, &conn, TOKEN_OLD "1");
	assert_false(secret_equal(before, after));
	assert_true(secret_equal(before, old));
	assert_true(is_good(at, &conn));
	assert_int_equal(conn.status, STATUS_ACTIVE);
	assert_true(conn.refreshed_at > 0);
	assert_true(conn.expires_at > clock_now());
	assert_true(conn.refresh_at > clock_now() &&
		    conn.refresh_at < conn.expires_at);
	assert_int_equal(requests(), 1);
	refresh(at, &conn, false, REFRESH_NOT_DUE);
	assert_int_equal(requests(), 1);
	refresh(at, &conn, true, REFRESH_DONE); /* R7 */
	assert_int_equal(requests(), 2);
	secret_free(before);
	secret_free(after);
	secret_free(old);
	conn_clear(&conn);
}

/* R5, R6, T10: nothing changes but what is told, and the next try is put off.
 */
static void a_provider_that_is_down_costs_nothing(void **state)
{
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "mail");
	struct secret *before = oauth_value(at, &conn, TOKEN_REFRESH), *after;
	struct refresh_result result;

	idp_next(&idp, "{\"replace\":{\"status\":503,\"headers\":"
		       "{\"retry-after\":\"700\"}}}");
	result = refresh(at, &conn, false, REFRESH_LATER);
	assert_true(result.next_try >= clock_now() + 690);
	assert_int_equal(conn.status, STATUS_ACTIVE);
	assert_int_equal(conn.failures, 1);
	assert_int_equal(conn.refresh_at, result.next_try);
	assert_true(strlen(conn.error) > 0);
	after = oauth_value(at, &conn, TOKEN_REFRESH);
	assert_true(secret_equal(before, after));
	refresh(at, &conn, false, REFRESH_NOT_DUE);
	refresh(at, &conn, true, REFRESH_DONE);
	assert_int_equal(conn.failures, 0);
	assert_string_equal(conn.error, "");
	secret_free(before);
	secret_free(after);
	conn_clear(&conn);
}

/* Table 2.3: marked, kept, not asked for again by itself. */
static void a_spent_token_means_sign_in(void **state)
{
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "mail");
	struct refresh_result result;
	struct secret *kept;

	idp_next(&idp, "{\"replace\":{\"status\":400,\"headers\":"
		       "{\"content-type\":\"application/json\"},\"body\":"
		       "\"{\\\"error\\\":\\\"invalid_grant\\\"}\"}}");
	result = refresh(at, &conn, false, REFRESH_SIGN_IN);
	assert_int_equal(result.next_try, 0);
	assert_int_equal(conn.status, STATUS_INACTIVE);
	assert_int_equal(conn.reason, REASON_REVOKED);
	kept = oauth_value(at, &conn, TOKEN_REFRESH);
	assert_non_null(kept);
	refresh(at, &conn, false, REFRESH_NOT_DUE);
	assert_int_equal(requests(), 0);
	secret_free(kept);
	conn_clear(&conn);
}

static void a_wrong_client_secret_is_the_apps_fault(void **state)
{
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "mail");
	struct secret *wrong = idp_secret("wrong-made-up"),
		      *right = idp_secret("post-secret");
	struct app_draft draft = { .piece = OAUTH_PIECE,
				   .client_secret = wrong };
	struct err err = ERR_INIT;
	struct app app;

	assert_ok(app_set(at->session, &draft, &app, &err));
	app_clear(&app);
	refresh(at, &conn, false, REFRESH_APP_ERROR);
	assert_int_equal(conn.status, STATUS_INACTIVE);
	assert_int_equal(conn.reason, REASON_APP_ERROR);
	draft.client_secret = right;
	assert_ok(app_set(at->session, &draft, &app, &err));
	app_clear(&app);
	refresh(at, &conn, true, REFRESH_DONE);
	assert_int_equal(conn.status, STATUS_ACTIVE);
	secret_free(wrong);
	secret_free(right);
	conn_clear(&conn);
}

/* R4: the server rotated, and nobody got it. Once more, then it is said. */
static void a_lost_answer_is_asked_for_once_more(void **state)
{
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "mail");
	struct refresh_result result;

	idp_next(&idp, "{\"drop\":true}");
	result = refresh(at, &conn, false, REFRESH_SIGN_IN);
	assert_non_null(strstr(result.text, "was lost"));
	assert_int_equal(requests(), 2);
	assert_int_equal(conn.status, STATUS_INACTIVE);
	conn_clear(&conn);
}

/* Once more at most, and nobody forgets that: the third one is an operator's.
 */
static void two_lost_answers_are_not_followed_by_a_third_request(void **state)
{
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "mail");
	struct refresh_result result;

	conn.expires_at = clock_now() + 600;
	store(at, &conn);
	idp_next(&idp, "{\"drop\":true}");
	idp_next(&idp, "{\"drop\":true}");
	result = refresh(at, &conn, false, REFRESH_SIGN_IN);
	assert_non_null(strstr(result.text, "no answer came"));
	assert_int_equal(result.next_try, 0);
	assert_int_equal(requests(), 2);
	/* R5: what is still good is used to its end */
	assert_int_equal(conn.status, STATUS_ACTIVE);
	assert_int_equal(refresh_all(at, 1), 0);
	refresh(at, &conn, false, REFRESH_NOT_DUE);
	assert_int_equal(requests(), 2);
	conn.expires_at = clock_now() - 5;
	store(at, &conn);
	assert_int_equal(refresh_all(at, 1), 0);
	oauth_read(at, &conn);
	assert_int_equal(conn.reason, REASON_EXPIRED);
	conn_clear(&conn);
}

/* Two processes have asked and died: who comes third does not ask. */
static void a_token_that_was_sent_twice_is_not_sent_again(void **state)
{
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "mail");

	for (int i = 0; i < 2; i++)
		assert_true(WIFSIGNALED(refresher_wait(
			refresher_start(at, &conn, "leased", -1))));
	refresh(at, &conn, false, REFRESH_SIGN_IN);
	assert_int_equal(requests(), 0);
	conn_clear(&conn);
}

/* What the console asks with: due or not, but no back-off is run through. */
static void what_is_asked_for_by_name_waits_for_the_next_try(void **state)
{
	struct refresh_plan plan = { .is_asked = true };
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "mail");
	struct refresh_result result;
	struct err err = ERR_INIT;

	conn.refresh_at = clock_now() + 3000;
	store(at, &conn);
	idp_next(&idp, "{\"replace\":{\"status\":503}}");
	assert_ok(refresh_conn(at->session, &conn, &plan, &result, &err));
	assert_int_equal(result.outcome, REFRESH_LATER);
	assert_int_equal(conn.failures, 1);
	assert_ok(refresh_conn(at->session, &conn, &plan, &result, &err));
	assert_int_equal(result.outcome, REFRESH_LATER);
	assert_int_equal(result.next_try, conn.refresh_at);
	assert_int_equal(requests(), 0);
	conn.refresh_at = clock_now() - 1;
	store(at, &conn);
	assert_ok(refresh_conn(at->session, &conn, &plan, &result, &err));
	assert_int_equal(result.outcome, REFRESH_DONE);
	assert_ok(refresh_conn(at->session, &conn, &plan, &result, &err));
	assert_int_equal(result.outcome, REFRESH_NOT_DUE); /* R2 */
	assert_int_equal(requests(), 1);
	conn_clear(&conn);
}

static void answers_of_other_kinds_are_read(void **state)
{
	static const char *const rules[] = {
		"{\"form\":true}",
		"{\"set\":{\"expires_in\":\"30\"}}",
		"{\"delete\":[\"expires_in\"]}",
		"{\"delete\":[\"refresh_token\"]}",
		"{\"delete\":[\"scope\"]}",
		"{\"set\":{\"token_type\":\"bearer\"}}",
		"{\"set\":{\"instance_url\":\"https://x.example\"}}",
	};
	struct fixture *at = *state;
	struct conn conn;

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		char name[16];

		snprintf(name, sizeof(name), "mail%zu", i);
		conn = oauth_conn(at, &idp, name);
		idp_next(&idp, rules[i]);
		refresh(at, &conn, false, REFRESH_DONE);
		assert_true(is_good(at, &conn));
		if (strstr(rules[i], "instance_url")) {
			struct secret *data =
				oauth_value(at, &conn, "data.instance_url");

			assert_string_equal(secret_reveal(data, NULL),
					    "https://x.example");
			secret_free(data);
		}
		conn_clear(&conn);
	}
}

/* One answer that cannot be kept stands in nobody's way. */
static void a_token_that_is_too_large_blocks_nothing(void **state)
{
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "mail");
	static char rule[80000];

	snprintf(rule, sizeof(rule), "{\"set\":{\"access_token\":\"%0*d\"}}",
		 66000, 7);
	idp_next(&idp, rule);
	refresh(at, &conn, false, REFRESH_LATER);
	assert_int_equal(conn.status, STATUS_ACTIVE);
	conn_clear(&conn);
	conn = oauth_conn(at, &idp, "other");
	refresh(at, &conn, false, REFRESH_DONE);
	conn_clear(&conn);
}

/* T10: nobody puts a connection off for ever. */
static void retry_after_has_a_limit(void **state)
{
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "mail");

	idp_next(&idp, "{\"replace\":{\"status\":429,\"headers\":"
		       "{\"retry-after\":\"9223372036854775800\"}}}");
	refresh(at, &conn, false, REFRESH_LATER);
	assert_true(conn.refresh_at > clock_now());
	assert_true(conn.refresh_at <= clock_now() + HTTP_RETRY_MAX);
	conn_clear(&conn);
}

/* -- many -------------------------------------------------------------------
 */

static void all_that_are_due_are_refreshed(void **state)
{
	struct fixture *at = *state;
	struct conn conn;
	char name[16];

	for (int i = 0; i < 40; i++) {
		snprintf(name, sizeof(name), "mail%d", i);
		conn = oauth_conn(at, &idp, name);
		conn_clear(&conn);
	}
	assert_int_equal(refresh_all(at, 16), 40);
	assert_int_equal(requests(), 40);
	assert_int_equal(refresh_all(at, 16), 0);
}

/* R1: who needs a token for some time gets one before that ends. */
static void what_falls_due_within_a_time_is_refreshed_before(void **state)
{
	struct refresh_plan plan = { .within = 600 };
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "mail");
	struct err err = ERR_INIT;
	int done = 0;

	conn.refresh_at = clock_now() + 300;
	store(at, &conn);
	assert_int_equal(refresh_all(at, 1), 0);
	assert_ok(refresh_due(at->session, &plan, count_done, &done, &err));
	assert_int_equal(done, 1);
	conn_clear(&conn);
}

/* A refresh token that nobody uses lapses at some providers; unless it may. */
static void what_nobody_used_for_a_day_is_refreshed(void **state)
{
	struct refresh_plan plan = { .idle_s = (int64_t)24 * 3600 };
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "mail");
	struct err err = ERR_INIT;
	int done = 0;

	conn.refresh_at = clock_now() + (int64_t)30 * 24 * 3600;
	conn.refreshed_at = conn.connected_at = clock_now() - 25 * 3600;
	conn.may_lapse = true;
	store(at, &conn);
	assert_ok(refresh_due(at->session, &plan, count_done, &done, &err));
	assert_int_equal(done, 0);
	conn.may_lapse = false;
	store(at, &conn);
	assert_int_equal(refresh_all(at, 1), 0); /* not due as such */
	assert_ok(refresh_due(at->session, &plan, count_done, &done, &err));
	assert_int_equal(done, 1);
	conn_clear(&conn);
}

/* A known expiry that has passed, with nothing to refresh it. */
static void what_has_expired_is_inactive_before_anybody_stores_it(void **state)
{
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "mail"), found;
	struct conn_change change = { .conn = &conn, .action = AUDIT_EDIT };
	struct err err = ERR_INIT;

	conn.refresh_at = 0;
	conn.expires_at = clock_now() - 5;
	assert_ok(project_apply(at->session->project, &change, 1, &err));
	assert_ok(conn_find(at->session, "mail", &found, &err));
	assert_int_equal(found.status, STATUS_INACTIVE);
	assert_int_equal(found.reason, REASON_EXPIRED);
	assert_int_equal(found.since, conn.expires_at);
	conn_clear(&found);
	assert_int_equal(refresh_all(at, 1), 0);
	assert_int_equal(requests(), 0);
	oauth_read(at, &conn);
	assert_int_equal(conn.reason, REASON_EXPIRED);
	conn_clear(&conn);
}

/* Who cannot write down that a request begins does not send it. */
static void on_a_full_disk_nothing_is_asked(void **state)
{
	struct refresh_plan plan = { .is_forced = true };
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "mail");
	struct rlimit before, full;
	struct refresh_result result;
	struct err err = ERR_INIT;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	full = (struct rlimit){ 0, before.rlim_max };
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &full);
	int failed = refresh_conn(at->session, &conn, &plan, &result, &err);
	setrlimit(RLIMIT_FSIZE, &before);
	assert_error(failed, ERR_IO);
	assert_int_equal(requests(), 0);
	refresh(at, &conn, false, REFRESH_DONE);
	conn_clear(&conn);
}

/* Ten years ahead for a while, and then right again; also when it fails. */
static void a_clock_that_went_wrong_costs_one_refresh(void **state)
{
	int64_t ahead = clock_now() + (int64_t)10 * 365 * 24 * 3600;
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "mail");

	for (int fails = 0; fails < 2; fails++) {
		clock_fix(ahead);
		if (fails)
			idp_next(&idp, "{\"replace\":{\"status\":503}}");
		refresh(at, &conn, true, fails ? REFRESH_LATER : REFRESH_DONE);
		clock_fix(0);
		conn.refreshed_at -= fails * 100; /* the pause is over */
		store(at, &conn);
		refresh(at, &conn, false, REFRESH_DONE);
		refresh(at, &conn, false, REFRESH_NOT_DUE);
	}
	assert_true(is_good(at, &conn));
	conn_clear(&conn);
}

/* -- processes ---------------------------------------------------------------
 */

/* R3, C15: the server sees one request, all get the new token. */
static void sixteen_at_once_ask_once(void **state)
{
	struct fixture *at = *state;
	struct conn conn = oauth_conn(at, &idp, "mail");
	pid_t pid[MANY];

	for (int i = 0; i < MANY; i++)
		pid[i] = refresher_start(at, &conn, NULL, -1);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(refresher_wait(pid[i]), 0);
	assert_int_equal(requests(), 1);
	oauth_read(at, &conn);
	assert_true(is_good(at, &conn));
	conn_clear(&conn);
}

/* What is left of one that is killed is finished by the others. Only the answer
 * that was received and not yet stored is lost: that cannot be helped. */
static void one_of_them_is_killed_at_each_step(void **state)
{
	static const struct {
		const char *point;
		int most; /* requests */
		bool is_lost;
	} rows[] = {
		{ "leased", 1, false },
		{ "arrived", 2, true },
		{ "kept", 1, false },
		{ "stored", 1, false },
	};
	struct fixture *at = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct conn conn = oauth_conn(at, &idp, rows[i].point);
		pid_t pid[MANY];

		idp_clear(&idp);
		assert_true(WIFSIGNALED(refresher_wait(
			refresher_start(at, &conn, rows[i].point, -1))));
		for (int n = 0; n < MANY; n++)
			pid[n] = refresher_start(at, &conn, NULL, -1);
		for (int n = 0; n < MANY; n++)
			refresher_wait(pid[n]);
		oauth_read(at, &conn);
		if (requests() > rows[i].most)
			fail_msg("killed at %s: %d requests", rows[i].point,
				 requests());
		assert_int_equal(conn.status, rows[i].is_lost ? STATUS_INACTIVE
							      : STATUS_ACTIVE);
		if (!rows[i].is_lost)
			assert_true(is_good(at, &conn));
		conn_clear(&conn);
	}
}

#define ONE(test) \
	cmocka_unit_test_setup_teardown(test, set_up, fixture_teardown)

int main(int argc, char **argv)
{
	refresher_main(argc, argv);

	const struct CMUnitTest tests[] = {
		ONE(a_due_token_is_exchanged_for_a_new_one),
		ONE(a_provider_that_is_down_costs_nothing),
		ONE(a_spent_token_means_sign_in),
		ONE(a_wrong_client_secret_is_the_apps_fault),
		ONE(a_lost_answer_is_asked_for_once_more),
		ONE(two_lost_answers_are_not_followed_by_a_third_request),
		ONE(a_token_that_was_sent_twice_is_not_sent_again),
		ONE(what_is_asked_for_by_name_waits_for_the_next_try),
		ONE(answers_of_other_kinds_are_read),
		ONE(a_token_that_is_too_large_blocks_nothing),
		ONE(retry_after_has_a_limit),
		ONE(all_that_are_due_are_refreshed),
		ONE(what_falls_due_within_a_time_is_refreshed_before),
		ONE(what_nobody_used_for_a_day_is_refreshed),
		ONE(what_has_expired_is_inactive_before_anybody_stores_it),
		ONE(on_a_full_disk_nothing_is_asked),
		ONE(a_clock_that_went_wrong_costs_one_refresh),
		ONE(sixteen_at_once_ask_once),
		ONE(one_of_them_is_killed_at_each_step),
	};

	if (!idp_is_there()) {
		puts("1..0 # SKIP node or its modules are not there: "
		     "./bootstrap check installs them");
		return 0;
	}
	return cmocka_run_group_tests_name("refresh", tests, start, end);
}
