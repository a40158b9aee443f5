/* pubkey.h - who may open something, as others know them: two public keys
 *
 * As text for handing on it is "cvmember1" and the base32 (RFC 4648, small
 * letters, 112 of them) of
 *
 *	X25519 pk 32 | Ed25519 pk 32 | check 6
 *
 * where check are the first bytes of BLAKE2b-256 of "cvmember1" and the two
 * keys. */
#ifndef CONNVAULT_SEAL_PUBKEY_H
#define CONNVAULT_SEAL_PUBKEY_H

#include "base/err.h"
#include "seal/blob.h"

struct member {
	uint8_t id[ID_BYTES];
	uint8_t box_pk[32];
	uint8_t sign_pk[32];
	uint8_t role; /* enum role, manifest.h; 0 outside one */
};

/* The id that belongs to a member's two public keys. */
void member_id(const struct member *member, uint8_t out[ID_BYTES]);

#define PUBKEY_MARK "cvmember1"
#define PUBKEY_TEXT 122 /* with its NUL */
void pubkey_text(const struct member *member, char out[PUBKEY_TEXT]);
/* Capitals are fine. ERR_USAGE says whether it is none, or has a slip. */
int pubkey_parse(const char *text, struct member *out, struct err *err);

#endif
