/* test_piece_text.c - which names are secret, which values suit a field */
#include "test.h"

#include "base/values.h"
#include "piece/piece.h"

static void names_of_secrets_are_secret(void **state)
{
	(void)state;
	static const char *const names[] = {
		/* declared as plain text in the catalog's sources */
		"apiKey",
		"password",
		"accessToken",
		"api_key",
		"clientSecret",
		"track_api_key",
		"api_bearer_token",
		"key",
		"access_token",
		"serviceAccount",
		"serviceAccountJson",
		"client_key",
		"secret_key",
		"token",
		"embeddingKey",
		"secret_text",
		"consumerKey",
		"apiToken",
		"apiSecret",
		"api_secret",
		"userToken",
		"userPassword",
		"consumerSecret",
		"accessTokenSecret",
		"api_token",
		"connectionString",
		/* declared secret there */
		"secretAccessKey",
		"encryption_password",
		"apikey",
		"pat",
		"personalOrTeamApiKey",
		"appKey",
		"privateKey",
		"app_token",
		"secretId",
		"personalAccessToken",
		"api_password",
		"accessKeySecret",
		"gatewayAuthToken",
		"tokenSecret",
		"privateKeyPassphrase",
		"keySecret",
		"isuPassword",
		"botToken",
		/* as people write them */
		"APIKey",
		"API_KEY",
		"X-Api-Key",
		"apitoken",
		"clientsecret",
		"dbpassword",
		"DB_PASSWD",
		"credential",
		"credentials",
		"service_account",
		"serviceaccount",
		"private-key",
		"sshkey",
		"webhook_secret",
		"passphrase",
		"pin",
		"cookie",
		"jwt",
		"key1",
		"secret_id",
		"recovery_code",
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!field_name_is_secret(names[i]))
			fail_msg("%s must be secret", names[i]);
}

static void names_of_other_things_are_not(void **state)
{
	(void)state;
	static const char *const names[] = {
		"keyword",
		"keywords",
		"username",
		"bucket",
		"monkey",
		"region",
		"keyspace",
		"email",
		"domain",
		"baseUrl",
		"host",
		"port",
		"account",
		"accountId",
		"tokenUrl",
		"token_type",
		"tokenId",
		"keyID",
		"keyType",
		"accessKeyId",
		"publicKey",
		"public_key",
		"personalAccessTokenName",
		"secretName",
		"passage",
		"author",
		"authUrl",
		"authType",
		"hostname",
		"space",
		"spaces",
		"pinned",
		"compass",
		"turkey",
		"passwordHost",
		"tokenizer",
		"",
		"_",
		"id",
		"oauthServerUrl",
		"privateHost",
		"service",
		"connectionType",
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (field_name_is_secret(names[i]))
			fail_msg("%s must not be secret", names[i]);
}

static void long_names_are_looked_at_to_their_limits(void **state)
{
	(void)state;
	char name[200];
	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_false(field_name_is_secret(name));
	memcpy(name, "password_", 9);
	assert_true(field_name_is_secret(name));
}

static int fits(enum field_kind kind, const char *value)
{
	static const struct field_option option[] = { { "One", "1" },
						      { "Two", "2" } };
	struct piece_field field = {
		.name = "f", .kind = kind, .option = option, .options = 2
	};
	struct err err = ERR_INIT;
	int ret = field_value_check(&field, value, strlen(value), &err);
	if (ret != 0) {
		assert_int_equal(err.code, ERR_USAGE);
		assert_int_equal(strncmp(err.msg, "f ", 2), 0);
	}
	return ret == 0;
}

static void values_must_suit_the_kind_of_field(void **state)
{
	(void)state;
	static const struct {
		enum field_kind kind;
		const char *value;
		int fits;
	} rows[] = {
		{ FIELD_TEXT, "x y", 1 },
		{ FIELD_TEXT, "", 1 },
		{ FIELD_TEXT, "\xc3\xa9", 1 },
		{ FIELD_TEXT, "a\nb", 0 },
		{ FIELD_TEXT, "a\rb", 0 },
		{ FIELD_TEXT, "a\tb", 0 },
		{ FIELD_TEXT, "a\033[1m", 0 },
		{ FIELD_TEXT, "\xff", 0 },
		{ FIELD_LONG_TEXT, "a\n\tb\r\n", 1 },
		{ FIELD_LONG_TEXT, "a\033b", 0 },
		{ FIELD_NUMBER, "0", 1 },
		{ FIELD_NUMBER, "-12.5", 1 },
		{ FIELD_NUMBER, "1.", 0 },
		{ FIELD_NUMBER, "-", 0 },
		{ FIELD_NUMBER, ".5", 0 },
		{ FIELD_NUMBER, "0x1f", 0 },
		{ FIELD_NUMBER, "nan", 0 },
		{ FIELD_NUMBER, " 1", 0 },
		{ FIELD_NUMBER, "1 ", 0 },
		{ FIELD_NUMBER, "1e3", 0 },
		{ FIELD_CHECKBOX, "true", 1 },
		{ FIELD_CHECKBOX, "false", 1 },
		{ FIELD_CHECKBOX, "yes", 0 },
		{ FIELD_CHECKBOX, "tru", 0 },
		{ FIELD_CHOICE, "1", 1 },
		{ FIELD_CHOICE, "One", 0 },
		{ FIELD_CHOICE, "1,2", 0 },
		{ FIELD_CHOICES, "1,2", 1 },
		{ FIELD_CHOICES, "2", 1 },
		{ FIELD_CHOICES, "1,3", 0 },
		{ FIELD_CHOICES, "1,,2", 0 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (fits(rows[i].kind, rows[i].value) != rows[i].fits)
			fail_msg("row %zu: kind %d, \"%s\"", i, rows[i].kind,
				 rows[i].value);
}

static void a_value_may_be_64_KiB_and_no_longer(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct piece_field field = { .name = "f", .kind = FIELD_LONG_TEXT };
	char *value = malloc(VALUE_MAX + 1);
	assert_non_null(value);
	memset(value, 'x', VALUE_MAX + 1);
	assert_ok(field_value_check(&field, value, VALUE_MAX, &err));
	assert_error(field_value_check(&field, value, VALUE_MAX + 1, &err),
		     ERR_USAGE);
	free(value);
}

static void a_value_with_a_nul_is_refused(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct piece_field field = { .name = "f", .kind = FIELD_TEXT };
	assert_error(field_value_check(&field, "a\0b", 3, &err), ERR_USAGE);
}

static void the_value_is_not_in_the_error(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct piece_field field = { .name = "f", .kind = FIELD_NUMBER };
	assert_error(field_value_check(&field, "hunter2", 7, &err), ERR_USAGE);
	assert_null(strstr(err.msg, "hunter2"));
	assert_null(strstr(err.hint, "hunter2"));
}

static void a_wrong_choice_is_answered_with_the_choices(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	static const struct field_option option[] = { { "EU", "eu" },
						      { "US", "us" } };
	struct piece_field field = { .name = "f",
				     .kind = FIELD_CHOICE,
				     .option = option,
				     .options = 2 };
	assert_error(field_value_check(&field, "xx", 2, &err), ERR_USAGE);
	assert_string_equal(err.hint, "one of: eu, us");
}

static void many_choices_do_not_overrun_the_hint(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct field_option option[100];
	for (size_t i = 0; i < 100; i++)
		option[i] = (struct field_option){ "label", "value-of-it" };
	struct piece_field field = { .name = "f",
				     .kind = FIELD_CHOICE,
				     .option = option,
				     .options = 100 };
	assert_error(field_value_check(&field, "xx", 2, &err), ERR_USAGE);
	assert_string_equal(err.hint, "see: connvault piece show");
}

static void a_way_is_found_by_type_and_label(void **state)
{
	(void)state;
	static const struct piece_way way[] = {
		{ .type = "oidc", .label = "Workload identity" },
		{ .type = "custom", .label = "Bot Token" },
		{ .type = "custom", .label = "Service account" },
		{ .type = "oauth2", .label = "OAuth" },
	};
	const struct piece piece = { .way = way, .ways = 4 };
	assert_ptr_equal(piece_way(&piece, NULL, NULL), &way[1]);
	assert_ptr_equal(piece_way(&piece, "custom", NULL), &way[1]);
	assert_ptr_equal(piece_way(&piece, "custom", "service ACCOUNT"),
			 &way[2]);
	assert_ptr_equal(piece_way(&piece, NULL, "OAuth"), &way[3]);
	assert_ptr_equal(piece_way(&piece, "oidc", NULL), &way[0]);
	assert_null(piece_way(&piece, "basic", NULL));
	assert_null(piece_way(&piece, "custom", "OAuth"));
}

static void a_piece_matches_when_every_word_does(void **state)
{
	(void)state;
	static const char *const category[] = { "sales_and_crm" };
	static const struct piece_way way[] = {
		{ .type = "api_key", .label = "Private key" },
	};
	const struct piece piece = { .name = "acme-desk",
				     .display_name = "Acmé Desk",
				     .category = category,
				     .categories = 1,
				     .way = way,
				     .ways = 1 };
	assert_true(piece_matches(&piece, ""));
	assert_true(piece_matches(&piece, "acme DESK"));
	assert_true(piece_matches(&piece, "  ACMÉ\tcrm  "));
	assert_true(piece_matches(&piece, "sales_and"));
	assert_true(piece_matches(&piece, "private api_key"));
	assert_false(piece_matches(&piece, "acme oauth2"));
	assert_false(piece_matches(&piece, "desk-acme"));
}

static void categories_read_as_words(void **state)
{
	(void)state;
	char out[32];
	category_label("sales_and_crm", out, sizeof(out));
	assert_string_equal(out, "Sales and CRM");
	category_label("universal_ai", out, sizeof(out));
	assert_string_equal(out, "Universal AI");
	category_label("marketing", out, sizeof(out));
	assert_string_equal(out, "Marketing");
	category_label("", out, sizeof(out));
	assert_string_equal(out, "");
	category_label("a_category_longer_than_the_room", out, 8);
	assert_string_equal(out, "A categ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_secrets_are_secret),
		cmocka_unit_test(names_of_other_things_are_not),
		cmocka_unit_test(long_names_are_looked_at_to_their_limits),
		cmocka_unit_test(values_must_suit_the_kind_of_field),
		cmocka_unit_test(a_value_may_be_64_KiB_and_no_longer),
		cmocka_unit_test(a_value_with_a_nul_is_refused),
		cmocka_unit_test(the_value_is_not_in_the_error),
		cmocka_unit_test(a_wrong_choice_is_answered_with_the_choices),
		cmocka_unit_test(many_choices_do_not_overrun_the_hint),
		cmocka_unit_test(a_way_is_found_by_type_and_label),
		cmocka_unit_test(a_piece_matches_when_every_word_does),
		cmocka_unit_test(categories_read_as_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
