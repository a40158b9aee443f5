/* items.c - rows that are found by a key: OAuth apps, leases, clients
 *
 * An item is a struct with a struct sealed in front, columns for codec.c, and
 * the block of its texts. */
#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "vault/internal.h"

struct kind {
	int number;
	const char *what;
	const struct shape *shape;
	size_t size, text; /* of the struct; where text is in it */
};

const struct kind app_kind = { APPS, "OAuth app", &app_shape,
			       sizeof(struct app), offsetof(struct app, text) };
const struct kind lease_kind = { LEASES, "lease", &lease_shape,
				 sizeof(struct lease),
				 offsetof(struct lease, text) };

const struct kind client_kind = { CLIENTS, "client", &client_shape,
				  sizeof(struct client),
				  offsetof(struct client, text) };

static_assert(offsetof(struct app, row) == 0 &&
		      offsetof(struct lease, row) == 0 &&
		      offsetof(struct client, row) == 0,
	      "an item begins with its row");

/* -- reading -------------------------------------------------------------- */

static void **text_of(const struct kind *kind, void *item)
{
	return (void **)((char *)item + kind->text);
}

static int item_from_row(const struct project *project, const struct kind *kind,
			 const struct store_row *row, struct scratch *scratch,
			 void *out, struct err *err)
{
	struct sealed *sealed = out;
	size_t len;

	memset(out, 0, kind->size);
	memcpy(sealed->id, row->id, OBJECT_ID);
	sealed->version = row->version;
	sealed->secret_version = row->secret_version;
	if (row->kind != kind->number)
		return err_set(err, ERR_DAMAGED, "a row is not what it was");
	if (row_open(project, row, scratch, &len, err))
		return -1;
	return item_decode(kind->shape, scratch->at, len, NULL, out,
			   text_of(kind, out), err);
}

struct reading {
	struct project *project;
	const struct kind *kind;
	struct scratch scratch;
	void *item;
	size_t count, cap;
	struct err *err;
};

static int one_row(const struct store_row *row, void *arg)
{
	struct reading *r = arg;

	return item_from_row(r->project, r->kind, row, &r->scratch, r->item,
			     r->err);
}

static int damaged(const struct kind *kind, const char *key, struct err *err)
{
	err_set(err, ERR_DAMAGED,
		"%s \"%.100s\" cannot be read: it was changed outside "
		"connvault",
		kind->what, key);
	return err_hint(err, "restore a backup, or remove it");
}

int item_find(struct project *project, const struct kind *kind, const char *key,
	      void *out, struct err *err)
{
	struct err why = ERR_INIT;
	struct reading r = {
		.project = project, .kind = kind, .item = out, .err = &why
	};
	uint8_t hash[STORE_HASH];

	if (row_key_hash(project, kind->number, 'k', key, hash, err))
		return -1;
	int result = store_row_by_key(project->vault->store, project->id,
				      kind->number, hash, one_row, &r, &why);

	scratch_clear(&r.scratch);
	if (result && why.code == ERR_DAMAGED)
		return damaged(kind, key, err);
	if (result) {
		*err = why;
		return -1;
	}
	return 0;
}

static int each_row(const struct store_row *row, void *arg)
{
	struct reading *r = arg;
	size_t size = r->kind->size;

	if (r->count == r->cap) {
		size_t cap = r->cap ? 2 * r->cap : 16;
		void *more = reallocarray(r->item, cap, size);

		if (more == NULL)
			return err_nomem(r->err);
		r->item = more;
		r->cap = cap;
	}
	void *item = (char *)r->item + r->count * size;
	struct err why;

	if (item_from_row(r->project, r->kind, row, &r->scratch, item, &why) &&
	    why.code == ERR_NOMEM)
		return err_nomem(r->err);
	r->count++; /* one that does not open has no text */
	return 0;
}

static int items_verify(struct reading *r)
{
	for (size_t i = 0; i < r->count; i++) {
		const struct sealed *row =
			(const void *)((char *)r->item + i * r->kind->size);

		if (head_check_row(r->project, *row->id, r->err))
			return -1;
	}
	return 0;
}

int items_read(struct project *project, const struct kind *kind, void **out,
	       size_t *count, struct err *err)
{
	struct reading r = { .project = project, .kind = kind, .err = err };
	int result = store_rows_keyed(project->vault->store, project->id,
				      kind->number, each_row, &r, err);

	scratch_clear(&r.scratch);
	if (result == 0 && items_verify(&r) == 0) {
		*out = r.item;
		*count = r.count;
		return 0;
	}
	for (size_t i = 0; i < r.count; i++)
		text_free(*text_of(kind, (char *)r.item + i * kind->size));
	free(r.item);
	return -1;
}

int item_opens(struct project *project, const struct store_row *row,
	       struct scratch *scratch, struct err *err)
{
	const struct kind *kind = row->kind == APPS	 ? &app_kind
				  : row->kind == CLIENTS ? &client_kind
							 : &lease_kind;
	struct values values = VALUES_INIT;
	union {
		struct sealed row;
		struct app app;
		struct lease lease;
		struct client client;
	} item;
	int r = item_from_row(project, kind, row, scratch, &item, err);

	if (r)
		return -1;
	if (item.row.secret_version != 0)
		r = row_open_secret(project, &item.row, &values, err);
	values_clear(&values);
	text_free(*text_of(kind, &item));
	return r;
}

int lease_copy(const struct lease *from, struct lease *to, struct err *err)
{
	struct lease copy = *from;

	if (shape_copy(&lease_shape, &copy, &copy.text))
		return err_nomem(err);
	*to = copy;
	return 0;
}

/* -- writing -------------------------------------------------------------- */

static int meta_seal(const struct project *project, const struct kind *kind,
		     const void *item, struct store_row *row, struct err *err)
{
	uint8_t *plain;
	size_t len;

	if (item_encode(kind->shape, item, &plain, &len, err))
		return -1;
	int r = row_seal(project, row, plain, len, err);

	wipe_free(plain, len);
	return r;
}

static int row_put(struct change *change, const struct store_row *row,
		   const struct grab *secret, struct err *err)
{
	struct project *project = change->project;
	struct store *store = project->vault->store;

	if (row->version == 1 ? store_row_add(store, project->id, row, err)
			      : store_row_set(store, project->id, row,
					      row->version - 1, err))
		return -1;
	change->head.rows += row->version == 1;
	if (secret->at == NULL)
		return 0;
	return store_secret_put(store, project->id, row->id,
				(struct store_bytes){ secret->at, secret->len },
				err);
}

int item_put(struct change *change, const struct kind *kind, void *item,
	     const char *key, const struct values *values, struct err *err)
{
	struct project *project = change->project;
	struct sealed *sealed = item;
	struct grab secret = { .err = err };
	uint8_t hash[STORE_HASH];
	int r = -1;

	if (sealed->version++ == 0)
		randombytes_buf(sealed->id, OBJECT_ID);
	if (values != NULL)
		sealed->secret_version = sealed->version;
	struct store_row row = { .kind = kind->number,
				 .version = sealed->version,
				 .secret_version = sealed->secret_version,
				 .epoch = project->keys.epoch,
				 .state = 1,
				 .updated_at = change->now,
				 .key_hash = hash };

	memcpy(row.id, sealed->id, OBJECT_ID);
	if (row_key_hash(project, kind->number, 'k', key, hash, err) ||
	    change_touch(change, sealed->id, err) ||
	    (values && row_seal_secret(project, &row, values, &secret, err)))
		goto out;
	if (secret.at != NULL)
		memcpy(sealed->secret_mark, secret.at + BLOB_NONCE,
		       SECRET_MARK);
	if (meta_seal(project, kind, item, &row, err) == 0)
		r = row_put(change, &row, &secret, err);
out:
	free((void *)row.meta.at);
	free(secret.at);
	return r;
}

int item_remove(struct change *change, const struct sealed *row,
		struct err *err)
{
	struct project *project = change->project;

	if (change_touch(change, row->id, err) ||
	    store_row_remove(project->vault->store, project->id, row->id,
			     row->version, err))
		return -1;
	change->head.rows--;
	return 0;
}
