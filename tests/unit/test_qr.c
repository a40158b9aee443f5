/* test_qr.c - QR codes as lines of text */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "base/qr.h"

/* Version 1 has 21 modules; two are quiet on each side, the last line is half
 * of one more. The finder pattern stands in its corner. */
static void a_short_text_has_21_modules(void **state)
{
	static const char quiet[] = "\u2588\u2588";
	char *lines = qr_lines("HELLO");
	size_t count = 0;

	(void)state;
	assert_non_null(lines);
	for (const char *at = lines; (at = strchr(at, '\n')); at++)
		count++;
	assert_int_equal(count, 13);
	assert_int_equal(strcspn(lines, "\n"), 25 * strlen(quiet) / 2);
	assert_memory_equal(strchr(lines, '\n') + 1,
			    "\u2588\u2588 \u2584\u2584\u2584\u2584\u2584 ",
			    7 * 3 + 2);
	free(lines);
}

static void what_is_too_long_has_none(void **state)
{
	char text[8000];

	(void)state;
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	assert_null(qr_lines(text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_short_text_has_21_modules),
		cmocka_unit_test(what_is_too_long_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
