/* test_slot.c - what opens a vault, and what does not */
#include "test_seal.h"

#include "base/clock.h"
#include "seal/slot.h"

#define MIB ((uint64_t)1024 * 1024)

static const uint8_t vault[ID_BYTES] = "vault..........";
static const uint8_t founder[32] = "the founder's public signing key";

static struct identity *an_identity(void)
{
	struct err err = ERR_INIT;
	struct identity *identity;

	assert_ok(identity_new(&identity, &err));
	return identity;
}

/* A new slot of that kind; the caller frees *identity. */
static struct slot slot_of(enum slot_kind kind, const struct secret *unlock,
			   struct identity **identity)
{
	struct err err = ERR_INIT;
	struct kdf kdf = { .passes = 1, .memory = 64 * MIB, .salt = "salt" };
	struct slot slot;

	clock_fix(1800000000);
	*identity = an_identity();
	assert_ok(slot_seal(vault, kind, &kdf, unlock, *identity, founder,
			    &slot, &err));
	clock_fix(0);
	return slot;
}

static void assert_slot_opens(const struct slot *slot,
			      const struct secret *unlock,
			      const struct identity *wanted)
{
	struct err err = ERR_INIT;
	struct identity *got;
	uint8_t founder_pk[32];

	assert_ok(slot_open(vault, slot, unlock, &got, founder_pk, &err));
	assert_true(secret_equal(identity_seed(got), identity_seed(wanted)));
	assert_memory_equal(founder_pk, founder, 32);
	identity_free(got);
}

static enum err_code open_code(const uint8_t id[ID_BYTES],
			       const struct slot *slot,
			       const struct secret *unlock)
{
	struct err err = ERR_INIT;
	struct identity *got;
	uint8_t founder_pk[32];

	if (slot_open(id, slot, unlock, &got, founder_pk, &err) == 0) {
		identity_free(got);
		return ERR_OK;
	}
	return err.code;
}

static void each_kind_of_slot_opens_with_what_sealed_it(void **state)
{
	(void)state;
	struct secret *unlock = key_of(3);

	for (int kind = SLOT_PASSPHRASE; kind <= SLOT_RECOVERY; kind++) {
		struct identity *identity;
		struct slot slot = slot_of(kind, unlock, &identity);

		assert_int_equal(slot.kind, kind);
		assert_int_equal(slot.created_at, 1800000000);
		assert_int_equal(slot.kdf.passes, kind == SLOT_PASSPHRASE);
		assert_slot_opens(&slot, unlock, identity);
		identity_free(identity);
	}
	secret_free(unlock);
}

static void anything_else_is_the_wrong_key_not_damage(void **state)
{
	(void)state;
	struct secret *unlock = key_of(3), *wrong = key_of(4);
	struct secret *small = secret_of("short", 5);

	for (int kind = SLOT_PASSPHRASE; kind <= SLOT_RECOVERY; kind++) {
		struct identity *identity;
		struct slot slot = slot_of(kind, unlock, &identity);

		assert_int_equal(open_code(vault, &slot, wrong), ERR_LOCKED);
		assert_int_equal(open_code(vault, &slot, small), ERR_LOCKED);
		identity_free(identity);
	}
	secret_free(unlock);
	secret_free(wrong);
	secret_free(small);
}

static void a_wrong_passphrase_is_called_so(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct secret *unlock = key_of(3), *wrong = key_of(4);
	struct identity *identity, *got;
	struct slot slot = slot_of(SLOT_PASSPHRASE, unlock, &identity);
	uint8_t pk[32];

	assert_error(slot_open(vault, &slot, wrong, &got, pk, &err),
		     ERR_LOCKED);
	assert_string_equal(err.msg, "wrong passphrase");
	identity_free(identity);
	secret_free(unlock);
	secret_free(wrong);
}

static void one_secret_opens_no_slot_of_another_kind(void **state)
{
	(void)state;
	struct secret *unlock = key_of(3);
	struct identity *identity;
	struct slot slot = slot_of(SLOT_KEY_FILE, unlock, &identity);

	slot.kind = SLOT_RECOVERY;
	assert_int_equal(open_code(vault, &slot, unlock), ERR_LOCKED);
	slot.kind = SLOT_PASSPHRASE;
	assert_int_equal(open_code(vault, &slot, unlock), ERR_DAMAGED);
	for (int kind = -1; kind < 6; kind++) {
		slot.kind = kind;
		assert_int_equal(open_code(vault, &slot, unlock) == ERR_OK,
				 kind == SLOT_KEY_FILE);
	}
	identity_free(identity);
	secret_free(unlock);
}

static void every_flipped_bit_of_a_slot_is_refused(void **state)
{
	(void)state;
	struct secret *unlock = key_of(3);
	struct identity *identity;
	struct slot slot = slot_of(SLOT_KEY_FILE, unlock, &identity);

	for (size_t i = 0; i < SLOT_BLOB * 8; i++) {
		slot.blob[i / 8] ^= (uint8_t)(1 << i % 8);
		assert_int_not_equal(open_code(vault, &slot, unlock), ERR_OK);
		slot.blob[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	assert_slot_opens(&slot, unlock, identity);
	identity_free(identity);
	secret_free(unlock);
}

static void the_clear_columns_of_a_slot_are_bound(void **state)
{
	(void)state;
	struct secret *unlock = key_of(3);
	struct identity *identity;
	struct slot slot = slot_of(SLOT_KEY_FILE, unlock, &identity), changed;

	changed = slot;
	changed.created_at++;
	assert_int_equal(open_code(vault, &changed, unlock), ERR_DAMAGED);
	changed = slot;
	changed.id[0] ^= 1;
	assert_int_equal(open_code(vault, &changed, unlock), ERR_DAMAGED);
	assert_int_equal(open_code(founder, &slot, unlock), ERR_DAMAGED);
	changed = slot;
	changed.kdf.salt[3] ^= 1;
	assert_int_equal(open_code(vault, &changed, unlock), ERR_LOCKED);
	changed = slot;
	changed.kdf.passes = 1;
	changed.kdf.memory = 64 * MIB;
	assert_int_equal(open_code(vault, &changed, unlock), ERR_DAMAGED);
	assert_slot_opens(&slot, unlock, identity);
	identity_free(identity);
	secret_free(unlock);
}

static void a_slot_cannot_ask_for_a_cheaper_or_endless_derivation(void **state)
{
	(void)state;
	static const struct kdf asked[] = {
		{ .passes = 0, .memory = 0 },
		{ .passes = 1, .memory = 1024 },
		{ .passes = 1, .memory = 1024 * 1024 * MIB },
		{ .passes = 65, .memory = 64 * MIB },
	};
	struct secret *unlock = key_of(3);
	struct identity *identity;
	struct slot slot = slot_of(SLOT_PASSPHRASE, unlock, &identity), changed;

	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		int64_t start = clock_mono_ms();

		changed = slot;
		changed.kdf.passes = asked[i].passes;
		changed.kdf.memory = asked[i].memory;
		assert_int_equal(open_code(vault, &changed, unlock),
				 ERR_DAMAGED);
		assert_true(clock_mono_ms() - start < 10);
	}
	/* within the bounds it is another key */
	changed = slot;
	changed.kdf.passes = 2;
	assert_int_equal(open_code(vault, &changed, unlock), ERR_LOCKED);
	assert_slot_opens(&slot, unlock, identity);
	identity_free(identity);
	secret_free(unlock);
}

static void a_slot_is_not_sealed_under_half_a_key(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct secret *small = secret_of("short", 5);
	struct identity *identity = an_identity();
	struct slot slot;

	assert_error(slot_seal(vault, SLOT_KEY_FILE, NULL, small, identity,
			       founder, &slot, &err),
		     ERR_LOCKED);
	identity_free(identity);
	secret_free(small);
}

static void equal_slots_show_nothing_in_common(void **state)
{
	(void)state;
	struct secret *unlock = key_of(3);
	struct identity *a, *b;
	struct slot one = slot_of(SLOT_KEY_FILE, unlock, &a);
	struct slot two = slot_of(SLOT_KEY_FILE, unlock, &b);

	assert_memory_not_equal(one.id, two.id, ID_BYTES);
	assert_memory_not_equal(one.kdf.salt, two.kdf.salt, KDF_SALT);
	assert_memory_not_equal(one.blob + 32, two.blob + 32, 32);
	identity_free(a);
	identity_free(b);
	secret_free(unlock);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_of_slot_opens_with_what_sealed_it),
		cmocka_unit_test(anything_else_is_the_wrong_key_not_damage),
		cmocka_unit_test(a_wrong_passphrase_is_called_so),
		cmocka_unit_test(one_secret_opens_no_slot_of_another_kind),
		cmocka_unit_test(every_flipped_bit_of_a_slot_is_refused),
		cmocka_unit_test(the_clear_columns_of_a_slot_are_bound),
		cmocka_unit_test(
			a_slot_cannot_ask_for_a_cheaper_or_endless_derivation),
		cmocka_unit_test(a_slot_is_not_sealed_under_half_a_key),
		cmocka_unit_test(equal_slots_show_nothing_in_common),
	};
	return cmocka_run_group_tests(tests, seal_setup, NULL);
}
