/* slots.c - the ways to unlock a vault, added and removed */
#include "vault/slots.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "seal/bytes.h"

#define SLOTS_MAX 64		     /* each passphrase costs a KDF to try */
#define KDF_BYTES (8 + 8 + KDF_SALT) /* passes, memory, salt */

static const struct {
	enum slot_kind kind;
	const char *shown;
	const char *none, *hint; /* of a vault without such a slot */
} kinds[] = {
	[0] = { .shown = "unknown" },
	[KEY_PASSPHRASE] = { SLOT_PASSPHRASE, "passphrase",
			     "the vault has no passphrase",
			     "give --key-file FILE, or the recovery code" },
	[KEY_FILE] = { SLOT_KEY_FILE, "key file", "the vault has no key file",
		       "give its passphrase, or the recovery code" },
	[KEY_RECOVERY] = { SLOT_RECOVERY, "recovery code",
			   "the vault has no recovery code",
			   "give its passphrase, or --key-file FILE" },
};

/* -- stored --------------------------------------------------------------- */

int slot_store(struct vault *vault, const struct slot *slot, struct err *err)
{
	uint8_t kdf[KDF_BYTES];
	uint8_t *at = put_u64(kdf, slot->kdf.passes);
	struct store_slot row = { .kind = (int)slot->kind,
				  .created_at = slot->created_at,
				  .kdf = { kdf, sizeof(kdf) },
				  .blob = { slot->blob, sizeof(slot->blob) } };

	at = put_u64(at, slot->kdf.memory);
	put_bytes(at, slot->kdf.salt, KDF_SALT);
	memcpy(row.id, slot->id, ID_BYTES);
	return store_slot_add(vault->store, &row, err);
}

struct slots {
	struct slot *item;
	size_t count;
	struct err *err;
};

static int slot_take(const struct store_slot *row, void *arg)
{
	struct slots *slots = arg;

	if (slots->count == SLOTS_MAX)
		return err_set(slots->err, ERR_DAMAGED,
			       "the vault has more than %d slots, which "
			       "connvault never makes",
			       SLOTS_MAX);
	struct slot *item =
		reallocarray(slots->item, slots->count + 1, sizeof(*item));

	if (item == NULL)
		return err_nomem(slots->err);
	slots->item = item;
	struct slot *slot = &item[slots->count++];

	memset(slot, 0, sizeof(*slot));
	memcpy(slot->id, row->id, ID_BYTES);
	slot->kind = (enum slot_kind)row->kind;
	slot->created_at = row->created_at;
	/* Of another size it opens under nothing, and is shown all the same. */
	if (row->blob.len == sizeof(slot->blob))
		memcpy(slot->blob, row->blob.at, row->blob.len);
	if (row->kdf.len != KDF_BYTES)
		return 0;
	const uint8_t *at = get_u64(row->kdf.at, &slot->kdf.passes);

	at = get_u64(at, &slot->kdf.memory);
	get_bytes(at, slot->kdf.salt, KDF_SALT);
	return 0;
}

static int slots_load(struct vault *vault, struct slots *out, struct err *err)
{
	memset(out, 0, sizeof(*out));
	out->err = err;
	if (store_slots(vault->store, slot_take, out, err) == 0)
		return 0;
	free(out->item);
	return -1;
}

static enum key_kind key_of(enum slot_kind kind)
{
	size_t i = sizeof(kinds) / sizeof(kinds[0]) - 1;

	while (i > 0 && kinds[i].kind != kind)
		i--;
	return (enum key_kind)i;
}

int vault_slots(struct vault *vault, struct slot_info **out, size_t *count,
		struct err *err)
{
	struct slots slots;

	if (slots_load(vault, &slots, err))
		return -1;
	struct slot_info *info = calloc(slots.count + 1, sizeof(*info));

	if (info == NULL) {
		free(slots.item);
		return err_nomem(err);
	}
	for (size_t i = 0; i < slots.count; i++) {
		const struct slot *slot = &slots.item[i];

		memcpy(info[i].id, slot->id, OBJECT_ID);
		info[i].key = key_of(slot->kind);
		info[i].kind = kinds[info[i].key].shown;
		info[i].created_at = slot->created_at;
		info[i].passes = slot->kdf.passes;
		info[i].memory = slot->kdf.memory;
		info[i].is_current =
			vault->identity != NULL &&
			sodium_memcmp(slot->id, vault->slot, OBJECT_ID) == 0;
	}
	*out = info;
	*count = slots.count;
	free(slots.item);
	return 0;
}

/* -- unlocking ------------------------------------------------------------ */

/* A damaged slot is told of only when no other one opens. */
static int slots_try(struct vault *vault, const struct slots *slots,
		     enum key_kind kind, const struct secret *secret,
		     struct err *err)
{
	struct identity *identity;
	struct err why;
	bool told = false;

	err_set(err, ERR_LOCKED, "%s", kinds[kind].none);
	err_hint(err, "%s", kinds[kind].hint);
	err_here(err, "F2: another way to unlock it");
	for (size_t i = 0; i < slots->count; i++) {
		const struct slot *slot = &slots->item[i];

		if (slot->kind != kinds[kind].kind)
			continue;
		if (slot_open(store_vault_id(vault->store), slot, secret,
			      &identity, vault->founder, &why)) {
			if (!told || why.code != ERR_LOCKED)
				*err = why;
			told = true;
			continue;
		}
		identity_free(vault->identity);
		vault->identity = identity;
		memcpy(vault->slot, slot->id, OBJECT_ID);
		return 0;
	}
	return -1;
}

/* The bytes that slot_open() wants; *made is to be freed. */
static int unlock_bytes(const struct unlock *unlock, const struct secret **out,
			struct secret **made, struct err *err)
{
	*made = NULL;
	*out = unlock->secret;
	if (unlock->kind != KEY_RECOVERY)
		return 0;
	if (recovery_parse(unlock->secret, made, err))
		return -1;
	*out = *made;
	return 0;
}

int vault_unlock(struct vault *vault, const struct unlock *unlock,
		 struct err *err)
{
	const struct secret *secret;
	struct secret *made;
	struct slots slots;
	struct err why;

	if (slots_load(vault, &slots, err))
		return -1;
	int r = unlock_bytes(unlock, &secret, &made, err);

	if (r == 0 && slots_try(vault, &slots, unlock->kind, secret, &why)) {
		*err = why;
		r = -1;
	}
	secret_free(made);
	free(slots.item);
	return r;
}

/* -- passing on ----------------------------------------------------------- */

#define PASS_SEED  32
#define PASS_BYTES (OBJECT_ID + 32 + OBJECT_ID + PASS_SEED)

/* vault id 16 | founder's Ed25519 key 32 | slot id 16 | seed of the identity 32
 */
int vault_pass_make(const struct vault *vault, struct secret **out,
		    struct err *err)
{
	if (vault->identity == NULL)
		return err_set(err, ERR_LOCKED, "the vault is locked");
	if (secret_new(PASS_BYTES, out, err))
		return -1;
	const struct secret *seed = identity_seed(vault->identity);
	uint8_t *at = secret_fill(*out);

	at = put_bytes(at, store_vault_id(vault->store), OBJECT_ID);
	at = put_bytes(at, vault->founder, sizeof(vault->founder));
	at = put_bytes(at, vault->slot, OBJECT_ID);
	put_bytes(at, secret_reveal(seed, NULL), PASS_SEED);
	return 0;
}

int vault_pass_use(struct vault *vault, const struct secret *pass,
		   struct err *err)
{
	const uint8_t *at = secret_reveal(pass, NULL);
	struct identity *identity;
	struct secret *seed;

	if (secret_len(pass) != PASS_BYTES ||
	    sodium_memcmp(at, store_vault_id(vault->store), OBJECT_ID) != 0)
		return err_set(err, ERR_LOCKED,
			       "what was passed on is of another vault");
	if (secret_from(at + PASS_BYTES - PASS_SEED, PASS_SEED, &seed, err))
		return -1;
	int r = identity_from_seed(seed, &identity, err);

	secret_free(seed);
	if (r)
		return -1;
	at = get_bytes(at + OBJECT_ID, vault->founder, sizeof(vault->founder));
	get_bytes(at, vault->slot, OBJECT_ID);
	identity_free(vault->identity);
	vault->identity = identity;
	return 0;
}

/* -- making --------------------------------------------------------------- */

int slot_make(const uint8_t vault[OBJECT_ID], const struct unlock *unlock,
	      const char *kdf, const struct identity *identity,
	      const uint8_t founder[32], struct slot *out, struct err *err)
{
	struct kdf params = { .passes = 0 };

	if (unlock->kind == KEY_PASSPHRASE &&
	    kdf_named(kdf != NULL ? kdf : "moderate", &params, err))
		return -1;
	return slot_seal(vault, kinds[unlock->kind].kind, &params,
			 unlock->secret, identity, founder, out, err);
}

int slot_make_recovery(const uint8_t vault[OBJECT_ID],
		       const struct identity *identity,
		       const uint8_t founder[32], struct slot *out,
		       struct secret **code, struct err *err)
{
	struct unlock unlock = { .kind = KEY_RECOVERY };
	struct secret *bytes = NULL;

	if (recovery_new(&bytes, code, err))
		return -1;
	unlock.secret = bytes;
	int r = slot_make(vault, &unlock, NULL, identity, founder, out, err);

	secret_free(bytes);
	if (r == 0)
		return 0;
	secret_free(*code);
	*code = NULL;
	return -1;
}

/* -- changing ------------------------------------------------------------- */

typedef int slot_step(struct vault *vault, const struct slot *slot,
		      struct err *err);

/* In the transaction, so that two who add the last one are told apart. */
static int slot_add(struct vault *vault, const struct slot *slot,
		    struct err *err)
{
	struct slots slots;

	if (slots_load(vault, &slots, err))
		return -1;
	free(slots.item);
	if (slots.count < SLOTS_MAX)
		return slot_store(vault, slot, err);
	err_set(err, ERR_USAGE, "the vault has %d slots already", SLOTS_MAX);
	return err_hint(err, "remove one first: connvault slot remove");
}

static int slot_drop(struct vault *vault, const struct slot *slot,
		     struct err *err)
{
	return store_slot_remove(vault->store, slot->id, err);
}

/* Every project notes it: who opens a slot opens them all. */
static int slot_change(struct vault *vault, const struct slot *slot,
		       enum audit_action action, slot_step *step,
		       struct err *err)
{
	struct audit_note note = { .action = action,
				   .object = slot->id,
				   .name = kinds[key_of(slot->kind)].shown };
	struct changes changes = { .count = 0 };
	int r = -1;

	if (store_begin(vault->store, err))
		return -1;
	if (step(vault, slot, err) == 0 &&
	    changes_note(vault, &note, NULL, &changes, err) == 0)
		r = changes_commit(vault, changes.item, changes.count, err);
	store_rollback(vault->store);
	changes_free(&changes);
	return r;
}

int vault_slot_add(struct vault *vault, const struct unlock *unlock,
		   const char *kdf, struct secret **recovery, struct err *err)
{
	const uint8_t *id = store_vault_id(vault->store);
	struct secret *code = NULL;
	struct slot slot;

	if (vault_need_identity(vault, err) || vault_need_writable(vault, err))
		return -1;
	/* The recovery identity's seed is not here to seal again. So a new code
	 * seals the identity at hand, which may do as much. */
	int r = unlock->kind == KEY_RECOVERY
			? slot_make_recovery(id, vault->identity,
					     vault->founder, &slot, &code, err)
			: slot_make(id, unlock, kdf, vault->identity,
				    vault->founder, &slot, err);

	if (r == 0)
		r = slot_change(vault, &slot, AUDIT_SLOT_ADD, slot_add, err);
	if (r == 0 && code != NULL) {
		*recovery = code;
		code = NULL;
	}
	secret_free(code);
	return r;
}

/* An operator must keep a passphrase or a key file. */
static int slot_may_go(const struct slots *slots, const uint8_t id[OBJECT_ID],
		       const struct slot **out, struct err *err)
{
	size_t others = 0;

	*out = NULL;
	for (size_t i = 0; i < slots->count; i++) {
		const struct slot *slot = &slots->item[i];

		if (sodium_memcmp(slot->id, id, OBJECT_ID) == 0)
			*out = slot;
		else if (slot->kind != SLOT_RECOVERY)
			others++;
	}
	if (*out == NULL)
		return err_set(err, ERR_ABSENT, "no such slot");
	if (others > 0 || (*out)->kind == SLOT_RECOVERY)
		return 0;
	err_set(err, ERR_USAGE,
		"the last passphrase or key file cannot be removed");
	return err_hint(err, "add another one first: connvault slot add");
}

int vault_slot_remove(struct vault *vault, const uint8_t id[OBJECT_ID],
		      struct err *err)
{
	const struct slot *slot;
	struct slots slots;

	if (vault_need_identity(vault, err) ||
	    vault_need_writable(vault, err) || slots_load(vault, &slots, err))
		return -1;
	int r = slot_may_go(&slots, id, &slot, err);

	if (r == 0)
		r = slot_change(vault, slot, AUDIT_SLOT_REMOVE, slot_drop, err);
	free(slots.item);
	return r;
}
