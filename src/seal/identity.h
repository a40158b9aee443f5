/* identity.h - who may open projects: an X25519 and an Ed25519 key pair
 *
 * Both come from one 32-byte seed by crypto_kdf (context "cvident1", 1 and 2).
 * A member id is the first 16 bytes of BLAKE2b-256(X25519 pk | Ed25519 pk). */
#ifndef CONNVAULT_SEAL_IDENTITY_H
#define CONNVAULT_SEAL_IDENTITY_H

#include "base/secret.h"
#include "seal/blob.h"
#include "seal/pubkey.h"

#define SIGNATURE_BYTES	 64
#define SEALED_KEY_BYTES (KEY_BYTES + 48) /* crypto_box_seal of a key */

struct identity; /* opaque; secret keys in the arena */

int identity_new(struct identity **out, struct err *err);
int identity_from_seed(const struct secret *seed, struct identity **out,
		       struct err *err);
void identity_free(struct identity *identity);

const struct secret *identity_seed(const struct identity *identity);
const struct member *identity_public(const struct identity *identity);

int identity_sign(const struct identity *identity, const void *bytes,
		  size_t len, uint8_t out[SIGNATURE_BYTES], struct err *err);
/* ERR_DAMAGED when the signature is not of sign_pk. */
int signature_check(const uint8_t sign_pk[32], const void *bytes, size_t len,
		    const uint8_t signature[SIGNATURE_BYTES], struct err *err);

/* crypto_box_seal of a 32-byte key for a member, and back. Anyone can make
 * one: the caller must compare the key with the manifest's commitment. */
int key_seal_to(const struct member *member, const struct secret *key,
		uint8_t out[SEALED_KEY_BYTES], struct err *err);
int key_open(const struct identity *identity,
	     const uint8_t sealed[SEALED_KEY_BYTES], struct secret **out,
	     struct err *err);

#endif
