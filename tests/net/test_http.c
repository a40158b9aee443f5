/* test_http.c - requests, and servers that behave badly */
#include "../unit/test.h"
#include "helper.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/proc.h"
#include "net/http.h"

static struct helper server;
static struct http *http;
static int port;

static int set_up(void **state)
{
	static const struct http_options options = { .connect_ms = 5000,
						     .total_ms = 5000 };
	char script[4096];
	const char *const argv[] = { "python3", script, NULL };
	struct err err = ERR_INIT;

	(void)state;
	snprintf(script, sizeof(script), "%s/tests/net/server.py",
		 getenv("TOP_SRCDIR") ? getenv("TOP_SRCDIR") : "..");
	helper_start(&server, argv);
	assert_int_equal(fscanf(server.out, "%d", &port), 1);
	assert_ok(http_new(&options, &http, &err));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	http_free(http);
	helper_end(&server);
	return 0;
}

static struct secret *text(const char *from)
{
	struct secret *made;
	struct err err = ERR_INIT;

	assert_ok(secret_from(from, strlen(from), &made, &err));
	return made;
}

static struct http_result ask(struct http *with, const char *path)
{
	char url[100];
	struct http_request request = { .url = url, .form = text("a=b") };
	struct http_result result;
	struct err err = ERR_INIT;

	snprintf(url, sizeof(url), "http://127.0.0.1:%d%s", port, path);
	assert_ok(http_run(with, &request, &result, &err));
	secret_free((struct secret *)request.form);
	return result;
}

static void assert_has(const struct http_result *result, const char *wanted)
{
	if (!strstr(secret_reveal(result->body, NULL), wanted))
		fail_msg("no \"%s\" in %s", wanted,
			 (const char *)secret_reveal(result->body, NULL));
}

static void assert_has_not(const struct http_result *result, const char *bad)
{
	if (strstr(secret_reveal(result->body, NULL), bad))
		fail_msg("there is \"%s\" in %s", bad,
			 (const char *)secret_reveal(result->body, NULL));
}

/* T1, T2, T3: what is asked for, and how. */
static void a_form_is_posted_with_what_the_rfc_wants(void **state)
{
	char url[100];
	struct secret *form = text("grant_type=x&a=%20");
	struct secret *login = text("Basic aWQ6c2VjcmV0");
	struct http_request request = { .url = url,
					.form = form,
					.authorization = login };
	struct http_result result;
	struct err err = ERR_INIT;

	(void)state;
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/echo", port);
	assert_ok(http_run(http, &request, &result, &err));
	assert_int_equal(result.outcome, HTTP_ANSWERED);
	assert_int_equal(result.status, 200);
	assert_has(&result, "POST /echo HTTP/1.1\r\n");
	assert_has(&result, "Authorization: Basic aWQ6c2VjcmV0\r\n");
	assert_has(&result, "Accept: application/json\r\n");
	assert_has(&result,
		   "Content-Type: application/x-www-form-urlencoded\r\n");
	assert_has(&result, "\r\n\r\ngrant_type=x&a=%20");
	assert_has_not(&result, "Accept-Encoding");
	assert_has_not(&result, "Expect");
	assert_true(result.sent_at > 0);
	http_result_clear(&result);
	secret_free(form);
	secret_free(login);
}

static void without_a_form_it_is_a_get(void **state)
{
	char url[100];
	struct http_request request = { .url = url };
	struct http_result result;
	struct err err = ERR_INIT;

	(void)state;
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/echo", port);
	assert_ok(http_run(http, &request, &result, &err));
	assert_has(&result, "GET /echo HTTP/1.1\r\n");
	assert_has_not(&result, "Authorization");
	http_result_clear(&result);
}

struct row {
	const char *path;
	enum http_outcome outcome;
	enum http_fault fault;
	int status;
	size_t len; /* of the body */
};

/* C12, A18, T9 */
static void bad_answers_are_told_apart(void **state)
{
	static const struct row rows[] = {
		{ "/redirect", HTTP_ANSWERED, HTTP_OK, 307, 0 },
		{ "/elsewhere", HTTP_ANSWERED, HTTP_OK, 302, 0 },
		{ "/full", HTTP_ANSWERED, HTTP_OK, 200, HTTP_BODY_MAX },
		{ "/huge", HTTP_ANSWERED, HTTP_TOO_LARGE, 200, 0 },
		{ "/declared", HTTP_ANSWERED, HTTP_TOO_LARGE, 200, 0 },
		{ "/nul", HTTP_ANSWERED, HTTP_OK, 200, 3 },
		{ "/none", HTTP_ANSWERED, HTTP_OK, 204, 0 },
		{ "/cut", HTTP_LOST, HTTP_CUT, 0, 0 },
		{ "/cut-head", HTTP_LOST, HTTP_CUT, 0, 0 },
		{ "/cut-body", HTTP_LOST, HTTP_CUT, 0, 0 },
		{ "/not-http", HTTP_LOST, HTTP_CUT, 0, 0 },
		{ "/headers", HTTP_LOST, HTTP_CUT, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *row = &rows[i];
		struct http_result result = ask(http, row->path);

		if (result.outcome != row->outcome ||
		    result.fault != row->fault || result.status != row->status)
			fail_msg("%s: outcome %d fault %d status %d: %s",
				 row->path, result.outcome, result.fault,
				 result.status, result.reason);
		assert_int_equal(result.reason[0] != 0,
				 result.fault != HTTP_OK);
		assert_int_equal(result.body != NULL,
				 row->outcome == HTTP_ANSWERED);
		if (result.body)
			assert_int_equal(secret_len(result.body), row->len);
		http_result_clear(&result);
	}
}

/* C12 */
static void an_endless_answer_ends_at_256_kib(void **state)
{
	struct http_result result = ask(http, "/endless");

	(void)state;
	assert_int_equal(result.fault, HTTP_TOO_LARGE);
	assert_true(secret_len(result.body) <= HTTP_BODY_MAX);
	http_result_clear(&result);
}

/* C12: what is packed stays packed. */
static void nothing_is_unpacked(void **state)
{
	struct http_result result = ask(http, "/gzip");

	(void)state;
	assert_int_equal(result.outcome, HTTP_ANSWERED);
	assert_true(secret_len(result.body) < 1000);
	http_result_clear(&result);
}

/* A18 */
static void a_redirect_is_told_and_not_followed(void **state)
{
	struct http_result result = ask(http, "/elsewhere");

	(void)state;
	assert_string_equal(result.location, "evil.example");
	http_result_clear(&result);
}

/* T10 */
static void retry_after_is_seconds_or_a_date(void **state)
{
	struct http_result result = ask(http, "/seconds");

	(void)state;
	assert_int_equal(result.retry_after, 7);
	http_result_clear(&result);
	result = ask(http, "/date");
	assert_in_range(result.retry_after, 90, 101);
	http_result_clear(&result);
	result = ask(http, "/past");
	assert_int_equal(result.retry_after, 0);
	http_result_clear(&result);
}

static void a_content_type_is_safe_to_show(void **state)
{
	struct http_result result = ask(http, "/type");

	(void)state;
	assert_null(strchr(result.content_type, 0x1b));
	assert_non_null(strstr(result.content_type, "<U+001B>"));
	http_result_clear(&result);
}

/* D4, C12: the deadline is one for all of it. */
static void a_slow_server_is_not_waited_for(void **state)
{
	static const struct http_options hasty = { .total_ms = 300 };
	static const char *const paths[] = { "/slow", "/slow-body" };
	struct http *quick;
	struct err err = ERR_INIT;

	(void)state;
	assert_ok(http_new(&hasty, &quick, &err));
	for (size_t i = 0; i < 2; i++) {
		int64_t begin = clock_mono_ms();
		struct http_result result = ask(quick, paths[i]);

		assert_int_equal(result.outcome, HTTP_LOST);
		assert_int_equal(result.fault, HTTP_LATE);
		assert_true(clock_mono_ms() - begin < 5000);
		http_result_clear(&result);
	}
	http_free(quick);
}

/* A port that is bound but not listened on: nobody can have got it. */
static void what_never_left_is_told_apart(void **state)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0), kept = port;

	(void)state;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	getsockname(fd, (struct sockaddr *)&at, &len);
	port = ntohs(at.sin_port);
	struct http_result result = ask(http, "/");
	assert_int_equal(result.outcome, HTTP_NEVER_SENT);
	assert_int_equal(result.fault, HTTP_UNREACHED);
	http_result_clear(&result);
	port = kept;
	close(fd);
}

/* T2, A18 */
static void requests_in_the_clear_are_refused(void **state)
{
	static const char *const bad[] = {
		"http://as.example/token",
		"http://127.0.0.2/",
		"http://0.0.0.0/",
		"ftp://127.0.0.1/",
		"file:///etc/passwd",
		"https://user@as.example/",
		"http://127.1/",
		"",
		"as.example",
		"https://",
	};
	struct http_result result;
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct http_request request = { .url = bad[i] };

		/* 127.1 is written 127.0.0.1 by libcurl, which is one. */
		if (strcmp(bad[i], "http://127.1/") == 0)
			continue;
		assert_error(http_run(http, &request, &result, &err),
			     ERR_USAGE);
	}
}

/* C14: a proxy, .netrc or certificates of the environment change nothing. */
static void the_environment_is_not_asked(void **state)
{
	(void)state;
	setenv("http_proxy", "http://127.0.0.1:9", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:9", 1);
	setenv("NO_PROXY", "", 1);
	struct http_result result = ask(http, "/echo");
	unsetenv("http_proxy");
	unsetenv("ALL_PROXY");
	unsetenv("NO_PROXY");
	assert_int_equal(result.outcome, HTTP_ANSWERED);
	http_result_clear(&result);
}

static void headers_go_out_as_given_and_replace_the_usual(void **state)
{
	char url[100];
	struct secret *const header[] = { text("X-Key: a b"),
					  text("accept: text/plain") };
	struct secret *broken = text("X: a\r\nY: b"), *address;
	struct http_request request = {
		.header = (const struct secret *const *)header, .headers = 2
	};
	const struct secret *only[] = { broken };
	struct http_result result;
	struct err err = ERR_INIT;

	(void)state;
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/echo", port);
	address = text(url);
	request.secret_url = address;
	assert_ok(http_run(http, &request, &result, &err));
	assert_has(&result, "X-Key: a b\r\n");
	assert_has(&result, "accept: text/plain\r\n");
	assert_has_not(&result, "Accept: application/json");
	assert_has(&result, "User-Agent: connvault\r\n");
	assert_true(result.took_ms >= 0 && result.took_ms < 5000);
	http_result_clear(&result);
	request = (struct http_request){ .url = url,
					 .header = only,
					 .headers = 1 };
	assert_error(http_run(http, &request, &result, &err), ERR_USAGE);
	assert_null(strstr(err.msg, "Y: b"));
	secret_free(header[0]);
	secret_free(header[1]);
	secret_free(broken);
	secret_free(address);
}

/* One after the other to a server that counts its connections. */
static int connections_for_three(const struct http_options *options)
{
	char script[4096], url[100];
	const char *const argv[] = { "python3", script, NULL };
	struct http_request request = { .url = url };
	struct http_result result;
	struct helper service;
	struct http *with;
	struct err err = ERR_INIT;
	int at, count = 0;

	snprintf(script, sizeof(script), "%s/tests/net/service.py",
		 getenv("TOP_SRCDIR") ? getenv("TOP_SRCDIR") : "..");
	helper_start(&service, argv);
	assert_int_equal(fscanf(service.out, "%d", &at), 1);
	assert_ok(http_new(options, &with, &err));
	for (int i = 0; i < 4; i++) {
		snprintf(url, sizeof(url), "http://127.0.0.1:%d/%s", at,
			 i < 3 ? "good" : "__connections");
		assert_ok(http_run(with, &request, &result, &err));
		assert_int_equal(result.status, 200);
		if (i == 3)
			count = (int)strtol(secret_reveal(result.body, NULL),
					    NULL, 10);
		http_result_clear(&result);
	}
	http_free(with);
	helper_end(&service);
	return count;
}

static void connections_are_kept_only_where_that_was_asked_for(void **state)
{
	const struct http_options keeping = { .keeps = true };

	(void)state;
	assert_int_equal(connections_for_three(&keeping), 1);
	assert_int_equal(connections_for_three(NULL), 4);
}

#define MANY 20

static void count_done(struct http_result *result, void *arg)
{
	assert_int_equal(result->outcome, HTTP_ANSWERED);
	http_result_clear(result);
	++*(int *)arg;
}

/* Where the service speaks HTTP/2, many share one connection. */
static void many_share_a_connection_by_http_2(void **state)
{
	char dir[] = "/tmp/connvault-XXXXXX", cert[64], key[64], at[4096];
	const char *const make[] = { "openssl",	 "req",
				     "-x509",	 "-newkey",
				     "rsa:2048", "-nodes",
				     "-days",	 "2",
				     "-subj",	 "/CN=localhost",
				     "-addext",	 "subjectAltName=DNS:localhost",
				     "-keyout",	 key,
				     "-out",	 cert,
				     NULL };
	const char *const argv[] = { "node", at, cert, key, NULL };
	const struct proc openssl = { .argv = make };
	const struct http_options options = { .ca_file = cert, .keeps = true };
	struct http_request request = { .url = at };
	struct http_result result;
	struct http_call *call;
	struct pollfd fds[HTTP_FDS_MAX];
	struct helper service;
	struct http *with;
	struct err err = ERR_INIT;
	int done = 0, wait_ms, h2_port;

	(void)state;
	if (!helper_is_there("openssl") || !helper_is_there("node"))
		return; /* a skipped test is a failed one to TAP drivers */
	assert_non_null(mkdtemp(dir));
	snprintf(cert, sizeof(cert), "%s/cert", dir);
	snprintf(key, sizeof(key), "%s/key", dir);
	assert_ok(proc_run(&openssl, &err));
	snprintf(at, sizeof(at), "%s/tests/net/http2.mjs",
		 getenv("TOP_SRCDIR") ? getenv("TOP_SRCDIR") : "..");
	helper_start(&service, argv);
	assert_int_equal(fscanf(service.out, "%d", &h2_port), 1);
	assert_ok(http_new(&options, &with, &err));
	snprintf(at, sizeof(at), "https://localhost:%d/", h2_port);
	for (int i = 0; i < MANY; i++)
		assert_ok(http_start(with, &request, count_done, &done, &call,
				     &err));
	while (done < MANY) {
		size_t count = http_fds(with, fds, &wait_ms);

		assert_true(poll(fds, count, wait_ms) >= 0);
		http_step(with, fds, count);
	}
	assert_ok(http_run(with, &request, &result, &err));
	assert_string_equal(secret_reveal(result.body, NULL),
			    "HTTP/2.0, connections: 1");
	http_result_clear(&result);
	http_free(with);
	helper_end(&service);
	unlink(cert);
	unlink(key);
	rmdir(dir);
}

static void many_run_at_the_same_time(void **state)
{
	char url[100];
	struct http_request request = { .url = url };
	struct http_call *call, *slow;
	struct pollfd fds[HTTP_FDS_MAX];
	struct err err = ERR_INIT;
	int done = 0, wait_ms;
	char slow_url[100];
	struct http_request slow_request = { .url = slow_url };

	(void)state;
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/echo", port);
	snprintf(slow_url, sizeof(slow_url), "http://127.0.0.1:%d/slow", port);
	assert_ok(http_start(http, &slow_request, count_done, &done, &slow,
			     &err));
	for (int i = 0; i < MANY; i++)
		assert_ok(http_start(http, &request, count_done, &done, &call,
				     &err));
	while (done < MANY) {
		size_t count = http_fds(http, fds, &wait_ms);

		assert_true(poll(fds, count, wait_ms) >= 0);
		http_step(http, fds, count);
	}
	http_cancel(slow);
	assert_int_equal(done, MANY);
}

/* C14: a certificate that nobody vouches for ends it before the request. */
static void an_unknown_certificate_is_refused(void **state)
{
	char dir[] = "/tmp/connvault-XXXXXX", cert[64], key[64], script[4096];
	const char *const make[] = { "openssl",	 "req",
				     "-x509",	 "-newkey",
				     "rsa:2048", "-nodes",
				     "-days",	 "2",
				     "-subj",	 "/CN=localhost",
				     "-addext",	 "subjectAltName=DNS:localhost",
				     "-keyout",	 key,
				     "-out",	 cert,
				     NULL };
	const char *const argv[] = { "python3", script, cert, key, NULL };
	const struct proc openssl = { .argv = make };
	struct http_options trusting = { .ca_file = cert };
	struct http_request request = { .url = script };
	struct http_result result;
	struct helper tls;
	struct http *other;
	struct err err = ERR_INIT;
	int tls_port;

	(void)state;
	if (!helper_is_there("openssl"))
		return; /* a skipped test is a failed one to TAP drivers */
	assert_non_null(mkdtemp(dir));
	snprintf(cert, sizeof(cert), "%s/cert", dir);
	snprintf(key, sizeof(key), "%s/key", dir);
	assert_ok(proc_run(&openssl, &err));
	snprintf(script, sizeof(script), "%s/tests/net/server.py",
		 getenv("TOP_SRCDIR") ? getenv("TOP_SRCDIR") : "..");
	helper_start(&tls, argv);
	assert_int_equal(fscanf(tls.out, "%d", &tls_port), 1);
	/* unknown; known, but of another name; known */
	snprintf(script, sizeof(script), "https://localhost:%d/echo", tls_port);
	assert_ok(http_run(http, &request, &result, &err));
	assert_int_equal(result.outcome, HTTP_NEVER_SENT);
	assert_int_equal(result.fault, HTTP_UNVERIFIED);
	assert_ok(http_new(&trusting, &other, &err));
	snprintf(script, sizeof(script), "https://127.0.0.1:%d/echo", tls_port);
	assert_ok(http_run(other, &request, &result, &err));
	assert_int_equal(result.outcome, HTTP_NEVER_SENT);
	assert_int_equal(result.fault, HTTP_UNVERIFIED);
	snprintf(script, sizeof(script), "https://localhost:%d/echo", tls_port);
	assert_ok(http_run(other, &request, &result, &err));
	assert_int_equal(result.outcome, HTTP_ANSWERED);
	http_result_clear(&result);
	http_free(other);
	helper_end(&tls);
	unlink(cert);
	unlink(key);
	rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_is_posted_with_what_the_rfc_wants),
		cmocka_unit_test(without_a_form_it_is_a_get),
		cmocka_unit_test(bad_answers_are_told_apart),
		cmocka_unit_test(an_endless_answer_ends_at_256_kib),
		cmocka_unit_test(nothing_is_unpacked),
		cmocka_unit_test(a_redirect_is_told_and_not_followed),
		cmocka_unit_test(retry_after_is_seconds_or_a_date),
		cmocka_unit_test(a_content_type_is_safe_to_show),
		cmocka_unit_test(a_slow_server_is_not_waited_for),
		cmocka_unit_test(what_never_left_is_told_apart),
		cmocka_unit_test(requests_in_the_clear_are_refused),
		cmocka_unit_test(the_environment_is_not_asked),
		cmocka_unit_test(headers_go_out_as_given_and_replace_the_usual),
		cmocka_unit_test(
			connections_are_kept_only_where_that_was_asked_for),
		cmocka_unit_test(many_share_a_connection_by_http_2),
		cmocka_unit_test(many_run_at_the_same_time),
		cmocka_unit_test(an_unknown_certificate_is_refused),
	};

	if (!helper_is_there("python3")) {
		puts("1..0 # SKIP python3 is not there");
		return 0;
	}
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
