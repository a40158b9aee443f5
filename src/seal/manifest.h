/* manifest.h - who belongs to a project: a signed, append-only chain
 *
 *	row := "cvmanif1" | vault 16 | project 16 | seq u64 | prev hash 32
 *	     | epoch u32 | key commitment 32 | n u32
 *	     | n * { member id 16, X25519 pk 32, Ed25519 pk 32, role 1 }
 *
 * all little-endian. Row 0 is signed by the vault's founder, every other one by
 * an administrator of the row before. crypto_box_seal authenticates nobody, so
 * a project key counts only when the newest row commits to it. */
#ifndef CONNVAULT_SEAL_MANIFEST_H
#define CONNVAULT_SEAL_MANIFEST_H

#include "seal/identity.h"

#define MANIFEST_MEMBERS_MAX 64

enum role { ROLE_READER = 1, ROLE_MEMBER, ROLE_ADMINISTRATOR };

struct manifest {
	uint8_t vault[ID_BYTES], project[ID_BYTES];
	uint64_t seq;
	uint8_t prev[HASH_BYTES];
	uint32_t epoch;
	uint8_t commitment[HASH_BYTES]; /* key_commitment() */
	uint32_t count;
	struct member members[MANIFEST_MEMBERS_MAX];
};

/* A row as stored: its bytes, its signature. */
struct manifest_row {
	const uint8_t *bytes;
	size_t len;
	uint8_t signature[SIGNATURE_BYTES];
};

/* BLAKE2b-256 keyed with the project key over "cvcommit", vault, project and
 * epoch. */
int key_commitment(const struct secret *project_key, const uint8_t vault[16],
		   const uint8_t project[16], uint32_t epoch,
		   uint8_t out[HASH_BYTES], struct err *err);

/* Largest bytes a row can have. */
#define MANIFEST_BYTES_MAX (120 + MANIFEST_MEMBERS_MAX * 81)
/* Write the bytes of a row into out; returns their number. */
size_t manifest_write(const struct manifest *manifest,
		      uint8_t out[MANIFEST_BYTES_MAX]);
int manifest_read(const uint8_t *bytes, size_t len, struct manifest *out,
		  struct err *err);
void manifest_hash(const uint8_t *bytes, size_t len, uint8_t out[HASH_BYTES]);

/* Check a whole chain from row 0: vault, project, seq, prev, signatures. The
 * newest row goes to *out, its hash to hash. ERR_DAMAGED names the first bad
 * row. count >= 1. */
int manifest_verify(const struct manifest_row *rows, size_t count,
		    const uint8_t vault[16], const uint8_t project[16],
		    const uint8_t founder_pk[32], struct manifest *out,
		    uint8_t hash[HASH_BYTES], struct err *err);

/* The member with that id, or NULL. */
const struct member *manifest_member(const struct manifest *manifest,
				     const uint8_t id[ID_BYTES]);

#endif
