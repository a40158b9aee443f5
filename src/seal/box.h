/* box.h - bytes sealed to a passphrase, in a file that stands alone
 *
 *	"cvexport" 8 | format 1 | to 1 | 0 u16 | passes u64 LE | memory u64 LE
 *	| salt 16 | stream header 24 | key commitment 32 | chunks
 *
 * The key is Argon2id of the passphrase. The commitment is BLAKE2b-256 keyed
 * with it over all that stands before, and is compared first: a wrong
 * passphrase (ERR_LOCKED) and a changed file (ERR_DAMAGED) are told apart.
 * Each chunk is 64 KiB of plaintext, the last one less, as
 * crypto_secretstream_xchacha20poly1305 makes it with the head, commitment
 * included, as additional data; only the last one has TAG_FINAL, and nothing
 * follows it. doc/connvault-vault.7 has the whole format. */
#ifndef CONNVAULT_SEAL_BOX_H
#define CONNVAULT_SEAL_BOX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/secret.h"

#define BOX_HEAD  100
#define BOX_CHUNK ((size_t)64 * 1024) /* of plaintext */
#define BOX_TAG	  17		      /* bytes that each chunk has more */
#define BOX_MAX	  ((size_t)64 * 1024 * 1024) /* bytes of plaintext */

/* How many bytes len bytes are, sealed. */
size_t box_size(size_t len);

/* kdf: a name of kdf.h, NULL for "moderate". *out has *len bytes, free(). */
int box_seal(const struct secret *passphrase, const char *kdf,
	     const struct secret *plain, uint8_t **out, size_t *len,
	     struct err *err);

/* Does it begin like one, whatever follows? */
bool box_is(const void *bytes, size_t len);

/* ERR_LOCKED for another passphrase. ERR_DAMAGED: changed, cut short, longer
 * than it was, or a key derivation out of the bounds of kdf.h, which is told
 * before anything is derived; ERR_USAGE: of a newer version. */
int box_open(const struct secret *passphrase, const uint8_t *bytes, size_t len,
	     struct secret **plain, struct err *err);

#endif
