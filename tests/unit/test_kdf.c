/* test_kdf.c - keys from passphrases, with bounds on what a file may ask for */
#include "test_seal.h"

#include <sys/resource.h>

#include "base/clock.h"
#include "seal/kdf.h"

#define MIB ((uint64_t)1024 * 1024)

static const struct kdf cheapest = { .passes = 1, .memory = 64 * MIB };

static void the_names_stand_for_their_costs(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		uint64_t passes, memory;
	} wanted[] = {
		{ "interactive", 2, 64 },
		{ "moderate", 3, 256 },
		{ "sensitive", 4, 1024 },
	};
	struct err err = ERR_INIT;

	for (size_t i = 0; i < 3; i++) {
		struct kdf kdf, again;

		assert_ok(kdf_named(wanted[i].name, &kdf, &err));
		assert_int_equal(kdf.passes, wanted[i].passes);
		assert_int_equal(kdf.memory, wanted[i].memory * MIB);
		assert_ok(kdf_check(&kdf, &err));
		assert_ok(kdf_named(wanted[i].name, &again, &err));
		assert_memory_not_equal(kdf.salt, again.salt, KDF_SALT);
	}
}

static void an_unknown_name_is_a_usage_error(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct kdf kdf;

	assert_error(kdf_named("quick", &kdf, &err), ERR_USAGE);
	assert_non_null(strstr(err.hint, "moderate"));
	assert_error(kdf_named("", &kdf, &err), ERR_USAGE);
}

static void costs_within_the_bounds_pass(void **state)
{
	(void)state;
	static const struct kdf good[] = {
		{ .passes = 0, .memory = 0 },
		{ .passes = 1, .memory = 64 * MIB },
		{ .passes = 64, .memory = 64 * MIB },
		{ .passes = 1, .memory = 4096 * MIB },
	};
	struct err err = ERR_INIT;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_ok(kdf_check(&good[i], &err));
}

static const struct kdf bad[] = {
	{ .passes = 0, .memory = 64 * MIB },
	{ .passes = 1, .memory = 0 },
	{ .passes = 1, .memory = 1024 },
	{ .passes = 1, .memory = 64 * MIB - 1 },
	{ .passes = 1, .memory = 4096 * MIB + 1 },
	{ .passes = 1, .memory = 1024 * 1024 * MIB },
	{ .passes = 1, .memory = UINT64_MAX },
	{ .passes = 65, .memory = 64 * MIB },
	{ .passes = UINT64_MAX, .memory = 64 * MIB },
	{ .passes = (uint64_t)1 << 32, .memory = 64 * MIB },
};

static void costs_out_of_bounds_are_damage(void **state)
{
	(void)state;
	struct err err = ERR_INIT;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_error(kdf_check(&bad[i], &err), ERR_DAMAGED);
		assert_string_not_equal(err.hint, "");
	}
}

static long peak_kib(void)
{
	struct rusage usage;

	assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
	return usage.ru_maxrss;
}

/* Runs before any test that derives a key, whose memory would hide it. */
static void a_bomb_costs_neither_time_nor_memory(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct secret *word = secret_of("word", 4), *key;
	long before = peak_kib();
	int64_t start = clock_mono_ms();

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_error(kdf_derive(&bad[i], word, &key, &err),
			     ERR_DAMAGED);
	assert_true(clock_mono_ms() - start <
		    10 * (int64_t)(sizeof(bad) / sizeof(bad[0])));
	assert_true(peak_kib() - before < 20 * 1024);
	secret_free(word);
}

/* That the measure above can fail: one honest derivation takes its memory. */
static void an_honest_derivation_takes_its_memory(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct secret *word = secret_of("word", 4), *key;

	assert_ok(kdf_derive(&cheapest, word, &key, &err));
	assert_int_equal(secret_len(key), KEY_BYTES);
	assert_true(peak_kib() >= 64 * 1024);
	secret_free(key);
	secret_free(word);
}

static void a_passphrase_needs_a_derivation(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct kdf none = { .passes = 0 };
	struct secret *word = secret_of("word", 4), *key;

	assert_error(kdf_derive(&none, word, &key, &err), ERR_DAMAGED);
	secret_free(word);
}

/* a has the key of b exactly when it should. */
static void assert_keys(struct secret *a, struct secret *b, bool equal)
{
	assert_int_equal(secret_equal(a, b), equal);
	secret_free(b);
}

static void passphrase_salt_and_costs_make_the_key(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct secret *word = secret_of("word", 4), *key, *again;
	struct secret *other_word = secret_of("wore", 4);
	struct kdf other = cheapest;

	assert_ok(kdf_derive(&cheapest, word, &key, &err));
	assert_ok(kdf_derive(&cheapest, word, &again, &err));
	assert_keys(key, again, true);
	assert_ok(kdf_derive(&cheapest, other_word, &again, &err));
	assert_keys(key, again, false);
	other.passes = 2;
	assert_ok(kdf_derive(&other, word, &again, &err));
	assert_keys(key, again, false);
	other = cheapest;
	other.salt[15] = 1;
	assert_ok(kdf_derive(&other, word, &again, &err));
	assert_keys(key, again, false);
	secret_free(other_word);
	secret_free(word);
	secret_free(key);
}

static void label_salt_and_secret_make_a_direct_key(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct kdf kdf = { .passes = 0 }, other = { .salt = "a" };
	struct secret *from = key_of(1), *from_other = key_of(2), *key, *again;

	assert_ok(kdf_direct("a label", &kdf, from, &key, &err));
	assert_int_equal(secret_len(key), KEY_BYTES);
	assert_ok(kdf_direct("a label", &kdf, from, &again, &err));
	assert_keys(key, again, true);
	assert_ok(kdf_direct("b label", &kdf, from, &again, &err));
	assert_keys(key, again, false);
	assert_ok(kdf_direct("a label", &other, from, &again, &err));
	assert_keys(key, again, false);
	assert_ok(kdf_direct("a label", &kdf, from_other, &again, &err));
	assert_keys(key, again, false);
	secret_free(from);
	secret_free(from_other);
	secret_free(key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_names_stand_for_their_costs),
		cmocka_unit_test(an_unknown_name_is_a_usage_error),
		cmocka_unit_test(costs_within_the_bounds_pass),
		cmocka_unit_test(costs_out_of_bounds_are_damage),
		cmocka_unit_test(a_bomb_costs_neither_time_nor_memory),
		cmocka_unit_test(an_honest_derivation_takes_its_memory),
		cmocka_unit_test(a_passphrase_needs_a_derivation),
		cmocka_unit_test(passphrase_salt_and_costs_make_the_key),
		cmocka_unit_test(label_salt_and_secret_make_a_direct_key),
	};
	return cmocka_run_group_tests(tests, seal_setup, NULL);
}
