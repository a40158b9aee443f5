/* test_edit.c - tags, note and date edited in place */
#include "stage.h"

#include "ops/conn.h"

static struct stage *stage;

static int setup(void **state)
{
	(void)state;
	stage = stage_demo();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	stage_free(stage);
	return 0;
}

static const struct conn *selected(void)
{
	return &console_selected(&stage->console)->conn;
}

static void tags_note_and_date_are_saved_and_undone(void **state)
{
	(void)state;
	stage_press(stage, "/stripe<Enter>E<C-U>prod, eu<Tab>Ask Ana<Enter>"
			   "first<Tab>2026-11-25");
	stage_goldens(stage, "edit");
	stage_press(stage, "<C-s>");
	stage_expect(stage, "Changed \"Billing Stripe live\"; z undoes this");
	assert_string_equal(selected()->tags, "prod\neu");
	assert_string_equal(selected()->note, "Ask Ana\nfirst");
	stage_expect(stage, "~ Active 1d");
	stage_press(stage, "z");
	stage_expect(stage, "Undone: edit of \"Billing Stripe live\"");
	assert_string_equal(selected()->note, "");
	assert_int_equal(selected()->rotate_by, 0);
}

static void what_cannot_be_saved_stays_to_be_mended(void **state)
{
	(void)state;
	stage_press(stage, "E<Tab><Tab>soon<C-s>");
	stage_expect(stage, "Rotate by is a date like 2027-01-31");
	stage_press(stage, "<Esc>");
	stage_expect(stage, "What you typed is lost then.");
	stage_press(stage, "<Esc>");
	stage_expect(stage, "soon");
}

static void nothing_changed_is_nothing_written(void **state)
{
	int64_t version;

	(void)state;
	stage_press(stage, "/jira<Enter>");
	version = selected()->version;
	stage_press(stage, "E<C-s>");
	assert_int_equal(selected()->version, version);
	stage_press(stage, "E<Esc>");
	stage_refuse(stage, "What you typed");
}

static void what_somebody_else_changed_is_told_and_typing_kept(void **state)
{
	struct conn conn = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	stage_press(stage, "E<C-U>mine");
	assert_ok(conn_find(stage->console.session, selected()->external_id,
			    &conn, &err));
	assert_ok(conn_rename(stage->console.session, &conn, "Theirs", &err));
	conn_clear(&conn);
	stage_press(stage, "<C-s>");
	stage_expect(stage, "Somebody else changed it meanwhile");
	stage_press(stage, "<C-s>");
	stage_expect(stage, "Changed \"Theirs\"");
	assert_string_equal(selected()->tags, "mine");
}

static void the_marked_get_tags_together(void **state)
{
	(void)state;
	stage_press(stage, "  E");
	stage_expect(stage, "Tag 2 connections");
	stage_press(stage, "<C-s>");
	stage_expect(stage, "Type a tag, or cancel");
	stage_press(stage, "audit-2026<C-s>");
	stage_expect(stage, "Tagged 2 connections; z undoes this");
	stage_press(stage, "/audit-2026<Enter>");
	assert_int_equal(stage->console.list.count, 2);
	stage_press(stage, "z");
	assert_int_equal(stage->console.list.count, 0);
	stage_press(stage, "\\E");
	stage_expect(stage, "tags, note, date: ");
}

#define EDIT_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EDIT_TEST(tags_note_and_date_are_saved_and_undone),
		EDIT_TEST(what_cannot_be_saved_stays_to_be_mended),
		EDIT_TEST(nothing_changed_is_nothing_written),
		EDIT_TEST(what_somebody_else_changed_is_told_and_typing_kept),
		EDIT_TEST(the_marked_get_tags_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
