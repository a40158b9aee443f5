/* test_values.c - the fields of a credential, in order and with limits */
#include "test.h"

#include "base/fields.h"
#include "base/values.h"

static void assert_value(const struct values *values, const char *name,
			 const char *wanted)
{
	const struct secret *secret = values_get(values, name);
	size_t len;

	assert_non_null(secret);
	const char *bytes = secret_reveal(secret, &len);
	assert_int_equal(len, strlen(wanted));
	assert_memory_equal(bytes, wanted, len);
}

static void set(struct values *values, const char *name, const char *text)
{
	struct err err = ERR_INIT;

	assert_ok(values_set_bytes(values, name, text, strlen(text), &err));
}

static void values_keep_their_order(void **state)
{
	(void)state;
	struct values values = VALUES_INIT;

	set(&values, "username", "ada");
	set(&values, "password", "p w");
	set(&values, "a", "");
	assert_int_equal(values.count, 3);
	assert_string_equal(values.item[0].name, "username");
	assert_string_equal(values.item[2].name, "a");
	assert_value(&values, "password", "p w");
	assert_value(&values, "a", "");
	assert_null(values_get(&values, "Username"));
	values_clear(&values);
	assert_int_equal(values.count, 0);
}

static void setting_again_replaces_in_place(void **state)
{
	(void)state;
	struct values values = VALUES_INIT;

	set(&values, "key", "old");
	set(&values, "region", "eu");
	set(&values, "key", "new");
	assert_int_equal(values.count, 2);
	assert_string_equal(values.item[0].name, "key");
	assert_value(&values, "key", "new");
	values_clear(&values);
}

static void pack_and_unpack_give_the_same_values(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct values values = VALUES_INIT, again = VALUES_INIT;
	struct secret *packed, *large;

	set(&values, "host", "smtp.example.org");
	assert_ok(values_set_bytes(&values, "bytes", "a\0b", 3, &err));
	assert_ok(secret_new(VALUE_MAX, &large, &err));
	assert_ok(values_set(&values, "large", large, &err));
	assert_ok(values_pack(&values, &packed, &err));
	assert_ok(values_unpack(packed, &again, &err));
	assert_int_equal(again.count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(again.item[i].name, values.item[i].name);
		assert_true(secret_equal(again.item[i].value,
					 values.item[i].value));
	}
	secret_free(packed);
	values_clear(&values);
	values_clear(&again);
}

static void no_values_pack_to_nothing(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct values values = VALUES_INIT;
	struct secret *packed;

	assert_ok(values_pack(&values, &packed, &err));
	assert_int_equal(secret_len(packed), 0);
	assert_ok(values_unpack(packed, &values, &err));
	assert_int_equal(values.count, 0);
	secret_free(packed);
}

static void limits_are_refused(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct values values = VALUES_INIT;
	struct secret *large;
	char name[VALUE_NAME_MAX + 2];

	assert_error(values_set_bytes(&values, "", "x", 1, &err), ERR_USAGE);
	memset(name, 'n', VALUE_NAME_MAX + 1);
	name[VALUE_NAME_MAX + 1] = '\0';
	assert_error(values_set_bytes(&values, name, "x", 1, &err), ERR_USAGE);
	name[VALUE_NAME_MAX] = '\0';
	set(&values, name, "x");
	assert_ok(secret_new(VALUE_MAX + 1, &large, &err));
	assert_error(values_set(&values, "large", large, &err), ERR_USAGE);
	for (int i = 1; i < VALUES_MAX; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		set(&values, name, "x");
	}
	assert_error(values_set_bytes(&values, "one more", "x", 1, &err),
		     ERR_USAGE);
	set(&values, "f1", "replacing is fine");
	assert_int_equal(values.count, VALUES_MAX);
	values_clear(&values);
}

static void assert_damaged(const void *bytes, size_t len)
{
	struct err err = ERR_INIT;
	struct values values = VALUES_INIT;
	struct secret *packed;

	assert_ok(secret_from(bytes, len, &packed, &err));
	assert_error(values_unpack(packed, &values, &err), ERR_DAMAGED);
	assert_int_equal(values.count, 0);
	secret_free(packed);
}

static void malformed_packs_are_damaged(void **state)
{
	(void)state;

	assert_damaged("\1", 1);
	assert_damaged("\1\0\1\0\0\0k", 7);		      /* no NUL */
	assert_damaged("\1\0\2\0\0\0\0v", 8);		      /* no name */
	assert_damaged("\1\0\3\0\0\0k\0", 8);		      /* cut */
	assert_damaged("\1\0\2\0\0\0k\0\1\0\2\0\0\0j\0", 16); /* order */
	assert_damaged("\1\0\2\0\0\0k\0\2\0\2\0\0\0k\0", 16); /* twice */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_keep_their_order),
		cmocka_unit_test(setting_again_replaces_in_place),
		cmocka_unit_test(pack_and_unpack_give_the_same_values),
		cmocka_unit_test(no_values_pack_to_nothing),
		cmocka_unit_test(limits_are_refused),
		cmocka_unit_test(malformed_packs_are_damaged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
