/* blob_internal.h - sealing with a nonce from outside, for test vectors only
 *
 * A nonce used twice with one key gives both plaintexts away: everything but
 * tests/unit/test_vectors.c calls blob_seal(). */
#ifndef CONNVAULT_SEAL_BLOB_INTERNAL_H
#define CONNVAULT_SEAL_BLOB_INTERNAL_H

#include "seal/blob.h"

int blob_seal_with_nonce(const struct secret *key, enum blob_purpose purpose,
			 uint32_t key_version,
			 const struct blob_context *context,
			 const uint8_t nonce[BLOB_NONCE_BYTES],
			 const void *plain, size_t len, uint8_t *out,
			 struct err *err);

#endif
