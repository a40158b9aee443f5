/* test_audit.c - the chain: written with every change, and no edit of it
 * passes */
#include "home.h"

#include "base/str.h"

static int add_line(const struct audit_entry *entry, void *arg)
{
	str_addf(arg, "%llu %s %s: %s\n", (unsigned long long)entry->seq,
		 audit_action_name(entry->action), entry->object,
		 entry->detail);
	assert_non_null(strchr(entry->actor, '@'));
	assert_true(entry->time > 1700000000);
	return 0;
}

static void changes(struct home *home)
{
	struct err err = ERR_INIT;

	home_add(home, "My AI", "my_ai", "sk-1");
	assert_ok(home_rename(home->project, "My AI", "Other", &err));
	home_assert_key(home, "Other", "sk-1");
	home_add(home, "B", "b", NULL);
}

static void every_change_and_reading_has_its_row(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct str text = STR_INIT;
	uint64_t checked;

	changes(home);
	home_reopen(home);
	assert_ok(project_audit(home->project, 1, add_line, &text, &err));
	assert_string_equal(text.text, "1 project_create Default: \n"
				       "2 create my_ai: \n"
				       "3 rename my_ai: \n"
				       "4 read my_ai: test\n"
				       "5 create b: \n");
	str_clear(&text);
	assert_ok(project_audit(home->project, 5, add_line, &text, &err));
	assert_string_equal(text.text, "5 create b: \n");
	str_clear(&text);
	assert_ok(project_audit_verify(home->project, &checked, &err));
	assert_int_equal(checked, 5);
}

static void refuse(struct home *home, const char *sql, const char *row)
{
	struct err err = ERR_INIT;
	uint64_t checked;

	home_close(home);
	home_restore(home, "good");
	home_sql(home, sql);
	if (home_open(home, &err) != 0) {
		assert_int_equal(err.code, ERR_DAMAGED);
		vault_tolerate(home->vault, true);
		assert_ok(project_open(home->vault, "Default", &home->project,
				       &err));
	}
	if (project_audit_verify(home->project, &checked, &err) != -1)
		fail_msg("not noticed: %s", sql);
	assert_int_equal(err.code, ERR_DAMAGED);
	if (strstr(err.msg, row) == NULL)
		fail_msg("%s: \"%s\" does not name %s", sql, err.msg, row);
}

static void no_edit_of_any_row_passes(void **state)
{
	static const char *const edits[] = {
		"UPDATE audit SET time = time + 1 WHERE seq = ",
		"UPDATE audit SET actor = randomblob(16) WHERE seq = ",
		"UPDATE audit SET action = action + 1 WHERE seq = ",
		"UPDATE audit SET outcome = 2 WHERE seq = ",
		"UPDATE audit SET object = randomblob(16) WHERE seq = ",
		"UPDATE audit SET detail = randomblob(144) WHERE seq = ",
		"UPDATE audit SET hash = randomblob(32) WHERE seq = ",
		"UPDATE audit SET signature = randomblob(64) WHERE seq = ",
		"DELETE FROM audit WHERE seq = ",
		"DELETE FROM audit WHERE seq >= ",
	};
	struct home *home = *state;
	struct err err = ERR_INIT;
	uint64_t checked;
	char sql[160], row[32];

	changes(home);
	home_save(home, "good");
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++)
		for (int seq = 1; seq <= 5; seq++) {
			snprintf(sql, sizeof(sql), "%s%d", edits[i], seq);
			snprintf(row, sizeof(row), "row %d ", seq);
			refuse(home, sql, row);
		}
	home_close(home);
	home_restore(home, "good");
	assert_ok(home_open(home, &err));
	assert_ok(project_audit_verify(home->project, &checked, &err));
}

static void reordered_rows_do_not_pass(void **state)
{
	struct home *home = *state;

	changes(home);
	home_save(home, "good");
	refuse(home,
	       "UPDATE audit SET seq = 99 WHERE seq = 2;"
	       "UPDATE audit SET seq = 2 WHERE seq = 3;"
	       "UPDATE audit SET seq = 3 WHERE seq = 99",
	       "row 2 ");
	refuse(home,
	       "INSERT INTO audit SELECT project, 6, time, actor, action, "
	       "outcome, object, detail, hash, signature FROM audit WHERE seq "
	       "= 5",
	       "row 6 ");
}

static void a_cut_end_stops_work_before_it_goes_on(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;

	changes(home);
	home_sql(home, "DELETE FROM audit WHERE seq = 5");
	home_close(home);
	assert_error(home_open(home, &err), ERR_DAMAGED);
}

static void accept(struct home *home, uint64_t rows)
{
	struct err err = ERR_INIT;
	uint64_t checked;

	home_close(home);
	assert_error(home_open(home, &err), ERR_DAMAGED);
	assert_ok(vault_accept_rollback(home->vault, "Default", &err));
	assert_ok(project_open(home->vault, "Default", &home->project, &err));
	home_add(home, "New", "new", "sk-3");
	home_assert_key(home, "New", "sk-3");
	home_reopen(home);
	assert_int_equal(home_sql_number(home, "SELECT max(seq) FROM audit"),
			 rows + 3);
	if (project_audit_verify(home->project, &checked, &err) == 0)
		assert_int_equal(checked, rows + 3);
	else
		assert_non_null(strstr(err.msg, "row 4 "));
}

/* Three more are written by accept(): accepted, create, read. */
static void planted_rows_go_when_the_file_is_accepted(void **state)
{
	static const char *const planted[] = { "9223372036854775807", "6",
					       "1000000" };
	struct home *home = *state;
	char sql[200];

	changes(home);
	home_save(home, "good");
	for (size_t i = 0; i < sizeof(planted) / sizeof(planted[0]); i++) {
		home_close(home);
		home_restore(home, "good");
		snprintf(sql, sizeof(sql),
			 "INSERT INTO audit SELECT project, %s, time, actor, "
			 "action, outcome, object, detail, hash, signature "
			 "FROM audit WHERE seq = 5",
			 planted[i]);
		home_sql(home, sql);
		accept(home, 5);
	}
}

static void rows_of_ours_stay_when_the_file_is_accepted(void **state)
{
	struct home *home = *state;

	changes(home);
	home_sql(home, "DELETE FROM audit WHERE seq = 4;"
		       "INSERT INTO audit SELECT project, 6, time, actor, "
		       "action, outcome, object, detail, hash, signature "
		       "FROM audit WHERE seq = 5");
	accept(home, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(every_change_and_reading_has_its_row),
		HOME_TEST(no_edit_of_any_row_passes),
		HOME_TEST(reordered_rows_do_not_pass),
		HOME_TEST(a_cut_end_stops_work_before_it_goes_on),
		HOME_TEST(planted_rows_go_when_the_file_is_accepted),
		HOME_TEST(rows_of_ours_stay_when_the_file_is_accepted),
	};

	return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
