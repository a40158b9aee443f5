/* test_clock.c - time as text and back */
#include "test.h"

#include <time.h>

#include "base/clock.h"

static void a_fixed_clock_stands_still(void **state)
{
	(void)state;

	clock_fix(1795335000);
	assert_int_equal(clock_now(), 1795335000);
	clock_fix(0);
	int64_t now = clock_now(), real = (int64_t)time(NULL);
	assert_true(now >= real - 2 && now <= real);
	assert_true(clock_mono_ms() > 0);
}

static void rfc3339_is_utc(void **state)
{
	(void)state;
	char out[CLOCK_TEXT];

	clock_rfc3339(1795335000, out);
	assert_string_equal(out, "2026-11-22T08:10:00Z");
	clock_rfc3339(0, out);
	assert_string_equal(out, "");
	clock_rfc3339(-1, out);
	assert_string_equal(out, "1969-12-31T23:59:59Z");
	clock_rfc3339(253402300799, out);
	assert_string_equal(out, "9999-12-31T23:59:59Z");
	clock_rfc3339(253402300800, out);
	assert_string_equal(out, "");
	clock_rfc3339(INT64_MAX, out);
	assert_string_equal(out, "");
}

static void local_time_follows_the_zone(void **state)
{
	(void)state;
	char out[CLOCK_TEXT];

	setenv("TZ", "UTC-5:30", 1);
	tzset();
	clock_local(1795335000, out);
	assert_string_equal(out, "2026-11-22 13:40");
	clock_local(0, out);
	assert_string_equal(out, "");
	unsetenv("TZ");
	tzset();
}

static void distance_is_told_in_words(void **state)
{
	(void)state;
	static const struct {
		int64_t apart;
		const char *text;
	} rows[] = {
		{ 0, "just now" },
		{ -1, "1 second ago" },
		{ -59, "59 seconds ago" },
		{ -60, "1 minute ago" },
		{ -299, "4 minutes ago" },
		{ -3600, "1 hour ago" },
		{ -86399, "23 hours ago" },
		{ -86400 * 45, "45 days ago" },
		{ -86400 * 800, "2 years ago" },
		{ 86400 * 6 + 5, "in 6 days" },
		{ 1, "in 1 second" },
		{ 90, "in 1 minute" },
	};
	char out[64];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		clock_ago(1795335000 + rows[i].apart, 1795335000, out,
			  sizeof(out));
		assert_string_equal(out, rows[i].text);
	}
	clock_ago(0, 1795335000, out, sizeof(out));
	assert_string_equal(out, "never");
	clock_ago(1, 1795335000, out, 4);
	assert_int_equal(strlen(out), 3);
}

static void dates_and_times_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t time;
	} rows[] = {
		{ "1970-01-01", 0 },
		{ "2026-11-22", 1795305600 },
		{ "2026-11-22T08:10:00Z", 1795335000 },
		{ "2026-11-22t08:10:00z", 1795335000 },
		{ "2026-11-22 08:10:00Z", 1795335000 },
		{ "2026-11-22T08:10:00.125Z", 1795335000 },
		{ "2026-11-22T08:10:00+00:00", 1795335000 },
		{ "2024-02-29", 1709164800 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t out = -1;
		assert_int_equal(clock_parse(rows[i].text, &out), 0);
		assert_int_equal(out, rows[i].time);
	}
}

static void what_is_no_time_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		"2",
		"2026",
		"2026-11",
		"2026-11-2",
		"2026-11-31",
		"2026-02-29",
		"2026-13-01",
		"2026-00-01",
		"2026-01-00",
		"1969-12-31",
		"2026/11/22",
		"2026-11-22 ",
		"2026-11-22T",
		"2026-11-22T08:10",
		"2026-11-22T08:10:00",
		"2026-11-22T24:00:00Z",
		"2026-11-22T08:60:00Z",
		"2026-11-22T08:10:00.Z",
		"2026-11-22T08:10:00+01:00",
		"2026-11-22T08:10:00Zx",
		"tomorrow",
	};
	int64_t out = 42;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (clock_parse(bad[i], &out) != -1)
			fail_msg("\"%s\" was read", bad[i]);
	assert_int_equal(out, 42);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fixed_clock_stands_still),
		cmocka_unit_test(rfc3339_is_utc),
		cmocka_unit_test(local_time_follows_the_zone),
		cmocka_unit_test(distance_is_told_in_words),
		cmocka_unit_test(dates_and_times_are_read),
		cmocka_unit_test(what_is_no_time_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
