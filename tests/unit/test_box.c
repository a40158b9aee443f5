/* test_box.c - bytes sealed to a passphrase, and what is done to them */
#include "test_seal.h"

#include <sodium.h>

#include "seal/box.h"

#define PASSES 12 /* where the numbers of the key derivation stand */
#define MEMORY 20

/* In place of Argon2id, which takes a tenth of a second each time. */
int __wrap_crypto_pwhash(unsigned char *out, unsigned long long len,
			 const char *passwd, unsigned long long passwd_len,
			 const unsigned char *salt, unsigned long long ops,
			 size_t mem, int alg);
int __wrap_crypto_pwhash(unsigned char *out, unsigned long long len,
			 const char *passwd, unsigned long long passwd_len,
			 const unsigned char *salt, unsigned long long ops,
			 size_t mem, int alg)
{
	uint64_t how[2] = { ops, mem };
	crypto_generichash_state state;

	(void)alg;
	crypto_generichash_init(&state, salt, 16, len);
	crypto_generichash_update(&state, (const unsigned char *)how,
				  sizeof(how));
	crypto_generichash_update(&state, (const unsigned char *)passwd,
				  passwd_len);
	return crypto_generichash_final(&state, out, len);
}

struct sealed {
	uint8_t *bytes;
	size_t len;
};

static struct secret *passphrase;

/* The cheapest derivation that is allowed. */
static struct sealed seal(size_t len)
{
	struct err err = ERR_INIT;
	struct secret *plain;
	struct sealed out;
	uint8_t *at;

	assert_ok(secret_new(len, &plain, &err));
	at = secret_fill(plain);
	for (size_t i = 0; i < len; i++)
		at[i] = (uint8_t)(i * 7 + i / 251);
	assert_ok(box_seal(passphrase, "interactive", plain, &out.bytes,
			   &out.len, &err));
	secret_free(plain);
	return out;
}

static enum err_code open_code(const struct secret *with, const uint8_t *bytes,
			       size_t len)
{
	struct err err = ERR_INIT;
	struct secret *plain;

	if (box_open(with, bytes, len, &plain, &err) != 0)
		return err.code;
	secret_free(plain);
	return ERR_OK;
}

static void what_was_sealed_comes_back(void **state)
{
	(void)state;
	const size_t lens[] = {
		0, 1, BOX_CHUNK - 1, BOX_CHUNK, BOX_CHUNK + 1, 3 * BOX_CHUNK
	};

	for (size_t i = 0; i < sizeof(lens) / sizeof(*lens); i++) {
		struct sealed sealed = seal(lens[i]);
		struct err err = ERR_INIT;
		struct secret *plain;
		const uint8_t *at;
		size_t len;

		assert_int_equal(sealed.len, box_size(lens[i]));
		assert_ok(box_open(passphrase, sealed.bytes, sealed.len, &plain,
				   &err));
		at = secret_reveal(plain, &len);
		assert_int_equal(len, lens[i]);
		for (size_t j = 0; j < len; j++)
			assert_int_equal(at[j], (uint8_t)(j * 7 + j / 251));
		secret_free(plain);
		free(sealed.bytes);
	}
}

static void two_files_of_the_same_have_nothing_in_common(void **state)
{
	(void)state;
	struct sealed a = seal(64), b = seal(64);

	assert_memory_not_equal(a.bytes + 28, b.bytes + 28, 16);
	assert_memory_not_equal(a.bytes + BOX_HEAD, b.bytes + BOX_HEAD, 16);
	free(a.bytes);
	free(b.bytes);
}

static void another_passphrase_is_told_from_damage(void **state)
{
	(void)state;
	struct sealed sealed = seal(10);
	struct secret *other = secret_of("another one", 11);

	assert_int_equal(open_code(other, sealed.bytes, sealed.len),
			 ERR_LOCKED);
	sealed.bytes[sealed.len - 1] ^= 1;
	assert_int_equal(open_code(passphrase, sealed.bytes, sealed.len),
			 ERR_DAMAGED);
	secret_free(other);
	free(sealed.bytes);
}

static void every_flipped_byte_is_noticed(void **state)
{
	(void)state;
	struct sealed sealed = seal(20);

	for (size_t i = 0; i < sealed.len; i++) {
		uint8_t was = sealed.bytes[i];

		sealed.bytes[i] = (uint8_t)(was ^ 0x40);
		assert_int_not_equal(
			open_code(passphrase, sealed.bytes, sealed.len),
			ERR_OK);
		sealed.bytes[i] = was;
	}
	assert_int_equal(open_code(passphrase, sealed.bytes, sealed.len),
			 ERR_OK);
	free(sealed.bytes);
}

static void a_file_cut_anywhere_is_noticed(void **state)
{
	(void)state;
	struct sealed sealed = seal(3 * BOX_CHUNK + 5);
	const size_t chunk = BOX_CHUNK + BOX_TAG;
	const size_t cuts[] = { 0,
				7,
				8,
				BOX_HEAD - 1,
				BOX_HEAD,
				BOX_HEAD + BOX_TAG,
				BOX_HEAD + chunk - 1,
				BOX_HEAD + chunk,
				BOX_HEAD + chunk + 1,
				BOX_HEAD + 2 * chunk,
				BOX_HEAD + 3 * chunk,
				BOX_HEAD + 3 * chunk + BOX_TAG,
				sealed.len - 1 };

	for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts); i++)
		assert_int_not_equal(
			open_code(passphrase, sealed.bytes, cuts[i]), ERR_OK);
	free(sealed.bytes);
}

static void chunks_cannot_be_swapped_repeated_or_added(void **state)
{
	(void)state;
	struct sealed sealed = seal(3 * BOX_CHUNK);
	const size_t chunk = BOX_CHUNK + BOX_TAG;
	uint8_t *copy = malloc(sealed.len + chunk);

	assert_non_null(copy);
	memcpy(copy, sealed.bytes, sealed.len);
	memcpy(copy + BOX_HEAD, sealed.bytes + BOX_HEAD + chunk, chunk);
	memcpy(copy + BOX_HEAD + chunk, sealed.bytes + BOX_HEAD, chunk);
	assert_int_equal(open_code(passphrase, copy, sealed.len), ERR_DAMAGED);
	memcpy(copy, sealed.bytes, sealed.len);
	memcpy(copy + sealed.len, sealed.bytes + BOX_HEAD, chunk);
	assert_int_equal(open_code(passphrase, copy, sealed.len + chunk),
			 ERR_DAMAGED);
	copy[sealed.len] = 0;
	assert_int_equal(open_code(passphrase, copy, sealed.len + 1),
			 ERR_DAMAGED);
	free(copy);
	free(sealed.bytes);
}

static void put_number(uint8_t *at, uint64_t number)
{
	for (int i = 0; i < 8; i++)
		at[i] = (uint8_t)(number >> 8 * i);
}

/* Before anything is derived: a file must not make us take a TiB. */
static void a_derivation_out_of_bounds_is_refused(void **state)
{
	(void)state;
	const struct {
		uint64_t passes, memory;
	} bad[] = {
		{ 0, 0 },
		{ 0, 64 << 20 },
		{ 1, 0 },
		{ 1, 1024 },
		{ 1, (64 << 20) - 1 },
		{ 1, ((uint64_t)4096 << 20) + 1 },
		{ 1, (uint64_t)1 << 40 },
		{ 65, 64 << 20 },
		{ UINT64_MAX, UINT64_MAX },
	};
	struct sealed sealed = seal(1);

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		put_number(sealed.bytes + PASSES, bad[i].passes);
		put_number(sealed.bytes + MEMORY, bad[i].memory);
		assert_int_equal(
			open_code(passphrase, sealed.bytes, sealed.len),
			ERR_DAMAGED);
	}
	free(sealed.bytes);
}

static void another_version_is_told(void **state)
{
	(void)state;
	struct sealed sealed = seal(1);
	struct err err = ERR_INIT;
	struct secret *plain;

	sealed.bytes[8] = 2;
	assert_error(
		box_open(passphrase, sealed.bytes, sealed.len, &plain, &err),
		ERR_USAGE);
	assert_non_null(strstr(err.msg, "format 2"));
	assert_false(box_is("cvexpor", 7));
	assert_false(box_is("CVEXPORT...", 11));
	assert_true(box_is(sealed.bytes, sealed.len));
	free(sealed.bytes);
}

static int setup(void **state)
{
	int result = seal_setup(state);

	passphrase = secret_of("correct horse battery staple", 28);
	return result;
}

static int teardown(void **state)
{
	(void)state;
	secret_free(passphrase);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_sealed_comes_back),
		cmocka_unit_test(two_files_of_the_same_have_nothing_in_common),
		cmocka_unit_test(another_passphrase_is_told_from_damage),
		cmocka_unit_test(every_flipped_byte_is_noticed),
		cmocka_unit_test(a_file_cut_anywhere_is_noticed),
		cmocka_unit_test(chunks_cannot_be_swapped_repeated_or_added),
		cmocka_unit_test(a_derivation_out_of_bounds_is_refused),
		cmocka_unit_test(another_version_is_told),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
