/* slot.h - the ways to unlock a vault: each slot seals one identity
 *
 * The sealed plaintext is the identity's seed and the Ed25519 key of the
 * vault's founder, so that whoever opens a slot knows whose manifests to
 * trust. The KDF parameters are bound into the blob. */
#ifndef CONNVAULT_SEAL_SLOT_H
#define CONNVAULT_SEAL_SLOT_H

#include "seal/identity.h"
#include "seal/kdf.h"

enum slot_kind { SLOT_PASSPHRASE = 1, SLOT_KEY_FILE, SLOT_RECOVERY };

#define KEY_FILE_BYTES	   32
#define RECOVERY_CODE_LEN  52 /* base32 digits, without the dashes */
#define RECOVERY_CODE_TEXT 65 /* 13 groups of 4, dashes, NUL */
#define SLOT_BLOB	   (BLOB_HEAD + 128 + BLOB_TAG) /* 64 bytes and padding */

struct slot {
	uint8_t id[ID_BYTES];
	enum slot_kind kind;
	struct kdf kdf;
	int64_t created_at;
	uint8_t blob[SLOT_BLOB];
};

/* Seal identity and founder under what unlocks (passphrase, key file's bytes,
 * or the 32 bytes of a recovery code). kdf is ignored but for a passphrase. */
int slot_seal(const uint8_t vault[ID_BYTES], enum slot_kind kind,
	      const struct kdf *kdf, const struct secret *unlock,
	      const struct identity *identity, const uint8_t founder_pk[32],
	      struct slot *out, struct err *err);

/* ERR_LOCKED when unlock is wrong, ERR_DAMAGED when the slot was changed. */
int slot_open(const uint8_t vault[ID_BYTES], const struct slot *slot,
	      const struct secret *unlock, struct identity **out,
	      uint8_t founder_pk[32], struct err *err);

/* 32 random bytes, and their text "ABCD-EFGH-..." in base32 (RFC 4648) with
 * 4 bits of checksum. The text is a secret of RECOVERY_CODE_TEXT - 1 bytes. */
int recovery_new(struct secret **bytes, struct secret **text, struct err *err);
/* Blanks, dashes and case are ignored, 0 1 8 read as O L B. ERR_LOCKED and a
 * hint when the checksum tells of a slip of the pen. */
int recovery_parse(const struct secret *text, struct secret **bytes,
		   struct err *err);

#endif
