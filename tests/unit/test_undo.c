/* test_undo.c - what was done last is taken back, and nothing of others */
#include "vault_fixture.h"

#include "ops/conn.h"
#include "ops/internal.h"
#include "ops/undo.h"

static void make(struct session *session, const char *name, struct conn *out)
{
	struct values values = VALUES_INIT;
	struct err err = ERR_INIT;

	assert_ok(values_set_bytes(&values, "api_key", "k", 1, &err));
	struct conn_draft draft = { .piece = "stripe",
				    .name = name,
				    .values = &values };

	*out = (struct conn){ 0 };
	assert_ok(conn_create(session, &draft, out, &err));
	values_clear(&values);
}

static void assert_name(struct session *session, const char *id,
			const char *name)
{
	struct conn conn = { 0 };
	struct err err = ERR_INIT;

	assert_ok(conn_find(session, id, &conn, &err));
	assert_string_equal(conn.name, name);
	conn_clear(&conn);
}

static void undo(struct session *session, const char *what)
{
	struct undone undone;
	struct err err = ERR_INIT;

	assert_ok(undo_last(session, &undone, &err));
	assert_string_equal(undone.what, what);
	assert_int_equal(undone.failed, 0);
}

static void nothing_is_undone_before_anything_is_done(void **state)
{
	struct fixture *at = *state;
	struct undone undone;
	struct err err = ERR_INIT;
	struct conn conn;
	char what[UNDO_TEXT];

	make(at->session, "A", &conn);
	assert_false(undo_next(at->session, what));
	assert_error(undo_last(at->session, &undone, &err), ERR_ABSENT);
	conn_clear(&conn);
}

static void changes_are_undone_from_the_newest_to_the_oldest(void **state)
{
	struct fixture *at = *state;
	const struct conn_edit edit = { .note = "a note", .tags = "x\ny" };
	struct err err = ERR_INIT;
	struct conn conn;
	char what[UNDO_TEXT];

	make(at->session, "A", &conn);
	assert_ok(conn_rename(at->session, &conn, "B", &err));
	assert_ok(conn_edit(at->session, &conn, &edit, &err));
	assert_ok(conn_rename(at->session, &conn, "C", &err));
	assert_ok(conn_delete(at->session, &conn, false, &err));
	undo(at->session, "deletion of \"C\"");
	assert_name(at->session, "a", "C");
	undo(at->session, "rename of \"B\" to \"C\"");
	assert_name(at->session, "a", "B");
	undo(at->session, "edit of \"B\"");
	undo(at->session, "rename of \"A\" to \"B\"");
	conn_clear(&conn);
	assert_ok(conn_find(at->session, "A", &conn, &err));
	assert_string_equal(conn.note, "");
	assert_string_equal(conn.tags, "");
	assert_false(undo_next(at->session, what));
	conn_clear(&conn);
}

/* As a check or a refresh writes it. */
static void note_that_it_was_checked(struct session *session)
{
	struct err err = ERR_INIT;
	struct conn conn = { 0 };

	assert_ok(conn_find(session, "a", &conn, &err));

	struct conn next = conn;
	struct conn_change change = { .conn = &next, .action = AUDIT_CHECK };

	next.checked_at = 1700000000;
	next.status = STATUS_INACTIVE;
	assert_ok(project_apply(session->project, &change, 1, &err));
	conn_clear(&conn);
}

static void what_happened_to_it_meanwhile_stays(void **state)
{
	struct fixture *at = *state;
	struct session *other = fixture_open(at);
	struct err err = ERR_INIT;
	struct conn conn;

	make(at->session, "A", &conn);
	assert_ok(conn_rename(at->session, &conn, "B", &err));
	note_that_it_was_checked(other);
	undo(at->session, "rename of \"A\" to \"B\"");
	conn_clear(&conn);
	assert_ok(conn_find(at->session, "A", &conn, &err));
	assert_int_equal(conn.checked_at, 1700000000);
	assert_int_equal(conn.status, STATUS_INACTIVE);

	/* A form was open while that happened. */
	note_that_it_was_checked(other);
	assert_ok(conn_rename(at->session, &conn, "C", &err));
	assert_int_equal(conn.checked_at, 1700000000);
	conn_clear(&conn);
	session_close(other);
}

static void a_taken_name_is_named_whatever_happened_meanwhile(void **state)
{
	struct fixture *at = *state;
	struct session *other = fixture_open(at);
	struct conn conn, taken;
	struct err err = ERR_INIT;

	make(at->session, "A", &conn);
	make(at->session, "Taken", &taken);
	note_that_it_was_checked(other);
	assert_error(conn_rename(at->session, &conn, "taken", &err),
		     ERR_CONFLICT);
	assert_non_null(strstr(err.msg, "\"taken\" already"));
	conn_clear(&conn);
	conn_clear(&taken);
	session_close(other);
}

static void what_somebody_else_changed_since_is_left_alone(void **state)
{
	struct fixture *at = *state;
	struct session *other = fixture_open(at);
	struct conn here, there = { 0 };
	struct undone undone;
	struct err err = ERR_INIT;

	make(at->session, "A", &here);
	assert_ok(conn_rename(at->session, &here, "B", &err));
	assert_ok(conn_find(other, "B", &there, &err));
	assert_ok(conn_rename(other, &there, "Theirs", &err));
	assert_error(undo_last(at->session, &undone, &err), ERR_CONFLICT);
	assert_non_null(strstr(err.msg, "changed since"));
	assert_name(at->session, "a", "Theirs");
	assert_error(undo_last(at->session, &undone, &err), ERR_ABSENT);
	conn_clear(&here);
	conn_clear(&there);
	session_close(other);
}

static void several_changes_of_one_action_are_undone_together(void **state)
{
	struct fixture *at = *state;
	struct conn one, two, other = { 0 };
	struct undone undone;
	struct err err = ERR_INIT;

	make(at->session, "One", &one);
	make(at->session, "Two", &two);
	undo_begin(at->session, "deletion of 2 connections");
	assert_ok(conn_delete(at->session, &one, false, &err));
	assert_ok(conn_delete(at->session, &two, false, &err));
	undo_end(at->session);
	make(at->session, "Two", &other); /* the name is taken meanwhile */
	assert_error(undo_last(at->session, &undone, &err), ERR_CONFLICT);
	assert_string_equal(undone.what, "deletion of 2 connections");
	assert_int_equal(undone.done, 1);
	assert_int_equal(undone.failed, 1);
	assert_name(at->session, "one", "One");
	conn_clear(&one);
	conn_clear(&two);
	conn_clear(&other);
}

static void restoring_is_undone_by_the_trash_and_purging_is_not(void **state)
{
	struct fixture *at = *state;
	struct conn conn;
	struct undone undone;
	struct err err = ERR_INIT;

	make(at->session, "A", &conn);
	assert_error(conn_purge(at->session, &conn, &err), ERR_USAGE);
	assert_ok(conn_delete(at->session, &conn, false, &err));
	assert_ok(conn_restore(at->session, &conn, &err));
	undo(at->session, "restoring of \"A\"");
	conn_clear(&conn);
	assert_ok(conn_find_trashed(at->session, "A", &conn, NULL, &err));
	assert_ok(conn_purge(at->session, &conn, &err));
	assert_error(undo_last(at->session, &undone, &err), ERR_ABSENT);
	conn_clear(&conn);
}

static void tags_are_added_and_removed_and_commas_part_them(void **state)
{
	struct fixture *at = *state;
	struct err err = ERR_INIT;
	struct conn conn;
	char *tags = tags_from_commas(" prod , eu west,,ops ");

	assert_string_equal(tags, "prod\neu west\nops");
	make(at->session, "A", &conn);
	assert_ok(conn_tag(at->session, &conn, tags, "", &err));
	assert_ok(conn_tag(at->session, &conn, "new\nprod", "eu west", &err));
	assert_string_equal(conn.tags, "prod\nops\nnew");
	free(tags);
	conn_clear(&conn);
}

#define FIXTURE_TEST(test) \
	cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(nothing_is_undone_before_anything_is_done),
		FIXTURE_TEST(changes_are_undone_from_the_newest_to_the_oldest),
		FIXTURE_TEST(what_somebody_else_changed_since_is_left_alone),
		FIXTURE_TEST(what_happened_to_it_meanwhile_stays),
		FIXTURE_TEST(a_taken_name_is_named_whatever_happened_meanwhile),
		FIXTURE_TEST(several_changes_of_one_action_are_undone_together),
		FIXTURE_TEST(
			restoring_is_undone_by_the_trash_and_purging_is_not),
		FIXTURE_TEST(tags_are_added_and_removed_and_commas_part_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
