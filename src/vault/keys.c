/* keys.c - from the manifest and an identity to the keys of a project */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "vault/internal.h"

#define CHAIN_MAX 4096 /* rows of a manifest that are read */

struct chain {
	struct manifest_row *row;
	size_t count, cap;
	struct err *err;
};

static void chain_clear(struct chain *chain)
{
	for (size_t i = 0; i < chain->count; i++)
		free((void *)chain->row[i].bytes);
	free(chain->row);
}

static int chain_grow(struct chain *chain)
{
	if (chain->count < chain->cap)
		return 0;
	size_t cap = chain->cap ? 2 * chain->cap : 4;
	struct manifest_row *row = NULL;

	if (cap > CHAIN_MAX)
		return err_set(chain->err, ERR_DAMAGED, "manifest too long");
	row = reallocarray(chain->row, cap, sizeof(*row));
	if (row == NULL)
		return err_nomem(chain->err);
	chain->row = row;
	chain->cap = cap;
	return 0;
}

static int chain_add(uint64_t seq, struct store_bytes bytes,
		     struct store_bytes signature, void *arg)
{
	struct chain *chain = arg;

	if (seq != chain->count || signature.len != SIGNATURE_BYTES)
		return err_set(chain->err, ERR_DAMAGED,
			       "manifest row %zu is missing or changed",
			       chain->count);
	if (chain_grow(chain))
		return -1;
	uint8_t *copy = malloc(bytes.len + 1);

	if (copy == NULL)
		return err_nomem(chain->err);
	memcpy(copy, bytes.at, bytes.len);
	struct manifest_row *row = &chain->row[chain->count++];

	row->bytes = copy;
	row->len = bytes.len;
	memcpy(row->signature, signature.at, SIGNATURE_BYTES);
	return 0;
}

static int manifest_load(struct project *project, struct manifest *out,
			 uint8_t hash[HASH_BYTES], struct err *err)
{
	struct vault *vault = project->vault;
	struct chain chain = { .err = err };
	int r = -1;

	if (store_manifest(vault->store, project->id, chain_add, &chain, err))
		goto out;
	if (chain.count == 0) {
		err_set(err, ERR_DAMAGED, "a project has no manifest");
		goto out;
	}
	r = manifest_verify(chain.row, chain.count,
			    store_vault_id(vault->store), project->id,
			    vault->founder, out, hash, err);
out:
	chain_clear(&chain);
	return r;
}

static int commitment_check(const struct project *project,
			    const struct manifest *manifest,
			    const struct secret *key, struct err *err)
{
	uint8_t commitment[HASH_BYTES];

	if (key_commitment(key, store_vault_id(project->vault->store),
			   project->id, manifest->epoch, commitment, err))
		return -1;
	if (sodium_memcmp(commitment, manifest->commitment, HASH_BYTES) == 0)
		return 0;
	return err_set(err, ERR_DAMAGED,
		       "a project key is not the one its manifest commits to: "
		       "somebody put in another");
}

static int key_load(const struct project *project,
		    const struct manifest *manifest, struct secret **out,
		    struct err *err)
{
	struct vault *vault = project->vault;
	const uint8_t *me = identity_public(vault->identity)->id;
	uint8_t sealed[SEALED_KEY_BYTES];
	size_t len;

	if (manifest_member(manifest, me) == NULL)
		return err_set(err, ERR_LOCKED,
			       "you are not a member of this project");
	if (store_key_get(vault->store, project->id, manifest->epoch, me,
			  sealed, sizeof(sealed), &len, err))
		return err->code != ERR_ABSENT
			       ? -1
			       : err_set(err, ERR_DAMAGED,
					 "a project key is missing");
	struct err why;

	if (len != sizeof(sealed) ||
	    key_open(vault->identity, sealed, out, &why))
		return err_set(err, ERR_DAMAGED, "a project key was changed");
	if (commitment_check(project, manifest, *out, err) == 0)
		return 0;
	secret_free(*out);
	*out = NULL;
	return -1;
}

static int keyring_replace(struct project *project,
			   const struct secret *project_key, uint32_t epoch,
			   struct err *err)
{
	struct keyring keys = { .epoch = epoch };

	if (keyring_derive(project_key, epoch, &keys, err))
		return -1;
	keyring_clear(&project->keys);
	project->keys = keys;
	return 0;
}

int keys_load(struct project *project, struct err *err)
{
	struct secret *key = NULL;
	struct manifest *manifest = malloc(sizeof(*manifest));
	uint8_t hash[HASH_BYTES];
	int r = -1;

	if (manifest == NULL)
		return err_nomem(err);
	if (manifest_load(project, manifest, hash, err) ||
	    key_load(project, manifest, &key, err) ||
	    keyring_replace(project, key, manifest->epoch, err))
		goto out;
	project->manifest = *manifest;
	memcpy(project->manifest_hash, hash, HASH_BYTES);
	r = 0;
out:
	secret_free(key);
	free(manifest);
	return r;
}

/* -- making --------------------------------------------------------------- */

static int manifest_store(struct project *project, struct err *err)
{
	struct vault *vault = project->vault;
	uint8_t bytes[MANIFEST_BYTES_MAX], signature[SIGNATURE_BYTES];
	size_t len = manifest_write(&project->manifest, bytes);

	manifest_hash(bytes, len, project->manifest_hash);
	if (identity_sign(vault->identity, bytes, len, signature, err))
		return -1;
	return store_manifest_add(
		vault->store, project->id, project->manifest.seq,
		(struct store_bytes){ bytes, len },
		(struct store_bytes){ signature, sizeof(signature) }, err);
}

static int key_store(const struct project *project, const struct member *member,
		     const struct secret *key, struct err *err)
{
	uint8_t sealed[SEALED_KEY_BYTES];

	if (key_seal_to(member, key, sealed, err))
		return -1;
	return store_key_put(project->vault->store, project->id,
			     project->manifest.epoch, member->id,
			     (struct store_bytes){ sealed, sizeof(sealed) },
			     err);
}

int keys_store(struct project *project, const struct secret *key,
	       struct err *err)
{
	for (uint32_t i = 0; i < project->manifest.count; i++)
		if (key_store(project, &project->manifest.members[i], key, err))
			return -1;
	return manifest_store(project, err);
}

int keys_make(struct project *project, const struct member *members,
	      size_t count, struct secret **key, struct err *err)
{
	struct manifest *manifest = &project->manifest;
	const uint8_t *vault = store_vault_id(project->vault->store);

	memset(manifest, 0, sizeof(*manifest));
	memcpy(manifest->vault, vault, ID_BYTES);
	memcpy(manifest->project, project->id, ID_BYTES);
	manifest->epoch = 1;
	manifest->count = (uint32_t)count;
	memcpy(manifest->members, members, count * sizeof(*members));
	if (key_new(key, err) ||
	    key_commitment(*key, vault, project->id, manifest->epoch,
			   manifest->commitment, err))
		return -1;
	return keyring_replace(project, *key, manifest->epoch, err);
}
