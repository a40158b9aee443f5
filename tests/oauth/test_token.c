/* test_token.c - what is sent to token endpoints */
#include "../unit/test.h"

#include "oauth/token.h"

#define URL "https://as.example/token"

static struct secret *text(const char *from)
{
	struct secret *made;
	struct err err = ERR_INIT;

	assert_ok(secret_from(from, strlen(from), &made, &err));
	return made;
}

/* The body of a call, and its Authorization header or NULL; frees it. */
static void assert_call(struct oauth_call *call, const char *form,
			const char *authorization)
{
	struct http_request request = oauth_call_request(call);

	assert_string_equal(request.url, URL);
	assert_string_equal(secret_reveal(request.form, NULL), form);
	if (authorization)
		assert_string_equal(secret_reveal(request.authorization, NULL),
				    authorization);
	else
		assert_null(request.authorization);
	oauth_call_clear(call);
}

/* A10, A2, T1: a public client has no header, and its id in the body. */
static void a_code_is_exchanged_with_the_same_redirect_uri(void **state)
{
	const struct oauth_client client = { .id = "id", .login = CLIENT_NONE };
	struct secret *code = text("a/b c"), *verifier = text("V");
	struct oauth_call call;
	struct err err = ERR_INIT;

	(void)state;
	assert_ok(token_exchange(URL, &client, code, "http://127.0.0.1:1/cb/",
				 verifier, &call, &err));
	assert_int_equal(call.to, ANSWER_TO_CODE);
	assert_call(&call,
		    "grant_type=authorization_code&code=a%2Fb%20c"
		    "&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fcb%2F"
		    "&code_verifier=V&client_id=id",
		    NULL);
	secret_free(code);
	secret_free(verifier);
}

/* T1, T8: one way to sign in, never two; no scope. */
static void a_client_signs_in_one_way(void **state)
{
	struct secret *secret = text("p@ss:w%rd/ +"), *token = text("RT");
	struct oauth_client client = { .id = "native basic+1",
				       .secret = secret,
				       .login = CLIENT_BASIC };
	struct oauth_call call;
	struct err err = ERR_INIT;

	(void)state;
	assert_ok(token_refresh(URL, &client, token, &call, &err));
	assert_call(&call, "grant_type=refresh_token&refresh_token=RT",
		    "Basic bmF0aXZlJTIwYmFzaWMlMkIxOnAlNDBzcyUzQXclMjVyZCUyRiUy"
		    "MCUyQg==");
	client.login = CLIENT_POST;
	client.id = "id";
	assert_ok(token_refresh(URL, &client, token, &call, &err));
	assert_call(&call,
		    "grant_type=refresh_token&refresh_token=RT&client_id=id"
		    "&client_secret=p%40ss%3Aw%25rd%2F%20%2B",
		    NULL);
	secret_free(secret);
	secret_free(token);
}

static void the_other_calls_are_as_their_rfcs_say(void **state)
{
	struct secret *secret = text("s"), *token = text("T");
	struct oauth_client client = { .id = "id",
				       .secret = secret,
				       .login = CLIENT_BASIC };
	struct oauth_call call;
	struct err err = ERR_INIT;
	static const char login[] = "Basic aWQ6cw==";

	(void)state;
	assert_ok(token_client_credentials(URL, &client, "a b", &call, &err));
	assert_call(&call, "grant_type=client_credentials&scope=a%20b", login);
	assert_ok(token_client_credentials(URL, &client, NULL, &call, &err));
	assert_call(&call, "grant_type=client_credentials", login);
	assert_ok(token_device_start(URL, &client, "a", &call, &err));
	assert_call(&call, "client_id=id&scope=a", login);
	assert_ok(token_device_poll(URL, &client, token, &call, &err));
	assert_call(&call,
		    "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3A"
		    "device_code&device_code=T&client_id=id",
		    login);
	client.login = CLIENT_NONE;
	assert_ok(token_revoke(URL, &client, token, "refresh_token", &call,
			       &err));
	assert_call(&call, "token=T&token_type_hint=refresh_token&client_id=id",
		    NULL);
	assert_error(token_client_credentials(URL, &client, NULL, &call, &err),
		     ERR_USAGE);
	secret_free(secret);
	secret_free(token);
}

/* T2, V1 */
static void nothing_is_built_for_an_endpoint_in_the_clear(void **state)
{
	const struct oauth_client client = { .id = "id", .login = CLIENT_NONE };
	const struct oauth_client nameless = { .login = CLIENT_NONE };
	const struct oauth_client poor = { .id = "id", .login = CLIENT_POST };
	struct secret *token = text("T");
	struct oauth_call call;
	struct err err = ERR_INIT;

	(void)state;
	assert_error(token_refresh("http://as.example/t", &client, token, &call,
				   &err),
		     ERR_USAGE);
	assert_error(token_revoke("http://as.example/r", &client, token, NULL,
				  &call, &err),
		     ERR_USAGE);
	assert_error(token_refresh(URL, &nameless, token, &call, &err),
		     ERR_USAGE);
	assert_error(token_refresh(URL, &poor, token, &call, &err), ERR_USAGE);
	assert_string_equal(err.msg, "the client secret is missing");
	secret_free(token);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_code_is_exchanged_with_the_same_redirect_uri),
		cmocka_unit_test(a_client_signs_in_one_way),
		cmocka_unit_test(the_other_calls_are_as_their_rfcs_say),
		cmocka_unit_test(nothing_is_built_for_an_endpoint_in_the_clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
