/* test_pool.c - memory that is given back all at once */
#include "test.h"

#include "base/pool.h"

#define MANY 3000

static void texts_are_kept_apart(void **state)
{
	(void)state;
	struct pool pool = POOL_INIT;
	char *kept[MANY], text[16];

	for (int i = 0; i < MANY; i++) {
		snprintf(text, sizeof(text), "text %d", i);
		kept[i] = pool_text(&pool, text);
		assert_non_null(kept[i]);
	}
	for (int i = 0; i < MANY; i++) {
		snprintf(text, sizeof(text), "text %d", i);
		assert_string_equal(kept[i], text);
	}
	pool_free(&pool);
	assert_null(pool.chunk);
}

static void what_follows_a_text_is_aligned_and_zero(void **state)
{
	(void)state;
	struct pool pool = POOL_INIT;

	for (size_t i = 0; i < MANY; i++) {
		assert_non_null(pool_bytes(&pool, "odd", i % 4));
		uint64_t *number = pool_alloc(&pool, 2, sizeof(*number));

		assert_non_null(number);
		assert_int_equal((uintptr_t)number % 16, 0);
		assert_int_equal(number[0] | number[1], 0);
		memset(number, 0xff, 2 * sizeof(*number));
	}
	pool_free(&pool);
}

static void what_is_larger_than_a_chunk_has_one_of_its_own(void **state)
{
	(void)state;
	struct pool pool = POOL_INIT;
	size_t len = 100001;
	char *large = pool_room(&pool, len);

	assert_non_null(large);
	memset(large, 'x', len);
	assert_int_equal(strlen(large), len);
	assert_string_equal(pool_text(&pool, "small"), "small");
	assert_int_equal(strlen(large), len);
	pool_free(&pool);
}

static void a_size_that_cannot_be_is_refused_for_good(void **state)
{
	(void)state;
	struct pool pool = POOL_INIT;

	assert_null(pool_alloc(&pool, SIZE_MAX / 2, 4));
	assert_true(pool.failed);
	assert_null(pool_text(&pool, "a"));
	pool_free(&pool);

	struct pool other = POOL_INIT;

	assert_null(pool_room(&other, SIZE_MAX));
	pool_free(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_kept_apart),
		cmocka_unit_test(what_follows_a_text_is_aligned_and_zero),
		cmocka_unit_test(
			what_is_larger_than_a_chunk_has_one_of_its_own),
		cmocka_unit_test(a_size_that_cannot_be_is_refused_for_good),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
