/* test_roster.c - lists of connections and flows, on the demo's project */
#include "vault_fixture.h"

#include "base/clock.h"
#include "ops/conn.h"
#include "ops/flows.h"
#include "ops/roster.h"

struct demo {
	char *folder;
	struct session *session;
	struct roster *roster;
};

static int demo_setup(void **state)
{
	struct demo *at = calloc(1, sizeof(*at));
	struct err err = ERR_INIT;

	assert_non_null(at);
	at->folder = folder_make();
	setenv("XDG_STATE_HOME", at->folder, 1);
	setenv("XDG_CONFIG_HOME", at->folder, 1);
	setenv("XDG_RUNTIME_DIR", at->folder, 1);
	assert_ok(session_demo(&at->session, &err));
	assert_ok(roster_load(at->session, &at->roster, &err));
	*state = at;
	return 0;
}

static int demo_teardown(void **state)
{
	struct demo *at = *state;

	roster_free(at->roster);
	session_close(at->session);
	folder_remove(at->folder);
	free(at);
	return 0;
}

static void assert_shown(struct demo *at, const struct roster_query *query,
			 size_t count, const char *first)
{
	struct err err = ERR_INIT;

	assert_ok(roster_query(at->roster, query, &err));
	assert_int_equal(roster_shown(at->roster), count);
	if (first)
		assert_string_equal(roster_at(at->roster, 0)->conn->name,
				    first);
}

static void list_is_sorted_by_name(void **state)
{
	struct roster_query query = { .words = NULL };

	assert_shown(*state, &query, 14, "Billing Stripe live");
	query.reverse = true;
	assert_shown(*state, &query, 14, "Zendesk triage");
}

static void list_sorts_by_each_column(void **state)
{
	static const struct {
		enum roster_sort sort;
		const char *first;
	} rows[] = {
		{ SORT_NAME, "Billing Stripe live" },
		{ SORT_PIECE, "S3 cold archive" },
		{ SORT_STATUS, "Finance Sheets" },
		{ SORT_FLOWS, "Ops Slack alerts" },
		{ SORT_CONNECTED, "Ops Slack alerts" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct roster_query query = { .sort = rows[i].sort };

		assert_shown(*state, &query, 14, rows[i].first);
	}
}

static void filter_keeps_rows_that_match_every_word(void **state)
{
	struct roster_query query = { .words = "SLA" };

	assert_shown(*state, &query, 1, "Ops Slack alerts");
	query.words = "prod send";
	assert_shown(*state, &query, 0, NULL);
	query.words = "sheets google";
	assert_shown(*state, &query, 1, "Finance Sheets");
	query.words = "  ";
	assert_shown(*state, &query, 14, NULL);
}

/* The same as a list that was never filtered before. */
static void assert_as_afresh(struct demo *at, const struct roster_query *query)
{
	struct err err = ERR_INIT;
	struct roster *fresh;

	assert_ok(roster_load(at->session, &fresh, &err));
	assert_ok(roster_query(fresh, query, &err));
	assert_ok(roster_query(at->roster, query, &err));
	assert_int_equal(roster_shown(at->roster), roster_shown(fresh));
	for (size_t i = 0; i < roster_shown(fresh); i++)
		assert_string_equal(roster_at(at->roster, i)->conn->name,
				    roster_at(fresh, i)->conn->name);
	roster_free(fresh);
}

static void what_was_filtered_before_makes_no_difference(void **state)
{
	static const char *const words[] = {
		"s",	      "sl",
		"sla",	      "sl",
		"",	      "sheets",
		"sheet",      "~sl",
		"~sla",	      "slack -ops",
		"-ops",	      "-ops s",
		"expiring:1", "expiring:30",
		"unused:",    "unused: s",
		"s",	      "",
	};
	static const struct roster_query choices[] = {
		{ .sort = SORT_NAME }, { .status = SHOW_INACTIVE },
		{ .reverse = true },   { .sort = SORT_STATUS },
		{ .unused = true },    { .expiring_days = 30 },
		{ .piece = "slack" },  { .trashed = true },
	};

	for (size_t c = 0; c < sizeof(choices) / sizeof(*choices); c++)
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
			struct roster_query query = choices[c];

			query.words = words[i];
			assert_as_afresh(*state, &query);
			query = choices[(c + i) % 8];
			query.words = words[i];
			assert_as_afresh(*state, &query);
		}
}

static void filter_looks_at_id_provider_account_and_tags(void **state)
{
	static const char *const words[] = { "zd_triage", "Telegram Bot",
					     "ops-bot", "marketing sendgrid" };

	for (size_t i = 0; i < 4; i++) {
		struct roster_query query = { .words = words[i] };

		assert_shown(*state, &query, 1, NULL);
	}
}

static void status_filter_splits_the_list(void **state)
{
	struct roster_query query = { .status = SHOW_INACTIVE };

	assert_shown(*state, &query, 2, "Finance Sheets");
	query.status = SHOW_ACTIVE;
	assert_shown(*state, &query, 12, NULL);
}

static void unused_and_expiring_are_found(void **state)
{
	struct roster_query query = { .unused = true };

	assert_shown(*state, &query, 1, "Notion handbook");
	query = (struct roster_query){ .expiring_days = 3 };
	assert_shown(*state, &query, 1, "Xero accounting");
}

static void counts_are_those_of_the_title(void **state)
{
	struct demo *at = *state;
	struct roster_counts counts;

	roster_count(at->roster, &counts);
	assert_int_equal(counts.all, 14);
	assert_int_equal(counts.active, 12);
	assert_int_equal(counts.inactive, 2);
	assert_int_equal(counts.expiring, 2);
	assert_int_equal(counts.trashed, 0);
}

static void flows_of_a_connection_are_counted_once(void **state)
{
	struct demo *at = *state;
	struct roster_query query = { .words = "slack_ops" };
	struct usages usages = { 0 };
	struct err err = ERR_INIT;

	assert_ok(roster_query(at->roster, &query, &err));
	const struct roster_row *row = roster_at(at->roster, 0);

	assert_int_equal(row->flows, 9);
	assert_ok(usage_of(at->session, row->conn, &usages, &err));
	assert_int_equal(usages.count, 9);
	usages_clear(&usages);
}

static void a_connection_in_use_is_not_deleted_unforced(void **state)
{
	struct demo *at = *state;
	struct conn conn = { 0 };
	struct err err = ERR_INIT;

	assert_ok(conn_find(at->session, "zd_triage", &conn, &err));
	assert_error(conn_delete(at->session, &conn, false, &err),
		     ERR_CONFLICT);
	assert_non_null(strstr(err.msg, "8 flows"));
	assert_ok(conn_delete(at->session, &conn, true, &err));
	struct usages broken = { 0 };

	assert_ok(usage_broken(at->session, &broken, &err));
	assert_int_equal(broken.count, 8);
	usages_clear(&broken);
	conn_clear(&conn);
}

static void days_left_counts_what_must_be_done_by_hand(void **state)
{
	(void)state;
	int64_t now = 1800000000, day = 24 * 60 * 60;
	struct conn conn = { .expires_at = now + 3 * day };

	assert_int_equal(conn_days_left(&conn, now), 3);
	conn.refresh_at = now + day; /* refreshes by itself */
	assert_int_equal(conn_days_left(&conn, now), -1);
	conn.rotate_by = now + 5 * day + 1;
	assert_int_equal(conn_days_left(&conn, now), 5);
	conn.rotate_by = now - day;
	assert_int_equal(conn_days_left(&conn, now), 0);
}

static void a_date_that_is_over_is_overdue(void **state)
{
	int64_t now = 1000 * INT64_C(86400);
	struct conn conn = { .status = STATUS_ACTIVE, .rotate_by = now };
	char text[STATUS_TEXT];

	(void)state;
	assert_int_equal(conn_standing(&conn, now, text), STANDS_ENDING);
	assert_string_equal(text, "~ Active 0d");
	conn_standing(&conn, now + 86399, text);
	assert_string_equal(text, "~ Active 0d");
	assert_int_equal(conn_standing(&conn, now + 86400, text),
			 STANDS_ENDING);
	assert_string_equal(text, "~ Overdue");
}

#define with_demo(test) \
	cmocka_unit_test_setup_teardown(test, demo_setup, demo_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_demo(list_is_sorted_by_name),
		with_demo(list_sorts_by_each_column),
		with_demo(filter_keeps_rows_that_match_every_word),
		with_demo(what_was_filtered_before_makes_no_difference),
		with_demo(filter_looks_at_id_provider_account_and_tags),
		with_demo(status_filter_splits_the_list),
		with_demo(unused_and_expiring_are_found),
		with_demo(counts_are_those_of_the_title),
		with_demo(flows_of_a_connection_are_counted_once),
		with_demo(a_connection_in_use_is_not_deleted_unforced),
		cmocka_unit_test(days_left_counts_what_must_be_done_by_hand),
		cmocka_unit_test(a_date_that_is_over_is_overdue),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
