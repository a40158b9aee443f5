/* test_codec.c - connections and flows as sealed plaintext */
#include "test.h"

#include "base/fields.h"
#include "vault/internal.h"

static struct conn full(void)
{
	return (struct conn){ .status = STATUS_INACTIVE,
			      .reason = REASON_EXPIRED,
			      .auth = AUTH_OAUTH2,
			      .values = 3,
			      .secret_mark = "a nonce of 24 bytes ...",
			      .name = "N\xc3\xa4me",
			      .external_id = "name",
			      .piece = "slack",
			      .account = "me@example.com",
			      .note = "line\nline",
			      .tags = "a\nb",
			      .scopes = "read\nwrite",
			      .app = "app",
			      .error = "error",
			      .hosts = "slack.com",
			      .since = 1,
			      .created_at = 2,
			      .connected_at = 3,
			      .checked_at = 4,
			      .refreshed_at = 5,
			      .rotate_by = 7,
			      .trashed_at = INT64_MAX };
}

static void assert_same(const struct conn *a, const struct conn *b)
{
	assert_int_equal(a->status, b->status);
	assert_int_equal(a->reason, b->reason);
	assert_int_equal(a->auth, b->auth);
	assert_int_equal(a->values, b->values);
	assert_memory_equal(a->secret_mark, b->secret_mark, SECRET_MARK);
	assert_string_equal(a->name, b->name);
	assert_string_equal(a->external_id, b->external_id);
	assert_string_equal(a->piece, b->piece);
	assert_string_equal(a->account, b->account);
	assert_string_equal(a->note, b->note);
	assert_string_equal(a->tags, b->tags);
	assert_string_equal(a->scopes, b->scopes);
	assert_string_equal(a->app, b->app);
	assert_string_equal(a->error, b->error);
	assert_string_equal(a->hosts, b->hosts);
	assert_int_equal(a->since, b->since);
	assert_int_equal(a->created_at, b->created_at);
	assert_int_equal(a->connected_at, b->connected_at);
	assert_int_equal(a->checked_at, b->checked_at);
	assert_int_equal(a->refreshed_at, b->refreshed_at);
	assert_int_equal(a->rotate_by, b->rotate_by);
	assert_int_equal(a->trashed_at, b->trashed_at);
}

static void every_column_of_a_connection_comes_back(void **state)
{
	struct err err = ERR_INIT;
	struct conn conn = full(), got = { .version = 9 };
	uint8_t *plain;
	size_t len;

	(void)state;
	assert_ok(conn_encode(&conn, &plain, &len, &err));
	assert_ok(conn_decode(plain, len, NULL, &got, &err));
	wipe_free(plain, len);
	assert_same(&conn, &got);
	assert_int_equal(got.version, 9);
	conn_clear(&got);
}

static void absent_text_reads_as_empty(void **state)
{
	struct err err = ERR_INIT;
	struct conn conn = { .status = STATUS_ACTIVE,
			     .reason = REASON_OK,
			     .auth = AUTH_NONE,
			     .name = "x" };
	struct conn got = { .version = 0 };
	uint8_t *plain;
	size_t len;

	(void)state;
	assert_ok(conn_encode(&conn, &plain, &len, &err));
	assert_ok(conn_decode(plain, len, NULL, &got, &err));
	wipe_free(plain, len);
	assert_string_equal(got.name, "x");
	assert_string_equal(got.hosts, "");
	assert_string_equal(got.note, "");
	conn_clear(&got);
}

static void a_copy_stands_alone(void **state)
{
	struct err err = ERR_INIT;
	struct conn conn = full(), got = { .version = 0 }, copy;
	uint8_t *plain;
	size_t len;

	(void)state;
	assert_ok(conn_encode(&conn, &plain, &len, &err));
	assert_ok(conn_decode(plain, len, NULL, &got, &err));
	wipe_free(plain, len);
	assert_int_equal(conn_copy(&got, &copy), 0);
	conn_clear(&got);
	assert_same(&conn, &copy);
	conn_clear(&copy);
	conn_clear(&copy);
}

/* Whatever is cut off or changed: an error or a connection, never more. */
static void no_cut_or_flipped_plaintext_is_read_past_its_end(void **state)
{
	struct err err = ERR_INIT;
	struct conn conn = full();
	uint8_t *plain, *part;
	size_t len;
	int refused = 0;

	(void)state;
	assert_ok(conn_encode(&conn, &plain, &len, &err));
	for (size_t cut = 0; cut < 2 * len; cut++) {
		struct conn got = { .version = 0 };
		size_t size = cut < len ? cut : len;

		part = malloc(size + 1);
		assert_non_null(part);
		memcpy(part, plain, size);
		if (cut >= len)
			part[cut - len] ^= 0xff;
		if (conn_decode(part, size, NULL, &got, &err) == 0)
			assert_non_null(conn_status_name(got.status));
		else
			refused++;
		conn_clear(&got);
		free(part);
	}
	assert_true(refused > (int)len);
	wipe_free(plain, len);
}

static void an_unknown_status_is_not_shown_as_something_else(void **state)
{
	struct err err = ERR_INIT;
	struct conn conn = full(), got = { .version = 0 };
	uint8_t *plain;
	size_t len;

	(void)state;
	conn.reason = REASONS;
	assert_ok(conn_encode(&conn, &plain, &len, &err));
	assert_error(conn_decode(plain, len, NULL, &got, &err), ERR_DAMAGED);
	wipe_free(plain, len);
}

static void tags_of_a_newer_version_are_passed_over(void **state)
{
	struct err err = ERR_INIT;
	struct conn conn = full(), got = { .version = 0 };
	uint8_t *plain, more[2000];
	size_t len;

	(void)state;
	assert_ok(conn_encode(&conn, &plain, &len, &err));
	memcpy(more, plain, len);
	struct fields_writer w;

	fields_write_init(&w, more + len, sizeof(more) - len);
	fields_put_text(&w, 900, "new");
	assert_ok(conn_decode(more, len + w.len, NULL, &got, &err));
	assert_same(&conn, &got);
	conn_clear(&got);
	wipe_free(plain, len);
}

static void a_flow_without_references_comes_back(void **state)
{
	struct err err = ERR_INIT;
	struct flow flow = { .name = "F", .state = FLOW_DRAFT };
	struct flow got = { .version = 0 };
	uint8_t *plain;
	size_t len;

	(void)state;
	assert_ok(flow_encode(&flow, &plain, &len, &err));
	assert_ok(flow_decode(plain, len, &got, &err));
	assert_string_equal(got.name, "F");
	assert_string_equal(got.trigger, "");
	assert_int_equal(got.refs, 0);
	flow_clear(&got);
	wipe_free(plain, len);
}

static void references_cut_short_are_refused(void **state)
{
	struct err err = ERR_INIT;
	struct flow_ref ref = { "c", "n", "step", "piece", "action", true, "" };
	struct flow flow = {
		.name = "F", .state = FLOW_ON, .ref = &ref, .refs = 1
	};
	uint8_t *plain, cut[400];
	size_t len, good = 0;

	(void)state;
	assert_ok(flow_encode(&flow, &plain, &len, &err));
	/* References are the last field: shorten it and what it says. */
	size_t refs = 2 + 2 + 5 + 6 + 7 + 1, at = len - refs;

	for (size_t keep = 0; keep <= refs; keep++) {
		struct flow got = { .version = 0 };

		memcpy(cut, plain, at + keep);
		cut[at - 4] = (uint8_t)keep;
		if (flow_decode(cut, at + keep, &got, &err) == 0)
			good++;
		flow_clear(&got);
	}
	assert_int_equal(good, 2); /* none and all */
	wipe_free(plain, len);
}

static void words_and_numbers_agree(void **state)
{
	(void)state;
	for (int i = 1; i < AUTH_TYPES; i++)
		assert_int_equal(auth_type_of(auth_type_name(i)), i);
	assert_int_equal(auth_type_of("nonsense"), 0);
	assert_int_equal(auth_type_of(NULL), 0);
	assert_null(auth_type_name(0));
	assert_null(auth_type_name(AUTH_TYPES));
	for (int i = 1; i < REASONS; i++)
		assert_non_null(conn_reason_name(i));
	for (int i = 1; i < AUDIT_ACTIONS; i++)
		assert_string_not_equal(audit_action_name(i), "unknown");
	assert_string_equal(audit_action_name(AUDIT_ACTIONS), "unknown");
	assert_string_equal(audit_action_name(0), "unknown");
	assert_string_equal(audit_action_name((enum audit_action) - 7),
			    "unknown");
	assert_null(conn_status_name(-1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_column_of_a_connection_comes_back),
		cmocka_unit_test(absent_text_reads_as_empty),
		cmocka_unit_test(a_copy_stands_alone),
		cmocka_unit_test(
			no_cut_or_flipped_plaintext_is_read_past_its_end),
		cmocka_unit_test(
			an_unknown_status_is_not_shown_as_something_else),
		cmocka_unit_test(tags_of_a_newer_version_are_passed_over),
		cmocka_unit_test(a_flow_without_references_comes_back),
		cmocka_unit_test(references_cut_short_are_refused),
		cmocka_unit_test(words_and_numbers_agree),
	};

	return cmocka_run_group_tests_name("codec", tests, NULL, NULL);
}
