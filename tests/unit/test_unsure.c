/* test_unsure.c - a commit whose answer is lost: what is true is found out
 *
 * store_commit() and store_begin_read() are wrapped by the linker. */
#include "home.h"

#include <unistd.h>

#include "ops/session.h"
#include "store/store.h"

static enum { HONEST, WRITTEN, NOT_WRITTEN, UNREAD } mode;

int __real_store_commit(struct store *store, struct err *err);
int __wrap_store_commit(struct store *store, struct err *err);
int __real_store_begin_read(struct store *store, struct err *err);
int __wrap_store_begin_read(struct store *store, struct err *err);

int __wrap_store_begin_read(struct store *store, struct err *err)
{
	if (mode != UNREAD)
		return __real_store_begin_read(store, err);
	return err_set(err, ERR_IO, "it cannot be read");
}

int __wrap_store_commit(struct store *store, struct err *err)
{
	if (mode == HONEST || mode == UNREAD)
		return __real_store_commit(store, err);
	if (mode == WRITTEN && __real_store_commit(store, err))
		return -1;
	if (mode == NOT_WRITTEN)
		store_rollback(store);
	return err_set(err, ERR_UNSURE, "the answer was lost");
}

static int add(struct home *home, struct err *err)
{
	struct conn conn = home_conn("New", "new");
	struct conn_change change = { .conn = &conn, .action = AUDIT_CREATE };
	int r = project_apply(home->project, &change, 1, err);

	mode = HONEST;
	assert_int_equal(conn.version, r == 0);
	return r;
}

static void what_was_written_is_reported_done(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct conn conn;

	mode = WRITTEN;
	assert_ok(add(home, &err));
	assert_ok(project_conn_by_key(home->project, "new", &conn, &err));
	conn_clear(&conn);
	home_add(home, "More", "more", NULL);
	home_reopen(home);
	assert_ok(project_conn_by_key(home->project, "new", &conn, &err));
	conn_clear(&conn);
}

static void what_was_not_written_is_reported_failed(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct conn conn;

	mode = NOT_WRITTEN;
	assert_error(add(home, &err), ERR_IO);
	assert_error(project_conn_by_key(home->project, "new", &conn, &err),
		     ERR_ABSENT);
	assert_ok(add(home, &err));
	home_reopen(home);
	assert_ok(project_conn_by_key(home->project, "new", &conn, &err));
	conn_clear(&conn);
}

static void no_secret_comes_without_its_audit_row(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct values values = VALUES_INIT;
	struct conn conn;

	home_add(home, "My AI", "my_ai", "sk-1");
	assert_ok(project_conn_by_key(home->project, "my_ai", &conn, &err));
	mode = NOT_WRITTEN;
	assert_error(
		project_values(home->project, &conn, "test", &values, &err),
		ERR_IO);
	assert_int_equal(values.count, 0);
	mode = WRITTEN;
	assert_ok(project_values(home->project, &conn, "test", &values, &err));
	mode = HONEST;
	assert_int_equal(values.count, 1);
	assert_int_equal(home_sql_number(home, "SELECT count(*) FROM audit "
					       "WHERE action = 10"),
			 1);
	values_clear(&values);
	conn_clear(&conn);
}

/* Nobody saw the recovery code, and init removes the key file it made. */
static void an_init_that_fails_leaves_no_file(void **state)
{
	struct home *home = *state;
	char path[160], journal[180], anchor[300];
	struct session_plan plan = { .path = path,
				     .kind = KEY_FILE,
				     .key = home->key };
	struct session *session = NULL;
	struct secret *code = NULL;
	struct err err = ERR_INIT;

	vault_forget(home->vault);
	snprintf(path, sizeof(path), "%s/new.db", home->dir);
	snprintf(journal, sizeof(journal), "%s-journal", path);
	for (int i = 0; i < 2; i++) {
		mode = i == 0 ? NOT_WRITTEN : UNREAD;
		assert_int_equal(session_create(&plan, &session, &code, &err),
				 -1);
		assert_null(code);
		assert_int_equal(access(path, F_OK), -1);
		assert_int_equal(access(journal, F_OK), -1);
		home_anchor(home, anchor, sizeof(anchor));
		assert_string_equal(anchor, "");
	}
	mode = HONEST;
	assert_ok(session_create(&plan, &session, &code, &err));
	session_close(session);
	secret_free(code);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(what_was_written_is_reported_done),
		HOME_TEST(what_was_not_written_is_reported_failed),
		HOME_TEST(no_secret_comes_without_its_audit_row),
		HOME_TEST(an_init_that_fails_leaves_no_file),
	};

	return cmocka_run_group_tests_name("unsure", tests, NULL, NULL);
}
