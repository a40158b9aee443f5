/* test_discovery.c - metadata of servers, and answers to revocations */
#include "../unit/test.h"

#include "base/str.h"
#include "oauth/discovery.h"
#include "oauth/revoke.h"

#define ISSUER "https://as.example/tenant"

static struct http_result result_of(int status, const char *body)
{
	struct http_result result = { .status = status };
	struct err err = ERR_INIT;

	str_copy(result.content_type, "application/json",
		 sizeof(result.content_type));
	assert_ok(secret_from(body, strlen(body), &result.body, &err));
	return result;
}

static void assert_url(const char *issuer, int way, const char *wanted)
{
	struct err err = ERR_INIT;
	char *url;

	assert_ok(discovery_url(issuer, way, &url, &err));
	assert_string_equal(url, wanted);
	free(url);
}

/* M1: one inserts, the other appends. */
static void both_places_are_asked(void **state)
{
	struct err err = ERR_INIT;
	char *url;

	(void)state;
	assert_url("https://as.example", 0,
		   "https://as.example/.well-known/oauth-authorization-server");
	assert_url("https://as.example/", 0,
		   "https://as.example/.well-known/oauth-authorization-server");
	assert_url(ISSUER, 0,
		   "https://as.example/.well-known/oauth-authorization-server"
		   "/tenant");
	assert_url("https://as.example/", 1,
		   "https://as.example/.well-known/openid-configuration");
	assert_url(
		ISSUER, 1,
		"https://as.example/tenant/.well-known/openid-configuration");
	assert_error(discovery_url("http://as.example", 0, &url, &err),
		     ERR_USAGE);
	assert_error(discovery_url("https://as.example?a", 0, &url, &err),
		     ERR_USAGE);
}

static int read_body(int status, const char *body, struct metadata *out,
		     struct err *err)
{
	struct http_result result = result_of(status, body);
	int read = discovery_read(&result, ISSUER, out, err);

	http_result_clear(&result);
	return read;
}

static void what_a_server_says_is_taken(void **state)
{
	struct metadata metadata;
	struct err err = ERR_INIT;

	(void)state;
	assert_ok(read_body(
		200,
		"{\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":"
		"\"https://as.example/auth\",\"token_endpoint\":"
		"\"https://as.example/token\",\"revocation_endpoint\":"
		"\"https://as.example/revoke\","
		"\"authorization_response_iss_parameter_supported\":true,"
		"\"code_challenge_methods_supported\":[\"plain\",\"S256\"]}",
		&metadata, &err));
	assert_string_equal(metadata.token_url, "https://as.example/token");
	assert_string_equal(metadata.revoke_url, "https://as.example/revoke");
	assert_null(metadata.device_url); /* D10 */
	assert_true(metadata.iss_is_promised);
	assert_true(metadata.has_s256);
	/* M2 */
	assert_false(metadata_has_moved(&metadata, "https://AS.example/t"));
	assert_true(metadata_has_moved(&metadata, "https://a.example/token"));
	metadata_clear(&metadata);
}

/* M1, M3 */
static void what_must_not_be_used_is_not(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum err_code code;
	} rows[] = {
		{ 200, "{\"issuer\":\"" ISSUER "/\"}", ERR_FAILED },
		{ 200, "{\"issuer\":\"https://AS.example/tenant\"}",
		  ERR_FAILED },
		{ 200, "{\"token_endpoint\":\"https://as.example\"}",
		  ERR_FAILED },
		{ 200,
		  "{\"issuer\":\"" ISSUER "\",\"token_endpoint\":"
		  "\"http://as.example/token\"}",
		  ERR_FAILED },
		{ 200,
		  "{\"issuer\":\"" ISSUER "\",\"revocation_endpoint\":"
		  "\"https://169.254.169.254/\"}",
		  ERR_FAILED },
		{ 200, "{\"issuer\":\"" ISSUER "\",\"issuer\":\"x\"}",
		  ERR_ABSENT },
		{ 200, "<html>", ERR_ABSENT },
		{ 404, "", ERR_ABSENT },
		{ 302, "", ERR_ABSENT },
		{ 503, "", ERR_NETWORK },
	};
	struct metadata metadata;
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_error(read_body(rows[i].status, rows[i].body, &metadata,
				       &err),
			     rows[i].code);
		assert_null(metadata.token_url);
	}
}

/* V1, V2 */
static void revocations_are_told_apart(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum revoke_outcome outcome;
	} rows[] = {
		{ 200, "", REVOKE_DONE },
		{ 200, "anything", REVOKE_DONE },
		{ 200, "{\"ok\":true,\"revoked\":true}", REVOKE_DONE },
		{ 204, "", REVOKE_DONE },
		{ 400, "{\"error\":\"invalid_token\"}", REVOKE_DONE },
		{ 400, "{\"error\":\"unsupported_token_type\"}",
		  REVOKE_UNSUPPORTED },
		{ 503, "", REVOKE_LATER },
		{ 429, "", REVOKE_LATER },
		{ 401, "", REVOKE_REFUSED },
		{ 400, "{\"error\":\"invalid_client\"}", REVOKE_REFUSED },
		{ 200, "{\"ok\":false,\"error\":\"not_authed\"}",
		  REVOKE_REFUSED },
		{ 302, "", REVOKE_REFUSED },
	};
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct http_result result =
			result_of(rows[i].status, rows[i].body);
		enum revoke_outcome outcome;
		struct answer answer;

		assert_ok(revoke_read(&result, &outcome, &answer, &err));
		if (outcome != rows[i].outcome)
			fail_msg("%d %s: %d", rows[i].status, rows[i].body,
				 outcome);
		answer_clear(&answer);
		http_result_clear(&result);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_places_are_asked),
		cmocka_unit_test(what_a_server_says_is_taken),
		cmocka_unit_test(what_must_not_be_used_is_not),
		cmocka_unit_test(revocations_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
