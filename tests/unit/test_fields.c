/* test_fields.c - one form of each list of fields */
#include "test.h"

#include "base/fields.h"

static void a_list_is_written_as_documented(void **state)
{
	(void)state;
	uint8_t out[64];
	struct fields_writer w;
	static const uint8_t wanted[] = { 1,	0,    2,    0,	  0,	0,
					  'h',	'i',  2,    1,	  8,	0,
					  0,	0,    0xfe, 0xff, 0xff, 0xff,
					  0xff, 0xff, 0xff, 0xff };

	fields_write_init(&w, out, sizeof(out));
	fields_put_text(&w, 1, "hi");
	fields_put_text(&w, 2, "");
	fields_put_text(&w, 3, NULL);
	fields_put_int(&w, 4, 0);
	fields_put_int(&w, 258, -2);
	assert_false(w.failed);
	assert_int_equal(w.len, sizeof(wanted));
	assert_memory_equal(out, wanted, sizeof(wanted));
}

static void what_is_written_is_read(void **state)
{
	(void)state;
	uint8_t out[64];
	struct fields_writer w;
	struct fields_reader r;
	struct field field;
	int64_t number;

	fields_write_init(&w, out, sizeof(out));
	fields_put(&w, 7, NULL, 0);
	fields_put_int(&w, 8, INT64_MIN);
	fields_put_text(&w, 65535, "last");
	fields_read_init(&r, out, w.len);
	assert_int_equal(fields_next(&r, &field), 1);
	assert_int_equal(field.tag, 7);
	assert_int_equal(field.len, 0);
	assert_int_equal(field_int(&field, &number), -1);
	assert_int_equal(fields_next(&r, &field), 1);
	assert_int_equal(field_int(&field, &number), 0);
	assert_true(number == INT64_MIN);
	assert_int_equal(fields_next(&r, &field), 1);
	assert_int_equal(field.tag, 65535);
	assert_memory_equal(field.bytes, "last", 4);
	assert_int_equal(fields_next(&r, &field), 0);
	assert_int_equal(fields_next(&r, &field), 0);
}

static void tags_must_ascend(void **state)
{
	(void)state;
	uint8_t out[64];
	static const unsigned bad[] = { 0, 4, 5, 65536 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct fields_writer w;
		fields_write_init(&w, out, sizeof(out));
		fields_put_text(&w, 5, "x");
		fields_put_text(&w, bad[i], "y");
		assert_true(w.failed);
	}
}

static void what_does_not_fit_fails_and_writes_nothing(void **state)
{
	(void)state;
	uint8_t out[16];
	struct fields_writer w;

	memset(out, 0xee, sizeof(out));
	fields_write_init(&w, out, 9);
	fields_put_text(&w, 1, "abcd");
	assert_true(w.failed);
	fields_put_text(&w, 2, "a");
	assert_true(w.failed);
	assert_int_equal(w.len, 0);
	assert_int_equal(out[0], 0xee);
	fields_write_init(&w, out, 9);
	fields_put_text(&w, 1, "abc");
	assert_false(w.failed);
	assert_int_equal(out[9], 0xee);
}

static int read_to_the_end(const void *bytes, size_t len)
{
	uint8_t copy[64];
	struct fields_reader r;
	struct field field;
	int more;

	memcpy(copy, bytes, len);
	fields_read_init(&r, copy, len);
	while ((more = fields_next(&r, &field)) == 1)
		;
	return more;
}

static void malformed_lists_are_refused(void **state)
{
	(void)state;

	assert_int_equal(read_to_the_end("\1\0\0\0\0\0", 6), 0);
	assert_int_equal(read_to_the_end("\1\0\0\0\0", 5), -1);
	assert_int_equal(read_to_the_end("\0\0\0\0\0\0", 6), -1);
	assert_int_equal(read_to_the_end("\1\0\1\0\0\0", 6), -1);
	assert_int_equal(read_to_the_end("\1\0\xff\xff\xff\xff", 6), -1);
	assert_int_equal(read_to_the_end("\2\0\0\0\0\0\2\0\0\0\0\0", 12), -1);
	assert_int_equal(read_to_the_end("\2\0\0\0\0\0\1\0\0\0\0\0", 12), -1);
	assert_int_equal(read_to_the_end("\1\0\0\0\0\0x", 7), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_is_written_as_documented),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(tags_must_ascend),
		cmocka_unit_test(what_does_not_fit_fails_and_writes_nothing),
		cmocka_unit_test(malformed_lists_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
