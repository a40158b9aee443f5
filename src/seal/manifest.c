/* manifest.c - write, read and verify the signed chain of a project's members
 */
#include "seal/manifest.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "seal/bytes.h"
#include "seal/keyring.h"

#define MAGIC		 "cvmanif1"
#define MAGIC_LEN	 8
#define COMMIT_LABEL	 "cvcommit"
#define COMMIT_LABEL_LEN 8
#define HEAD_LEN	 120
#define MEMBER_LEN	 (ID_BYTES + 32 + 32 + 1)

static_assert(HEAD_LEN == MAGIC_LEN + 2 * ID_BYTES + 8 + HASH_BYTES + 4 +
				  HASH_BYTES + 4,
	      "layout of a row");
static_assert(MANIFEST_BYTES_MAX ==
		      HEAD_LEN + MANIFEST_MEMBERS_MAX * MEMBER_LEN,
	      "largest row");

int key_commitment(const struct secret *project_key, const uint8_t vault[16],
		   const uint8_t project[16], uint32_t epoch,
		   uint8_t out[HASH_BYTES], struct err *err)
{
	uint8_t bytes[COMMIT_LABEL_LEN + 2 * ID_BYTES + 4], *at = bytes;

	at = put_bytes(at, COMMIT_LABEL, COMMIT_LABEL_LEN);
	at = put_bytes(at, vault, ID_BYTES);
	at = put_bytes(at, project, ID_BYTES);
	put_u32(at, epoch);
	return keyed_hash(project_key, bytes, sizeof(bytes), out, HASH_BYTES,
			  err);
}

size_t manifest_write(const struct manifest *manifest,
		      uint8_t out[MANIFEST_BYTES_MAX])
{
	uint8_t *at = out;

	if (manifest->count > MANIFEST_MEMBERS_MAX)
		return 0;
	at = put_bytes(at, MAGIC, MAGIC_LEN);
	at = put_bytes(at, manifest->vault, ID_BYTES);
	at = put_bytes(at, manifest->project, ID_BYTES);
	at = put_u64(at, manifest->seq);
	at = put_bytes(at, manifest->prev, HASH_BYTES);
	at = put_u32(at, manifest->epoch);
	at = put_bytes(at, manifest->commitment, HASH_BYTES);
	at = put_u32(at, manifest->count);
	for (uint32_t i = 0; i < manifest->count; i++) {
		const struct member *member = &manifest->members[i];

		at = put_bytes(at, member->id, ID_BYTES);
		at = put_bytes(at, member->box_pk, 32);
		at = put_bytes(at, member->sign_pk, 32);
		at = put_u8(at, member->role);
	}
	return (size_t)(at - out);
}

static const uint8_t *read_head(const uint8_t *at, struct manifest *out)
{
	at = get_bytes(at + MAGIC_LEN, out->vault, ID_BYTES);
	at = get_bytes(at, out->project, ID_BYTES);
	at = get_u64(at, &out->seq);
	at = get_bytes(at, out->prev, HASH_BYTES);
	at = get_u32(at, &out->epoch);
	at = get_bytes(at, out->commitment, HASH_BYTES);
	return get_u32(at, &out->count);
}

/* Each id is that of its keys, and stands once. */
static int check_member(const struct manifest *manifest, uint32_t index,
			struct err *err)
{
	const struct member *member = &manifest->members[index];
	uint8_t id[ID_BYTES];

	if (member->role < ROLE_READER || member->role > ROLE_ADMINISTRATOR)
		return err_set(err, ERR_DAMAGED, "a member has role %d",
			       member->role);
	member_id(member, id);
	if (memcmp(id, member->id, ID_BYTES) != 0)
		return err_set(err, ERR_DAMAGED,
			       "a member's id is not that of its keys");
	if (manifest_member(manifest, member->id) != member)
		return err_set(err, ERR_DAMAGED, "a member stands twice");
	return 0;
}

int manifest_read(const uint8_t *bytes, size_t len, struct manifest *out,
		  struct err *err)
{
	const uint8_t *at;

	if (len < HEAD_LEN || memcmp(bytes, MAGIC, MAGIC_LEN) != 0)
		return err_set(err, ERR_DAMAGED, "not a row of a manifest");
	*out = (struct manifest){ .count = 0 };
	at = read_head(bytes, out);
	if (out->epoch == 0 || out->count == 0 ||
	    out->count > MANIFEST_MEMBERS_MAX ||
	    len != HEAD_LEN + (size_t)out->count * MEMBER_LEN)
		return err_set(err, ERR_DAMAGED, "a malformed row");
	for (uint32_t i = 0; i < out->count; i++) {
		struct member *member = &out->members[i];

		at = get_bytes(at, member->id, ID_BYTES);
		at = get_bytes(at, member->box_pk, 32);
		at = get_bytes(at, member->sign_pk, 32);
		member->role = *at++;
		if (check_member(out, i, err) != 0)
			return -1;
	}
	return 0;
}

void manifest_hash(const uint8_t *bytes, size_t len, uint8_t out[HASH_BYTES])
{
	crypto_generichash(out, HASH_BYTES, bytes, len, NULL, 0);
}

const struct member *manifest_member(const struct manifest *manifest,
				     const uint8_t id[ID_BYTES])
{
	for (uint32_t i = 0; i < manifest->count; i++) {
		if (memcmp(manifest->members[i].id, id, ID_BYTES) == 0)
			return &manifest->members[i];
	}
	return NULL;
}

static bool is_signed_by_administrator(const struct manifest *manifest,
				       const struct manifest_row *row)
{
	struct err ignored = ERR_INIT;

	for (uint32_t i = 0; i < manifest->count; i++) {
		const struct member *member = &manifest->members[i];

		if (member->role == ROLE_ADMINISTRATOR &&
		    signature_check(member->sign_pk, row->bytes, row->len,
				    row->signature, &ignored) == 0)
			return true;
	}
	return false;
}

/* What ties a row to the one before it; NULL when all is well. */
static const char *link_fault(const struct manifest *prev,
			      const uint8_t prev_hash[HASH_BYTES],
			      const struct manifest *now,
			      const struct manifest_row *row)
{
	if (memcmp(now->prev, prev_hash, HASH_BYTES) != 0)
		return "does not follow the row before it";
	if (now->epoch < prev->epoch)
		return "goes back to an older key";
	if (now->epoch == prev->epoch &&
	    memcmp(now->commitment, prev->commitment, HASH_BYTES) != 0)
		return "changes the key within an epoch";
	if (!is_signed_by_administrator(prev, row))
		return "is not signed by an administrator";
	return NULL;
}

static const char *first_fault(const struct manifest *now,
			       const struct manifest_row *row,
			       const uint8_t founder_pk[32])
{
	struct err ignored = ERR_INIT;

	if (!sodium_is_zero(now->prev, HASH_BYTES))
		return "does not begin the chain";
	if (signature_check(founder_pk, row->bytes, row->len, row->signature,
			    &ignored))
		return "is not signed by the vault's founder";
	return NULL;
}

static int row_bad(size_t index, const char *what, struct err *err)
{
	err_set(err, ERR_DAMAGED, "row %zu of the manifest %s", index, what);
	return err_hint(err, "somebody changed who may open this project; "
			     "compare the vault with a backup");
}

int manifest_verify(const struct manifest_row *rows, size_t count,
		    const uint8_t vault[16], const uint8_t project[16],
		    const uint8_t founder_pk[32], struct manifest *out,
		    uint8_t hash[HASH_BYTES], struct err *err)
{
	struct manifest chain[2]; /* the row before, and this one */
	uint8_t last[HASH_BYTES];
	struct err ignored = ERR_INIT;

	if (count == 0)
		return err_set(err, ERR_DAMAGED, "the manifest is missing");
	for (size_t i = 0; i < count; i++) {
		struct manifest *now = &chain[i % 2], *prev = &chain[1 - i % 2];
		const char *fault;

		if (manifest_read(rows[i].bytes, rows[i].len, now, &ignored))
			return row_bad(i, "is damaged", err);
		if (memcmp(now->vault, vault, ID_BYTES) != 0 ||
		    memcmp(now->project, project, ID_BYTES) != 0)
			return row_bad(i, "is of another project", err);
		if (now->seq != i)
			return row_bad(i, "is out of order", err);
		fault = i == 0 ? first_fault(now, &rows[i], founder_pk)
			       : link_fault(prev, last, now, &rows[i]);
		if (fault)
			return row_bad(i, fault, err);
		manifest_hash(rows[i].bytes, rows[i].len, last);
	}
	*out = chain[(count - 1) % 2];
	memcpy(hash, last, HASH_BYTES);
	return 0;
}
