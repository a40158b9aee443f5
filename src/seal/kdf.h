/* kdf.h - from a passphrase to a key: Argon2id (RFC 9106), libsodium's form */
#ifndef CONNVAULT_SEAL_KDF_H
#define CONNVAULT_SEAL_KDF_H

#include <stdint.h>

#include "base/err.h"
#include "base/secret.h"

#define KDF_SALT 16

struct kdf {
	uint64_t passes; /* 1..64; 0 with memory 0 for a key of its own */
	uint64_t memory; /* bytes, 64 MiB..4 GiB */
	uint8_t salt[KDF_SALT];
};

/* "interactive" (2, 64 MiB), "moderate" (3, 256 MiB), "sensitive"
 * (4, 1 GiB), with a new salt. ERR_USAGE for another name. */
int kdf_named(const char *name, struct kdf *out, struct err *err);

/* The bounds above, before anything is computed. ERR_DAMAGED outside. */
int kdf_check(const struct kdf *kdf, struct err *err);

/* 32 bytes from a passphrase. Takes about 0.4 s and kdf->memory bytes. */
int kdf_derive(const struct kdf *kdf, const struct secret *passphrase,
	       struct secret **out, struct err *err);

/* 32 bytes from a secret with entropy of its own (key file, recovery code):
 * BLAKE2b-256 keyed with label over salt and secret. */
int kdf_direct(const char *label, const struct kdf *kdf,
	       const struct secret *from, struct secret **out, struct err *err);

#endif
