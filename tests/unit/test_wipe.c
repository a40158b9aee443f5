/* test_wipe.c - what is given back to the C library holds nothing any more */
#include "test.h"

#include <errno.h>
#include <stdbool.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "config.h"

#if defined(HAVE___LIBC_FREE) && defined(HAVE_MALLOC_USABLE_SIZE) && \
	!defined(CV_SANITIZED)

void __libc_free(void *at);

static size_t given_back, not_wiped;

/* In place of the C library's own: looks, and keeps the memory. */
void __libc_free(void *at)
{
	const unsigned char *bytes = at;
	size_t size = malloc_usable_size(at);

	given_back++;
	for (size_t i = 0; i < size; i++)
		if (bytes[i] != 0) {
			not_wiped++;
			return;
		}
}

static char *filled(size_t size)
{
	char *bytes = malloc(size);

	assert_non_null(bytes);
	memset(bytes, 's', size);
	given_back = not_wiped = 0;
	return bytes;
}

static void freed_memory_is_wiped(void **state)
{
	(void)state;
	static const size_t sizes[] = { 1, 24, 100, 5000, 300000 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		char *bytes = filled(sizes[i]);
		free(bytes);
		assert_int_equal(given_back, 1);
		assert_int_equal(not_wiped, 0);
	}
	free(NULL);
}

static void memory_that_moves_is_wiped_where_it_was(void **state)
{
	(void)state;
	char *bytes = filled(100);
	char *more = realloc(bytes, 100000);

	assert_non_null(more);
	assert_int_equal(given_back, 1);
	assert_int_equal(not_wiped, 0);
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(more[i], 's');
	memset(more, 's', 100000);
	char *less = realloc(more, 10);
	assert_non_null(less);
	assert_int_equal(given_back, 2);
	assert_int_equal(not_wiped, 0);
	assert_memory_equal(less, "ssssssssss", 10);
	free(less);
}

static void memory_cut_in_place_is_wiped_behind_the_cut(void **state)
{
	(void)state;
	char *bytes = filled(1000);
	volatile size_t less = 900; /* the compiler must not know */
	char *same = realloc(bytes, less);

	assert_int_equal(given_back, 0);
	assert_int_equal(same[899], 's');
	for (size_t i = 900; i < 1000; i++)
		assert_int_equal(((volatile char *)same)[i], 0);
	assert_null(realloc(same, 0));
	assert_int_equal(given_back, 1);
	assert_int_equal(not_wiped, 0);
}

static void arrays_do_not_overflow(void **state)
{
	(void)state;
	volatile size_t many = SIZE_MAX / 8;
	char *volatile bytes = filled(64);

	errno = 0;
	assert_null(reallocarray(bytes, many, 16));
	assert_int_equal(errno, ENOMEM);
	char *more = reallocarray(bytes, 1000, 16);
	assert_int_equal(more[63], 's');
	assert_int_equal(given_back, 1);
	free(more);
	assert_non_null(more = realloc(NULL, 8));
	free(more);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(freed_memory_is_wiped),
		cmocka_unit_test(memory_that_moves_is_wiped_where_it_was),
		cmocka_unit_test(memory_cut_in_place_is_wiped_behind_the_cut),
		cmocka_unit_test(arrays_do_not_overflow),
	};
	if (test_has_valgrind()) {
		puts("1..0 # SKIP free() is not ours here");
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

int main(void)
{
	puts("1..0 # SKIP free() stays that of the C library here");
	return 0;
}

#endif
