/* test_edit.c - tags, note and date edited in place */
#include "stage.h"

#include "ops/conn.h"

static const struct conn *selected(struct stage *stage)
{
	return console_selected(&stage->console)->conn;
}

static void tags_note_and_date_are_saved_and_undone(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "/stripe<Enter>E<C-U>prod, eu<Tab>Ask Ana<Enter>"
			   "first<Tab>2026-11-25");
	stage_goldens(stage, "edit");
	stage_press(stage, "<C-s>");
	stage_expect(stage, "Changed \"Billing Stripe live\"; z undoes this");
	assert_string_equal(selected(stage)->tags, "prod\neu");
	assert_string_equal(selected(stage)->note, "Ask Ana\nfirst");
	stage_expect(stage, "~ Active 1d");
	stage_press(stage, "z");
	stage_expect(stage, "Undone: edit of \"Billing Stripe live\"");
	assert_string_equal(selected(stage)->note, "");
	assert_int_equal(selected(stage)->rotate_by, 0);
}

static void what_cannot_be_saved_stays_to_be_mended(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "E<Tab><Tab>soon<C-s>");
	stage_expect(stage, "Rotate by is a date like 2027-01-31");
	stage_press(stage, "<Esc>");
	stage_expect(stage, "What you typed is lost then.");
	stage_press(stage, "<Esc>");
	stage_expect(stage, "soon");
}

static void nothing_changed_is_nothing_written(void **state)
{
	struct stage *stage = *state;

	int64_t version;

	stage_press(stage, "/jira<Enter>");
	version = selected(stage)->version;
	stage_press(stage, "E<C-s>");
	assert_int_equal(selected(stage)->version, version);
	stage_press(stage, "E<Esc>");
	stage_refuse(stage, "What you typed");
}

static void what_somebody_else_changed_is_told_and_typing_kept(void **state)
{
	struct stage *stage = *state;
	struct conn conn = { 0 };
	struct err err = ERR_INIT;

	stage_press(stage, "E<C-U>mine");
	assert_ok(conn_find(stage->console.session,
			    selected(stage)->external_id, &conn, &err));
	assert_ok(conn_rename(stage->console.session, &conn, "Theirs", &err));
	conn_clear(&conn);
	stage_press(stage, "<C-s>");
	stage_expect(stage, "Somebody else changed it meanwhile");
	stage_press(stage, "<C-s>");
	stage_expect(stage, "Changed \"Theirs\"");
	assert_string_equal(selected(stage)->tags, "mine");
}

static void the_marked_get_tags_together(void **state)
{
	struct stage *stage = *state;

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(tags_note_and_date_are_saved_and_undone),
		STAGE_TEST(what_cannot_be_saved_stays_to_be_mended),
		STAGE_TEST(nothing_changed_is_nothing_written),
		STAGE_TEST(what_somebody_else_changed_is_told_and_typing_kept),
		STAGE_TEST(the_marked_get_tags_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
