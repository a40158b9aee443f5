/* test_str.c - growing text and hexadecimal */
#include "test.h"

#include "base/str.h"

static void text_grows(void **state)
{
	(void)state;
	struct str s = STR_INIT;

	for (int i = 0; i < 1000; i++)
		str_addf(&s, "%d,", i % 10);
	str_add(&s, "end");
	str_add_bytes(&s, "\0x", 2);
	assert_int_equal(s.len, 2005);
	assert_memory_equal(s.text, "0,1,2,", 6);
	assert_memory_equal(s.text + 2000, "end\0x", 6);
	char *text = str_take(&s);
	assert_int_equal(strlen(text), 2003);
	assert_null(s.text);
	free(text);
}

static void taking_an_empty_one_gives_empty_text(void **state)
{
	(void)state;
	struct str s = STR_INIT;
	char *text = str_take(&s);

	assert_string_equal(text, "");
	free(text);
}

static void a_failed_text_gives_null_and_is_new_again(void **state)
{
	(void)state;
	struct str s = STR_INIT;
	volatile size_t far = SIZE_MAX / 2; /* than the compiler would allow */

	str_add(&s, "x");
	str_add_bytes(&s, "y", far);
	str_add(&s, "z");
	assert_true(s.failed);
	assert_int_equal(s.len, 1);
	assert_null(str_take(&s));
	assert_false(s.failed);
	str_add(&s, "a");
	str_clear(&s);
	assert_int_equal(s.len, 0);
}

static void copy_always_terminates(void **state)
{
	(void)state;
	char to[4] = "???";

	assert_int_equal(str_copy(to, "abcdef", sizeof(to)), 6);
	assert_string_equal(to, "abc");
	assert_int_equal(str_copy(to, "a", sizeof(to)), 1);
	assert_string_equal(to, "a");
	assert_int_equal(str_copy(to, "b", 0), 1);
	assert_string_equal(to, "a");
}

static void comparing_takes_null(void **state)
{
	(void)state;

	assert_true(str_is("a", "a"));
	assert_false(str_is("a", "b"));
	assert_false(str_is("a", NULL));
	assert_false(str_is(NULL, "a"));
	assert_true(str_is(NULL, NULL));
	assert_true(str_starts("connvault", "conn"));
	assert_true(str_starts("conn", ""));
	assert_false(str_starts("con", "conn"));
}

static void hex_goes_both_ways(void **state)
{
	(void)state;
	static const uint8_t bytes[] = { 0x00, 0x9f, 0xff };
	uint8_t back[3];
	char text[7];

	hex_from(bytes, 3, text);
	assert_string_equal(text, "009fff");
	assert_int_equal(hex_to("009FfF", back, 3), 0);
	assert_memory_equal(back, bytes, 3);
	assert_int_equal(hex_to("", back, 0), 0);
}

static void what_is_no_hex_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = { "009ff",  "009fff0", "009ffg",
					   "00 fff", "0x9fff",	"" };
	uint8_t back[3];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(hex_to(bad[i], back, 3), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_grows),
		cmocka_unit_test(taking_an_empty_one_gives_empty_text),
		cmocka_unit_test(a_failed_text_gives_null_and_is_new_again),
		cmocka_unit_test(copy_always_terminates),
		cmocka_unit_test(comparing_takes_null),
		cmocka_unit_test(hex_goes_both_ways),
		cmocka_unit_test(what_is_no_hex_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
