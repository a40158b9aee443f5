/* test_idp.c - calls to a real authorization server on loopback */
#include "../unit/test.h"
#include "idp.h"

#include "oauth/device.h"
#include "oauth/discovery.h"
#include "oauth/revoke.h"
#include "oauth/token.h"

static struct idp idp;

static int set_up(void **state)
{
	(void)state;
	idp_start(&idp);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	idp_end(&idp);
	return 0;
}

static const char *at(const char *path)
{
	return idp_at(&idp, path);
}

static void assert_class(struct oauth_call *call, enum answer_class class)
{
	struct http_result result = idp_send(&idp, call);
	struct answer answer;
	struct err err = ERR_INIT;

	assert_ok(answer_read(&result, call->to, NULL, &answer, &err));
	if (answer.class != class)
		fail_msg("%s, not %s: %s", answer_class_name(answer.class),
			 answer_class_name(class), answer.text);
	if (class == ANSWER_TOKENS)
		assert_non_null(answer.tokens.access);
	answer_clear(&answer);
	http_result_clear(&result);
	oauth_call_clear(call);
}

static void ask_alone(const char *secret, enum answer_class class)
{
	struct oauth_client client = { .id = "m2m",
				       .secret = idp_secret(secret),
				       .login = CLIENT_BASIC };
	struct oauth_call call;
	struct err err = ERR_INIT;

	assert_ok(token_client_credentials(at("/token"), &client, "api:read",
					   &call, &err));
	secret_free((struct secret *)client.secret);
	assert_class(&call, class);
}

/* R9, table 2.3 */
static void client_credentials_are_answered(void **state)
{
	(void)state;
	ask_alone("m2m-secret", ANSWER_TOKENS);
	ask_alone("wrong", ANSWER_MISCONFIGURED);
}

/* Table 2.3 with the answers of a real server, bent. T3, T5, A18 */
static void answers_that_go_wrong_are_classified(void **state)
{
	static const struct {
		const char *rule;
		enum answer_class class;
	} rows[] = {
		{ "{\"replace\":{\"status\":503,\"headers\":{\"retry-after\":"
		  "\"7\"},\"body\":\"<html>\"}}",
		  ANSWER_LATER },
		{ "{\"replace\":{\"status\":429}}", ANSWER_LATER },
		{ "{\"drop\":true}", ANSWER_LOST },
		{ "{\"form\":true}", ANSWER_TOKENS },
		{ "{\"set\":{\"expires_in\":\"30\"}}", ANSWER_TOKENS },
		{ "{\"delete\":[\"expires_in\"]}", ANSWER_TOKENS },
		{ "{\"delete\":[\"access_token\"]}", ANSWER_UNUSABLE },
		{ "{\"set\":{\"token_type\":\"mac\"}}", ANSWER_UNUSABLE },
		{ "{\"replace\":{\"headers\":{\"content-type\":\"text/html\"},"
		  "\"body\":\"<title>Portal</title>\"}}",
		  ANSWER_ELSEWHERE },
		{ "{\"replace\":{\"headers\":{\"content-type\":"
		  "\"application/json\"},\"body\":\"{\\\"acc\"}}",
		  ANSWER_GARBLED },
		{ "{\"replace\":{\"status\":302,\"headers\":{\"location\":"
		  "\"https://evil.example/\"}}}",
		  ANSWER_REDIRECTED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		idp_next(&idp, rows[i].rule);
		ask_alone("m2m-secret", rows[i].class);
	}
}

/* T1: the secret that must be encoded twice over; a token of nobody. */
static void a_refused_refresh_token_means_sign_in(void **state)
{
	struct secret *token = idp_secret("none"),
		      *secret = idp_secret("p@ss:w%rd/ +");
	const struct oauth_client basic = { .id = "native basic+1",
					    .secret = secret,
					    .login = CLIENT_BASIC };
	const struct oauth_client public = { .id = "native-public",
					     .login = CLIENT_NONE };
	struct oauth_call call;
	struct err err = ERR_INIT;

	(void)state;
	assert_ok(token_refresh(at("/token"), &basic, token, &call, &err));
	assert_class(&call, ANSWER_SIGN_IN);
	assert_ok(token_refresh(at("/token"), &public, token, &call, &err));
	assert_class(&call, ANSWER_SIGN_IN);
	assert_ok(token_exchange(at("/token"), &public, token,
				 "http://127.0.0.1:1/callback", token, &call,
				 &err));
	assert_class(&call, ANSWER_SIGN_IN);
	secret_free(token);
	secret_free(secret);
}

/* D2: waited for, and asked too often. */
static void a_device_is_waited_for(void **state)
{
	const struct oauth_client client = { .id = "native-public",
					     .login = CLIENT_NONE };
	struct oauth_call call;
	struct http_result result;
	struct device device;
	struct err err = ERR_INIT;

	(void)state;
	assert_ok(token_device_start(at("/device/auth"), &client, "openid",
				     &call, &err));
	result = idp_send(&idp, &call);
	oauth_call_clear(&call);
	assert_ok(device_read(&result, 0, &device, &err));
	http_result_clear(&result);
	assert_int_equal(device.interval_ms, 5000);
	assert_int_equal(device.end_ms, 120000);
	assert_ok(token_device_poll(at("/token"), &client, device.code, &call,
				    &err));
	assert_class(&call, ANSWER_PENDING);
	assert_ok(token_device_poll(at("/token"), &client, device.code, &call,
				    &err));
	assert_class(&call, ANSWER_SLOW_DOWN);
	device_clear(&device);
}

/* V1: 200 also for a token that nobody knows. */
static void a_token_is_revoked(void **state)
{
	const struct oauth_client client = { .id = "native-public",
					     .login = CLIENT_NONE };
	struct secret *token = idp_secret("none");
	enum revoke_outcome outcome;
	struct answer answer;
	struct oauth_call call;
	struct http_result result;
	struct err err = ERR_INIT;

	(void)state;
	assert_ok(token_revoke(at("/token/revocation"), &client, token,
			       "refresh_token", &call, &err));
	result = idp_send(&idp, &call);
	assert_ok(revoke_read(&result, &outcome, &answer, &err));
	assert_int_equal(outcome, REVOKE_DONE);
	answer_clear(&answer);
	http_result_clear(&result);
	oauth_call_clear(&call);
	secret_free(token);
}

/* M1 */
static void metadata_are_found_and_bound_to_the_issuer(void **state)
{
	struct metadata metadata;
	char other[300];
	struct err err = ERR_INIT;

	(void)state;
	assert_ok(discovery_run(idp.http, idp.issuer, &metadata, &err));
	assert_string_equal(metadata.token_url, at("/token"));
	assert_string_equal(metadata.device_url, at("/device/auth"));
	assert_string_equal(metadata.revoke_url, at("/token/revocation"));
	assert_true(metadata.iss_is_promised);
	assert_true(metadata.has_s256);
	metadata_clear(&metadata);
	/* the same server by another name */
	snprintf(other, sizeof(other), "http://localhost%s",
		 strrchr(idp.issuer, ':'));
	assert_error(discovery_run(idp.http, other, &metadata, &err),
		     ERR_FAILED);
	snprintf(other, sizeof(other), "%s/nothing", idp.issuer);
	assert_error(discovery_run(idp.http, other, &metadata, &err),
		     ERR_ABSENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(client_credentials_are_answered),
		cmocka_unit_test(answers_that_go_wrong_are_classified),
		cmocka_unit_test(a_refused_refresh_token_means_sign_in),
		cmocka_unit_test(a_device_is_waited_for),
		cmocka_unit_test(a_token_is_revoked),
		cmocka_unit_test(metadata_are_found_and_bound_to_the_issuer),
	};

	if (!idp_is_there()) {
		puts("1..0 # SKIP node or its modules are not there: "
		     "./bootstrap check installs them");
		return 0;
	}
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
