/* box.h - bytes sealed to a passphrase or to members, in a file of its own
 *
 *	"cvexport" 8 | format 1 | to 1 | how | stream header 24
 *	| key commitment 32 | chunks
 *
 * to 1, a passphrase: how is 0 u16 | passes u64 LE | memory u64 LE | salt 16,
 * and the key is Argon2id of the passphrase. to 2, members: how is count u16 LE
 * | the key, random, as crypto_box_seal of 80 bytes for each; the first chunk
 * is X25519 pk 32 | Ed25519 pk 32 | signature 64 of who made the file.
 *
 * The commitment is BLAKE2b-256 keyed with the key over all that stands before,
 * and is compared first: another passphrase (ERR_LOCKED) and a changed file
 * (ERR_DAMAGED) are told apart. Each chunk is 64 KiB of plaintext, the last one
 * less, as crypto_secretstream_xchacha20poly1305 makes it with the head,
 * commitment included, as additional data; only the last one has TAG_FINAL, and
 * nothing follows it. doc/connvault-export.5 has the whole format. */
#ifndef CONNVAULT_SEAL_BOX_H
#define CONNVAULT_SEAL_BOX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/secret.h"
#include "seal/pubkey.h"

struct identity;

#define BOX_HEAD	   100 /* to a passphrase */
#define BOX_TO_HEAD(count) (68 + (size_t)(count)*80)
#define BOX_MAKER	   145		       /* the first chunk, sealed */
#define BOX_CHUNK	   ((size_t)64 * 1024) /* of plaintext */
#define BOX_TAG		   17		       /* bytes each chunk has more */
#define BOX_MAX		   ((size_t)64 * 1024 * 1024) /* of plaintext */
#define BOX_MEMBERS_MAX	   64

/* How many bytes len bytes are, sealed to a passphrase, or to members. */
size_t box_size(size_t len);
size_t box_to_size(size_t len, size_t members);

/* kdf: a name of kdf.h, NULL for "moderate". *out has *len bytes, free(). */
int box_seal(const struct secret *passphrase, const char *kdf,
	     const struct secret *plain, uint8_t **out, size_t *len,
	     struct err *err);
/* Each of count members can open it, and sees that maker made it. */
int box_seal_to(const struct identity *maker, const struct member *to,
		size_t count, const struct secret *plain, uint8_t **out,
		size_t *len, struct err *err);

/* Does it begin like one, whatever follows? */
bool box_is(const void *bytes, size_t len);
bool box_is_to_members(const void *bytes, size_t len);

/* ERR_LOCKED for another passphrase. ERR_DAMAGED: changed, cut short, longer
 * than it was, or a key derivation out of the bounds of kdf.h, which is told
 * before anything is derived; ERR_USAGE: of a newer version. */
int box_open(const struct secret *passphrase, const uint8_t *bytes, size_t len,
	     struct secret **plain, struct err *err);
/* ERR_LOCKED when it is not for identity. *maker: who made it, for sure. */
int box_open_as(const struct identity *identity, const uint8_t *bytes,
		size_t len, struct secret **plain, struct member *maker,
		struct err *err);

#endif
