/* test_box.c - bytes sealed, and what is done to them */
#include "test_seal.h"

#include <ctype.h>
#include <sodium.h>

#include "seal/box.h"
#include "seal/identity.h"

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

static struct secret *plain_of(size_t len)
{
	struct err err = ERR_INIT;
	struct secret *plain;
	uint8_t *at;

	assert_ok(secret_new(len, &plain, &err));
	at = secret_fill(plain);
	for (size_t i = 0; i < len; i++)
		at[i] = (uint8_t)(i * 7 + i / 251);
	return plain;
}

/* The cheapest derivation that is allowed. */
static struct sealed seal(size_t len)
{
	struct err err = ERR_INIT;
	struct secret *plain = plain_of(len);
	struct sealed out;

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
				BOX_HEAD + 3 * chunk + 1,
				BOX_HEAD + 3 * chunk + BOX_TAG - 1,
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

/* -- to members ------------------------------------------------------------ */

#define SEAL(n) (12 + (n)*SEALED_KEY_BYTES) /* where the nth stands */

enum who { ANA, BEN, CYD, PEOPLE };
static struct identity *people[PEOPLE];

/* By Ana for the first count of to. */
static struct sealed seal_to(const enum who *to, size_t count, size_t len)
{
	struct err err = ERR_INIT;
	struct secret *plain = plain_of(len);
	struct member members[BOX_MEMBERS_MAX];
	struct sealed out;

	for (size_t i = 0; i < count; i++)
		members[i] = *identity_public(people[to[i]]);
	assert_ok(box_seal_to(people[ANA], members, count, plain, &out.bytes,
			      &out.len, &err));
	assert_int_equal(out.len, box_to_size(len, count));
	secret_free(plain);
	return out;
}

static enum err_code open_as_code(enum who who, const uint8_t *bytes,
				  size_t len)
{
	struct err err = ERR_INIT;
	struct secret *plain = NULL;
	struct member maker;

	if (box_open_as(people[who], bytes, len, &plain, &maker, &err) != 0) {
		assert_null(plain);
		return err.code;
	}
	assert_memory_equal(maker.id, identity_public(people[ANA])->id,
			    ID_BYTES);
	secret_free(plain);
	return ERR_OK;
}

static void each_member_opens_it_and_nobody_else(void **state)
{
	(void)state;
	const enum who both[] = { BEN, CYD };
	const size_t lens[] = { 0, 1, BOX_CHUNK, 2 * BOX_CHUNK + 1 };

	for (size_t i = 0; i < sizeof(lens) / sizeof(*lens); i++) {
		struct sealed sealed = seal_to(both, 2, lens[i]);
		struct secret *was = plain_of(lens[i]), *plain;
		struct err err = ERR_INIT;
		struct member maker;

		assert_true(box_is_to_members(sealed.bytes, sealed.len));
		assert_ok(box_open_as(people[CYD], sealed.bytes, sealed.len,
				      &plain, &maker, &err));
		assert_true(secret_equal(plain, was));
		assert_int_equal(open_as_code(BEN, sealed.bytes, sealed.len),
				 ERR_OK);
		assert_int_equal(open_as_code(ANA, sealed.bytes, sealed.len),
				 ERR_LOCKED);
		secret_free(plain);
		secret_free(was);
		free(sealed.bytes);
	}
}

static void as_many_members_as_a_manifest_has_and_no_more(void **state)
{
	(void)state;
	enum who to[BOX_MEMBERS_MAX] = { [BOX_MEMBERS_MAX - 1] = CYD };
	struct sealed sealed = seal_to(to, BOX_MEMBERS_MAX, 5);
	struct secret *plain = plain_of(5);
	struct member members[BOX_MEMBERS_MAX + 1] = { { .role = 0 } };
	struct err err = ERR_INIT;
	uint8_t *bytes = NULL;
	size_t len;

	assert_int_equal(open_as_code(CYD, sealed.bytes, sealed.len), ERR_OK);
	free(sealed.bytes);
	assert_error(
		box_seal_to(people[ANA], members, 0, plain, &bytes, &len, &err),
		ERR_USAGE);
	assert_error(box_seal_to(people[ANA], members, BOX_MEMBERS_MAX + 1,
				 plain, &bytes, &len, &err),
		     ERR_USAGE);
	/* No key that exists. */
	assert_error(
		box_seal_to(people[ANA], members, 1, plain, &bytes, &len, &err),
		ERR_DAMAGED);
	assert_null(bytes);
	secret_free(plain);
}

static void nothing_in_it_tells_for_whom_or_from_whom(void **state)
{
	(void)state;
	const enum who both[] = { BEN, BEN };
	struct sealed sealed = seal_to(both, 2, 30);

	for (size_t i = 0; i < PEOPLE * (sealed.len - 32); i++) {
		const struct member *member =
			identity_public(people[i % PEOPLE]);

		assert_memory_not_equal(sealed.bytes + i / PEOPLE,
					member->box_pk, 32);
		assert_memory_not_equal(sealed.bytes + i / PEOPLE,
					member->sign_pk, 32);
	}
	assert_memory_not_equal(sealed.bytes + SEAL(0), sealed.bytes + SEAL(1),
				SEALED_KEY_BYTES);
	free(sealed.bytes);
}

static void every_flipped_byte_is_noticed_by_each_member(void **state)
{
	(void)state;
	const enum who both[] = { BEN, CYD };
	struct sealed sealed = seal_to(both, 2, 20);

	for (size_t i = 12; i < sealed.len; i++) {
		bool is_mine = i >= SEAL(1) && i < SEAL(2);

		sealed.bytes[i] ^= 0x40;
		assert_int_equal(open_as_code(CYD, sealed.bytes, sealed.len),
				 is_mine ? ERR_LOCKED : ERR_DAMAGED);
		sealed.bytes[i] ^= 0x40;
	}
	for (size_t i = 0; i < 12; i++) {
		sealed.bytes[i] ^= 0x40;
		assert_int_not_equal(
			open_as_code(CYD, sealed.bytes, sealed.len), ERR_OK);
		sealed.bytes[i] ^= 0x40;
	}
	free(sealed.bytes);
}

static void members_cannot_be_swapped_added_or_left_out(void **state)
{
	(void)state;
	const enum who both[] = { BEN, CYD };
	struct sealed sealed = seal_to(both, 2, 20);
	uint8_t *copy = malloc(sealed.len + SEALED_KEY_BYTES);
	const size_t one = SEALED_KEY_BYTES;

	assert_non_null(copy);
	/* swapped */
	memcpy(copy, sealed.bytes, sealed.len);
	memcpy(copy + SEAL(0), sealed.bytes + SEAL(1), one);
	memcpy(copy + SEAL(1), sealed.bytes + SEAL(0), one);
	assert_int_equal(open_as_code(BEN, copy, sealed.len), ERR_DAMAGED);
	assert_int_equal(open_as_code(CYD, copy, sealed.len), ERR_DAMAGED);
	/* one twice in the place of two */
	memcpy(copy + SEAL(1), copy + SEAL(0), one);
	assert_int_equal(open_as_code(CYD, copy, sealed.len), ERR_DAMAGED);
	/* one more */
	memcpy(copy, sealed.bytes, SEAL(2));
	copy[10] = 3;
	memcpy(copy + SEAL(2), sealed.bytes + SEAL(0), one);
	memcpy(copy + SEAL(3), sealed.bytes + SEAL(2), sealed.len - SEAL(2));
	assert_int_equal(open_as_code(BEN, copy, sealed.len + one),
			 ERR_DAMAGED);
	/* one less */
	memcpy(copy, sealed.bytes, SEAL(1));
	copy[10] = 1;
	memcpy(copy + SEAL(1), sealed.bytes + SEAL(2), sealed.len - SEAL(2));
	assert_int_equal(open_as_code(BEN, copy, sealed.len - one),
			 ERR_DAMAGED);
	assert_int_equal(open_as_code(CYD, copy, sealed.len - one), ERR_LOCKED);
	free(copy);
	free(sealed.bytes);
}

static void another_number_of_members_is_noticed(void **state)
{
	(void)state;
	const enum who one[] = { BEN };
	struct sealed sealed = seal_to(one, 1, 3 * BOX_CHUNK);

	for (unsigned count = 0; count < 1024; count++) {
		sealed.bytes[10] = (uint8_t)count;
		sealed.bytes[11] = (uint8_t)(count >> 8);
		assert_int_equal(open_as_code(BEN, sealed.bytes, sealed.len),
				 count == 1 ? ERR_OK : ERR_DAMAGED);
	}
	free(sealed.bytes);
}

static void a_file_to_members_cut_anywhere_is_noticed(void **state)
{
	(void)state;
	const enum who both[] = { BEN, CYD };
	struct sealed sealed = seal_to(both, 2, 50);

	for (size_t len = 12; len < sealed.len; len++)
		assert_int_equal(open_as_code(CYD, sealed.bytes, len),
				 ERR_DAMAGED);
	free(sealed.bytes);
}

/* tests/vectors has files that say otherwise. */
static void who_passes_a_file_on_is_its_maker(void **state)
{
	(void)state;
	const enum who ben[] = { BEN };
	struct sealed sealed = seal_to(ben, 1, 20);
	struct secret *plain, *forged;
	struct err err = ERR_INIT;
	struct member maker, cyd = *identity_public(people[CYD]);
	struct sealed passed;

	assert_ok(box_open_as(people[BEN], sealed.bytes, sealed.len, &plain,
			      &maker, &err));
	assert_ok(box_seal_to(people[BEN], &cyd, 1, plain, &passed.bytes,
			      &passed.len, &err));
	assert_ok(box_open_as(people[CYD], passed.bytes, passed.len, &forged,
			      &maker, &err));
	assert_memory_equal(maker.id, identity_public(people[BEN])->id,
			    ID_BYTES);
	secret_free(plain);
	secret_free(forged);
	free(passed.bytes);
	free(sealed.bytes);
}

static void one_kind_is_not_opened_as_the_other(void **state)
{
	(void)state;
	const enum who ben[] = { BEN };
	struct sealed to = seal_to(ben, 1, 20), phrase = seal(20);

	assert_int_equal(open_code(passphrase, to.bytes, to.len), ERR_USAGE);
	assert_int_equal(open_as_code(BEN, phrase.bytes, phrase.len),
			 ERR_USAGE);
	assert_false(box_is_to_members(phrase.bytes, phrase.len));
	free(to.bytes);
	free(phrase.bytes);
}

static void a_public_key_comes_back_from_its_text(void **state)
{
	(void)state;
	struct member *member, out;
	struct err err = ERR_INIT;
	char text[PUBKEY_TEXT], capitals[PUBKEY_TEXT];

	member = (struct member *)identity_public(people[BEN]);
	pubkey_text(member, text);
	assert_int_equal(strlen(text), PUBKEY_TEXT - 1);
	assert_ok(pubkey_parse(text, &out, &err));
	assert_memory_equal(&out, member, sizeof(out));
	for (size_t i = 0; i < PUBKEY_TEXT; i++)
		capitals[i] = (char)toupper((unsigned char)text[i]);
	assert_ok(pubkey_parse(capitals, &out, &err));
	assert_memory_equal(&out, member, sizeof(out));
}

static void a_slip_in_a_public_key_is_noticed(void **state)
{
	(void)state;
	char text[PUBKEY_TEXT + 1] = "";
	struct member out;
	struct err err = ERR_INIT;

	pubkey_text(identity_public(people[BEN]), text);
	for (size_t i = 0; i < PUBKEY_TEXT - 1; i++) {
		char was = text[i];

		text[i] = was == 'q' ? 'r' : 'q';
		assert_error(pubkey_parse(text, &out, &err), ERR_USAGE);
		text[i] = '1';
		if (was != '1')
			assert_error(pubkey_parse(text, &out, &err), ERR_USAGE);
		text[i] = '\0';
		assert_error(pubkey_parse(text, &out, &err), ERR_USAGE);
		text[i] = was;
	}
	assert_ok(pubkey_parse(text, &out, &err));
	text[PUBKEY_TEXT - 1] = 'a';
	assert_error(pubkey_parse(text, &out, &err), ERR_USAGE);
}

static int setup(void **state)
{
	struct err err = ERR_INIT;
	int result = seal_setup(state);

	for (size_t i = 0; i < PEOPLE; i++)
		assert_ok(identity_new(&people[i], &err));

	passphrase = secret_of("correct horse battery staple", 28);
	return result;
}

static int teardown(void **state)
{
	(void)state;
	for (size_t i = 0; i < PEOPLE; i++)
		identity_free(people[i]);
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
		cmocka_unit_test(each_member_opens_it_and_nobody_else),
		cmocka_unit_test(as_many_members_as_a_manifest_has_and_no_more),
		cmocka_unit_test(nothing_in_it_tells_for_whom_or_from_whom),
		cmocka_unit_test(every_flipped_byte_is_noticed_by_each_member),
		cmocka_unit_test(members_cannot_be_swapped_added_or_left_out),
		cmocka_unit_test(another_number_of_members_is_noticed),
		cmocka_unit_test(a_file_to_members_cut_anywhere_is_noticed),
		cmocka_unit_test(who_passes_a_file_on_is_its_maker),
		cmocka_unit_test(one_kind_is_not_opened_as_the_other),
		cmocka_unit_test(a_public_key_comes_back_from_its_text),
		cmocka_unit_test(a_slip_in_a_public_key_is_noticed),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
