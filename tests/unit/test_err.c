/* test_err.c - errors say what happened and what to do */
#include "test.h"

#include <errno.h>

static void set_fills_code_and_message(void **state)
{
	(void)state;
	struct err err = ERR_INIT;

	assert_int_equal(err_set(&err, ERR_LOCKED, "the %s is locked", "vault"),
			 -1);
	assert_int_equal(err.code, ERR_LOCKED);
	assert_string_equal(err.msg, "the vault is locked");
	assert_string_equal(err.hint, "");
}

static void sys_adds_the_text_of_errno(void **state)
{
	(void)state;
	struct err err = ERR_INIT;

	errno = ENOSPC;
	assert_int_equal(err_sys(&err, ERR_IO, "writing %s", "a"), -1);
	assert_int_equal(err.sys, ENOSPC);
	assert_string_equal(err.msg, "writing a: No space left on device");
}

static void a_new_error_drops_the_old_hint(void **state)
{
	(void)state;
	struct err err = ERR_INIT;

	err_set(&err, ERR_FAILED, "first");
	err_hint(&err, "do this");
	assert_string_equal(err.hint, "do this");
	err_set(&err, ERR_FAILED, "second");
	assert_string_equal(err.hint, "");
}

static void long_text_is_cut_not_overrun(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	char text[600];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	err_set(&err, ERR_FAILED, "%s", text);
	assert_int_equal(strlen(err.msg), sizeof(err.msg) - 1);
}

static void text_is_cut_through_no_character(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	char text[600] = "";

	for (int i = 0; i < 199; i++)
		memcpy(text + 3 * i, "\xe2\x82\xac", 3);
	for (size_t skip = 0; skip < 3; skip++) {
		size_t len;

		err_set(&err, ERR_FAILED, "%.*s%s", (int)skip, "xx", text);
		len = strlen(err.msg);
		assert_in_range(len, sizeof(err.msg) - 3, sizeof(err.msg) - 1);
		assert_int_equal(len % 3, skip);
		err_hint(&err, "%s", text);
		assert_int_equal(strlen(err.hint) % 3, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set_fills_code_and_message),
		cmocka_unit_test(sys_adds_the_text_of_errno),
		cmocka_unit_test(a_new_error_drops_the_old_hint),
		cmocka_unit_test(long_text_is_cut_not_overrun),
		cmocka_unit_test(text_is_cut_through_no_character),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
