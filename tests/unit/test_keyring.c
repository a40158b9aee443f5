/* test_keyring.c - the keys below a project key */
#include "test_seal.h"

#include "seal/keyring.h"

static void a_project_key_gives_five_different_keys(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct secret *project_key = key_of(1);
	struct keyring a, b;

	assert_ok(keyring_derive(project_key, 4, &a, &err));
	assert_ok(keyring_derive(project_key, 4, &b, &err));
	const struct secret *key[] = { a.secret, a.meta, a.index,
				       a.audit,	 a.head, project_key };
	for (int i = 0; i < 6; i++) {
		assert_int_equal(secret_len(key[i]), KEY_BYTES);
		for (int j = 0; j < i; j++)
			assert_false(secret_equal(key[i], key[j]));
	}
	assert_int_equal(a.epoch, 4);
	assert_true(secret_equal(a.secret, b.secret));
	assert_true(secret_equal(a.meta, b.meta));
	assert_true(secret_equal(a.index, b.index));
	assert_true(secret_equal(a.audit, b.audit));
	assert_true(secret_equal(a.head, b.head));
	keyring_clear(&a);
	keyring_clear(&b);
	assert_null(a.secret);
	keyring_clear(&a);
	secret_free(project_key);
}

static void two_project_keys_share_no_key(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct secret *one = key_of(1), *two = key_of(2);
	struct keyring a, b;

	assert_ok(keyring_derive(one, 1, &a, &err));
	assert_ok(keyring_derive(two, 1, &b, &err));
	assert_false(secret_equal(a.secret, b.secret));
	assert_false(secret_equal(a.head, b.head));
	keyring_clear(&a);
	keyring_clear(&b);
	secret_free(one);
	secret_free(two);
}

static void a_project_key_of_another_length_is_an_error(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct secret *key = secret_of("short", 5);
	struct keyring ring;
	uint8_t hash[32];

	assert_error(keyring_derive(key, 1, &ring, &err), ERR_FAILED);
	assert_error(keyed_hash(key, "", 0, hash, 32, &err), ERR_FAILED);
	secret_free(key);
}

static void every_new_key_is_another_one(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct secret *a, *b;

	assert_ok(key_new(&a, &err));
	assert_ok(key_new(&b, &err));
	assert_int_equal(secret_len(a), KEY_BYTES);
	assert_false(secret_equal(a, b));
	secret_free(a);
	secret_free(b);
}

static void a_keyed_hash_depends_on_key_bytes_and_size(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct secret *key = key_of(1), *other = key_of(2);
	uint8_t a[32], b[32];

	assert_ok(keyed_hash(key, "gmail", 5, a, 32, &err));
	assert_ok(keyed_hash(key, "gmail", 5, b, 32, &err));
	assert_memory_equal(a, b, 32);
	assert_ok(keyed_hash(key, "gmajl", 5, b, 32, &err));
	assert_memory_not_equal(a, b, 32);
	assert_ok(keyed_hash(other, "gmail", 5, b, 32, &err));
	assert_memory_not_equal(a, b, 32);
	assert_ok(keyed_hash(key, "gmail", 5, b, 16, &err));
	assert_memory_not_equal(a, b, 16);
	assert_error(keyed_hash(key, "gmail", 5, b, 20, &err), ERR_FAILED);
	secret_free(key);
	secret_free(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_project_key_gives_five_different_keys),
		cmocka_unit_test(two_project_keys_share_no_key),
		cmocka_unit_test(a_project_key_of_another_length_is_an_error),
		cmocka_unit_test(every_new_key_is_another_one),
		cmocka_unit_test(a_keyed_hash_depends_on_key_bytes_and_size),
	};
	return cmocka_run_group_tests(tests, seal_setup, NULL);
}
