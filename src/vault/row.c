/* row.c - seal and open one row, its clear columns bound to it */
#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "seal/bytes.h"
#include "vault/internal.h"

int scratch_need(struct scratch *scratch, size_t size, struct err *err)
{
	if (size <= scratch->cap)
		return 0;
	uint8_t *at = malloc(2 * size);

	if (at == NULL)
		return err_nomem(err);
	scratch_clear(scratch);
	scratch->at = at;
	scratch->cap = 2 * size;
	return 0;
}

void scratch_clear(struct scratch *scratch)
{
	wipe_free(scratch->at, scratch->cap);
	memset(scratch, 0, sizeof(*scratch));
}

int grab_bytes(struct store_bytes bytes, void *arg)
{
	struct grab *grab = arg;
	uint8_t *at = malloc(bytes.len + 1);

	if (at == NULL)
		return err_nomem(grab->err);
	free(grab->at);
	memcpy(at, bytes.at, bytes.len);
	grab->at = at;
	grab->len = bytes.len;
	return 0;
}

struct blob_context context_of(const struct project *project,
			       const uint8_t *row, uint64_t version)
{
	struct blob_context context = { .version = version };

	memcpy(context.vault, store_vault_id(project->vault->store), ID_BYTES);
	memcpy(context.project, project->id, ID_BYTES);
	if (row != NULL)
		memcpy(context.row, row, ID_BYTES);
	return context;
}

/* -- hashes of names ------------------------------------------------------ */

int row_key_hash(const struct project *project, int kind, char type,
		 const char *key, uint8_t out[STORE_HASH], struct err *err)
{
	struct str s = STR_INIT;
	char head[2] = { type, (char)kind };

	str_add_bytes(&s, head, sizeof(head));
	str_add(&s, key);
	int r = s.failed ? err_nomem(err)
			 : keyed_hash(project->keys.index, s.text, s.len, out,
				      STORE_HASH, err);

	str_clear(&s);
	return r;
}

int row_name_hash(const struct project *project, int kind, const char *name,
		  uint8_t out[STORE_HASH], struct err *err)
{
	char *folded = utf8_fold(name);

	if (folded == NULL)
		return err_nomem(err);
	int r = row_key_hash(project, kind, 'n', folded, out, err);

	free(folded);
	return r;
}

/* -- meta ----------------------------------------------------------------- */

static uint8_t *put_hash(uint8_t *at, const uint8_t *hash)
{
	static const uint8_t none[STORE_HASH];

	at = put_u8(at, hash != NULL);
	return put_bytes(at, hash != NULL ? hash : none, STORE_HASH);
}

static struct blob_context row_context(const struct project *project,
				       const struct store_row *row,
				       uint8_t clear[CLEAR_MAX])
{
	struct blob_context context =
		context_of(project, row->id, (uint64_t)row->version);
	uint8_t *at = clear;

	context.clear = clear;
	at = put_u32(at, (uint32_t)row->kind);
	at = put_u64(at, (uint64_t)row->version);
	at = put_u64(at, (uint64_t)row->secret_version);
	at = put_u32(at, row->epoch);
	at = put_u32(at, (uint32_t)row->state);
	at = put_u64(at, (uint64_t)row->expires_at);
	at = put_u64(at, (uint64_t)row->refresh_at);
	at = put_u64(at, (uint64_t)row->updated_at);
	at = put_hash(at, row->name_hash);
	at = put_hash(at, row->key_hash);
	context.clear_len = (size_t)(at - clear);
	return context;
}

int row_seal(const struct project *project, struct store_row *row,
	     const void *plain, size_t len, struct err *err)
{
	uint8_t clear[CLEAR_MAX];
	struct blob_context context = row_context(project, row, clear);
	uint8_t *blob = malloc(blob_size(len));

	if (blob == NULL)
		return err_nomem(err);
	if (blob_seal(project->keys.meta, BLOB_META, row->epoch, &context,
		      plain, len, blob, err)) {
		free(blob);
		return -1;
	}
	row->meta.at = blob;
	row->meta.len = blob_size(len);
	return 0;
}

int row_open(const struct project *project, const struct store_row *row,
	     struct scratch *scratch, size_t *len, struct err *err)
{
	uint8_t clear[CLEAR_MAX];
	struct blob_context context = row_context(project, row, clear);

	if (scratch_need(scratch, row->meta.len + 1, err))
		return -1;
	return blob_open(project->keys.meta, BLOB_META, &context, row->meta.at,
			 row->meta.len, scratch->at, len, err);
}

int row_plain(const struct project *project, const struct store_row *row,
	      struct scratch *scratch, uint8_t **plain, size_t *len,
	      struct err *err)
{
	struct err why = ERR_INIT;

	*plain = NULL;
	*len = 0;
	if (row_open(project, row, scratch, len, &why) == 0)
		*plain = scratch->at;
	return why.code == ERR_NOMEM ? err_nomem(err) : 0;
}

/* -- secret --------------------------------------------------------------- */

int row_seal_secret(const struct project *project, const struct store_row *row,
		    const struct values *values, struct grab *out,
		    struct err *err)
{
	struct blob_context context =
		context_of(project, row->id, (uint64_t)row->secret_version);
	struct secret *packed = NULL;
	int r = -1;

	if (values_pack(values, &packed, err))
		return -1;
	size_t len = secret_len(packed);

	out->len = blob_size(len);
	out->at = malloc(out->len);
	if (out->at == NULL) {
		err_nomem(err);
		goto out;
	}
	r = blob_seal(project->keys.secret, BLOB_SECRET, row->epoch, &context,
		      secret_reveal(packed, NULL), len, out->at, err);
out:
	secret_free(packed);
	return r;
}

static int secret_unseal(const struct project *project,
			 const struct blob_context *context,
			 const struct grab *blob, struct values *out,
			 struct err *err)
{
	struct secret *packed = NULL;
	size_t len;
	int r = -1;

	if (blob->len <= BLOB_HEAD + BLOB_TAG)
		return err_set(err, ERR_DAMAGED, "the credential is cut short");
	if (secret_new(blob->len - BLOB_HEAD - BLOB_TAG, &packed, err))
		return -1;
	if (blob_open(project->keys.secret, BLOB_SECRET, context, blob->at,
		      blob->len, secret_fill(packed), &len, err)) {
		/* Our key is the right one: the manifest vouches for it. */
		err_set(err, ERR_DAMAGED,
			"the credential was changed outside connvault");
		err_hint(err, "reconnect it, or restore a backup");
		goto out;
	}
	secret_cut(packed, len);
	r = values_unpack(packed, out, err);
out:
	secret_free(packed);
	return r;
}

static_assert(SECRET_MARK == BLOB_NONCE_BYTES, "a mark is a nonce");

/* Version and id are those of the row in every copy of the vault; the nonce is
 * in none but the one that sealed it. */
static int secret_is_of(const struct sealed *row, const struct grab *blob,
			struct err *err)
{
	if (blob->len >= BLOB_HEAD &&
	    sodium_memcmp(blob->at + BLOB_NONCE, row->secret_mark,
			  SECRET_MARK) == 0)
		return 0;
	err_set(err, ERR_DAMAGED,
		"the credential is not the one its connection had: it was "
		"replaced outside connvault");
	return err_hint(err, "reconnect it, or restore a backup");
}

int row_open_secret(const struct project *project, const struct sealed *row,
		    struct values *out, struct err *err)
{
	struct blob_context context =
		context_of(project, row->id, (uint64_t)row->secret_version);
	struct grab blob = { .err = err };
	int r = store_secret_get(project->vault->store, project->id, row->id,
				 grab_bytes, &blob, err);

	if (r == 0)
		r = secret_is_of(row, &blob, err);
	else if (err->code == ERR_ABSENT)
		err_set(err, ERR_DAMAGED, "the credential is missing");
	if (r == 0)
		r = secret_unseal(project, &context, &blob, out, err);
	free(blob.at);
	return r ? -1 : 0;
}
