/* test_found.c - many credentials handed out at once, and what was found */
#include "home.h"

#include "vault/vault.h"

static struct conn with_key(struct home *home, const char *name, const char *id)
{
	struct err err = ERR_INIT;
	struct conn conn;

	home_add(home, name, id, "key-made-up");
	assert_ok(project_conn_by_key(home->project, id, &conn, &err));
	return conn;
}

static void look(struct home *home, struct conn *conn)
{
	uint8_t id[OBJECT_ID];
	struct err err = ERR_INIT;

	memcpy(id, conn->id, OBJECT_ID);
	conn_clear(conn);
	assert_ok(project_conn_get(home->project, id, conn, &err));
}

static int count_row(const struct audit_entry *entry, void *arg)
{
	size_t *of = arg;

	of[entry->action]++;
	return 0;
}

static size_t rows_of(struct home *home, enum audit_action action)
{
	size_t of[AUDIT_ACTIONS] = { 0 };
	struct err err = ERR_INIT;

	assert_ok(project_audit(home->project, 1, count_row, of, &err));
	return of[action];
}

static void each_reading_has_its_audit_row(void **state)
{
	struct home *home = *state;
	struct conn a = with_key(home, "A", "a"), b = with_key(home, "B", "b");
	static const uint8_t nobody[OBJECT_ID] = { 1 };
	struct values_wish wish[3] = { { .conn = a.id },
				       { .conn = nobody },
				       { .conn = b.id } };
	size_t before = rows_of(home, AUDIT_READ);
	struct err err = ERR_INIT;

	assert_ok(project_values_all(home->project, wish, 3, "check", &err));
	assert_int_equal(wish[0].why.code, ERR_OK);
	assert_int_equal(wish[0].values.count, 1);
	assert_string_equal(wish[2].now.external_id, "b");
	assert_int_equal(wish[1].why.code, ERR_ABSENT);
	assert_int_equal(wish[1].values.count, 0);
	assert_int_equal(rows_of(home, AUDIT_READ), before + 2);
	for (int i = 0; i < 3; i++)
		values_wish_clear(&wish[i]);
	conn_clear(&a);
	conn_clear(&b);
}

static void refuse(struct conn *now, void *arg)
{
	now->status = STATUS_INACTIVE;
	now->reason = REASON_REFUSED;
	now->error = arg;
}

static void what_was_found_goes_into_the_connection_as_it_is(void **state)
{
	struct home *home = *state;
	struct conn conn = with_key(home, "A", "a");
	struct conn renamed = conn;
	struct conn_finding finding = { .conn = conn.id,
					.secret_version = conn.secret_version,
					.fill = refuse,
					.arg = "HTTP 401",
					.action = AUDIT_CHECK,
					.detail = "refused" };
	struct conn_change rename = { .conn = &renamed,
				      .action = AUDIT_RENAME };
	struct err err = ERR_INIT;

	renamed.name = "Another";
	assert_ok(project_apply(home->project, &rename, 1, &err));
	assert_ok(project_found(home->project, &finding, 1, &err));
	assert_false(finding.is_superseded);
	look(home, &conn);
	assert_string_equal(conn.name, "Another");
	assert_int_equal(conn.reason, REASON_REFUSED);
	assert_string_equal(conn.error, "HTTP 401");
	assert_int_equal(rows_of(home, AUDIT_CHECK), 1);
	conn_clear(&conn);
}

static void nothing_is_said_of_a_credential_that_is_another_one_now(
	void **state)
{
	struct home *home = *state;
	struct conn a = with_key(home, "A", "a"), b = with_key(home, "B", "b");
	struct conn_finding finding[2] = {
		{ .conn = a.id,
		  .secret_version = a.secret_version - 1,
		  .fill = refuse,
		  .arg = "",
		  .action = AUDIT_CHECK },
		{ .conn = b.id,
		  .secret_version = b.secret_version,
		  .fill = refuse,
		  .arg = "",
		  .action = AUDIT_CHECK },
	};
	struct err err = ERR_INIT;

	assert_ok(project_found(home->project, finding, 2, &err));
	assert_true(finding[0].is_superseded);
	assert_false(finding[1].is_superseded);
	look(home, &a);
	look(home, &b);
	assert_int_equal(a.status, STATUS_ACTIVE);
	assert_int_equal(b.status, STATUS_INACTIVE);
	conn_clear(&a);
	conn_clear(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(each_reading_has_its_audit_row),
		HOME_TEST(what_was_found_goes_into_the_connection_as_it_is),
		HOME_TEST(
			nothing_is_said_of_a_credential_that_is_another_one_now),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
