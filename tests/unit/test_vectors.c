/* test_vectors.c - the format is the one tests/vectors/make.py writes
 *
 * The vectors were made by other code from the same description, so a change of
 * format that both sides of this program agree on is still noticed here. */
#include "vectors.h"

#include <sodium.h>

#include "base/str.h"
#include "seal/blob_internal.h"
#include "seal/keyring.h"
#include "seal/manifest.h"
#include "seal/slot.h"

/* -- blobs --------------------------------------------------------------- */

struct blob_vector {
	struct secret *key;
	struct blob_context context;
	enum blob_purpose purpose;
	uint8_t clear[BYTES_MAX], blob[BYTES_MAX];
	size_t len;
};

static void blob_vector_read(const cJSON *json, struct blob_vector *v)
{
	memset(v, 0, sizeof(*v));
	v->key = vector_secret(json, "key");
	v->purpose = (enum blob_purpose)vector_number(json, "purpose");
	vector_exactly(json, "vault", v->context.vault, ID_BYTES);
	vector_exactly(json, "project", v->context.project, ID_BYTES);
	vector_exactly(json, "row", v->context.row, ID_BYTES);
	v->context.version = vector_number(json, "version");
	v->context.clear = v->clear;
	v->context.clear_len = vector_bytes(json, "clear", v->clear);
	v->len = vector_bytes(json, "blob", v->blob);
}

static int blob_vector_open(const struct blob_vector *v, uint8_t *out,
			    size_t *len, struct err *err)
{
	return blob_open(v->key, v->purpose, &v->context, v->blob, v->len, out,
			 len, err);
}

/* Opened, and sealed again into the same bytes. */
static void assert_blob(const cJSON *json)
{
	struct err err = ERR_INIT;
	struct blob_vector v;
	uint8_t out[BYTES_MAX], again[BYTES_MAX], nonce[BLOB_NONCE_BYTES];
	size_t len;

	blob_vector_read(json, &v);
	assert_ok(blob_vector_open(&v, out, &len, &err));
	assert_vector(json, "plain", out, len);
	vector_exactly(json, "nonce", nonce, sizeof(nonce));
	assert_int_equal(blob_size(len), v.len);
	assert_ok(blob_seal_with_nonce(
		v.key, v.purpose, (uint32_t)vector_number(json, "key_version"),
		&v.context, nonce, out, len, again, &err));
	assert_memory_equal(again, v.blob, v.len);
	secret_free(v.key);
}

static void blobs_open_and_seal_as_described(void **state)
{
	(void)state;
	cJSON *root = vectors_load("blob");
	const cJSON *json;
	int count = 0;

	cJSON_ArrayForEach(json, vector_part(root, "opened")) {
		assert_blob(json);
		count++;
	}
	assert_int_equal(count, 19);
	cJSON_Delete(root);
}

static void blobs_that_differ_are_refused(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	cJSON *root = vectors_load("blob");
	const cJSON *json;
	int count = 0;

	cJSON_ArrayForEach(json, vector_part(root, "refused")) {
		struct blob_vector v;
		uint8_t out[BYTES_MAX];
		size_t len;

		blob_vector_read(json, &v);
		if (blob_vector_open(&v, out, &len, &err) == 0 ||
		    err.code != vector_code(json))
			fail_msg("%s: %s", vector_text(json, "name"), err.msg);
		secret_free(v.key);
		count++;
	}
	assert_int_equal(count, 28);
	cJSON_Delete(root);
}

/* The cipher alone takes the other key; only the commitment does not. */
static void assert_cipher_opens(const cJSON *json, const char *key_name)
{
	uint8_t key[KEY_BYTES], nonce[BLOB_NONCE_BYTES];
	uint8_t aad[BYTES_MAX], blob[BYTES_MAX], out[BYTES_MAX];
	size_t aad_len = vector_bytes(json, "aad", aad);
	size_t len = vector_bytes(json, "blob", blob), unpadded;
	unsigned long long written;

	vector_exactly(json, key_name, key, sizeof(key));
	vector_exactly(json, "nonce", nonce, sizeof(nonce));
	assert_int_equal(crypto_aead_xchacha20poly1305_ietf_decrypt(
				 out, &written, NULL, blob + BLOB_HEAD,
				 len - BLOB_HEAD, aad, aad_len, nonce, key),
			 0);
	assert_int_equal(sodium_unpad(&unpadded, out, written, BLOB_PAD), 0);
}

static void a_blob_made_for_two_keys_opens_under_one(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	cJSON *root = vectors_load("blob");
	const cJSON *json = vector_part(root, "two_keys");
	struct secret *other = vector_secret(json, "other_key");
	struct blob_vector v;
	uint8_t out[BYTES_MAX], other_blob[BYTES_MAX];
	size_t len;

	assert_cipher_opens(json, "key");
	assert_cipher_opens(json, "other_key");
	blob_vector_read(json, &v);
	assert_ok(blob_vector_open(&v, out, &len, &err));
	assert_vector(json, "plain", out, len);
	assert_error(blob_open(other, v.purpose, &v.context, v.blob, v.len, out,
			       &len, &err),
		     ERR_LOCKED);
	vector_bytes(json, "other_blob", other_blob);
	assert_ok(blob_open(other, v.purpose, &v.context, other_blob, v.len,
			    out, &len, &err));
	assert_error(blob_open(v.key, v.purpose, &v.context, other_blob, v.len,
			       out, &len, &err),
		     ERR_LOCKED);
	secret_free(other);
	secret_free(v.key);
	cJSON_Delete(root);
}

/* -- keys ------------------------------------------------------------------ */

static struct kdf kdf_at(const cJSON *json)
{
	struct kdf kdf = { .passes = vector_number(json, "passes"),
			   .memory = vector_number(json, "memory") };

	if (cJSON_GetObjectItem(json, "salt"))
		vector_exactly(json, "salt", kdf.salt, KDF_SALT);
	return kdf;
}

static void passphrases_give_the_keys_described(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	cJSON *root = vectors_load("kdf");
	const cJSON *json;

	cJSON_ArrayForEach(json, vector_part(root, "derived")) {
		struct kdf kdf = kdf_at(json);
		struct secret *word = vector_secret(json, "passphrase"), *key;

		assert_ok(kdf_derive(&kdf, word, &key, &err));
		assert_vector_secret(json, "key", key);
		secret_free(word);
		secret_free(key);
	}
	cJSON_ArrayForEach(json, vector_part(root, "refused")) {
		struct kdf kdf = kdf_at(json);

		assert_error(kdf_check(&kdf, &err), ERR_DAMAGED);
	}
	cJSON_Delete(root);
}

static void key_files_and_codes_give_the_keys_described(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	cJSON *root = vectors_load("kdf");
	const cJSON *json;

	cJSON_ArrayForEach(json, vector_part(root, "direct")) {
		struct kdf kdf = { .passes = 0 };
		struct secret *from = vector_secret(json, "secret"), *key;

		vector_exactly(json, "salt", kdf.salt, KDF_SALT);
		assert_ok(kdf_direct(vector_text(json, "label"), &kdf, from,
				     &key, &err));
		assert_vector_secret(json, "key", key);
		secret_free(from);
		secret_free(key);
	}
	cJSON_Delete(root);
}

static struct identity *identity_at(const cJSON *json, const char *name)
{
	struct err err = ERR_INIT;
	struct secret *seed = vector_secret(json, name);
	struct identity *identity;

	assert_ok(identity_from_seed(seed, &identity, &err));
	secret_free(seed);
	return identity;
}

static void assert_identity(const cJSON *json)
{
	struct err err = ERR_INIT;
	struct identity *identity = identity_at(json, "seed");
	const struct member *member = identity_public(identity);
	uint8_t message[BYTES_MAX], signature[SIGNATURE_BYTES];
	uint8_t sealed[SEALED_KEY_BYTES];
	size_t len = vector_bytes(json, "message", message);
	char text[PUBKEY_TEXT];
	struct secret *key;

	assert_vector(json, "id", member->id, ID_BYTES);
	pubkey_text(member, text);
	assert_string_equal(text, vector_text(json, "text"));
	assert_vector(json, "box_pk", member->box_pk, 32);
	assert_vector(json, "sign_pk", member->sign_pk, 32);
	assert_ok(identity_sign(identity, message, len, signature, &err));
	assert_vector(json, "signature", signature, sizeof(signature));
	vector_exactly(json, "sealed_key", sealed, sizeof(sealed));
	assert_ok(key_open(identity, sealed, &key, &err));
	assert_vector_secret(json, "key", key);
	secret_free(key);
	identity_free(identity);
}

static void seeds_give_the_identities_described(void **state)
{
	(void)state;
	cJSON *root = vectors_load("identity");
	const cJSON *json;

	cJSON_ArrayForEach(json, vector_part(root, "identities"))
		assert_identity(json);
	cJSON_Delete(root);
}

static void assert_keyring(const cJSON *json)
{
	struct err err = ERR_INIT;
	struct secret *key = vector_secret(json, "project_key");
	uint32_t epoch = (uint32_t)vector_number(json, "epoch");
	uint8_t vault[ID_BYTES], project[ID_BYTES], hash[HASH_BYTES];
	uint8_t message[BYTES_MAX];
	size_t len = vector_bytes(json, "message", message);
	struct keyring ring;

	vector_exactly(json, "vault", vault, ID_BYTES);
	vector_exactly(json, "project", project, ID_BYTES);
	assert_ok(key_commitment(key, vault, project, epoch, hash, &err));
	assert_vector(json, "commitment", hash, HASH_BYTES);
	assert_ok(keyring_derive(key, epoch, &ring, &err));
	assert_vector_secret(json, "secret", ring.secret);
	assert_vector_secret(json, "meta", ring.meta);
	assert_vector_secret(json, "index", ring.index);
	assert_vector_secret(json, "audit", ring.audit);
	assert_vector_secret(json, "head", ring.head);
	assert_ok(keyed_hash(ring.index, message, len, hash, 16, &err));
	assert_vector(json, "index_hash_16", hash, 16);
	assert_ok(keyed_hash(ring.index, message, len, hash, 32, &err));
	assert_vector(json, "index_hash_32", hash, 32);
	keyring_clear(&ring);
	secret_free(key);
}

static void project_keys_give_the_keys_described(void **state)
{
	(void)state;
	cJSON *root = vectors_load("keyring");
	const cJSON *json;

	cJSON_ArrayForEach(json, vector_part(root, "keyrings"))
		assert_keyring(json);
	cJSON_Delete(root);
}

/* -- slots and recovery codes ------------------------------------------- */

static int slot_vector_open(const cJSON *json, struct identity **identity,
			    uint8_t founder_pk[32], struct err *err)
{
	struct secret *unlock = vector_secret(json, "unlock");
	struct slot slot = { .kind = (enum slot_kind)vector_number(json,
								   "kind"),
			     .kdf = kdf_at(json) };
	uint8_t vault[ID_BYTES];

	slot.created_at = (int64_t)vector_number(json, "created_at");
	vector_exactly(json, "vault", vault, ID_BYTES);
	vector_exactly(json, "row", slot.id, ID_BYTES);
	vector_exactly(json, "blob", slot.blob, SLOT_BLOB);
	int r = slot_open(vault, &slot, unlock, identity, founder_pk, err);
	secret_free(unlock);
	return r;
}

static void slots_open_as_described(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	cJSON *root = vectors_load("slot");
	const cJSON *json;
	int count = 0;

	cJSON_ArrayForEach(json, vector_part(root, "opened")) {
		struct identity *identity;
		uint8_t founder_pk[32];

		assert_ok(slot_vector_open(json, &identity, founder_pk, &err));
		assert_vector_secret(json, "seed", identity_seed(identity));
		assert_vector(json, "founder_pk", founder_pk, 32);
		assert_blob(json);
		identity_free(identity);
		count++;
	}
	assert_int_equal(count, 3);
	cJSON_Delete(root);
}

static void slots_that_differ_are_refused(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	cJSON *root = vectors_load("slot");
	const cJSON *json;
	int count = 0;

	cJSON_ArrayForEach(json, vector_part(root, "refused")) {
		struct identity *identity;
		uint8_t founder_pk[32];

		if (slot_vector_open(json, &identity, founder_pk, &err) == 0 ||
		    err.code != vector_code(json))
			fail_msg("%s: %s", vector_text(json, "name"), err.msg);
		count++;
	}
	assert_int_equal(count, 17);
	cJSON_Delete(root);
}

static int code_parse(const char *text, struct secret **bytes, struct err *err)
{
	struct secret *typed = secret_of(text, strlen(text));
	int r = recovery_parse(typed, bytes, err);

	secret_free(typed);
	return r;
}

static void recovery_codes_are_read_as_described(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	cJSON *root = vectors_load("recovery");
	struct secret *bytes;
	const cJSON *json;

	cJSON_ArrayForEach(json, vector_part(root, "opened")) {
		assert_ok(code_parse(vector_text(json, "text"), &bytes, &err));
		assert_vector_secret(json, "bytes", bytes);
		secret_free(bytes);
	}
	cJSON_ArrayForEach(json, vector_part(root, "refused"))
		assert_error(
			code_parse(cJSON_GetStringValue(json), &bytes, &err),
			ERR_LOCKED);
	cJSON_Delete(root);
}

/* Of 1,612 slips 116 have the right checksum by chance: about one in 16. */
static void as_many_slips_are_missed_as_described(void **state)
{
	(void)state;
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	struct err err = ERR_INIT;
	cJSON *root = vectors_load("recovery");
	const cJSON *slips = vector_part(root, "slips");
	char text[RECOVERY_CODE_TEXT];
	uint64_t made = 0, missed = 0;
	struct secret *bytes;

	str_copy(text, vector_text(slips, "text"), sizeof(text));
	for (size_t i = 0; i < 32 * strlen(text); i++) {
		char *at = &text[i / 32], right = *at;

		if (right == '-' || right == digits[i % 32])
			continue;
		*at = digits[i % 32];
		made++;
		if (code_parse(text, &bytes, &err) == 0) {
			missed++;
			secret_free(bytes);
		}
		*at = right;
	}
	assert_int_equal(made, vector_number(slips, "made"));
	assert_int_equal(missed, vector_number(slips, "missed"));
	cJSON_Delete(root);
}

/* -- manifests --------------------------------------------------------- */

#define ROWS_MAX 8

struct rows {
	uint8_t bytes[ROWS_MAX][BYTES_MAX];
	struct manifest_row row[ROWS_MAX];
	size_t count;
};

static void rows_read(const cJSON *array, struct rows *rows)
{
	const cJSON *json;

	rows->count = 0;
	cJSON_ArrayForEach(json, array) {
		struct manifest_row *row = &rows->row[rows->count];
		uint8_t *bytes = rows->bytes[rows->count++];

		assert_true(rows->count <= ROWS_MAX);
		row->bytes = bytes;
		row->len = vector_bytes(json, "bytes", bytes);
		vector_exactly(json, "signature", row->signature,
			       SIGNATURE_BYTES);
	}
}

static int rows_verify(const cJSON *root, const struct rows *rows,
		       uint8_t hash[HASH_BYTES], struct err *err)
{
	uint8_t vault[ID_BYTES], project[ID_BYTES], founder_pk[32];
	struct manifest out;

	vector_exactly(root, "vault", vault, ID_BYTES);
	vector_exactly(root, "project", project, ID_BYTES);
	vector_exactly(root, "founder_pk", founder_pk, 32);
	return manifest_verify(rows->row, rows->count, vault, project,
			       founder_pk, &out, hash, err);
}

/* A row read, written and signed again is the same row. */
static void assert_row(const cJSON *json, const struct manifest_row *row)
{
	struct err err = ERR_INIT;
	struct identity *signer = identity_at(json, "signer_seed");
	struct manifest manifest;
	uint8_t again[MANIFEST_BYTES_MAX], signature[SIGNATURE_BYTES];
	uint8_t hash[HASH_BYTES];

	assert_ok(manifest_read(row->bytes, row->len, &manifest, &err));
	assert_int_equal(manifest_write(&manifest, again), row->len);
	assert_memory_equal(again, row->bytes, row->len);
	assert_ok(identity_sign(signer, again, row->len, signature, &err));
	assert_memory_equal(signature, row->signature, SIGNATURE_BYTES);
	manifest_hash(again, row->len, hash);
	assert_vector(json, "hash", hash, HASH_BYTES);
	identity_free(signer);
}

static void manifests_are_verified_and_written_as_described(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	cJSON *root = vectors_load("manifest");
	const cJSON *array = vector_part(root, "opened");
	struct rows rows;
	uint8_t hash[HASH_BYTES];

	rows_read(array, &rows);
	for (size_t i = 0; i < rows.count; i++)
		assert_row(cJSON_GetArrayItem(array, (int)i), &rows.row[i]);
	assert_ok(rows_verify(root, &rows, hash, &err));
	assert_vector(cJSON_GetArrayItem(array, (int)rows.count - 1), "hash",
		      hash, HASH_BYTES);
	assert_int_equal(rows.count, 4);
	cJSON_Delete(root);
}

static void manifests_that_differ_are_refused(void **state)
{
	(void)state;
	cJSON *root = vectors_load("manifest");
	const cJSON *json;
	int count = 0;

	cJSON_ArrayForEach(json, vector_part(root, "refused")) {
		struct err err = ERR_INIT;
		struct rows rows;
		uint8_t hash[HASH_BYTES];
		char row[32] = "manifest is missing";

		rows_read(vector_part(json, "rows"), &rows);
		if (cJSON_IsNumber(vector_part(json, "row")))
			snprintf(row, sizeof(row), "row %d ",
				 (int)vector_number(json, "row"));
		if (rows_verify(root, &rows, hash, &err) == 0 ||
		    err.code != ERR_DAMAGED || !strstr(err.msg, row))
			fail_msg("%s: %s", vector_text(json, "name"), err.msg);
		count++;
	}
	assert_int_equal(count, 27);
	cJSON_Delete(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blobs_open_and_seal_as_described),
		cmocka_unit_test(blobs_that_differ_are_refused),
		cmocka_unit_test(a_blob_made_for_two_keys_opens_under_one),
		cmocka_unit_test(passphrases_give_the_keys_described),
		cmocka_unit_test(key_files_and_codes_give_the_keys_described),
		cmocka_unit_test(seeds_give_the_identities_described),
		cmocka_unit_test(project_keys_give_the_keys_described),
		cmocka_unit_test(slots_open_as_described),
		cmocka_unit_test(slots_that_differ_are_refused),
		cmocka_unit_test(recovery_codes_are_read_as_described),
		cmocka_unit_test(as_many_slips_are_missed_as_described),
		cmocka_unit_test(
			manifests_are_verified_and_written_as_described),
		cmocka_unit_test(manifests_that_differ_are_refused),
	};
	return cmocka_run_group_tests(tests, seal_setup, NULL);
}
