/* test_conn.c - what an operator does to connections, on a real vault */
#include "vault_fixture.h"

#include <sqlite3.h>

#include "base/clock.h"
#include "ops/conn.h"
#include "ops/flows.h"
#include "ops/roster.h"

static void put(struct values *values, const char *name, const char *text)
{
	struct err err = ERR_INIT;

	assert_ok(values_set_bytes(values, name, text, strlen(text), &err));
}

static void make(struct session *session, const char *piece, const char *name,
		 struct conn *out)
{
	struct values values = VALUES_INIT;
	struct err err = ERR_INIT;

	put(&values, "api_key", "cv-test-not-a-real-key");
	struct conn_draft draft = { .piece = piece,
				    .name = name,
				    .values = &values };

	assert_ok(conn_create(session, &draft, out, &err));
	values_clear(&values);
}

static void assert_value(struct session *session, const struct conn *conn,
			 const char *field, const char *wanted)
{
	struct secret *value = NULL;
	struct err err = ERR_INIT;
	size_t len;

	assert_ok(conn_get(session, conn, field, &value, &err));
	const void *bytes = secret_reveal(value, &len);

	assert_int_equal(len, strlen(wanted));
	assert_memory_equal(bytes, wanted, len);
	secret_free(value);
}

static void create_stores_what_get_gives_back(void **state)
{
	struct fixture *at = *state;
	struct conn conn = { 0 };

	make(at->session, "stripe", "Billing Stripe live", &conn);
	assert_string_equal(conn.external_id, "billing_stripe_live");
	assert_int_equal(conn.status, STATUS_ACTIVE);
	assert_int_equal(conn.reason, REASON_OK);
	assert_true(conn.connected_at > 0);
	assert_value(at->session, &conn, NULL, "cv-test-not-a-real-key");
	conn_clear(&conn);
}

static void create_makes_another_external_id_when_one_is_taken(void **state)
{
	struct fixture *at = *state;
	struct conn one = { 0 }, other = { 0 };

	make(at->session, "stripe", "Billing live", &one);
	make(at->session, "stripe", "Billing, live!", &other);
	assert_string_equal(one.external_id, "billing_live");
	assert_string_equal(other.external_id, "billing_live_2");
	conn_clear(&one);
	conn_clear(&other);
}

static void names_are_unique_whatever_their_case(void **state)
{
	struct fixture *at = *state;
	struct values values = VALUES_INIT;
	struct conn one = { 0 }, other = { 0 };
	struct err err = ERR_INIT;

	make(at->session, "stripe", "\xc3\x84pfel", &one);
	put(&values, "api_key", "x");
	/* The same name with a small letter, its dots a combining mark. */
	struct conn_draft draft = { .piece = "stripe",
				    .name = "a\xcc\x88pfel",
				    .values = &values };

	assert_error(conn_create(at->session, &draft, &other, &err),
		     ERR_CONFLICT);
	assert_non_null(strstr(err.msg, "already"));
	values_clear(&values);
	conn_clear(&one);
}

static void create_names_the_field_that_is_wrong(void **state)
{
	struct fixture *at = *state;
	static const struct {
		const char *piece, *field, *value, *said;
	} rows[] = {
		{ "stripe", "apikey", "x", "apikey" },
		{ "zendesk", "email", "bot@acme.example", "token" },
		{ "postgres", "port", "many", "port" },
		{ "mailgun", "region", "mars", "region" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct values values = VALUES_INIT;
		struct conn conn = { 0 };
		struct err err = ERR_INIT;

		put(&values, rows[i].field, rows[i].value);
		struct conn_draft draft = { .piece = rows[i].piece,
					    .name = "Wrong",
					    .values = &values };
		assert_error(conn_create(at->session, &draft, &conn, &err),
			     ERR_USAGE);
		if (!strstr(err.msg, rows[i].said))
			fail_msg("%s does not name %s", err.msg, rows[i].said);
		values_clear(&values);
	}
}

static void an_oauth_connection_can_only_be_a_placeholder_yet(void **state)
{
	struct fixture *at = *state;
	struct conn_draft draft = { .piece = "gmail", .name = "Mail" };
	struct conn conn = { 0 };
	struct secret *value = NULL;
	struct err err = ERR_INIT;

	assert_error(conn_create(at->session, &draft, &conn, &err), ERR_USAGE);
	draft.placeholder = true;
	assert_ok(conn_create(at->session, &draft, &conn, &err));
	assert_int_equal(conn.status, STATUS_INACTIVE);
	assert_int_equal(conn.reason, REASON_MISSING);
	assert_error(conn_get(at->session, &conn, NULL, &value, &err),
		     ERR_RECONNECT);
	conn_clear(&conn);
}

static void rename_keeps_id_external_id_and_credential(void **state)
{
	struct fixture *at = *state;
	struct conn conn = { 0 }, again = { 0 };
	struct err err = ERR_INIT;

	make(at->session, "stripe", "Old name", &conn);
	int64_t connected = conn.connected_at;

	assert_ok(conn_rename(at->session, &conn, "  New name ", &err));
	assert_string_equal(conn.name, "New name");
	assert_string_equal(conn.external_id, "old_name");
	assert_int_equal(conn.connected_at, connected);
	assert_value(at->session, &conn, NULL, "cv-test-not-a-real-key");
	assert_ok(conn_find(at->session, "new NAME", &again, &err));
	assert_memory_equal(again.id, conn.id, OBJECT_ID);
	conn_clear(&again);
	conn_clear(&conn);
}

static void a_change_of_something_changed_meanwhile_is_refused(void **state)
{
	struct fixture *at = *state;
	struct session *other = fixture_open(at);
	struct conn here = { 0 }, there = { 0 };
	struct values values = VALUES_INIT;
	struct err err = ERR_INIT;

	make(at->session, "stripe", "Shared", &here);
	assert_ok(conn_find(other, "Shared", &there, &err));
	assert_ok(conn_rename(at->session, &here, "First", &err));
	assert_error(conn_rename(other, &there, "Second", &err), ERR_CONFLICT);
	put(&values, "api_key", "second");
	assert_error(conn_reconnect(other, &there, &values, &err),
		     ERR_CONFLICT);
	values_clear(&values);
	conn_clear(&there);
	assert_ok(conn_find(other, "First", &there, &err));
	assert_value(other, &there, NULL, "cv-test-not-a-real-key");
	conn_clear(&here);
	conn_clear(&there);
	session_close(other);
}

static void reconnect_replaces_what_is_given_and_keeps_the_rest(void **state)
{
	struct fixture *at = *state;
	struct values values = VALUES_INIT, change = VALUES_INIT;
	struct values prefill = VALUES_INIT;
	struct conn conn = { 0 };
	struct err err = ERR_INIT;

	put(&values, "email", "bot@acme.example");
	put(&values, "token", "cv-test-old-token");
	put(&values, "subdomain", "acme");
	struct conn_draft draft = { .piece = "zendesk",
				    .name = "Triage",
				    .values = &values };

	assert_ok(conn_create(at->session, &draft, &conn, &err));
	put(&change, "token", "cv-test-new-token");
	assert_ok(conn_reconnect(at->session, &conn, &change, &err));
	assert_value(at->session, &conn, "token", "cv-test-new-token");
	assert_value(at->session, &conn, "subdomain", "acme");
	assert_ok(conn_prefill(at->session, &conn, &prefill, &err));
	assert_non_null(values_get(&prefill, "email"));
	assert_null(values_get(&prefill, "token"));
	values_clear(&values);
	values_clear(&change);
	values_clear(&prefill);
	conn_clear(&conn);
}

static void a_reconnect_that_is_refused_leaves_the_old_value(void **state)
{
	struct fixture *at = *state;
	struct values change = VALUES_INIT;
	struct conn conn = { 0 };
	struct err err = ERR_INIT;

	make(at->session, "stripe", "Kept", &conn);
	put(&change, "api_key", "");
	assert_error(conn_reconnect(at->session, &conn, &change, &err),
		     ERR_USAGE);
	assert_value(at->session, &conn, NULL, "cv-test-not-a-real-key");
	values_clear(&change);
	conn_clear(&conn);
}

static void delete_and_restore_go_through_the_trash(void **state)
{
	struct fixture *at = *state;
	struct conn conn = { 0 }, found = { 0 };
	struct err err = ERR_INIT;

	make(at->session, "stripe", "Gone", &conn);
	assert_ok(conn_delete(at->session, &conn, false, &err));
	assert_true(conn.trashed);
	assert_error(conn_find(at->session, "Gone", &found, &err), ERR_ABSENT);
	assert_ok(conn_find_trashed(at->session, "gone", &found, NULL, &err));
	assert_ok(conn_restore(at->session, &found, &err));
	assert_false(found.trashed);
	assert_value(at->session, &found, NULL, "cv-test-not-a-real-key");
	conn_clear(&found);
	conn_clear(&conn);
}

static void the_trash_keeps_what_was_deleted_for_30_days(void **state)
{
	struct fixture *at = *state;
	struct conn old = { 0 }, young = { 0 }, last = { 0 }, found = { 0 };
	struct err err = ERR_INIT;
	int64_t day = 24 * 60 * 60, now = clock_now();

	make(at->session, "stripe", "Old", &old);
	make(at->session, "stripe", "Young", &young);
	make(at->session, "stripe", "Last", &last);
	clock_fix(now);
	assert_ok(conn_delete(at->session, &old, false, &err));
	clock_fix(now + 29 * day);
	assert_ok(conn_delete(at->session, &young, false, &err));
	assert_ok(conn_find_trashed(at->session, "old", &found, NULL, &err));
	conn_clear(&found);
	clock_fix(now + 31 * day);
	assert_ok(conn_delete(at->session, &last, false, &err));
	clock_fix(0);
	assert_error(conn_find_trashed(at->session, "old", &found, NULL, &err),
		     ERR_ABSENT);
	assert_ok(conn_find_trashed(at->session, "young", &found, NULL, &err));
	conn_clear(&found);
	conn_clear(&old);
	conn_clear(&young);
	conn_clear(&last);
}

static void restore_is_refused_when_the_name_is_taken_again(void **state)
{
	struct fixture *at = *state;
	struct conn old = { 0 }, new = { 0 };
	struct err err = ERR_INIT;

	make(at->session, "stripe", "Twice", &old);
	assert_ok(conn_delete(at->session, &old, false, &err));
	make(at->session, "stripe", "Twice", &new);
	assert_error(conn_restore(at->session, &old, &err), ERR_CONFLICT);
	conn_clear(&old);
	conn_clear(&new);
}

static void find_lists_both_when_two_fit(void **state)
{
	struct fixture *at = *state;
	struct conn one = { 0 }, other = { 0 }, found = { 0 };
	struct err err = ERR_INIT;

	make(at->session, "stripe", "ops", &one);
	assert_ok(conn_rename(at->session, &one, "Something else", &err));
	make(at->session, "stripe", "Ops", &other);
	assert_error(conn_find(at->session, "ops", &found, &err), ERR_USAGE);
	assert_non_null(strstr(err.msg, "Something else"));
	assert_non_null(strstr(err.hint, "ops_2"));
	conn_clear(&one);
	conn_clear(&other);
}

static void find_tells_what_was_perhaps_meant(void **state)
{
	struct fixture *at = *state;
	struct conn conn = { 0 }, found = { 0 };
	struct err err = ERR_INIT;

	make(at->session, "stripe", "Billing live", &conn);
	assert_error(conn_find(at->session, "billing", &found, &err),
		     ERR_ABSENT);
	assert_non_null(strstr(err.hint, "Billing live"));
	conn_clear(&conn);
}

static void a_connection_taken_away_from_outside_is_not_just_absent(
	void **state)
{
	struct fixture *at = *state;
	struct conn conn = { 0 };
	struct err err = ERR_INIT;
	sqlite3 *db;

	make(at->session, "stripe", "Here", &conn);
	conn_clear(&conn);
	assert_error(conn_find(at->session, "Hier", &conn, &err), ERR_ABSENT);
	assert_int_equal(sqlite3_open(at->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "DELETE FROM item", NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(db);
	assert_error(conn_find(at->session, "Here", &conn, &err), ERR_DAMAGED);
}

static void the_fields_given_tell_the_way_that_is_meant(void **state)
{
	struct fixture *at = *state;
	struct values values = VALUES_INIT;
	struct conn conn = { 0 };
	struct err err = ERR_INIT;
	struct conn_draft draft = { .piece = "slack",
				    .name = "Bot",
				    .values = &values };

	assert_error(conn_create(at->session, &draft, &conn, &err), ERR_USAGE);
	assert_non_null(strstr(err.hint, "--auth custom"));
	put(&values, "botToken", "cv-test-token");
	assert_ok(conn_create(at->session, &draft, &conn, &err));
	assert_int_equal(conn.auth, AUTH_CUSTOM);
	values_clear(&values);
	conn_clear(&conn);
}

static void tags_and_notes_are_cleaned_like_names(void **state)
{
	static const struct {
		const char *tags, *note, *kept;
	} rows[] = {
		{ "prod\n ops \nprod", "two\nlines", "prod\nops" },
		{ "", "", "" },
		{ "a,b", "", NULL },
		{ "prod\n\nops", "", NULL },
		{ "\x1b[31mred", "", NULL },
		{ "", "\x1b]0;title\a", NULL },
	};
	struct fixture *at = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct conn conn = { 0 };
		struct err err = ERR_INIT;
		char name[16];

		snprintf(name, sizeof(name), "Tagged %zu", i);
		struct conn_draft draft = { .piece = "gmail",
					    .name = name,
					    .tags = rows[i].tags,
					    .note = rows[i].note,
					    .placeholder = true };
		if (rows[i].kept) {
			assert_ok(
				conn_create(at->session, &draft, &conn, &err));
			assert_string_equal(conn.tags, rows[i].kept);
		} else {
			assert_error(
				conn_create(at->session, &draft, &conn, &err),
				ERR_USAGE);
		}
		conn_clear(&conn);
	}
}

/* The secret goes to {subdomain}.zendesk.com: it must not lead elsewhere. */
static void a_value_cannot_lead_the_secret_to_another_host(void **state)
{
	static const struct {
		const char *value, *hosts;
	} rows[] = {
		{ "acme", "acme.zendesk.com" },
		{ "https://acme/", "acme.zendesk.com" },
		{ "../evil", NULL },
		{ "evil.com/", "evil.com.zendesk.com" },
		{ "evil.com/x", NULL },
		{ "evil.com?", NULL },
		{ "a@evil.com#", NULL },
		{ "evil.com:1", NULL },
		{ "a b", NULL },
	};
	struct fixture *at = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct values values = VALUES_INIT;
		struct conn conn = { 0 };
		struct err err = ERR_INIT;
		char name[16];

		snprintf(name, sizeof(name), "Desk %zu", i);
		put(&values, "email", "bot@acme.example");
		put(&values, "token", "cv-test-token");
		put(&values, "subdomain", rows[i].value);
		struct conn_draft draft = { .piece = "zendesk",
					    .name = name,
					    .values = &values };

		if (rows[i].hosts) {
			assert_ok(
				conn_create(at->session, &draft, &conn, &err));
			assert_string_equal(conn.hosts, rows[i].hosts);
		} else {
			assert_error(
				conn_create(at->session, &draft, &conn, &err),
				ERR_USAGE);
			assert_non_null(strstr(err.msg, "subdomain"));
		}
		values_clear(&values);
		conn_clear(&conn);
	}
}

static void every_reading_of_a_secret_is_audited_before(void **state)
{
	struct fixture *at = *state;
	struct conn conn = { 0 };
	struct err err = ERR_INIT;
	uint64_t before = 0, after = 0;

	make(at->session, "stripe", "Watched", &conn);
	assert_ok(session_audit_verify(at->session, &before, &err));
	assert_value(at->session, &conn, NULL, "cv-test-not-a-real-key");
	assert_ok(session_audit_verify(at->session, &after, &err));
	assert_int_equal(after, before + 1);
	conn_clear(&conn);
}

#define with_vault(test) \
	cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

static void a_recovery_code_opens_where_a_passphrase_is_asked_for(void **state)
{
	struct fixture *at = *state;
	struct session *session = NULL;
	struct secret *code = NULL;
	struct err err = ERR_INIT;
	char path[128];

	snprintf(path, sizeof(path), "%s/other.db", at->folder);
	struct session_plan plan = { .path = path,
				     .kind = KEY_FILE,
				     .key = at->key };

	assert_ok(session_create(&plan, &session, &code, &err));
	session_close(session);
	assert_ok(session_open(path, false, &session, &err));
	assert_error(session_unlock(session, KEY_PASSPHRASE, at->key, &err),
		     ERR_LOCKED);
	assert_ok(session_unlock(session, KEY_PASSPHRASE, code, &err));
	assert_true(session_is_unlocked(session));
	session_close(session);
	secret_free(code);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_vault(create_stores_what_get_gives_back),
		with_vault(create_makes_another_external_id_when_one_is_taken),
		with_vault(names_are_unique_whatever_their_case),
		with_vault(create_names_the_field_that_is_wrong),
		with_vault(an_oauth_connection_can_only_be_a_placeholder_yet),
		with_vault(rename_keeps_id_external_id_and_credential),
		with_vault(a_change_of_something_changed_meanwhile_is_refused),
		with_vault(reconnect_replaces_what_is_given_and_keeps_the_rest),
		with_vault(a_reconnect_that_is_refused_leaves_the_old_value),
		with_vault(delete_and_restore_go_through_the_trash),
		with_vault(the_trash_keeps_what_was_deleted_for_30_days),
		with_vault(restore_is_refused_when_the_name_is_taken_again),
		with_vault(find_lists_both_when_two_fit),
		with_vault(find_tells_what_was_perhaps_meant),
		with_vault(
			a_connection_taken_away_from_outside_is_not_just_absent),
		with_vault(the_fields_given_tell_the_way_that_is_meant),
		with_vault(tags_and_notes_are_cleaned_like_names),
		with_vault(a_value_cannot_lead_the_secret_to_another_host),
		with_vault(every_reading_of_a_secret_is_audited_before),
		with_vault(
			a_recovery_code_opens_where_a_passphrase_is_asked_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
