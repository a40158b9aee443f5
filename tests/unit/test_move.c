/* test_move.c - files of others, well-formed and hostile */
#include "test_seal.h"

#include "move/move.h"

static int code_of(enum move_kind kind, const void *text, size_t len,
		   struct moved *out)
{
	struct err err = ERR_INIT;
	struct secret *secret = secret_of(text, len);
	int result = move_read(kind, secret, out, &err);

	secret_free(secret);
	return result == 0 ? ERR_OK : (int)err.code;
}

static struct moved read_text(enum move_kind kind, const char *text)
{
	struct moved moved;

	assert_int_equal(code_of(kind, text, strlen(text), &moved), ERR_OK);
	return moved;
}

static void assert_value(const struct values *values, const char *name,
			 const char *wanted)
{
	const struct secret *value = values_get(values, name);
	size_t len;

	if (value == NULL)
		fail_msg("there is no %s", name);
	assert_string_equal(secret_reveal(value, &len), wanted);
	assert_int_equal(len, strlen(wanted));
}

/* -- .env ------------------------------------------------------------------ */

static void assert_env(const char *text, const char *name, const char *wanted)
{
	struct moved moved = read_text(MOVE_ENV, text);

	assert_int_equal(moved.rows, 1);
	assert_int_equal(moved.row[0].why.code, ERR_OK);
	assert_string_equal(moved.row[0].where, name);
	assert_value(&moved.row[0].values, name, wanted);
	moved_clear(&moved);
}

static void env_values_are_taken_as_they_are_meant(void **state)
{
	(void)state;
	assert_env("A=b", "A", "b");
	assert_env("A=b\r\n", "A", "b");
	assert_env("# c\n\n  export  A = b c  # d\n", "A", "b c");
	assert_env("A=b#c", "A", "b#c");
	assert_env("A='b # \"c\" \\n $D'", "A", "b # \"c\" \\n $D");
	assert_env("A=\"b\\n\\\"c\\\"\\\\ \\$ \\x $D\" # e", "A",
		   "b\n\"c\"\\ $ \\x $D");
	assert_env("A=\"one\ntwo\"\n", "A", "one\ntwo");
	assert_env("A=$B${C}`d`", "A", "$B${C}`d`");
	assert_env("\xef\xbb\xbf"
		   "A=b",
		   "A", "b");
	assert_env("_a.b-1=\xc3\xa4", "_a.b-1", "\xc3\xa4");
}

static void assert_env_wrong(const char *text)
{
	struct moved moved = read_text(MOVE_ENV, text);

	assert_int_equal(moved.rows, 1);
	assert_int_equal(moved.row[0].why.code, ERR_USAGE);
	moved_clear(&moved);
}

static void env_lines_that_are_wrong_are_told(void **state)
{
	(void)state;
	assert_env_wrong("A");
	assert_env_wrong("1A=b");
	assert_env_wrong("A=");
	assert_env_wrong("A= # b");
	assert_env_wrong("A=\"b");
	assert_env_wrong("A=\"b\\");
	assert_env_wrong("A='b' c");
	assert_env_wrong("=b");
	assert_env_wrong(
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		"AAAAAAAAAAAAAAAAAAAAAA=b");
}

static void a_line_that_is_wrong_does_not_stop_the_next(void **state)
{
	(void)state;
	struct moved moved = read_text(MOVE_ENV, "A=\"b\nC=d\n?\nE='f'\n");

	assert_int_equal(moved.rows, 4);
	assert_int_equal(moved.row[0].why.code, ERR_USAGE);
	assert_value(&moved.row[1].values, "C", "d");
	assert_int_equal(moved.row[2].why.code, ERR_USAGE);
	assert_value(&moved.row[3].values, "E", "f");
	moved_clear(&moved);
}

/* -- CSV ------------------------------------------------------------------- */

static void a_table_is_read_as_rfc_4180_has_it(void **state)
{
	(void)state;
	struct moved moved =
		read_text(MOVE_AUTO, "name,piece,api_key,note\r\n"
				     "A,stripe,\"a,\"\"b\"\"\r\nc\",\r\n"
				     "\n"
				     "\"\",stripe,b,x");

	assert_int_equal(moved.kind, MOVE_CSV);
	assert_int_equal(moved.rows, 2);
	assert_string_equal(moved.row[0].conn.name, "A");
	assert_value(&moved.row[0].values, "api_key", "a,\"b\"\r\nc");
	assert_string_equal(moved.row[1].where, "line 5");
	assert_string_equal(moved.row[1].conn.name, "");
	assert_string_equal(moved.row[1].conn.note, "x");
	assert_value(&moved.row[1].values, "api_key", "b");
	moved_clear(&moved);
}

static void semicolons_part_columns_where_no_comma_does(void **state)
{
	(void)state;
	struct moved moved =
		read_text(MOVE_AUTO, "name;piece;api_key\nA;stripe;k,1\n");

	assert_value(&moved.row[0].values, "api_key", "k,1");
	moved_clear(&moved);
}

static void assert_csv_wrong(const char *record)
{
	char text[200];

	snprintf(text, sizeof(text), "name,piece,a,,a\n%s", record);
	struct moved moved = read_text(MOVE_CSV, text);

	assert_int_equal(moved.row[0].why.code, ERR_USAGE);
	moved_clear(&moved);
}

static void records_that_are_wrong_are_told(void **state)
{
	(void)state;
	assert_csv_wrong("A,b,\"c");
	assert_csv_wrong("A,b,\"c\"d");
	assert_csv_wrong("A,b,\"");
	assert_csv_wrong("A,b,c,d,e");
	assert_csv_wrong("A,b,c,,e");
	assert_csv_wrong("A,b,c,,,f");
}

/* -- JSON ------------------------------------------------------------------ */

static void rows_of_json_have_their_fields_beside_or_below(void **state)
{
	(void)state;
	struct moved moved = read_text(
		MOVE_AUTO,
		"[{\"name\": \"A\", \"piece\": \"p\", \"port\": 5432, "
		"\"tls\": true, \"tags\": [\"a\", \"b\"], \"x\": null},"
		"{\"fields\": {\"k\": \"v\"}}, 1, {\"port\": 1.10},"
		"{\"n\": 12345678901234567890}, {\"o\": {}}]");

	assert_int_equal(moved.kind, MOVE_JSON);
	assert_int_equal(moved.rows, 6);
	assert_value(&moved.row[0].values, "port", "5432");
	assert_value(&moved.row[0].values, "tls", "true");
	assert_string_equal(moved.row[0].conn.tags, "a\nb");
	assert_value(&moved.row[1].values, "k", "v");
	for (size_t i = 2; i < 6; i++)
		assert_int_equal(moved.row[i].why.code, ERR_USAGE);
	moved_clear(&moved);
}

static void what_is_no_file_of_ours_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		"words",
		"{",
		"{}",
		"[",
		"[] x",
		"[{}]{}",
		"\xff\xfe",
		"[\"a\\u0000b\"]",
		"{\"connvault_export\": 2}",
		"{\"connvault_export\": \"x\"}",
	};
	struct moved moved;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(
			code_of(MOVE_AUTO, bad[i], strlen(bad[i]), &moved),
			ERR_USAGE);
	assert_int_equal(code_of(MOVE_AUTO, "A=b\0c", 5, &moved), ERR_USAGE);
}

static void deep_nesting_is_refused(void **state)
{
	(void)state;
	size_t len = 100000;
	char *text = malloc(len);
	struct moved moved;

	assert_non_null(text);
	memset(text, '[', len);
	assert_int_equal(code_of(MOVE_AUTO, text, len, &moved), ERR_USAGE);
	free(text);
}

static void n8n_is_known_by_type_and_data(void **state)
{
	(void)state;
	struct moved moved = read_text(
		MOVE_AUTO,
		"[{\"id\": 7, \"name\": \"S\", \"type\": \"stripeApi\", "
		"\"data\": {\"secretKey\": \"k\"}},"
		"{\"type\": \"x\", \"data\": {\"a\": 1}},"
		"{\"type\": \"slackApi\", \"data\": \"U2Fs\"}, [],"
		"{\"type\": \"gmailOAuth2\", \"data\": "
		"{\"oauthTokenData\": []}}]");

	assert_int_equal(moved.kind, MOVE_N8N);
	assert_string_equal(moved.row[0].conn.external_id, "7");
	assert_string_equal(moved.row[0].conn.piece, "stripe");
	assert_value(&moved.row[0].values, "api_key", "k");
	for (size_t i = 1; i < 4; i++)
		assert_int_equal(moved.row[i].why.code, ERR_USAGE);
	assert_true(moved.row[4].is_bare);
	moved_clear(&moved);
}

/* -- pass ------------------------------------------------------------------ */

static void the_first_line_of_an_entry_is_its_secret(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct moved moved = MOVED_INIT;
	struct secret *text = secret_of(
		"pw\r\nuser: a:b\notpauth://x\nfree text\n: c\nempty:\n"
		"user: twice",
		58);

	assert_ok(pass_read("a/b", text, &moved, &err));
	assert_string_equal(secret_reveal(moved.row[0].first, NULL), "pw");
	assert_value(&moved.row[0].values, "user", "a:b");
	assert_int_equal(moved.row[0].values.count, 1);
	assert_int_equal(moved.row[0].why.code, ERR_USAGE); /* twice */
	secret_free(text);
	moved_clear(&moved);
}

/* -- our own --------------------------------------------------------------- */

static void an_export_reads_back_what_was_written(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct moved moved = MOVED_INIT, again;
	struct move_row *row;
	struct move_app *app;
	struct secret *text;

	moved.has_secrets = true;
	moved.project = "P";
	assert_ok(moved_row(&moved, "", &row, &err));
	row->conn.name = "N \"x\"";
	row->conn.external_id = "n";
	row->conn.piece = "stripe";
	row->conn.tags = "a\nb";
	row->conn.note = "two\nlines";
	row->conn.auth = AUTH_OAUTH2;
	row->conn.status = STATUS_INACTIVE;
	row->conn.reason = REASON_REVOKED;
	row->conn.expires_at = row->conn.rotate_by = 1800000000;
	assert_ok(values_set_bytes(&row->values, "k", "v\n\"", 3, &err));
	assert_ok(values_set_bytes(&row->values, "raw", "\xff\0\x01", 3, &err));
	assert_ok(moved_app(&moved, &app, &err));
	app->app = (struct app){ .piece = "stripe",
				 .name = "default",
				 .client_id = "id",
				 .login = "",
				 .redirect_uri = "",
				 .issuer = "",
				 .auth_url = "",
				 .token_url = "https://x.example/t",
				 .device_url = "",
				 .revoke_url = "",
				 .userinfo_url = "",
				 .promises_iss = 1 };
	app->client_secret = secret_of("cs", 2);
	assert_ok(export_write(&moved, 1800000000, &text, &err));
	assert_ok(move_read(MOVE_AUTO, text, &again, &err));
	assert_int_equal(again.kind, MOVE_EXPORT);
	assert_true(again.has_secrets);
	row = &again.row[0];
	assert_string_equal(row->conn.name, "N \"x\"");
	assert_string_equal(row->conn.tags, "a\nb");
	assert_string_equal(row->conn.note, "two\nlines");
	assert_int_equal(row->conn.auth, AUTH_OAUTH2);
	assert_int_equal(row->conn.reason, REASON_REVOKED);
	assert_int_equal(row->conn.expires_at, 1800000000);
	assert_false(row->is_bare);
	assert_value(&row->values, "k", "v\n\"");
	assert_int_equal(secret_len(values_get(&row->values, "raw")), 3);
	assert_string_equal(again.app[0].app.token_url, "https://x.example/t");
	assert_int_equal(secret_len(again.app[0].client_secret), 2);
	secret_free(text);
	moved_clear(&moved);
	moved_clear(&again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(env_values_are_taken_as_they_are_meant),
		cmocka_unit_test(env_lines_that_are_wrong_are_told),
		cmocka_unit_test(a_line_that_is_wrong_does_not_stop_the_next),
		cmocka_unit_test(a_table_is_read_as_rfc_4180_has_it),
		cmocka_unit_test(semicolons_part_columns_where_no_comma_does),
		cmocka_unit_test(records_that_are_wrong_are_told),
		cmocka_unit_test(
			rows_of_json_have_their_fields_beside_or_below),
		cmocka_unit_test(what_is_no_file_of_ours_is_refused),
		cmocka_unit_test(deep_nesting_is_refused),
		cmocka_unit_test(n8n_is_known_by_type_and_data),
		cmocka_unit_test(the_first_line_of_an_entry_is_its_secret),
		cmocka_unit_test(an_export_reads_back_what_was_written),
	};

	return cmocka_run_group_tests(tests, seal_setup, NULL);
}
