/* blob.c - seal and open bytes: XChaCha20-Poly1305 with a key commitment */
#include "seal/blob.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "seal/blob_internal.h"
#include "seal/bytes.h"
#include "seal/keyring.h"

#define FORMAT	   1
#define ALGORITHM  1 /* XChaCha20-Poly1305, commitment by BLAKE2b-256 */
#define MAGIC	   "cvblob01"
#define MAGIC_LEN  8
#define BOUND_HEAD 8 /* bytes of the head that stand in the AAD */
#define COMMITMENT (BLOB_NONCE + BLOB_NONCE_BYTES)
#define AAD_MAX	   (MAGIC_LEN + BOUND_HEAD + 3 * ID_BYTES + 8 + CLEAR_MAX)

static_assert(BLOB_HEAD == COMMITMENT + HASH_BYTES, "layout of the head");
static_assert(BLOB_NONCE == BOUND_HEAD, "the nonce follows the bound head");
static_assert(BLOB_TAG == crypto_aead_xchacha20poly1305_ietf_ABYTES, "tag");
static_assert(BLOB_NONCE_BYTES == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	      "nonce");
static_assert(KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key");

size_t blob_size(size_t len)
{
	return BLOB_HEAD + (len / BLOB_PAD + 1) * BLOB_PAD + BLOB_TAG;
}

/* What the tag also covers: the head of the blob, and where it belongs. */
static size_t aad_write(uint8_t aad[AAD_MAX], const uint8_t *blob,
			const struct blob_context *context)
{
	uint8_t *at = aad;

	at = put_bytes(at, MAGIC, MAGIC_LEN);
	at = put_bytes(at, blob, BOUND_HEAD);
	at = put_bytes(at, context->vault, ID_BYTES);
	at = put_bytes(at, context->project, ID_BYTES);
	at = put_bytes(at, context->row, ID_BYTES);
	at = put_u64(at, context->version);
	if (context->clear_len > 0)
		at = put_bytes(at, context->clear, context->clear_len);
	return (size_t)(at - aad);
}

static int context_check(const struct blob_context *context, struct err *err)
{
	if (context->clear_len > CLEAR_MAX)
		return err_set(err, ERR_FAILED,
			       "more than %d bytes of clear columns",
			       CLEAR_MAX);
	return 0;
}

static void commitment(const uint8_t *key, const uint8_t *nonce,
		       uint8_t out[HASH_BYTES])
{
	crypto_generichash(out, HASH_BYTES, nonce, BLOB_NONCE_BYTES, key,
			   KEY_BYTES);
}

int blob_seal_with_nonce(const struct secret *key, enum blob_purpose purpose,
			 uint32_t key_version,
			 const struct blob_context *context,
			 const uint8_t nonce[BLOB_NONCE_BYTES],
			 const void *plain, size_t len, uint8_t *out,
			 struct err *err)
{
	const uint8_t *k = key_reveal(key, err);
	uint8_t aad[AAD_MAX];
	uint8_t *body = out + BLOB_HEAD;
	size_t padded = (len / BLOB_PAD + 1) * BLOB_PAD;

	if (k == NULL || context_check(context, err) != 0)
		return -1;
	out[0] = FORMAT;
	out[1] = ALGORITHM;
	out[2] = (uint8_t)purpose;
	out[3] = 0;
	put_u32(out + 4, key_version);
	put_bytes(out + BLOB_NONCE, nonce, BLOB_NONCE_BYTES);
	commitment(k, nonce, out + COMMITMENT);

	if (len > 0)
		memcpy(body, plain, len);
	if (sodium_pad(&padded, body, len, BLOB_PAD, padded))
		return err_set(err, ERR_FAILED, "padding failed");
	crypto_aead_xchacha20poly1305_ietf_encrypt(
		body, NULL, body, padded, aad, aad_write(aad, out, context),
		NULL, nonce, k);
	return 0;
}

int blob_seal(const struct secret *key, enum blob_purpose purpose,
	      uint32_t key_version, const struct blob_context *context,
	      const void *plain, size_t len, uint8_t *out, struct err *err)
{
	uint8_t nonce[BLOB_NONCE_BYTES];

	randombytes_buf(nonce, sizeof(nonce));
	return blob_seal_with_nonce(key, purpose, key_version, context, nonce,
				    plain, len, out, err);
}

static int head_check(const uint8_t *blob, size_t len,
		      enum blob_purpose purpose, struct err *err)
{
	if (len < blob_size(0) || (len - blob_size(0)) % BLOB_PAD != 0)
		return err_set(err, ERR_DAMAGED,
			       "a sealed value is cut or too long");
	if (blob[0] != FORMAT || blob[1] != ALGORITHM) {
		err_set(err, ERR_DAMAGED, "a sealed value has format %d.%d",
			blob[0], blob[1]);
		return err_hint(err,
				"a newer connvault may be able to read it");
	}
	if (blob[2] != purpose || blob[3] != 0)
		return err_set(err, ERR_DAMAGED,
			       "a sealed value stands in the wrong place");
	return 0;
}

/* The key first, the bytes after it: a blob opens under one key only. */
static int decrypt(const uint8_t *key, const struct blob_context *context,
		   const uint8_t *blob, size_t len, uint8_t *out,
		   struct err *err)
{
	const uint8_t *nonce = blob + BLOB_NONCE;
	uint8_t expected[HASH_BYTES], aad[AAD_MAX];

	commitment(key, nonce, expected);
	if (sodium_memcmp(expected, blob + COMMITMENT, HASH_BYTES))
		return err_set(err, ERR_LOCKED,
			       "a value was sealed with another key");
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(
		    out, NULL, NULL, blob + BLOB_HEAD, len - BLOB_HEAD, aad,
		    aad_write(aad, blob, context), nonce, key))
		return err_set(err, ERR_DAMAGED, "a sealed value was changed");
	return 0;
}

int blob_open(const struct secret *key, enum blob_purpose purpose,
	      const struct blob_context *context, const uint8_t *blob,
	      size_t len, void *out, size_t *out_len, struct err *err)
{
	const uint8_t *k = key_reveal(key, err);
	size_t room =
		len > BLOB_HEAD + BLOB_TAG ? len - BLOB_HEAD - BLOB_TAG : 0;
	size_t unpadded;

	if (k == NULL || context_check(context, err) != 0 ||
	    head_check(blob, len, purpose, err) != 0 ||
	    decrypt(k, context, blob, len, out, err) != 0)
		goto refused;
	if (sodium_unpad(&unpadded, out, room, BLOB_PAD)) {
		err_set(err, ERR_DAMAGED, "a sealed value is badly padded");
		goto refused;
	}
	*out_len = unpadded;
	return 0;
refused:
	sodium_memzero(out, room);
	return -1;
}
