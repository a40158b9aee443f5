/* test_answer.c - answers of token endpoints, and what each one means */
#include "../unit/test.h"

#include "base/str.h"
#include "oauth/answer.h"

#define JSON "application/json"
#define FORM "application/x-www-form-urlencoded"
#define HTML "text/html; charset=utf-8"

#define C    ANSWER_TO_CODE
#define R    ANSWER_TO_REFRESH
#define D    ANSWER_TO_DEVICE
#define M    ANSWER_TO_CLIENT

struct row {
	int status;
	const char *type, *body;
	enum answer_to to;
	enum answer_class class;
	const char *says; /* part of the sentence */
};

/* The bodies of table 2.3, and more of their kind. */
static const struct row rows[] = {
	/* the grant is over */
	{ 400, JSON, "{\"error\":\"invalid_grant\"}", R, ANSWER_SIGN_IN,
	  "refresh token is taken no more: invalid_grant" },
	{ 400, JSON, "{\"error\":\"invalid_grant\"}", C, ANSWER_SIGN_IN,
	  "the code has expired or was used already" },
	{ 400, JSON,
	  "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS70043\"}",
	  R, ANSWER_SIGN_IN, "(AADSTS70043)" },
	{ 401, JSON, "{\"error\":\"invalid_grant\"}", R, ANSWER_SIGN_IN, "" },
	{ 403, JSON, "{\"error\":\"invalid_grant\"}", R, ANSWER_SIGN_IN, "" },
	{ 400, JSON, "{\"error\":\"Invalid_Grant\"}", R, ANSWER_SIGN_IN, "" },
	{ 400, JSON, "{\"error\":\"interaction_required\"}", R, ANSWER_SIGN_IN,
	  "" },
	{ 400, JSON, "", R, ANSWER_SIGN_IN, "HTTP 400 without reason" },
	{ 400, "", " \r\n", R, ANSWER_SIGN_IN, "HTTP 400 without reason" },
	{ 400, HTML, "", C, ANSWER_SIGN_IN, "HTTP 400 without reason" },
	{ 400, "", "", M, ANSWER_MISCONFIGURED, "HTTP 400 without reason" },
	{ 400, JSON, "{}", R, ANSWER_SIGN_IN, "HTTP 400 without reason" },
	{ 400, JSON, "{\"status\":\"BAD_REFRESH_TOKEN\",\"message\":\"gone\"}",
	  R, ANSWER_SIGN_IN, "BAD_REFRESH_TOKEN (gone)" },
	{ 400, JSON, "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}", R,
	  ANSWER_SIGN_IN, "" },

	/* the client or the request */
	{ 401, JSON, "{\"error\":\"invalid_client\"}", R, ANSWER_MISCONFIGURED,
	  "the client id or secret is wrong: invalid_client" },
	{ 400, JSON, "{\"error\":\"invalid_client\"}", C, ANSWER_MISCONFIGURED,
	  "" },
	{ 400, JSON, "{\"error\":\"unauthorized_client\"}", R,
	  ANSWER_MISCONFIGURED, "not registered for this" },
	{ 400, JSON, "{\"error\":\"unsupported_grant_type\"}", R,
	  ANSWER_MISCONFIGURED, "" },
	{ 400, JSON, "{\"error\":\"invalid_scope\"}", C, ANSWER_MISCONFIGURED,
	  "a scope is not known" },
	{ 400, JSON, "{\"error\":\"invalid_request\"}", C, ANSWER_MISCONFIGURED,
	  "" },
	{ 400, JSON, "{\"error\":\"x_of_its_own\"}", R, ANSWER_MISCONFIGURED,
	  "x_of_its_own" },
	{ 401, JSON, "", R, ANSWER_MISCONFIGURED, "HTTP 401 without reason" },
	{ 403, JSON, "{}", R, ANSWER_MISCONFIGURED, "" },
	{ 400, JSON,
	  "{\"error\":{\"code\":400,\"message\":\"m\",\"status\":"
	  "\"INVALID_ARGUMENT\"}}",
	  C, ANSWER_MISCONFIGURED, "INVALID_ARGUMENT (m)" },
	{ 404, HTML, "<html>Not found", C, ANSWER_MISCONFIGURED, "HTTP 404" },
	{ 405, "text/plain", "Method not allowed", C, ANSWER_MISCONFIGURED,
	  "Method not allowed" },

	/* later */
	{ 500, JSON, "{\"error\":\"server_error\"}", R, ANSWER_LATER,
	  "the provider is busy: HTTP 500" },
	{ 502, HTML, "<html>", R, ANSWER_LATER, "" },
	{ 503, "", "", R, ANSWER_LATER, "HTTP 503" },
	{ 504, HTML, "<title>x</title>", R, ANSWER_LATER, "" },
	{ 500, JSON, "{\"error\":\"invalid_grant\"}", R, ANSWER_LATER, "" },
	{ 408, "", "", R, ANSWER_LATER, "" },
	{ 425, "", "", R, ANSWER_LATER, "" },
	{ 429, JSON, "{\"error\":\"invalid_grant\"}", R, ANSWER_LATER, "" },
	{ 400, JSON, "{\"error\":\"temporarily_unavailable\"}", R, ANSWER_LATER,
	  "" },
	{ 200, JSON, "{\"error\":\"server_error\"}", R, ANSWER_LATER, "" },
	{ 200, JSON, "{\"ok\":false,\"error\":\"ratelimited\"}", R,
	  ANSWER_LATER, "" },

	/* errors that say that all is well */
	{ 200, JSON, "{\"ok\":false,\"error\":\"invalid_refresh_token\"}", R,
	  ANSWER_SIGN_IN, "invalid_refresh_token" },
	{ 200, JSON, "{\"ok\":false,\"error\":\"token_expired\"}", R,
	  ANSWER_SIGN_IN, "" },
	{ 200, JSON, "{\"ok\":false}", R, ANSWER_MISCONFIGURED, "" },
	{ 200, JSON, "{\"error\":\"bad_refresh_token\"}", R, ANSWER_SIGN_IN,
	  "" },
	{ 200, JSON, "{\"error\":\"incorrect_client_credentials\"}", R,
	  ANSWER_MISCONFIGURED, "the client id or secret is wrong" },
	{ 200, FORM,
	  "error=bad_verification_code&error_description=The+code+passed", C,
	  ANSWER_SIGN_IN, "(The code passed)" },
	{ 200, JSON, "{\"error\":\"x\",\"access_token\":\"a\"}", R,
	  ANSWER_MISCONFIGURED, "" },
	{ 200, JSON, "{\"ok\":false,\"access_token\":\"a\"}", R,
	  ANSWER_MISCONFIGURED, "" },
	{ 200, JSON, "{\"error\":{},\"access_token\":\"a\"}", R,
	  ANSWER_MISCONFIGURED, "" },

	/* a device that is waited for */
	{ 400, JSON, "{\"error\":\"authorization_pending\"}", D, ANSWER_PENDING,
	  "" },
	{ 400, JSON, "{\"error\":\"slow_down\",\"interval\":10}", D,
	  ANSWER_SLOW_DOWN, "" },
	{ 400, JSON, "{\"error\":\"expired_token\"}", D, ANSWER_SIGN_IN,
	  "took too long" },
	{ 400, JSON, "{\"error\":\"access_denied\"}", D, ANSWER_SIGN_IN, "" },
	{ 400, JSON, "{\"error\":\"authorization_declined\"}", D,
	  ANSWER_SIGN_IN, "" },

	/* somebody else's page */
	{ 200, HTML, "<html><TITLE>Sign in to\n WiFi</TITLE>", R,
	  ANSWER_ELSEWHERE, "\"Sign in to WiFi\" (text/html" },
	{ 200, HTML, "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}", R,
	  ANSWER_ELSEWHERE, "" },
	{ 200, HTML, "<p>hello \033]52;c;x\007<b>", R, ANSWER_ELSEWHERE,
	  "<p>hello ]52;c;x <b>" },
	{ 200, "text/plain", "please sign in", R, ANSWER_ELSEWHERE, "" },
	{ 200, "", "<?xml version='1.0'?>access_token=a", R, ANSWER_ELSEWHERE,
	  "" },
	{ 200, "application/octet-stream", "\x1f\x8b\x08", R, ANSWER_ELSEWHERE,
	  "" },
	{ 400, HTML, "<title>Blocked", R, ANSWER_ELSEWHERE, "Blocked" },
	{ 403, HTML, "<html>", R, ANSWER_ELSEWHERE, "" },

	/* what cannot be read */
	{ 200, JSON, "", R, ANSWER_GARBLED, "empty" },
	{ 204, "", "", R, ANSWER_GARBLED, "empty" },
	{ 200, JSON, "{\"acc", R, ANSWER_GARBLED, "cut off" },
	{ 200, JSON, "{\"access_token\":\"a\"", R, ANSWER_GARBLED, "" },
	{ 200, JSON, "{\"access_token\":\"a\"}}", R, ANSWER_GARBLED, "" },
	{ 200, JSON, "{\"access_token\":\"a\"} {}", R, ANSWER_GARBLED, "" },
	{ 200, JSON, "access_token=a&token_type=bearer", R, ANSWER_GARBLED,
	  "" },
	{ 200, JSON, "[]", R, ANSWER_GARBLED, "not an object" },
	{ 200, JSON, "[{\"access_token\":\"a\"}]", R, ANSWER_GARBLED, "" },
	{ 200, JSON, "\"a\"", R, ANSWER_GARBLED, "" },
	{ 200, JSON, "null", R, ANSWER_GARBLED, "" },
	{ 200, JSON, "true", R, ANSWER_GARBLED, "" },
	{ 200, JSON, "<html>", R, ANSWER_GARBLED, "" },
	{ 200, JSON, "{'access_token':'a'}", R, ANSWER_GARBLED, "" },
	{ 200, JSON,
	  "{\"access_token\":\"a\",\"access_token\":\"b\",\"token_type\":"
	  "\"Bearer\"}",
	  R, ANSWER_GARBLED, "twice" },
	{ 200, JSON,
	  "{\"access_token\":\"a\",\"access\\u005ftoken\":\"b\","
	  "\"token_type\":\"Bearer\"}",
	  R, ANSWER_GARBLED, "twice" },
	{ 200, JSON, "{\"x\":[{\"a\":1,\"a\":2}]}", R, ANSWER_GARBLED,
	  "twice" },
	{ 400, JSON, "{\"error\":\"invalid_grant\",\"error\":\"x\"}", R,
	  ANSWER_GARBLED, "twice" },
	{ 200, JSON, "{\"access_token\":\"a\\u0000b\"}", R, ANSWER_GARBLED,
	  "NUL" },
	{ 200, FORM, "access_token=a%00b&token_type=bearer", R, ANSWER_GARBLED,
	  "NUL" },
	{ 200, FORM, "access_token=a&access_token=b", R, ANSWER_GARBLED,
	  "twice" },
	{ 200, JSON, "{\"a\":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]}", R,
	  ANSWER_GARBLED, "too deep" },
	{ 400, JSON, "{\"err", R, ANSWER_GARBLED, "" },

	/* tokens that must not be used */
	{ 200, JSON, "{}", R, ANSWER_UNUSABLE, "has no access_token" },
	{ 200, JSON, "{\"token_type\":\"Bearer\",\"expires_in\":3600}", R,
	  ANSWER_UNUSABLE, "has no access_token" },
	{ 200, JSON, "{\"access_token\":\"\",\"token_type\":\"Bearer\"}", R,
	  ANSWER_UNUSABLE, "" },
	{ 200, JSON, "{\"access_token\":17,\"token_type\":\"Bearer\"}", R,
	  ANSWER_UNUSABLE, "" },
	{ 200, JSON, "{\"access_token\":null,\"token_type\":\"Bearer\"}", R,
	  ANSWER_UNUSABLE, "" },
	{ 200, JSON, "{\"Access_Token\":\"a\",\"token_type\":\"Bearer\"}", R,
	  ANSWER_UNUSABLE, "" },
	{ 200, JSON, "{\"data\":{\"access_token\":\"a\"}}", R, ANSWER_UNUSABLE,
	  "" },
	{ 200, JSON, "{\"access_token\":\"a\"}", R, ANSWER_UNUSABLE,
	  "has no token_type" },
	{ 200, JSON, "{\"access_token\":\"a\",\"token_type\":\"mac\"}", R,
	  ANSWER_UNUSABLE, "not Bearer" },
	{ 200, JSON, "{\"access_token\":\"a\",\"token_type\":\"DPoP\"}", R,
	  ANSWER_UNUSABLE, "" },
	{ 200, JSON, "{\"access_token\":\"a\",\"token_type\":\"user\"}", R,
	  ANSWER_UNUSABLE, "" },
	{ 200, JSON,
	  "{\"access_token\":\"a\\r\\nX: y\",\"token_type\":\"Bearer\"}", R,
	  ANSWER_UNUSABLE, "characters" },
	{ 200, JSON,
	  "{\"access_token\":\"a\",\"refresh_token\":\"\\u001b\","
	  "\"token_type\":\"Bearer\"}",
	  R, ANSWER_UNUSABLE, "characters" },
	{ 200, FORM, "a=b", R, ANSWER_UNUSABLE, "has no access_token" },

	/* not followed */
	{ 302, HTML, "", R, ANSWER_REDIRECTED, "evil.example" },
	{ 307, JSON, "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}", R,
	  ANSWER_REDIRECTED, "" },
	{ 304, "", "", R, ANSWER_REDIRECTED, "" },
};

static struct secret *text(const char *from, size_t len)
{
	struct secret *made;
	struct err err = ERR_INIT;

	assert_ok(secret_from(from, len, &made, &err));
	return made;
}

static void assert_row(const struct row *row)
{
	struct http_result result = { .status = row->status,
				      .location = "evil.example" };
	struct answer answer;
	struct err err = ERR_INIT;

	str_copy(result.content_type, row->type, sizeof(result.content_type));
	result.body = text(row->body, strlen(row->body));
	assert_ok(answer_read(&result, row->to, NULL, &answer, &err));
	if (answer.class != row->class || !strstr(answer.text, row->says))
		fail_msg("%d %s: %s, not %s: %s", row->status, row->body,
			 answer_class_name(answer.class),
			 answer_class_name(row->class), answer.text);
	assert_true(answer.text[0] != '\0');
	assert_null(strchr(answer.text, '\033'));
	assert_null(answer.tokens.access);
	assert_null(answer.tokens.refresh);
	answer_clear(&answer);
	http_result_clear(&result);
}

/* Table 2.3; A18, C12, T4 */
static void each_bad_answer_has_its_class(void **state)
{
	(void)state;
	print_message("# %zu bad answers\n", sizeof(rows) / sizeof(*rows));
	assert_true(sizeof(rows) / sizeof(*rows) >= 60);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_row(&rows[i]);
}

/* Without an answer: what may be done next depends on what may have arrived. */
static void what_did_not_come_is_told_apart(void **state)
{
	static const struct {
		enum http_outcome outcome;
		enum http_fault fault;
		enum answer_class class;
	} faults[] = {
		{ HTTP_NEVER_SENT, HTTP_UNREACHED, ANSWER_LATER },
		{ HTTP_NEVER_SENT, HTTP_LATE, ANSWER_LATER },
		{ HTTP_NEVER_SENT, HTTP_CUT, ANSWER_LATER },
		{ HTTP_NEVER_SENT, HTTP_UNVERIFIED, ANSWER_MISCONFIGURED },
		{ HTTP_LOST, HTTP_LATE, ANSWER_LOST },
		{ HTTP_LOST, HTTP_CUT, ANSWER_LOST },
	};
	struct answer answer;
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
		struct http_result result = { .outcome = faults[i].outcome,
					      .fault = faults[i].fault,
					      .reason = "so it is" };

		assert_ok(answer_read(&result, R, NULL, &answer, &err));
		assert_int_equal(answer.class, faults[i].class);
		assert_non_null(strstr(answer.text, "so it is"));
	}
}

/* T9, C12 */
static void a_body_that_is_cut_off_is_garbled(void **state)
{
	struct http_result result = { .fault = HTTP_TOO_LARGE, .status = 200 };
	struct answer answer;
	struct err err = ERR_INIT;

	(void)state;
	str_copy(result.content_type, JSON, sizeof(result.content_type));
	result.body = text("{}", 2);
	assert_ok(answer_read(&result, R, NULL, &answer, &err));
	assert_int_equal(answer.class, ANSWER_GARBLED);
	http_result_clear(&result);
}

/* A NUL in the middle, and 256 KiB of one thing. */
static void large_and_binary_bodies_do_no_harm(void **state)
{
	static const char fill[] = { '{', '[', '"', '\\', ',',
				     '&', '=', '<', '\0', ' ' };
	char *large = malloc(HTTP_BODY_MAX);
	struct answer answer;
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(fill); i++) {
		struct http_result result = { .status = 200 };

		memset(large, fill[i / 2], HTTP_BODY_MAX);
		large[0] = '{';
		str_copy(result.content_type, i % 2 ? JSON : FORM,
			 sizeof(result.content_type));
		result.body = text(large, HTTP_BODY_MAX);
		assert_ok(answer_read(&result, R, NULL, &answer, &err));
		assert_int_not_equal(answer.class, ANSWER_TOKENS);
		answer_clear(&answer);
		http_result_clear(&result);
	}
	free(large);
}

/* T10: also with a 4xx that has no known reason. */
static void retry_after_makes_it_later(void **state)
{
	struct http_result result = { .status = 403, .retry_after = 7 };
	struct answer answer;
	struct err err = ERR_INIT;

	(void)state;
	result.body = text("", 0);
	assert_ok(answer_read(&result, R, NULL, &answer, &err));
	assert_int_equal(answer.class, ANSWER_LATER);
	assert_int_equal(answer.retry_after, 7);
	http_result_clear(&result);
	str_copy(result.content_type, JSON, sizeof(result.content_type));
	result.body = text("{\"error\":\"quota\"}", 17);
	assert_ok(answer_read(&result, R, NULL, &answer, &err));
	assert_int_equal(answer.class, ANSWER_LATER);
	http_result_clear(&result);
	result.status = 429;
	result.body = text("", 0);
	assert_ok(answer_read(&result, R, NULL, &answer, &err));
	assert_int_equal(answer.class, ANSWER_LATER);
	assert_int_equal(answer.retry_after, 7);
	http_result_clear(&result);
}

/* D2 */
static void slow_down_may_name_an_interval(void **state)
{
	struct http_result result = { .status = 400 };
	struct answer answer;
	struct err err = ERR_INIT;

	(void)state;
	str_copy(result.content_type, JSON, sizeof(result.content_type));
	result.body = text("{\"error\":\"slow_down\",\"interval\":10}", 35);
	assert_ok(answer_read(&result, D, NULL, &answer, &err));
	assert_int_equal(answer.interval, 10);
	http_result_clear(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_bad_answer_has_its_class),
		cmocka_unit_test(what_did_not_come_is_told_apart),
		cmocka_unit_test(a_body_that_is_cut_off_is_garbled),
		cmocka_unit_test(large_and_binary_bodies_do_no_harm),
		cmocka_unit_test(retry_after_makes_it_later),
		cmocka_unit_test(slow_down_may_name_an_interval),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
