/* test_answer_tokens.c - tokens of good answers, as providers dress them */
#include "../unit/test.h"

#include "base/str.h"
#include "oauth/answer.h"
#include "oauth/scope.h"

static struct answer read_as(const char *type, const char *body,
			     const struct answer_profile *profile)
{
	struct http_result result = { .status = 200, .sent_at = 1700000000 };
	struct answer answer;
	struct err err = ERR_INIT;

	str_copy(result.content_type, type, sizeof(result.content_type));
	assert_ok(secret_from(body, strlen(body), &result.body, &err));
	assert_ok(answer_read(&result, ANSWER_TO_CODE, profile, &answer, &err));
	if (answer.class != ANSWER_TOKENS)
		fail_msg("%s: %s", body, answer.text);
	http_result_clear(&result);
	return answer;
}

static struct answer read_json(const char *body)
{
	return read_as("application/json", body, NULL);
}

static void assert_secret(const struct secret *secret, const char *wanted)
{
	if (!wanted) {
		assert_null(secret);
		return;
	}
	assert_non_null(secret);
	assert_string_equal(secret_reveal(secret, NULL), wanted);
}

static void tokens_of_json_are_taken(void **state)
{
	struct answer answer = read_json(
		"{\"access_token\":\"AT\",\"refresh_token\":\"RT x\","
		"\"id_token\":\"a.b.c\",\"token_type\":\"Bearer\","
		"\"expires_in\":3599,\"scope\":\"b a\",\"unknown\":[{}]}");

	(void)state;
	assert_secret(answer.tokens.access, "AT");
	assert_secret(answer.tokens.refresh, "RT x");
	assert_secret(answer.tokens.id, "a.b.c");
	assert_string_equal(answer.tokens.scope, "b a");
	assert_int_equal(answer.tokens.life, 3599);
	assert_int_equal(answer.sent_at, 1700000000);
	assert_null(answer.beside.access);
	answer_clear(&answer);
}

/* T3 */
static void tokens_of_a_form_are_taken(void **state)
{
	static const char body[] = "access_token=gho_16&scope=repo%2Cgist&"
				   "token_type=bearer&expires_in=28800";
	static const char *const types[] = {
		"application/x-www-form-urlencoded", "", "text/plain",
		"Application/X-WWW-Form-urlencoded; charset=utf-8"
	};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct answer answer = read_as(types[i], body, NULL);

		assert_secret(answer.tokens.access, "gho_16");
		assert_string_equal(answer.tokens.scope, "repo gist");
		assert_int_equal(answer.tokens.life, 28800);
		answer_clear(&answer);
	}
}

/* T4 */
static void the_case_of_a_type_does_not_count(void **state)
{
	static const struct answer_profile lax = { .type_may_be_missing =
							   true };
	struct answer answer =
		read_json("{\"access_token\":\"a\",\"token_type\":\"bEARER\"}");

	(void)state;
	answer_clear(&answer);
	answer = read_as("application/json", "{\"access_token\":\"a\"}", &lax);
	answer_clear(&answer);
	answer = read_as("application/vnd.x+json;q=1",
			 "\n{\"access_token\":\"a\",\"error\":null,\"ok\":true,"
			 "\"token_type\":\"Bearer\"}\r\n",
			 NULL);
	answer_clear(&answer);
}

/* T5 */
static void a_life_is_a_number_or_text_and_stays_in_bounds(void **state)
{
	static const struct {
		const char *json;
		int64_t life;
	} rows[] = {
		{ "30", 30 },
		{ "\"30\"", 30 },
		{ "3599.9", 3599 },
		{ "0", 0 },
		{ "-1", 0 },
		{ "\"-1\"", 0 },
		{ "1e12", ANSWER_LIFE_MAX },
		{ "1e999", ANSWER_LIFE_MAX },
		{ "\"99999999999999999999\"", ANSWER_LIFE_MAX },
		{ "null", ANSWER_LIFE_UNKNOWN },
		{ "true", ANSWER_LIFE_UNKNOWN },
		{ "\"\"", ANSWER_LIFE_UNKNOWN },
		{ "\"soon\"", ANSWER_LIFE_UNKNOWN },
		{ "\"30 s\"", ANSWER_LIFE_UNKNOWN },
		{ "\"nan\"", ANSWER_LIFE_UNKNOWN },
		{ "[30]", ANSWER_LIFE_UNKNOWN },
	};
	char body[200];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		snprintf(body, sizeof(body),
			 "{\"access_token\":\"a\",\"token_type\":\"Bearer\","
			 "\"expires_in\":%s}",
			 rows[i].json);
		struct answer answer = read_json(body);

		if (answer.tokens.life != rows[i].life)
			fail_msg("%s: %lld", rows[i].json,
				 (long long)answer.tokens.life);
		answer_clear(&answer);
	}
	struct answer answer =
		read_json("{\"access_token\":\"a\",\"token_type\":\"Bearer\"}");
	assert_int_equal(answer.tokens.life, ANSWER_LIFE_UNKNOWN);
	answer_clear(&answer);
}

/* T6 */
static void scopes_come_with_blanks_commas_or_as_a_list(void **state)
{
	static const struct {
		const char *json, *scope;
	} rows[] = {
		{ "\"a b\"", "a b" },
		{ "\"a,b\"", "a b" },
		{ "\"a, b ,,a\"", "a b" },
		{ "[\"a\",\"b\",1]", "a b" },
		{ "\"\"", "" },
		{ "\"a\\u001b[2J b\"", "b" },
		{ "null", NULL },
	};
	char body[200];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		snprintf(body, sizeof(body),
			 "{\"access_token\":\"a\",\"token_type\":\"Bearer\","
			 "\"scope\":%s}",
			 rows[i].json);
		struct answer answer = read_json(body);

		if (!str_is(answer.tokens.scope, rows[i].scope))
			fail_msg("%s: %s", rows[i].json, answer.tokens.scope);
		answer_clear(&answer);
	}
}

/* T6 */
static void what_was_not_granted_is_named(void **state)
{
	char *lacking = scope_lacking("openid mail cal", "mail openid x");

	(void)state;
	assert_string_equal(lacking, "cal");
	free(lacking);
	lacking = scope_lacking("a b", "b a");
	assert_string_equal(lacking, "");
	free(lacking);
}

/* T7: none means that the old one is kept. */
static void a_missing_refresh_token_is_none(void **state)
{
	static const char *const bodies[] = {
		"{\"access_token\":\"a\",\"token_type\":\"Bearer\"}",
		"{\"access_token\":\"a\",\"token_type\":\"Bearer\","
		"\"refresh_token\":\"\"}",
		"{\"access_token\":\"a\",\"token_type\":\"Bearer\","
		"\"refresh_token\":null}",
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct answer answer = read_json(bodies[i]);

		assert_null(answer.tokens.refresh);
		answer_clear(&answer);
	}
}

/* T9 */
static void a_token_of_100000_bytes_is_taken(void **state)
{
	struct str body = STR_INIT;

	(void)state;
	str_add(&body, "{\"token_type\":\"Bearer\",\"access_token\":\"");
	for (int i = 0; i < 100000; i++)
		str_add(&body, "t");
	str_add(&body, "\"}");
	struct answer answer = read_json(body.text);
	assert_int_equal(secret_len(answer.tokens.access), 100000);
	answer_clear(&answer);
	str_clear(&body);
}

/* Table 2.3, Slack: the user's tokens are nested, the bot's stand beside. */
static void tokens_of_slack_are_the_users(void **state)
{
	static const struct answer_profile slack = { .nest = "authed_user" };
	struct answer answer = read_as(
		"application/json",
		"{\"ok\":true,\"access_token\":\"xoxb-1\",\"token_type\":\"bot\","
		"\"scope\":\"commands,chat:write\",\"authed_user\":{\"id\":\"U1\","
		"\"access_token\":\"xoxp-1\",\"refresh_token\":\"xoxe-1\","
		"\"token_type\":\"user\",\"expires_in\":43200,"
		"\"scope\":\"search:read\"}}",
		&slack);

	(void)state;
	assert_secret(answer.tokens.access, "xoxp-1");
	assert_secret(answer.tokens.refresh, "xoxe-1");
	assert_int_equal(answer.tokens.life, 43200);
	assert_string_equal(answer.tokens.scope, "search:read");
	assert_secret(answer.beside.access, "xoxb-1");
	assert_string_equal(answer.beside.scope, "commands chat:write");
	answer_clear(&answer);
	/* a bot alone, and a user alone */
	answer = read_as(
		"application/json",
		"{\"ok\":true,\"access_token\":\"xoxb-1\","
		"\"token_type\":\"bot\",\"authed_user\":{\"id\":\"U\"}}",
		&slack);
	assert_secret(answer.tokens.access, "xoxb-1");
	assert_null(answer.beside.access);
	answer_clear(&answer);
	answer = read_as("application/json",
			 "{\"ok\":true,\"authed_user\":{\"access_token\":"
			 "\"xoxp-1\",\"token_type\":\"user\"}}",
			 &slack);
	assert_secret(answer.tokens.access, "xoxp-1");
	assert_null(answer.beside.access);
	answer_clear(&answer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tokens_of_json_are_taken),
		cmocka_unit_test(tokens_of_a_form_are_taken),
		cmocka_unit_test(the_case_of_a_type_does_not_count),
		cmocka_unit_test(
			a_life_is_a_number_or_text_and_stays_in_bounds),
		cmocka_unit_test(scopes_come_with_blanks_commas_or_as_a_list),
		cmocka_unit_test(what_was_not_granted_is_named),
		cmocka_unit_test(a_missing_refresh_token_is_none),
		cmocka_unit_test(a_token_of_100000_bytes_is_taken),
		cmocka_unit_test(tokens_of_slack_are_the_users),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
