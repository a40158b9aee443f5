/* test_others.c - what other processes do to the vault while it is shown */
#include "theatre.h"

#include <sqlite3.h>

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

static void count(void *arg)
{
	++*(int *)arg;
}

/* While another process holds the vault no look at it waits so long that this
 * would be told, as of a change it is, and nothing is said. */
static void a_held_vault_is_looked_at_again_later(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;
	struct conn conn = { .text = NULL };
	struct err err = ERR_INIT;
	int waits = 0;
	sqlite3 *db;

	assert_ok(conn_find(theatre->at->session, "billing_live", &conn, &err));
	assert_ok(conn_rename(theatre->at->session, &conn, "Zzz last", &err));
	conn_clear(&conn);
	assert_int_equal(sqlite3_open(theatre->at->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL),
			 SQLITE_OK);
	session_on_wait(stage->console.session, count, &waits);
	for (int i = 0; i < 3; i++)
		stage_wait(stage, 1000);
	assert_int_equal(waits, 0);
	session_wait(stage->console.session, 1000); /* the control */
	assert_int_equal(
		session_project_create(stage->console.session, "New", &err),
		-1);
	assert_int_equal(err.code, ERR_BUSY);
	assert_int_equal(waits, 1);
	stage_refuse(stage, "Zzz last");
	stage_refuse(stage, "is held");
	session_on_wait(stage->console.session, NULL, NULL);
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
