/* test_identity.c - signing, and handing keys to members */
#include "test_seal.h"

#include "seal/identity.h"

static struct identity *identity_of(uint8_t fill)
{
	struct err err = ERR_INIT;
	struct secret *seed = key_of(fill);
	struct identity *identity;

	assert_ok(identity_from_seed(seed, &identity, &err));
	secret_free(seed);
	return identity;
}

static void a_seed_gives_the_same_identity_again(void **state)
{
	(void)state;
	struct identity *a = identity_of(1), *b = identity_of(1);
	struct identity *other = identity_of(2);

	assert_memory_equal(identity_public(a), identity_public(b),
			    sizeof(struct member));
	assert_true(secret_equal(identity_seed(a), identity_seed(b)));
	assert_memory_not_equal(identity_public(a)->id,
				identity_public(other)->id, ID_BYTES);
	assert_memory_not_equal(identity_public(a)->box_pk,
				identity_public(a)->sign_pk, 32);
	identity_free(a);
	identity_free(b);
	identity_free(other);
}

static void a_new_identity_is_like_no_other(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct identity *a, *b;

	assert_ok(identity_new(&a, &err));
	assert_ok(identity_new(&b, &err));
	assert_false(secret_equal(identity_seed(a), identity_seed(b)));
	identity_free(a);
	identity_free(b);
	identity_free(NULL);
}

static void a_seed_of_another_length_is_an_error(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct secret *seed = secret_of("short", 5);
	struct identity *identity;

	assert_error(identity_from_seed(seed, &identity, &err), ERR_FAILED);
	secret_free(seed);
}

static void a_signature_holds_for_its_bytes_and_signer_only(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct identity *signer = identity_of(1), *other = identity_of(2);
	uint8_t bytes[50] = "what was signed", signature[SIGNATURE_BYTES];
	const uint8_t *pk = identity_public(signer)->sign_pk;

	assert_ok(identity_sign(signer, bytes, sizeof(bytes), signature, &err));
	assert_ok(signature_check(pk, bytes, sizeof(bytes), signature, &err));
	assert_error(signature_check(identity_public(other)->sign_pk, bytes,
				     sizeof(bytes), signature, &err),
		     ERR_DAMAGED);
	assert_error(
		signature_check(pk, bytes, sizeof(bytes) - 1, signature, &err),
		ERR_DAMAGED);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		bytes[i] ^= 1;
		assert_error(signature_check(pk, bytes, sizeof(bytes),
					     signature, &err),
			     ERR_DAMAGED);
		bytes[i] ^= 1;
	}
	for (size_t i = 0; i < sizeof(signature); i++) {
		signature[i] ^= 1;
		assert_error(signature_check(pk, bytes, sizeof(bytes),
					     signature, &err),
			     ERR_DAMAGED);
		signature[i] ^= 1;
	}
	identity_free(signer);
	identity_free(other);
}

static void a_key_reaches_the_member_it_was_sealed_to(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct identity *to = identity_of(1), *other = identity_of(2);
	struct secret *key = key_of(9), *got;
	uint8_t sealed[SEALED_KEY_BYTES];

	assert_ok(key_seal_to(identity_public(to), key, sealed, &err));
	assert_ok(key_open(to, sealed, &got, &err));
	assert_true(secret_equal(key, got));
	secret_free(got);
	assert_error(key_open(other, sealed, &got, &err), ERR_DAMAGED);
	for (size_t i = 0; i < sizeof(sealed); i++) {
		sealed[i] ^= 1;
		assert_error(key_open(to, sealed, &got, &err), ERR_DAMAGED);
		sealed[i] ^= 1;
	}
	secret_free(key);
	identity_free(to);
	identity_free(other);
}

static void a_key_is_not_sealed_to_a_worthless_public_key(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct member nobody = { .role = 1 }; /* the point of order 4 */
	struct secret *key = key_of(9);
	uint8_t sealed[SEALED_KEY_BYTES];

	assert_error(key_seal_to(&nobody, key, sealed, &err), ERR_DAMAGED);
	secret_free(key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_seed_gives_the_same_identity_again),
		cmocka_unit_test(a_new_identity_is_like_no_other),
		cmocka_unit_test(a_seed_of_another_length_is_an_error),
		cmocka_unit_test(
			a_signature_holds_for_its_bytes_and_signer_only),
		cmocka_unit_test(a_key_reaches_the_member_it_was_sealed_to),
		cmocka_unit_test(a_key_is_not_sealed_to_a_worthless_public_key),
	};
	return cmocka_run_group_tests(tests, seal_setup, NULL);
}
