/* test_others.c - what other processes do to the vault while it is shown */
#include "theatre.h"

#include <sqlite3.h>

#include "base/clock.h"
#include "ops/conn.h"

static void changes_by_others_appear_by_themselves(void **state)
{
	struct theatre *theatre = *state;
	struct conn conn = { .text = NULL };
	struct err err = ERR_INIT;

	stage_press(theatre->stage, "G");
	assert_ok(conn_find(theatre->at->session, "billing_live", &conn, &err));
	assert_ok(conn_rename(theatre->at->session, &conn, "Zzz last", &err));
	conn_clear(&conn);
	stage_wait(theatre->stage, 1000);
	stage_expect(theatre->stage, "Zzz last");
	assert_string_equal(
		console_selected(&theatre->stage->console)->conn->name,
		"Mail EU");
}

/* While another process holds the vault the looks at it do not wait long, all
 * three less than one writing would, and nothing is told of them. */
static void a_held_vault_is_looked_at_again_later(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;
	struct conn conn = { .text = NULL };
	struct err err = ERR_INIT;
	sqlite3 *db;

	assert_ok(conn_find(theatre->at->session, "billing_live", &conn, &err));
	assert_ok(conn_rename(theatre->at->session, &conn, "Zzz last", &err));
	conn_clear(&conn);
	assert_int_equal(sqlite3_open(theatre->at->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL),
			 SQLITE_OK);
	int64_t start = clock_mono_ms();

	for (int i = 0; i < 3; i++)
		stage_wait(stage, 1000);
	assert_in_range(clock_mono_ms() - start, 0, SESSION_WAIT_MS - 1);
	stage_refuse(stage, "Zzz last");
	stage_refuse(stage, "is held");
	sqlite3_close(db);
	stage_wait(stage, 1000);
	stage_expect(stage, "Zzz last");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		THEATRE_TEST(changes_by_others_appear_by_themselves),
		THEATRE_TEST(a_held_vault_is_looked_at_again_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
