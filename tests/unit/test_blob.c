/* test_blob.c - sealed bytes open in their place, under their key, unchanged */
#include "test_seal.h"

#include "seal/bytes.h"

#define PLAIN_MAX 1000
#define BLOB_MAX  2048

static const uint8_t clear[] = { 1, 2, 3, 4, 5, 6, 7, 8 };

static const struct blob_context here = {
	.vault = "vault..........",
	.project = "project........",
	.row = "row............",
	.version = 7,
	.clear = clear,
	.clear_len = sizeof(clear),
};

static const char text[] = "a note that nobody else should read";

/* The text above, sealed; the caller frees *key. */
static size_t sealed_text(struct secret **key, uint8_t *blob)
{
	struct err err = ERR_INIT;

	*key = key_of(0x11);
	assert_ok(blob_seal(*key, BLOB_META, 3, &here, text, sizeof(text), blob,
			    &err));
	return blob_size(sizeof(text));
}

/* Refused with that code, and nothing of the plaintext stays in out. */
static void assert_refused(const struct secret *key,
			   const struct blob_context *context,
			   const uint8_t *blob, size_t len, enum err_code code)
{
	struct err err = ERR_INIT;
	uint8_t out[BLOB_MAX];
	size_t out_len = 12345;

	memset(out, 'x', sizeof(out));
	assert_error(blob_open(key, BLOB_META, context, blob, len, out,
			       &out_len, &err),
		     code);
	assert_int_equal(out_len, 12345);
	if (len > BLOB_HEAD + BLOB_TAG)
		assert_zero(out, len - BLOB_HEAD - BLOB_TAG);
}

static void assert_opens(const struct secret *key, const uint8_t *blob,
			 size_t len)
{
	struct err err = ERR_INIT;
	uint8_t out[BLOB_MAX];
	size_t out_len;

	assert_ok(blob_open(key, BLOB_META, &here, blob, len, out, &out_len,
			    &err));
	assert_int_equal(out_len, sizeof(text));
	assert_memory_equal(out, text, sizeof(text));
}

static void every_length_comes_back_as_it_was(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct secret *key = key_of(0x11);
	uint8_t plain[PLAIN_MAX], blob[BLOB_MAX], out[BLOB_MAX];

	for (size_t i = 0; i < sizeof(plain); i++)
		plain[i] = (uint8_t)(i * 31);
	for (size_t len = 0; len <= sizeof(plain); len++) {
		size_t size = blob_size(len), out_len;

		assert_ok(blob_seal(key, BLOB_SECRET, 1, &here, plain, len,
				    blob, &err));
		assert_ok(blob_open(key, BLOB_SECRET, &here, blob, size, out,
				    &out_len, &err));
		assert_int_equal(out_len, len);
		assert_memory_equal(out, plain, len);
		/* a reader may put a NUL after it */
		assert_true(out_len < size - BLOB_HEAD - BLOB_TAG);
	}
	secret_free(key);
}

static void lengths_of_one_step_give_blobs_of_one_size(void **state)
{
	(void)state;
	/* sodium_pad adds 1 to 64 bytes: 64 bytes are of the next step */
	for (size_t len = 0; len < 64; len++) {
		assert_int_equal(blob_size(len), 144);
		assert_int_equal(blob_size(64 + len), 208);
	}
	assert_int_equal(blob_size(128), 272);
}

static void sealing_twice_gives_different_bytes(void **state)
{
	(void)state;
	uint8_t a[BLOB_MAX], b[BLOB_MAX];
	struct secret *key, *same;
	size_t len = sealed_text(&key, a);

	sealed_text(&same, b);
	assert_memory_not_equal(a + BLOB_NONCE, b + BLOB_NONCE,
				BLOB_NONCE_BYTES);
	assert_memory_not_equal(a + BLOB_HEAD, b + BLOB_HEAD, len - BLOB_HEAD);
	assert_opens(key, b, len);
	secret_free(key);
	secret_free(same);
}

static void a_blob_shows_nothing_of_its_text(void **state)
{
	(void)state;
	uint8_t blob[BLOB_MAX];
	struct secret *key;
	size_t len = sealed_text(&key, blob);

	for (size_t i = 0; i + 4 <= len; i++)
		assert_memory_not_equal(blob + i, "note", 4);
	secret_free(key);
}

static void every_flipped_bit_is_refused(void **state)
{
	(void)state;
	uint8_t blob[BLOB_MAX];
	struct secret *key;
	size_t len = sealed_text(&key, blob);

	for (size_t i = 0; i < len * 8; i++) {
		/* another nonce or commitment is as another key */
		bool is_key = i / 8 >= BLOB_NONCE && i / 8 < BLOB_HEAD;

		blob[i / 8] ^= (uint8_t)(1 << i % 8);
		assert_refused(key, &here, blob, len,
			       is_key ? ERR_LOCKED : ERR_DAMAGED);
		blob[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	assert_opens(key, blob, len);
	secret_free(key);
}

static void every_other_length_is_refused(void **state)
{
	(void)state;
	uint8_t blob[BLOB_MAX] = { 0 };
	struct secret *key;
	size_t len = sealed_text(&key, blob);

	for (size_t cut = 0; cut < len + 130; cut++) {
		if (cut != len)
			assert_refused(key, &here, blob, cut, ERR_DAMAGED);
	}
	assert_opens(key, blob, len);
	secret_free(key);
}

static void a_wrong_key_is_not_taken_for_damage(void **state)
{
	(void)state;
	uint8_t blob[BLOB_MAX];
	struct secret *key, *other = key_of(0x22);
	size_t len = sealed_text(&key, blob);

	assert_refused(other, &here, blob, len, ERR_LOCKED);
	blob[len - 1] ^= 1;
	assert_refused(other, &here, blob, len, ERR_LOCKED);
	assert_refused(key, &here, blob, len, ERR_DAMAGED);
	secret_free(key);
	secret_free(other);
}

static void a_blob_with_the_commitment_of_another_key_is_refused(void **state)
{
	(void)state;
	const size_t at = BLOB_NONCE + BLOB_NONCE_BYTES;
	struct err err = ERR_INIT;
	uint8_t blob[BLOB_MAX], good[HASH_BYTES], forged[HASH_BYTES];
	struct secret *key, *other = key_of(0x22);
	size_t len = sealed_text(&key, blob);

	memcpy(good, blob + at, sizeof(good));
	assert_int_equal(blob[1], 1);
	struct blob_context context = here;
	uint8_t again[BLOB_MAX];
	assert_ok(blob_seal(other, BLOB_META, 3, &context, text, sizeof(text),
			    again, &err));
	memcpy(forged, again + at, sizeof(forged));
	memcpy(blob + at, forged, sizeof(forged));
	assert_refused(key, &here, blob, len, ERR_LOCKED);
	assert_refused(other, &here, blob, len, ERR_LOCKED);
	memcpy(blob + at, good, sizeof(good));
	assert_opens(key, blob, len);
	secret_free(key);
	secret_free(other);
}

static void a_blob_opens_in_its_own_place_only(void **state)
{
	(void)state;
	uint8_t blob[BLOB_MAX], changed[sizeof(clear)];
	struct secret *key;
	size_t len = sealed_text(&key, blob);

	for (int bit = 0; bit < 3 * ID_BYTES * 8; bit++) {
		struct blob_context there = here;
		uint8_t *id[] = { there.vault, there.project, there.row };
		int at = bit % (ID_BYTES * 8);

		id[bit / (ID_BYTES * 8)][at / 8] ^= (uint8_t)(1 << at % 8);
		assert_refused(key, &there, blob, len, ERR_DAMAGED);
	}
	for (int bit = 0; bit < 64; bit++) {
		struct blob_context there = here;

		there.version ^= (uint64_t)1 << bit;
		assert_refused(key, &there, blob, len, ERR_DAMAGED);
	}
	for (size_t bit = 0; bit < 8 * sizeof(clear); bit++) {
		struct blob_context there = here;

		memcpy(changed, clear, sizeof(clear));
		changed[bit / 8] ^= (uint8_t)(1 << bit % 8);
		there.clear = changed;
		assert_refused(key, &there, blob, len, ERR_DAMAGED);
	}
	assert_opens(key, blob, len);
	secret_free(key);
}

static void clear_columns_are_bound_with_their_length(void **state)
{
	(void)state;
	uint8_t blob[BLOB_MAX];
	struct blob_context there = here;
	struct secret *key;
	size_t len = sealed_text(&key, blob);

	there.clear_len--;
	assert_refused(key, &there, blob, len, ERR_DAMAGED);
	there.clear = NULL;
	there.clear_len = 0;
	assert_refused(key, &there, blob, len, ERR_DAMAGED);
	assert_opens(key, blob, len);
	secret_free(key);
}

static void two_ids_exchanged_are_noticed(void **state)
{
	(void)state;
	uint8_t blob[BLOB_MAX];
	struct blob_context there = here;
	struct secret *key;
	size_t len = sealed_text(&key, blob);

	memcpy(there.project, here.row, ID_BYTES);
	memcpy(there.row, here.project, ID_BYTES);
	assert_refused(key, &there, blob, len, ERR_DAMAGED);
	secret_free(key);
}

static void a_blob_of_another_purpose_is_refused(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	uint8_t blob[BLOB_MAX], out[BLOB_MAX];
	struct secret *key;
	size_t len = sealed_text(&key, blob), out_len;

	for (int p = BLOB_IDENTITY; p <= BLOB_PROJECT; p++) {
		if (p == BLOB_META)
			continue;
		assert_error(blob_open(key, p, &here, blob, len, out, &out_len,
				       &err),
			     ERR_DAMAGED);
		/* nor when the blob itself is made to say so */
		blob[2] = (uint8_t)p;
		assert_error(blob_open(key, p, &here, blob, len, out, &out_len,
				       &err),
			     ERR_DAMAGED);
		blob[2] = BLOB_META;
	}
	assert_opens(key, blob, len);
	secret_free(key);
}

static void the_key_version_stands_in_clear(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	uint8_t blob[BLOB_MAX];
	uint32_t version;
	struct secret *key = key_of(0x11);

	assert_ok(blob_seal(key, BLOB_META, 0xfedcba98, &here, "", 0, blob,
			    &err));
	get_u32(blob + 4, &version);
	assert_int_equal(version, 0xfedcba98);
	secret_free(key);
}

static void what_is_no_key_is_an_error(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	uint8_t blob[BLOB_MAX];
	struct secret *key, *small = secret_of("short", 5);
	size_t len = sealed_text(&key, blob);

	assert_refused(small, &here, blob, len, ERR_FAILED);
	assert_error(blob_seal(small, BLOB_META, 1, &here, text, sizeof(text),
			       blob, &err),
		     ERR_FAILED);
	secret_free(key);
	secret_free(small);
}

static void too_many_clear_columns_are_an_error(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	uint8_t blob[BLOB_MAX], columns[CLEAR_MAX + 1] = { 0 };
	struct blob_context there = here;
	struct secret *key;
	size_t len = sealed_text(&key, blob);

	there.clear = columns;
	there.clear_len = sizeof(columns);
	assert_refused(key, &there, blob, len, ERR_FAILED);
	assert_error(blob_seal(key, BLOB_META, 1, &there, "", 0, blob, &err),
		     ERR_FAILED);
	there.clear_len = CLEAR_MAX;
	assert_ok(blob_seal(key, BLOB_META, 1, &there, "", 0, blob, &err));
	secret_free(key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_length_comes_back_as_it_was),
		cmocka_unit_test(lengths_of_one_step_give_blobs_of_one_size),
		cmocka_unit_test(sealing_twice_gives_different_bytes),
		cmocka_unit_test(a_blob_shows_nothing_of_its_text),
		cmocka_unit_test(every_flipped_bit_is_refused),
		cmocka_unit_test(every_other_length_is_refused),
		cmocka_unit_test(a_wrong_key_is_not_taken_for_damage),
		cmocka_unit_test(
			a_blob_with_the_commitment_of_another_key_is_refused),
		cmocka_unit_test(a_blob_opens_in_its_own_place_only),
		cmocka_unit_test(clear_columns_are_bound_with_their_length),
		cmocka_unit_test(two_ids_exchanged_are_noticed),
		cmocka_unit_test(a_blob_of_another_purpose_is_refused),
		cmocka_unit_test(the_key_version_stands_in_clear),
		cmocka_unit_test(what_is_no_key_is_an_error),
		cmocka_unit_test(too_many_clear_columns_are_an_error),
	};
	return cmocka_run_group_tests(tests, seal_setup, NULL);
}
