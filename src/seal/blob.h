/* blob.h - sealed bytes: XChaCha20-Poly1305 with a key commitment
 *
 *	format 1 | algorithm 1 | purpose 1 | 0 | key version u32 LE | nonce 24
 *	| key commitment 32 | ciphertext and tag
 *
 * The commitment is BLAKE2b-256 keyed with the key over the nonce. It is
 * compared first, so that a wrong key (ERR_LOCKED) and a changed blob
 * (ERR_DAMAGED) are told apart and no blob opens under two keys.
 * The additional data are the magic "cvblob01", that header up to and with the
 * key version, and the context below, at fixed widths. The plaintext is padded
 * with sodium_pad. doc/connvault-vault.7 has the whole format. */
#ifndef CONNVAULT_SEAL_BLOB_H
#define CONNVAULT_SEAL_BLOB_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/secret.h"

#define KEY_BYTES	 32
#define ID_BYTES	 16
#define HASH_BYTES	 32
#define BLOB_HEAD	 64 /* bytes before the ciphertext */
#define BLOB_NONCE	 8  /* where the nonce stands in it */
#define BLOB_NONCE_BYTES 24
#define BLOB_TAG	 16
#define BLOB_PAD	 64  /* plaintext is padded to a multiple of it */
#define CLEAR_MAX	 128 /* clear columns bound to a blob */

enum blob_purpose {
	BLOB_IDENTITY = 1, /* an identity in its slot */
	BLOB_META,	   /* what a row shows: name, piece, dates */
	BLOB_SECRET,	   /* the values of a credential */
	BLOB_AUDIT,	   /* detail of an audit row */
	BLOB_HEAD_STATE,   /* the state head of a project */
	BLOB_PROJECT,	   /* name of a project */
	BLOB_MIRROR,	   /* rows that were read, in the cache */
};

/* Where a blob belongs. Moving it elsewhere makes it unreadable. */
struct blob_context {
	uint8_t vault[ID_BYTES];
	uint8_t project[ID_BYTES];
	uint8_t row[ID_BYTES];
	uint64_t version;
	const uint8_t *clear; /* the row's clear columns, at fixed widths */
	size_t clear_len;     /* at most CLEAR_MAX */
};

/* Bytes of the blob for len bytes of plaintext. */
size_t blob_size(size_t len);

/* Seal len bytes at plain into out, which has blob_size(len) bytes. */
int blob_seal(const struct secret *key, enum blob_purpose purpose,
	      uint32_t key_version, const struct blob_context *context,
	      const void *plain, size_t len, uint8_t *out, struct err *err);

/* Open blob into out, which has room for len - BLOB_HEAD - BLOB_TAG bytes.
 * *out_len is the length without padding; out has at least one byte more, which
 * a reader may overwrite with NUL. On failure out is wiped. */
int blob_open(const struct secret *key, enum blob_purpose purpose,
	      const struct blob_context *context, const uint8_t *blob,
	      size_t len, void *out, size_t *out_len, struct err *err);

#endif
