/* test_manifest.c - only an administrator of the row before adds a row */
#include "test_seal.h"

#include "seal/keyring.h"
#include "seal/manifest.h"

#define ROWS 4

static const uint8_t vault[ID_BYTES] = "vault..........";
static const uint8_t project[ID_BYTES] = "project........";

/* Founder, another administrator, a plain member, a stranger. */
enum who { FOUNDER, ADMINISTRATOR, MEMBER, STRANGER, PEOPLE };

/* A chain of rows, as stored. */
struct chain {
	struct identity *who[PEOPLE];
	struct manifest manifest[ROWS];
	uint8_t bytes[ROWS][MANIFEST_BYTES_MAX];
	struct manifest_row row[ROWS];
};

static void sign_row(struct chain *chain, int i, enum who by)
{
	struct err err = ERR_INIT;

	assert_ok(identity_sign(chain->who[by], chain->bytes[i],
				chain->row[i].len, chain->row[i].signature,
				&err));
}

/* Write row i again from its manifest, signed by somebody. */
static void write_row(struct chain *chain, int i, enum who by)
{
	chain->row[i].len =
		manifest_write(&chain->manifest[i], chain->bytes[i]);
	chain->row[i].bytes = chain->bytes[i];
	sign_row(chain, i, by);
}

static void add_member(struct chain *chain, int i, enum who who, enum role role)
{
	struct manifest *manifest = &chain->manifest[i];
	struct member *member = &manifest->members[manifest->count++];

	*member = *identity_public(chain->who[who]);
	member->role = role;
}

/* Row i begins as a copy of the row before. */
static void begin_row(struct chain *chain, int i)
{
	chain->manifest[i] = chain->manifest[i - 1];
	chain->manifest[i].seq = i;
	manifest_hash(chain->bytes[i - 1], chain->row[i - 1].len,
		      chain->manifest[i].prev);
}

/* 0: the founder. 1: an administrator joins. 2: that one adds a member.
 * 3: the founder leaves, with a new key. */
static void chain_make(struct chain *chain)
{
	struct manifest *m = chain->manifest;

	memset(chain, 0, sizeof(*chain));
	for (int i = 0; i < PEOPLE; i++) {
		struct err err = ERR_INIT;
		struct secret *seed = key_of((uint8_t)(i + 1));

		assert_ok(identity_from_seed(seed, &chain->who[i], &err));
		secret_free(seed);
	}
	memcpy(m[0].vault, vault, ID_BYTES);
	memcpy(m[0].project, project, ID_BYTES);
	m[0].epoch = 1;
	memset(m[0].commitment, 0xc1, HASH_BYTES);
	add_member(chain, 0, FOUNDER, ROLE_ADMINISTRATOR);
	write_row(chain, 0, FOUNDER);
	begin_row(chain, 1);
	add_member(chain, 1, ADMINISTRATOR, ROLE_ADMINISTRATOR);
	write_row(chain, 1, FOUNDER);
	begin_row(chain, 2);
	add_member(chain, 2, MEMBER, ROLE_MEMBER);
	write_row(chain, 2, ADMINISTRATOR);
	begin_row(chain, 3);
	m[3].epoch = 2;
	memset(m[3].commitment, 0xc2, HASH_BYTES);
	m[3].members[0] = m[3].members[2];
	m[3].count = 2;
	write_row(chain, 3, FOUNDER);
}

static void chain_clear(struct chain *chain)
{
	for (int i = 0; i < PEOPLE; i++)
		identity_free(chain->who[i]);
}

static int verify(const struct chain *chain, size_t count, struct manifest *out,
		  struct err *err)
{
	uint8_t hash[HASH_BYTES];

	return manifest_verify(chain->row, count, vault, project,
			       identity_public(chain->who[FOUNDER])->sign_pk,
			       out, hash, err);
}

static void assert_good(const struct chain *chain)
{
	struct err err = ERR_INIT;
	struct manifest out;

	assert_ok(verify(chain, ROWS, &out, &err));
}

/* Refused, and the message names that row. */
static void assert_bad(const struct chain *chain, int row)
{
	struct err err = ERR_INIT;
	struct manifest out = { .seq = 99 };
	char name[32];

	assert_error(verify(chain, ROWS, &out, &err), ERR_DAMAGED);
	snprintf(name, sizeof(name), "row %d ", row);
	if (!strstr(err.msg, name))
		fail_msg("\"%s\" does not name %s", err.msg, name);
	assert_int_equal(out.seq, 99);
}

static void a_chain_of_administrators_is_accepted(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct chain chain;
	struct manifest out;
	uint8_t hash[HASH_BYTES], wanted[HASH_BYTES];

	chain_make(&chain);
	for (int count = 1; count <= ROWS; count++) {
		assert_ok(manifest_verify(
			chain.row, (size_t)count, vault, project,
			identity_public(chain.who[FOUNDER])->sign_pk, &out,
			hash, &err));
		assert_int_equal(out.seq, count - 1);
		manifest_hash(chain.bytes[count - 1], chain.row[count - 1].len,
			      wanted);
		assert_memory_equal(hash, wanted, HASH_BYTES);
	}
	assert_memory_equal(&out, &chain.manifest[3], 120);
	assert_int_equal(out.epoch, 2);
	assert_int_equal(out.count, 2);
	chain_clear(&chain);
}

static void no_row_is_no_manifest(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct chain chain;
	struct manifest out;

	chain_make(&chain);
	assert_error(verify(&chain, 0, &out, &err), ERR_DAMAGED);
	chain_clear(&chain);
}

static void every_flipped_bit_of_a_row_is_refused(void **state)
{
	(void)state;
	struct chain chain;

	chain_make(&chain);
	for (int i = 0; i < ROWS; i++) {
		for (size_t bit = 0; bit < chain.row[i].len * 8; bit++) {
			chain.bytes[i][bit / 8] ^= (uint8_t)(1 << bit % 8);
			assert_bad(&chain, i);
			chain.bytes[i][bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		for (int byte = 0; byte < SIGNATURE_BYTES; byte++) {
			chain.row[i].signature[byte] ^= 1;
			assert_bad(&chain, i);
			chain.row[i].signature[byte] ^= 1;
		}
	}
	assert_good(&chain);
	chain_clear(&chain);
}

static void every_other_length_of_a_row_is_refused(void **state)
{
	(void)state;
	struct chain chain;

	chain_make(&chain);
	for (int i = 0; i < ROWS; i++) {
		size_t len = chain.row[i].len;

		for (size_t other = 0; other < len + 90; other++) {
			chain.row[i].len = other;
			if (other != len)
				assert_bad(&chain, i);
		}
		chain.row[i].len = len;
	}
	assert_good(&chain);
	chain_clear(&chain);
}

static void rows_in_another_order_are_refused(void **state)
{
	(void)state;
	struct chain chain;

	chain_make(&chain);
	for (int i = 0; i < ROWS; i++) {
		for (int j = 0; j < i; j++) {
			struct manifest_row row = chain.row[i];

			chain.row[i] = chain.row[j];
			chain.row[j] = row;
			assert_bad(&chain, j);
			chain.row[j] = chain.row[i];
			chain.row[i] = row;
		}
	}
	assert_good(&chain);
	chain_clear(&chain);
}

static void a_row_cut_out_is_noticed(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct chain chain;
	struct manifest out;

	for (int cut = 0; cut < ROWS - 1; cut++) {
		chain_make(&chain);
		memmove(&chain.row[cut], &chain.row[cut + 1],
			(size_t)(ROWS - 1 - cut) * sizeof(chain.row[0]));
		assert_error(verify(&chain, ROWS - 1, &out, &err), ERR_DAMAGED);
		chain_clear(&chain);
	}
}

static void a_row_said_twice_is_refused(void **state)
{
	(void)state;
	struct chain chain;

	for (int i = 1; i < ROWS; i++) {
		chain_make(&chain);
		chain.row[i] = chain.row[i - 1];
		assert_bad(&chain, i);
		chain_clear(&chain);
	}
}

/* The chain alone can't tell; its hash does, which the anchor remembers. */
static void a_chain_cut_at_its_end_has_another_hash(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct chain chain;
	struct manifest out;
	uint8_t whole[HASH_BYTES], cut[HASH_BYTES];

	chain_make(&chain);
	const uint8_t *pk = identity_public(chain.who[FOUNDER])->sign_pk;
	assert_ok(manifest_verify(chain.row, ROWS, vault, project, pk, &out,
				  whole, &err));
	assert_ok(manifest_verify(chain.row, ROWS - 1, vault, project, pk, &out,
				  cut, &err));
	assert_memory_not_equal(whole, cut, HASH_BYTES);
	chain_clear(&chain);
}

static void only_an_administrator_of_the_row_before_may_sign(void **state)
{
	(void)state;
	/* who may sign row i: founder, administrator, member, stranger */
	static const bool may[ROWS][PEOPLE] = {
		{ true, false, false, false },
		{ true, false, false, false },
		{ true, true, false, false },
		{ true, true, false, false },
	};
	struct chain chain;

	chain_make(&chain);
	for (int i = 0; i < ROWS; i++) {
		for (int who = 0; who < PEOPLE; who++) {
			sign_row(&chain, i, who);
			if (may[i][who])
				assert_good(&chain);
			else
				assert_bad(&chain, i);
		}
		sign_row(&chain, i, FOUNDER);
	}
	assert_good(&chain);
	chain_clear(&chain);
}

static void nobody_makes_himself_administrator(void **state)
{
	(void)state;
	struct chain chain;

	chain_make(&chain);
	chain.manifest[3].members[0].role = ROLE_ADMINISTRATOR;
	write_row(&chain, 3, MEMBER);
	assert_bad(&chain, 3);
	add_member(&chain, 3, STRANGER, ROLE_ADMINISTRATOR);
	write_row(&chain, 3, STRANGER);
	assert_bad(&chain, 3);
	write_row(&chain, 3, ADMINISTRATOR);
	assert_good(&chain);
	chain_clear(&chain);
}

static void an_administrator_who_left_signs_no_more(void **state)
{
	(void)state;
	struct chain chain;

	chain_make(&chain);
	chain.manifest[2].members[1] = chain.manifest[2].members[2];
	chain.manifest[2].count = 2;
	write_row(&chain, 2, ADMINISTRATOR);
	begin_row(&chain, 3);
	write_row(&chain, 3, ADMINISTRATOR);
	assert_bad(&chain, 3);
	write_row(&chain, 3, FOUNDER);
	assert_good(&chain);
	chain_clear(&chain);
}

static void a_founder_of_another_vault_begins_no_chain(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct chain chain;
	struct manifest out;
	uint8_t hash[HASH_BYTES];

	chain_make(&chain);
	assert_error(
		manifest_verify(chain.row, ROWS, vault, project,
				identity_public(chain.who[STRANGER])->sign_pk,
				&out, hash, &err),
		ERR_DAMAGED);
	chain_clear(&chain);
}

static void a_chain_of_another_vault_or_project_is_refused(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct chain chain;
	struct manifest out;
	uint8_t hash[HASH_BYTES];

	chain_make(&chain);
	const uint8_t *pk = identity_public(chain.who[FOUNDER])->sign_pk;
	assert_error(manifest_verify(chain.row, ROWS, project, project, pk,
				     &out, hash, &err),
		     ERR_DAMAGED);
	assert_error(manifest_verify(chain.row, ROWS, vault, vault, pk, &out,
				     hash, &err),
		     ERR_DAMAGED);
	/* nor one row of it, signed as it should be */
	chain.manifest[3].project[0] ^= 1;
	write_row(&chain, 3, FOUNDER);
	assert_bad(&chain, 3);
	chain.manifest[3].project[0] ^= 1;
	chain.manifest[3].vault[0] ^= 1;
	write_row(&chain, 3, FOUNDER);
	assert_bad(&chain, 3);
	chain_clear(&chain);
}

/* Row 3 with one thing wrong in it, signed by an administrator. */
static void a_malformed_row_is_refused_whoever_signed_it(void **state)
{
	(void)state;
	struct chain chain;

	for (int fault = 0; fault < 10; fault++) {
		chain_make(&chain);
		struct manifest *m = &chain.manifest[3];
		switch (fault) {
		case 0:
			m->seq = 4;
			break;
		case 1:
			m->prev[31] ^= 1;
			break;
		case 2:
			m->epoch = 0;
			break;
		case 3: /* the same epoch with another key */
			m->epoch = 1;
			break;
		case 4:
			m->count = 0;
			break;
		case 5:
			m->members[0].role = 0;
			break;
		case 6:
			m->members[0].role = ROLE_ADMINISTRATOR + 1;
			break;
		case 7:
			m->members[0].id[0] ^= 1;
			break;
		case 8: /* a member's keys exchanged for another's */
			memcpy(m->members[0].box_pk, m->members[1].box_pk, 32);
			break;
		case 9:
			m->members[0] = m->members[1];
			break;
		}
		write_row(&chain, 3, FOUNDER);
		assert_bad(&chain, 3);
		chain_clear(&chain);
	}
}

static void an_epoch_never_goes_back(void **state)
{
	(void)state;
	struct chain chain;

	chain_make(&chain);
	chain.manifest[2].epoch = 3;
	write_row(&chain, 2, FOUNDER);
	begin_row(&chain, 3);
	write_row(&chain, 3, FOUNDER);
	assert_good(&chain);
	chain.manifest[3].epoch = 2;
	write_row(&chain, 3, FOUNDER);
	assert_bad(&chain, 3);
	chain_clear(&chain);
}

static void the_first_row_follows_nothing(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct chain chain;
	struct manifest out;

	chain_make(&chain);
	chain.manifest[0].prev[0] = 1;
	write_row(&chain, 0, FOUNDER);
	assert_error(verify(&chain, 1, &out, &err), ERR_DAMAGED);
	chain_clear(&chain);
}

static void a_row_holds_as_many_members_as_it_may(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct manifest full = { .epoch = 1 }, back;
	uint8_t bytes[MANIFEST_BYTES_MAX];

	for (int i = 0; i < MANIFEST_MEMBERS_MAX; i++) {
		struct secret *seed = key_of((uint8_t)(100 + i));
		struct identity *identity;

		assert_ok(identity_from_seed(seed, &identity, &err));
		full.members[i] = *identity_public(identity);
		full.members[i].role = ROLE_READER;
		identity_free(identity);
		secret_free(seed);
	}
	full.count = MANIFEST_MEMBERS_MAX;
	size_t len = manifest_write(&full, bytes);
	assert_int_equal(len, MANIFEST_BYTES_MAX);
	assert_ok(manifest_read(bytes, len, &back, &err));
	assert_memory_equal(&full, &back, sizeof(full));
	for (int i = 0; i < MANIFEST_MEMBERS_MAX; i++)
		assert_ptr_equal(manifest_member(&back, full.members[i].id),
				 &back.members[i]);
	assert_null(manifest_member(&back, vault));
	full.count++;
	assert_int_equal(manifest_write(&full, bytes), 0);
}

static void a_commitment_is_of_one_key_vault_project_and_epoch(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct secret *key = key_of(1), *other = key_of(2);
	uint8_t a[HASH_BYTES], b[HASH_BYTES];

	assert_ok(key_commitment(key, vault, project, 1, a, &err));
	assert_ok(key_commitment(key, vault, project, 1, b, &err));
	assert_memory_equal(a, b, HASH_BYTES);
	assert_ok(key_commitment(other, vault, project, 1, b, &err));
	assert_memory_not_equal(a, b, HASH_BYTES);
	assert_ok(key_commitment(key, project, project, 1, b, &err));
	assert_memory_not_equal(a, b, HASH_BYTES);
	assert_ok(key_commitment(key, vault, vault, 1, b, &err));
	assert_memory_not_equal(a, b, HASH_BYTES);
	assert_ok(key_commitment(key, vault, project, 256, b, &err));
	assert_memory_not_equal(a, b, HASH_BYTES);
	secret_free(key);
	secret_free(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_chain_of_administrators_is_accepted),
		cmocka_unit_test(no_row_is_no_manifest),
		cmocka_unit_test(every_flipped_bit_of_a_row_is_refused),
		cmocka_unit_test(every_other_length_of_a_row_is_refused),
		cmocka_unit_test(rows_in_another_order_are_refused),
		cmocka_unit_test(a_row_cut_out_is_noticed),
		cmocka_unit_test(a_row_said_twice_is_refused),
		cmocka_unit_test(a_chain_cut_at_its_end_has_another_hash),
		cmocka_unit_test(
			only_an_administrator_of_the_row_before_may_sign),
		cmocka_unit_test(nobody_makes_himself_administrator),
		cmocka_unit_test(an_administrator_who_left_signs_no_more),
		cmocka_unit_test(a_founder_of_another_vault_begins_no_chain),
		cmocka_unit_test(
			a_chain_of_another_vault_or_project_is_refused),
		cmocka_unit_test(a_malformed_row_is_refused_whoever_signed_it),
		cmocka_unit_test(an_epoch_never_goes_back),
		cmocka_unit_test(the_first_row_follows_nothing),
		cmocka_unit_test(a_row_holds_as_many_members_as_it_may),
		cmocka_unit_test(
			a_commitment_is_of_one_key_vault_project_and_epoch),
	};
	return cmocka_run_group_tests(tests, seal_setup, NULL);
}
