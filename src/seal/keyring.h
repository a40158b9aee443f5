/* keyring.h - the keys of one project and epoch
 *
 * crypto_kdf_derive_from_key(project key, context "cvproj01", ids 1..5). */
#ifndef CONNVAULT_SEAL_KEYRING_H
#define CONNVAULT_SEAL_KEYRING_H

#include "seal/blob.h"

struct keyring {
	uint32_t epoch;
	struct secret *secret; /* 1: values of credentials */
	struct secret *meta;   /* 2: what rows show */
	struct secret *index;  /* 3: hashes of names */
	struct secret *audit;  /* 4: the audit chain and its details */
	struct secret *head;   /* 5: the state head */
};

int keyring_derive(const struct secret *project_key, uint32_t epoch,
		   struct keyring *out, struct err *err);
void keyring_clear(struct keyring *keyring);

/* A new random 32-byte key. */
int key_new(struct secret **out, struct err *err);

/* Key number id below a key (crypto_kdf_derive_from_key); context has 8
 * characters. */
int key_derive(const struct secret *key, const char *context, uint64_t id,
	       struct secret **out, struct err *err);

/* The KEY_BYTES of a key, borrowed; NULL with *err when it is none. */
const uint8_t *key_reveal(const struct secret *key, struct err *err);

/* BLAKE2b keyed with key over len bytes; size is 16 or 32. */
int keyed_hash(const struct secret *key, const void *bytes, size_t len,
	       uint8_t *out, size_t size, struct err *err);

#endif
