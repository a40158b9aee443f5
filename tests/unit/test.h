/* test.h - what every cmocka test needs, in the order cmocka wants */
#ifndef CONNVAULT_TESTS_TEST_H
#define CONNVAULT_TESTS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

/* "assert_ok(f(..., &err))" fails with the error's own words. */
#define assert_ok(call)                                                    \
	do {                                                               \
		if ((call) != 0)                                           \
			fail_msg("%s: %s (%s)", #call, err.msg, err.hint); \
	} while (0)

#define assert_error(call, wanted)                  \
	do {                                        \
		assert_int_equal((call), -1);       \
		assert_int_equal(err.code, wanted); \
	} while (0)

/* Valgrind has a free() of its own in place of ours, tells nobody that a
 * spawned program is not there, and knows no Landlock. */
static inline int test_has_valgrind(void)
{
	const char *preload = getenv("LD_PRELOAD");

	return preload != NULL && strstr(preload, "vgpreload") != NULL;
}

#endif
