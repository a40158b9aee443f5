/* test_device.c - a grant of another device, against a clock of the test */
#include "../unit/test.h"

#include "base/str.h"
#include "oauth/device.h"

static int read_body(int status, const char *body, struct device *out,
		     struct err *err)
{
	struct http_result result = { .status = status };
	int read;

	str_copy(result.content_type, "application/json",
		 sizeof(result.content_type));
	assert_int_equal(secret_from(body, strlen(body), &result.body, err), 0);
	read = device_read(&result, 0, out, err);
	http_result_clear(&result);
	return read;
}

#define BODY                                               \
	"{\"device_code\":\"DC\",\"user_code\":\"AB-CD\"," \
	"\"verification_uri\":\"https://as.example/device\""

static struct device device_of(const char *more)
{
	char body[500];
	struct device device;
	struct err err = ERR_INIT;

	snprintf(body, sizeof(body), BODY "%s}", more);
	assert_ok(read_body(200, body, &device, &err));
	return device;
}

/* D1, D6, D8 */
static void a_grant_is_read(void **state)
{
	struct device device = device_of(
		",\"expires_in\":600,\"interval\":7,"
		"\"verification_uri_complete\":\"https://as.example/d?c=AB\"");

	(void)state;
	assert_string_equal(secret_reveal(device.code, NULL), "DC");
	assert_string_equal(device.user_code, "AB-CD");
	assert_string_equal(device.uri, "https://as.example/device");
	assert_string_equal(device.uri_complete, "https://as.example/d?c=AB");
	assert_int_equal(device.interval_ms, 7000);
	assert_int_equal(device_step(&device, 6999), DEVICE_WAIT);
	assert_int_equal(device_step(&device, 7000), DEVICE_POLL);
	assert_int_equal(device_step(&device, 600000), DEVICE_EXPIRED);
	device_clear(&device);
	/* D1: five seconds when nothing is said */
	device = device_of("");
	assert_int_equal(device.interval_ms, 5000);
	assert_null(device.uri_complete);
	device_clear(&device);
}

/* D7 */
static void odd_grants_are_read_and_bad_ones_refused(void **state)
{
	static const char *const bad[] = {
		"{}",
		"{\"device_code\":\"a\",\"user_code\":\"b\"}",
		"{\"device_code\":\"a\",\"verification_uri\":\"https://x.y\"}",
		"{\"device_code\":\"a\",\"user_code\":\"b\","
		"\"verification_uri\":\"javascript:x\"}",
		"{\"device_code\":\"a\",\"user_code\":\"b\","
		"\"verification_uri\":\"https://x.y/\\u001b[2J\"}",
		"{\"error\":\"unauthorized_client\"}",
		"{\"dev",
	};
	struct device device;
	struct err err = ERR_INIT;

	(void)state;
	assert_ok(
		read_body(200,
			  "{\"device_code\":\"a\",\"user_code\":\"A\\u001bB\","
			  "\"verification_url\":\"https://g.example/device\","
			  "\"verification_uri_complete\":\"http://evil\"}",
			  &device, &err));
	assert_string_equal(device.user_code, "A B");
	assert_string_equal(device.uri, "https://g.example/device");
	assert_null(device.uri_complete);
	device_clear(&device);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_error(read_body(200, bad[i], &device, &err), ERR_FAILED);
	assert_error(read_body(503, "", &device, &err), ERR_NETWORK);
	assert_error(
		read_body(400, "{\"error\":\"invalid_client\"}", &device, &err),
		ERR_FAILED);
	assert_non_null(strstr(err.msg, "invalid_client"));
}

/* Told class at 10 s, it goes on and polls at next. */
static void assert_next(struct device *device, const struct answer *answer,
			int64_t next_ms)
{
	assert_int_equal(device_told(device, answer, 10000), 1);
	assert_int_equal(device->next_ms, next_ms);
}

/* D2, D3, D4 */
static void polling_slows_down_and_never_speeds_up(void **state)
{
	struct device device = device_of("");
	struct answer pending = { .class = ANSWER_PENDING };
	struct answer slow = { .class = ANSWER_SLOW_DOWN };
	struct answer faster = { .class = ANSWER_SLOW_DOWN, .interval = 1 };
	struct answer slower = { .class = ANSWER_SLOW_DOWN, .interval = 60 };
	struct answer lost = { .class = ANSWER_LOST };
	struct answer later = { .class = ANSWER_LATER, .retry_after = 400 };

	(void)state;
	assert_next(&device, &pending, 16000);
	assert_next(&device, &slow, 22000);
	assert_next(&device, &pending, 22000);
	assert_next(&device, &faster, 28000);
	assert_next(&device, &lost, 46000);
	assert_next(&device, &slower, 82000);
	assert_next(&device, &later, 410000);
	for (int i = 0; i < 100; i++)
		device_told(&device, &slow, 0);
	assert_int_equal(device.interval_ms, 300000);
	device_clear(&device);
}

/* D5 */
static void any_other_answer_ends_it(void **state)
{
	static const enum answer_class ends[] = {
		ANSWER_TOKENS,	   ANSWER_SIGN_IN,   ANSWER_MISCONFIGURED,
		ANSWER_GARBLED,	   ANSWER_ELSEWHERE, ANSWER_UNUSABLE,
		ANSWER_REDIRECTED,
	};
	struct device device = device_of("");

	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		struct answer answer = { .class = ends[i] };

		assert_int_equal(device_told(&device, &answer, 10000), 0);
	}
	device_clear(&device);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_grant_is_read),
		cmocka_unit_test(odd_grants_are_read_and_bad_ones_refused),
		cmocka_unit_test(polling_slows_down_and_never_speeds_up),
		cmocka_unit_test(any_other_answer_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
