/* test_request.c - the address to sign in at, and endpoints that are none */
#include "../unit/test.h"

#include "oauth/form.h"
#include "oauth/request.h"

static const char *const scopes[] = { "https://x.example/a", "b c" };

static struct oauth_request request(void)
{
	return (struct oauth_request){
		.auth_url = "https://as.example/authorize",
		.client_id = "id",
		.redirect_uri = "http://127.0.0.1:8765/cb/",
		.state = "S",
		.challenge = "C",
	};
}

static void assert_url(const struct oauth_request *request, const char *wanted)
{
	struct err err = ERR_INIT;
	char *url;

	assert_ok(oauth_request_url(request, &url, &err));
	assert_string_equal(url, wanted);
	free(url);
}

/* A1, A2: a code is asked for, with S256, and nothing else. */
static void a_request_asks_for_a_code_with_s256(void **state)
{
	struct oauth_request r = request();

	(void)state;
	assert_url(&r, "https://as.example/authorize?response_type=code"
		       "&client_id=id"
		       "&redirect_uri=http%3A%2F%2F127.0.0.1%3A8765%2Fcb%2F"
		       "&state=S&code_challenge=C&code_challenge_method=S256");
}

static void what_a_provider_wants_besides_is_added(void **state)
{
	static const struct oauth_param extra[] = {
		{ "access_type", "offline" }, { "prompt", "consent & more" }
	};
	struct oauth_request r = request();

	(void)state;
	r.auth_url = "https://as.example/authorize?tenant=a%20b";
	r.scope = scopes;
	r.scopes = 2;
	r.separator = ",";
	r.extra = extra;
	r.extras = 2;
	assert_url(&r, "https://as.example/authorize?tenant=a%20b"
		       "&response_type=code&client_id=id"
		       "&redirect_uri=http%3A%2F%2F127.0.0.1%3A8765%2Fcb%2F"
		       "&scope=https%3A%2F%2Fx.example%2Fa%2Cb%20c"
		       "&state=S&code_challenge=C&code_challenge_method=S256"
		       "&access_type=offline&prompt=consent%20%26%20more");
}

/* RFC 6749, 3.1: no parameter may be there twice; none weakens the request. */
static void what_is_ours_cannot_be_said_by_others(void **state)
{
	static const struct oauth_param bad[] = {
		{ "state", "x" },	  { "response_type", "token" },
		{ "redirect_uri", "x" },  { "code_challenge_method", "plain" },
		{ "request_uri", "urn" }, { "response_mode", "fragment" },
	};
	static const struct oauth_param twice[] = { { "a", "1" },
						    { "a", "2" } };
	struct err err = ERR_INIT;
	char *url;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct oauth_request r = request();
		r.extra = &bad[i];
		r.extras = 1;
		assert_error(oauth_request_url(&r, &url, &err), ERR_USAGE);
	}
	struct oauth_request r = request();
	r.extra = twice;
	r.extras = 2;
	assert_error(oauth_request_url(&r, &url, &err), ERR_USAGE);
	r = request();
	r.auth_url = "https://as.example/authorize?x=1&response_type=token";
	assert_error(oauth_request_url(&r, &url, &err), ERR_USAGE);
	assert_string_equal(err.msg,
			    "the authorization URL has response_type in it");
}

static void a_missing_part_is_refused(void **state)
{
	struct err err = ERR_INIT;
	struct oauth_request r = request();
	char *url;

	(void)state;
	r.client_id = "";
	assert_error(oauth_request_url(&r, &url, &err), ERR_USAGE);
	assert_string_equal(err.msg, "the client id is missing");
	r = request();
	r.challenge = NULL;
	assert_error(oauth_request_url(&r, &url, &err), ERR_USAGE);
}

/* A11, T2, M3 */
static void endpoints_are_https_or_loopback(void **state)
{
	static const char *const good[] = {
		"https://as.example",	       "https://as.example:8443/a?b=c",
		"http://127.0.0.1:8080/token", "http://[::1]/token",
		"http://localhost:1/token",
	};
	static const char *const bad[] = {
		"",
		"as.example/token",
		"http://as.example/token",
		"http://127.0.0.1.as.example/token",
		"http://127.0.0.2/token",
		"http://localhost.example/token",
		"http://localhost@as.example/token",
		"https://user:pw@as.example/token",
		"https://as.example/token#part",
		"https://as.example/a b",
		"https://as.example/\n",
		"https://{shop}.example/token",
		"https:///token",
		"https://169.254.169.254/token",
		"https://0x7f.1/token",
		"https://as.example:99999/token",
		"javascript:alert(1)",
		"file:///etc/passwd",
		"ftp://as.example/token",
		"HTTPS//as.example",
	};
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_ok(oauth_endpoint_check("token URL", good[i], &err));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (oauth_endpoint_check("token URL", bad[i], &err) == 0)
			fail_msg("taken: %s", bad[i]);
	assert_error(oauth_endpoint_check("token URL", NULL, &err), ERR_USAGE);
	assert_string_equal(err.msg, "the token URL is missing");
}

/* M2 */
static void origins_are_scheme_host_and_port(void **state)
{
	(void)state;
	assert_true(oauth_same_origin("https://As.example/a",
				      "https://as.EXAMPLE:443?b"));
	assert_true(oauth_same_origin("http://[::1]:80/", "http://[::1]"));
	assert_false(
		oauth_same_origin("https://a.example", "http://a.example"));
	assert_false(oauth_same_origin("https://a.example",
				       "https://a.example.org"));
	assert_false(oauth_same_origin("https://a.example:444/",
				       "https://a.example/"));
}

/* T1: the secret that a real server refuses when it is not encoded first. */
static void a_login_is_encoded_before_it_is_joined(void **state)
{
	struct secret *secret, *login;
	struct err err = ERR_INIT;

	(void)state;
	assert_ok(secret_from("p@ss:w%rd/ +", 12, &secret, &err));
	assert_ok(form_login("native basic+1", secret, &login, &err));
	assert_string_equal(secret_reveal(login, NULL),
			    "native%20basic%2B1:p%40ss%3Aw%25rd%2F%20%2B");
	secret_free(secret);
	secret_free(login);
}

static void assert_next(struct form_reader *reader, const char *wanted_name,
			const char *wanted)
{
	char name[FORM_NAME_MAX + 1];
	struct secret *value;
	struct err err = ERR_INIT;

	assert_int_equal(form_next(reader, name, &value, &err), 1);
	assert_string_equal(name, wanted_name);
	assert_string_equal(secret_reveal(value, NULL), wanted);
	secret_free(value);
}

static void a_form_is_read_as_it_was_written(void **state)
{
	struct form form = FORM_INIT;
	struct form_reader reader;
	struct secret *text;
	char name[FORM_NAME_MAX + 1];
	char all[256] = "";
	struct err err = ERR_INIT;

	(void)state;
	for (int i = 1; i < 255; i++)
		all[i - 1] = (char)i;
	form_add(&form, "a b", all);
	form_add(&form, "none", NULL);
	form_add(&form, "c", "");
	assert_ok(form_take(&form, &text, &err));
	form_read(&reader, text);
	assert_next(&reader, "a b", all);
	assert_next(&reader, "c", "");
	assert_int_equal(form_next(&reader, name, &text, &err), 0);
	secret_free(text);
}

static void odd_forms_are_read_without_harm(void **state)
{
	static const char odd[] =
		"&&a&=b&%zz=%&c=%4&d==e&"
		"a-name-of-more-than-sixty-three-bytes-that-nobody-looks-at-"
		"anyway=f&g=%00+";
	struct form_reader reader;
	struct secret *text;
	struct err err = ERR_INIT;

	(void)state;
	assert_ok(secret_from(odd, strlen(odd), &text, &err));
	form_read(&reader, text);
	assert_next(&reader, "a", "");
	assert_next(&reader, "", "b");
	assert_next(&reader, "%zz", "%");
	assert_next(&reader, "c", "%4");
	assert_next(&reader, "d", "=e");
	assert_next(&reader, "", "f");
	assert_next(&reader, "g", "");
	secret_free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_asks_for_a_code_with_s256),
		cmocka_unit_test(what_a_provider_wants_besides_is_added),
		cmocka_unit_test(what_is_ours_cannot_be_said_by_others),
		cmocka_unit_test(a_missing_part_is_refused),
		cmocka_unit_test(endpoints_are_https_or_loopback),
		cmocka_unit_test(origins_are_scheme_host_and_port),
		cmocka_unit_test(a_login_is_encoded_before_it_is_joined),
		cmocka_unit_test(a_form_is_read_as_it_was_written),
		cmocka_unit_test(odd_forms_are_read_without_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
