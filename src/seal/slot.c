/* slot.c - seal an identity under a passphrase, key file or recovery code */
#include "seal/slot.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "base/clock.h"
#include "seal/bytes.h"
#include "seal/keyring.h"

#define PLAIN_LEN (KEY_BYTES + 32) /* seed, founder's Ed25519 key */
#define CLEAR_LEN (1 + 8 + 8 + KDF_SALT + 8)

static_assert(KEY_FILE_BYTES == KEY_BYTES, "a key file is a key");

static const struct {
	const char *label; /* of kdf_direct(); NULL: derived with Argon2id */
	const char *wrong;
} kinds[] = {
	[SLOT_PASSPHRASE] = { .wrong = "wrong passphrase" },
	[SLOT_KEY_FILE] = { .label = "connvault slot: key file",
			    .wrong = "this key file does not open the vault" },
	[SLOT_RECOVERY] = { .label = "connvault slot: recovery code",
			    .wrong = "this recovery code does not open the "
				     "vault" },
};

/* The clear columns of a slot, bound to what it seals. */
static void clear_write(const struct slot *slot, uint8_t clear[CLEAR_LEN])
{
	uint8_t *at = clear;

	at = put_u8(at, (uint8_t)slot->kind);
	at = put_u64(at, slot->kdf.passes);
	at = put_u64(at, slot->kdf.memory);
	at = put_bytes(at, slot->kdf.salt, KDF_SALT);
	put_u64(at, (uint64_t)slot->created_at);
}

static struct blob_context slot_context(const uint8_t vault[ID_BYTES],
					const struct slot *slot,
					uint8_t clear[CLEAR_LEN])
{
	struct blob_context context = { .clear = clear,
					.clear_len = CLEAR_LEN };

	clear_write(slot, clear);
	memcpy(context.vault, vault, ID_BYTES);
	memcpy(context.row, slot->id, ID_BYTES);
	return context;
}

/* A passphrase needs Argon2id, and nothing else may ask for it. */
static int slot_check(const struct slot *slot, struct err *err)
{
	bool derives = slot->kdf.passes != 0;

	if (slot->kind < SLOT_PASSPHRASE || slot->kind > SLOT_RECOVERY)
		return err_set(err, ERR_DAMAGED, "a slot of kind %d",
			       (int)slot->kind);
	if (derives != (slot->kind == SLOT_PASSPHRASE))
		return err_set(err, ERR_DAMAGED,
			       "a slot's key derivation is not of its kind");
	return 0;
}

static int unlock_key(const struct slot *slot, const struct secret *unlock,
		      struct secret **out, struct err *err)
{
	if (slot->kind == SLOT_PASSPHRASE)
		return kdf_derive(&slot->kdf, unlock, out, err);
	if (secret_len(unlock) != KEY_BYTES)
		return err_set(err, ERR_LOCKED, "%s", kinds[slot->kind].wrong);
	return kdf_direct(kinds[slot->kind].label, &slot->kdf, unlock, out,
			  err);
}

/* The plaintext of a slot. */
static int plain_new(const struct identity *identity,
		     const uint8_t founder_pk[32], struct secret **out,
		     struct err *err)
{
	const uint8_t *seed = key_reveal(identity_seed(identity), err);
	uint8_t *at;

	if (seed == NULL || secret_new(PLAIN_LEN, out, err) != 0)
		return -1;
	at = put_bytes(secret_fill(*out), seed, KEY_BYTES);
	put_bytes(at, founder_pk, 32);
	return 0;
}

static int slot_fill(const uint8_t vault[ID_BYTES], struct slot *slot,
		     const struct secret *unlock,
		     const struct identity *identity,
		     const uint8_t founder_pk[32], struct err *err)
{
	struct secret *key = NULL, *plain = NULL;
	uint8_t clear[CLEAR_LEN];
	struct blob_context context = slot_context(vault, slot, clear);
	int r = -1;

	if (unlock_key(slot, unlock, &key, err) != 0 ||
	    plain_new(identity, founder_pk, &plain, err) != 0)
		goto out;
	r = blob_seal(key, BLOB_IDENTITY, 0, &context,
		      secret_reveal(plain, NULL), PLAIN_LEN, slot->blob, err);
out:
	secret_free(plain);
	secret_free(key);
	return r;
}

int slot_seal(const uint8_t vault[ID_BYTES], enum slot_kind kind,
	      const struct kdf *kdf, const struct secret *unlock,
	      const struct identity *identity, const uint8_t founder_pk[32],
	      struct slot *out, struct err *err)
{
	struct slot slot = { .kind = kind, .created_at = clock_now() };

	randombytes_buf(slot.id, sizeof(slot.id));
	if (kind == SLOT_PASSPHRASE)
		slot.kdf = *kdf;
	else
		randombytes_buf(slot.kdf.salt, KDF_SALT);
	if (slot_check(&slot, err) != 0 ||
	    slot_fill(vault, &slot, unlock, identity, founder_pk, err) != 0)
		return -1;
	*out = slot;
	return 0;
}

static int plain_open(const uint8_t vault[ID_BYTES], const struct slot *slot,
		      const struct secret *key, struct secret *plain,
		      struct err *err)
{
	uint8_t clear[CLEAR_LEN];
	struct blob_context context = slot_context(vault, slot, clear);
	size_t len;

	if (blob_open(key, BLOB_IDENTITY, &context, slot->blob, SLOT_BLOB,
		      secret_fill(plain), &len, err) != 0) {
		if (err->code == ERR_LOCKED)
			err_set(err, ERR_LOCKED, "%s", kinds[slot->kind].wrong);
		return -1;
	}
	if (len != PLAIN_LEN)
		return err_set(err, ERR_DAMAGED, "a slot of another length");
	return 0;
}

/* Take apart what a slot sealed. */
static int plain_read(const struct secret *plain, struct identity **out,
		      uint8_t founder_pk[32], struct err *err)
{
	const uint8_t *bytes = secret_reveal(plain, NULL);
	struct secret *seed;
	int r;

	if (secret_from(bytes, KEY_BYTES, &seed, err) != 0)
		return -1;
	r = identity_from_seed(seed, out, err);
	if (r == 0)
		memcpy(founder_pk, bytes + KEY_BYTES, 32);
	secret_free(seed);
	return r;
}

int slot_open(const uint8_t vault[ID_BYTES], const struct slot *slot,
	      const struct secret *unlock, struct identity **out,
	      uint8_t founder_pk[32], struct err *err)
{
	struct secret *key = NULL, *plain = NULL;
	int r = -1;

	if (slot_check(slot, err) != 0 ||
	    unlock_key(slot, unlock, &key, err) != 0 ||
	    secret_new(SLOT_BLOB - BLOB_HEAD - BLOB_TAG, &plain, err) != 0 ||
	    plain_open(vault, slot, key, plain, err) != 0)
		goto out;
	r = plain_read(plain, out, founder_pk, err);
out:
	secret_free(plain);
	secret_free(key);
	return r;
}
