/* test_delete.c - deleting one or many, the trash, and taking it back */
#include "stage.h"

#include "base/clock.h"
#include "ops/conn.h"

static struct session *session(struct stage *stage)
{
	return stage->console.session;
}

static void the_number_of_flows_must_be_typed(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "jjjj jj jd");
	stage_goldens(stage, "delete");
	stage_press(stage, "<Tab><Tab>");
	stage_expect(stage, "type 9, the number of flows, first");
	stage_press(stage, "8<Enter>");
	stage_expect(stage, "type 9, the number of flows, first");
	stage_press(stage, "<BS>x");
	stage_expect(stage, "Only a number goes here");
	stage_press(stage, "9<Tab><Enter>");
	stage_expect(stage, "Nothing was deleted");
	assert_int_equal(stage->console.list.count, 14);
	stage_press(stage, "d9<Enter>");
	stage_expect(stage, "Deleted 2 connections; z undoes this");
	assert_int_equal(stage->console.list.count, 12);
	assert_int_equal(marks_count(&stage->console), 0);
	stage_press(stage, "z");
	stage_expect(stage, "Undone: deletion of 2 connections");
	assert_int_equal(stage->console.list.count, 14);
}

static void the_buttons_come_after_the_number(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "/mailgun<Enter>d1<Tab><Tab><Enter>");
	stage_expect(stage, "Deleted \"Mailgun transactional\"");
}

static void one_that_is_left_expires_soon(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "/xero<Enter>d4<Enter><Esc>");
	stage_expect(stage, "2 inactive   1 expires soon");
}

static void undoing_asks_before_flows_lose_a_connection(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "/mailgun<Enter>d1<Enter><Esc>D<Enter><Esc>z");
	stage_expect(stage, "goes back into the trash");
	stage_press(stage, "<Esc>");
	assert_int_equal(stage->console.list.count, 14);
	stage_press(stage, "z<Tab><Enter>");
	stage_expect(stage, "Undone: restoring of \"Mailgun transactional\"");
	assert_int_equal(stage->console.list.count, 13);
}

static void a_day_begun_counts_in_the_trash(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "/notion<Enter>d<Tab><Enter><Esc>");
	clock_fix(STAGE_NOW + 60);
	stage_press(stage, "D");
	stage_expect(stage, "in 30 days");
}

static void what_no_flow_uses_needs_no_number(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "/notion<Enter>d");
	stage_golden(stage, "delete-unused-80x24");
	stage_press(stage, "<Enter>");
	stage_expect(stage, "Notion handbook");
	stage_press(stage, "d<Tab><Enter>");
	stage_expect(stage, "Deleted \"Notion handbook\"; z undoes this");
	stage_press(stage, "z<Esc>");
	assert_int_equal(stage->console.list.count, 14);
}

static void what_somebody_else_changed_is_a_line_of_the_result(void **state)
{
	struct stage *stage = *state;
	struct conn conn = { 0 };
	struct err err = ERR_INIT;

	stage_press(stage, "jjjjjj j d");
	assert_ok(conn_find(session(stage), "notion_handbook", &conn, &err));
	assert_ok(conn_rename(session(stage), &conn, "Changed", &err));
	conn_clear(&conn);
	stage_press(stage, "6<Enter>");
	stage_expect(stage, "1 of 2 done   1 failed");
	stage_expect(stage, "! Notion handbook");
	stage_golden(stage, "delete-failed-80x24");
	stage_press(stage, "<Esc>");
	assert_int_equal(stage->console.list.count, 13);
	stage_expect(stage, "+Notion          Changed");
}

static void the_details_of_what_was_deleted_close(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "*/notion<Enter><Enter>d");
	stage_expect(stage, "Delete connection");
	stage_press(stage, "<Tab><Enter>");
	stage_expect(stage, "Deleted \"Notion handbook\"");
	assert_ptr_equal(console_top(&stage->console)->def, &scr_list);
}

static void the_trash_restores_and_removes_for_ever(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "D");
	stage_expect(stage, "trash: the trash is empty");
	stage_press(stage, "/notion<Enter>d<Tab><Enter><Esc>");
	stage_press(stage, "/mailgun<Enter>d1<Enter><Esc>D");
	stage_goldens(stage, "trash");
	stage_press(stage, "z");
	stage_expect(stage, "Restored \"Mailgun transactional\"");
	stage_press(stage, "d");
	stage_expect(stage, "cannot be brought");
	stage_press(stage, "<Tab><Enter>");
	stage_expect(stage, "Removed \"Notion handbook\" for ever");
	stage_press(stage, "z");
	stage_expect(stage, "restore: the trash is empty");
	stage_press(stage, "<Esc>");
	assert_int_equal(stage->console.list.count, 13);
}

static void a_name_taken_meanwhile_cannot_be_restored(void **state)
{
	struct stage *stage = *state;
	struct conn_draft draft = { .piece = "gmail",
				    .name = "Notion Handbook",
				    .external_id = "other",
				    .placeholder = true };
	struct conn conn = { 0 };
	struct err err = ERR_INIT;

	stage_press(stage, "/notion<Enter>d<Tab><Enter><Esc>");
	assert_ok(conn_create(session(stage), &draft, &conn, &err));
	conn_clear(&conn);
	stage_press(stage, "D<Enter>");
	stage_expect(stage, "rename that one, then restore again");
}

static void nothing_to_undo_is_told(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "z");
	stage_expect(stage, "undo: nothing to undo");
	stage_press(stage, "e<C-U>Other<Enter>");
	stage_press(stage, "z");
	stage_expect(stage, "Undone: rename of \"Billing Stripe live\" to "
			    "\"Other\"");
	stage_press(stage, "/nothing has this<Enter>d");
	stage_expect(stage, "! delete: no connection is selected");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(the_number_of_flows_must_be_typed),
		STAGE_TEST(the_buttons_come_after_the_number),
		STAGE_TEST(one_that_is_left_expires_soon),
		STAGE_TEST(undoing_asks_before_flows_lose_a_connection),
		STAGE_TEST(a_day_begun_counts_in_the_trash),
		STAGE_TEST(what_no_flow_uses_needs_no_number),
		STAGE_TEST(what_somebody_else_changed_is_a_line_of_the_result),
		STAGE_TEST(the_details_of_what_was_deleted_close),
		STAGE_TEST(the_trash_restores_and_removes_for_ever),
		STAGE_TEST(a_name_taken_meanwhile_cannot_be_restored),
		STAGE_TEST(nothing_to_undo_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
