/* test_lease.c - one refresher at a time, and no answer lost
 *
 * What dead processes leave is played by taking a lease and not ending it. */
#include "home.h"

#include "base/str.h"

static bool yes(struct lease_wish *wish, void *arg)
{
	(void)wish;
	(void)arg;
	return true;
}

static bool no(struct lease_wish *wish, void *arg)
{
	(void)wish;
	(void)arg;
	return false;
}

/* The owners that are dead are called so. */
static bool is_dead(const struct lease *lease, void *arg)
{
	(void)arg;
	return strcmp(lease->owner, "dead") == 0;
}

static struct lease_wish take(struct home *home, const char *owner,
			      const struct conn *conn,
			      enum lease_outcome wanted)
{
	struct lease_rules rules = { owner, yes, is_dead, NULL };
	struct lease_wish wish = { .conn = conn->id }, *one = &wish;
	struct err err = ERR_INIT;

	assert_ok(project_leases_take(home->project, &rules, &one, 1, &err));
	assert_int_equal(wish.outcome, wanted);
	return wish;
}

static struct conn with_key(struct home *home)
{
	struct err err = ERR_INIT;
	struct conn conn;

	home_add(home, "Mail", "mail", "old-token-made-up");
	assert_ok(project_conn_by_key(home->project, "mail", &conn, &err));
	return conn;
}

static struct values just(const char *name, const char *value)
{
	struct values values = VALUES_INIT;
	struct err err = ERR_INIT;

	assert_ok(values_set_bytes(&values, name, value, strlen(value), &err));
	return values;
}

static bool answer(struct home *home, struct lease_wish *wish, const char *body)
{
	struct values values = just("body", body);
	struct lease_answer answer = { .lease = &wish->lease,
				       .values = &values };
	struct err err = ERR_INIT;

	assert_ok(project_leases_answer(home->project, &answer, 1, &err));
	values_clear(&values);
	return !answer.is_lost;
}

static void fill(struct conn *now, void *arg)
{
	now->refreshed_at = 77;
	now->account = arg;
}

static struct lease_end end(struct home *home, const struct lease_wish *wish,
			    const char *token)
{
	struct values values = just("api_key", token);
	char account[] = "me@example.com";
	struct lease_end end = { .lease = &wish->lease,
				 .fill = fill,
				 .arg = account,
				 .values = &values,
				 .detail = "new tokens" };
	struct err err = ERR_INIT;

	assert_ok(project_leases_end(home->project, &end, 1, &err));
	values_clear(&values);
	return end;
}

static size_t leases(struct home *home)
{
	uint8_t(*ids)[OBJECT_ID];
	struct err err = ERR_INIT;
	size_t count;

	assert_ok(project_leased(home->project, &ids, &count, &err));
	free(ids);
	return count;
}

static void a_refresh_goes_through(void **state)
{
	struct home *home = *state;
	struct conn conn = with_key(home), now;
	struct lease_wish wish = take(home, "a", &conn, LEASE_TAKEN);
	struct err err = ERR_INIT;

	assert_non_null(values_get(&wish.values, "api_key"));
	assert_int_equal(leases(home), 1);
	assert_true(answer(home, &wish, "{}"));
	struct lease_end done = end(home, &wish, "new-token-made-up");

	assert_false(done.is_lost || done.is_superseded);
	assert_int_equal(leases(home), 0);
	home_reopen(home);
	assert_ok(project_conn_by_key(home->project, "mail", &now, &err));
	assert_int_equal(now.refreshed_at, 77);
	assert_string_equal(now.account, "me@example.com");
	home_assert_key(home, "Mail", "new-token-made-up");
	conn_clear(&now);
	conn_clear(&conn);
	lease_wish_clear(&wish);
}

static void a_second_one_gets_nothing_while_the_first_is_at_it(void **state)
{
	struct home *home = *state;
	struct conn conn = with_key(home);
	struct lease_wish first = take(home, "a", &conn, LEASE_TAKEN);
	struct lease_wish second = take(home, "b", &conn, LEASE_HELD);

	assert_string_equal(second.lease.owner, "a");
	assert_int_equal(second.values.count, 0);
	lease_wish_clear(&first);
	lease_wish_clear(&second);
	conn_clear(&conn);
}

static void what_is_not_due_writes_nothing(void **state)
{
	struct home *home = *state;
	struct conn conn = with_key(home);
	struct lease_rules rules = { "a", no, is_dead, NULL };
	struct lease_wish wish = { .conn = conn.id }, *one = &wish;
	uint64_t before, after;
	struct err err = ERR_INIT;

	assert_ok(project_audit_last(home->project, &before, &err));
	assert_ok(project_leases_take(home->project, &rules, &one, 1, &err));
	assert_int_equal(wish.outcome, LEASE_NOT_DUE);
	assert_int_equal(wish.values.count, 0);
	assert_ok(project_audit_last(home->project, &after, &err));
	assert_int_equal(before, after);
	lease_wish_clear(&wish);
	conn_clear(&conn);
}

/* Phase 1: nobody knows whether the provider got it. */
static void the_heir_of_an_unanswered_request_is_told(void **state)
{
	struct home *home = *state;
	struct conn conn = with_key(home);
	struct lease_wish dead = take(home, "dead", &conn, LEASE_TAKEN);
	struct lease_wish heir;

	home_reopen(home);
	heir = take(home, "b", &conn, LEASE_TAKEN);
	assert_int_equal(dead.lease.tries, 1);
	assert_int_equal(heir.lease.tries, 2);
	assert_false(answer(home, &dead, "too late"));
	assert_true(end(home, &dead, "stale").is_lost);
	assert_false(end(home, &heir, "new-token-made-up").is_lost);
	home_assert_key(home, "Mail", "new-token-made-up");
	lease_wish_clear(&dead);
	lease_wish_clear(&heir);
	conn_clear(&conn);
}

/* Phase 2: the answer is there, whatever became of who got it. */
static void the_heir_of_an_answer_gets_it(void **state)
{
	struct home *home = *state;
	struct conn conn = with_key(home);
	struct lease_wish dead = take(home, "dead", &conn, LEASE_TAKEN), heir;
	const struct secret *body;

	assert_true(answer(home, &dead, "{\"access_token\":\"made-up\"}"));
	home_reopen(home);
	heir = take(home, "b", &conn, LEASE_ANSWERED);
	body = values_get(&heir.answer, "body");
	assert_non_null(body);
	assert_string_equal(secret_reveal(body, NULL),
			    "{\"access_token\":\"made-up\"}");
	assert_int_equal(heir.lease.tries, 1);
	assert_false(end(home, &heir, "new-token-made-up").is_lost);
	lease_wish_clear(&dead);
	lease_wish_clear(&heir);
	conn_clear(&conn);
}

static void reconnect(struct home *home, struct conn *conn)
{
	struct values values = just("api_key", "signed-in-anew");
	struct conn_change change = { .conn = conn,
				      .values = &values,
				      .action = AUDIT_RECONNECT };
	struct err err = ERR_INIT;

	assert_ok(project_apply(home->project, &change, 1, &err));
	values_clear(&values);
}

static void who_signs_in_meanwhile_keeps_that(void **state)
{
	struct home *home = *state;
	struct conn conn = with_key(home);
	struct lease_wish wish = take(home, "a", &conn, LEASE_TAKEN);

	reconnect(home, &conn);
	assert_true(end(home, &wish, "of-the-old-grant").is_superseded);
	home_assert_key(home, "Mail", "signed-in-anew");
	assert_int_equal(leases(home), 0);
	lease_wish_clear(&wish);

	/* nor does a lease of before stand in the way of the next */
	wish = take(home, "a", &conn, LEASE_TAKEN);
	lease_wish_clear(&wish);
	reconnect(home, &conn);
	wish = take(home, "b", &conn, LEASE_TAKEN);
	assert_int_equal(wish.lease.tries, 1);
	lease_wish_clear(&wish);
	conn_clear(&conn);
}

static void a_rename_meanwhile_stays(void **state)
{
	struct home *home = *state;
	struct conn conn = with_key(home), now;
	struct lease_wish wish = take(home, "a", &conn, LEASE_TAKEN);
	struct err err = ERR_INIT;

	assert_ok(home_rename(home->project, "Mail", "Post", &err));
	assert_false(end(home, &wish, "new-token-made-up").is_superseded);
	assert_ok(project_conn_by_name(home->project, "Post", &now, &err));
	assert_int_equal(now.refreshed_at, 77);
	home_assert_key(home, "Post", "new-token-made-up");
	conn_clear(&now);
	conn_clear(&conn);
	lease_wish_clear(&wish);
}

/* More connections than there are buckets, so that some share one. */
static void many_are_taken_and_ended_in_one_transaction(void **state)
{
	enum { COUNT = 40 };

	struct home *home = *state;
	struct lease_rules rules = { "a", yes, is_dead, NULL };
	struct lease_wish wish[COUNT] = { 0 }, *wishes[COUNT];
	struct lease_end ends[COUNT];
	struct conn conn[COUNT];
	char name[16], account[] = "me";
	uint64_t checked;
	struct err err = ERR_INIT;

	for (int i = 0; i < COUNT; i++) {
		snprintf(name, sizeof(name), "c%d", i);
		home_add(home, name, name, "made-up");
		assert_ok(project_conn_by_key(home->project, name, &conn[i],
					      &err));
		wish[i].conn = conn[i].id;
		wishes[i] = &wish[i];
	}
	assert_ok(project_leases_take(home->project, &rules, wishes, COUNT,
				      &err));
	for (int i = 0; i < COUNT; i++) {
		assert_int_equal(wish[i].outcome, LEASE_TAKEN);
		ends[i] = (struct lease_end){ .lease = &wish[i].lease,
					      .fill = fill,
					      .arg = account };
	}
	assert_ok(project_leases_end(home->project, ends, COUNT, &err));
	assert_int_equal(leases(home), 0);
	assert_ok(project_audit_verify(home->project, &checked, &err));
	for (int i = 0; i < COUNT; i++) {
		lease_wish_clear(&wish[i]);
		conn_clear(&conn[i]);
	}
}

static void without_a_credential_there_is_nothing_to_refresh(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct lease_wish wish;
	struct conn conn;

	home_add(home, "Later", "later", NULL);
	assert_ok(project_conn_by_key(home->project, "later", &conn, &err));
	wish = take(home, "a", &conn, LEASE_GONE);
	assert_int_equal(wish.why.code, ERR_RECONNECT);
	assert_int_equal(leases(home), 0);
	lease_wish_clear(&wish);
	conn_clear(&conn);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(a_refresh_goes_through),
		HOME_TEST(a_second_one_gets_nothing_while_the_first_is_at_it),
		HOME_TEST(what_is_not_due_writes_nothing),
		HOME_TEST(the_heir_of_an_unanswered_request_is_told),
		HOME_TEST(the_heir_of_an_answer_gets_it),
		HOME_TEST(who_signs_in_meanwhile_keeps_that),
		HOME_TEST(a_rename_meanwhile_stays),
		HOME_TEST(many_are_taken_and_ended_in_one_transaction),
		HOME_TEST(without_a_credential_there_is_nothing_to_refresh),
	};

	return cmocka_run_group_tests_name("lease", tests, NULL, NULL);
}
