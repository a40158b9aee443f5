/* head.c - the state head: proof that every row is there and none is old
 *
 * One sealed blob for each project, rewritten by each transaction. Rows are
 * counted in 256 buckets by the first byte of their id, so that a change hashes
 * one bucket and not all. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/fields.h"
#include "seal/bytes.h"
#include "vault/internal.h"

#define TALLY_ROW (ID_BYTES + 8 + 4 + BLOB_NONCE_BYTES)
#define PLAIN_MAX                                                            \
	(3 * (FIELD_HEAD + 8) + 2 * (FIELD_HEAD + HASH_BYTES) + FIELD_HEAD + \
	 BLOB_NONCE_BYTES + FIELD_HEAD + sizeof_buckets)
#define sizeof_buckets (BUCKETS * HASH_BYTES)

/* -- buckets -------------------------------------------------------------- */

int tally_new(const struct project *project, struct tally **out,
	      struct err *err)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return err_nomem(err);
	(*out)->project = project;
	return 0;
}

void tally_free(struct tally *tally)
{
	if (tally == NULL)
		return;
	str_clear(&tally->part);
	free(tally);
}

static int bucket_end(struct tally *tally, struct err *err)
{
	uint8_t number = (uint8_t)tally->bucket;
	struct str *part = &tally->part;

	str_add_bytes(part, &number, 1);
	if (part->failed)
		return err_nomem(err);
	int r = keyed_hash(tally->project->keys.head, part->text, part->len,
			   tally->sum[tally->bucket], HASH_BYTES, err);

	part->len = 0;
	tally->bucket++;
	return r;
}

int tally_add(struct tally *tally, const struct store_row *row, struct err *err)
{
	uint8_t bytes[TALLY_ROW] = { 0 };
	uint8_t *at = bytes;

	while (tally->bucket < row->id[0])
		if (bucket_end(tally, err))
			return -1;
	at = put_bytes(at, row->id, ID_BYTES);
	at = put_u64(at, (uint64_t)row->version);
	at = put_u32(at, (uint32_t)row->kind);
	if (row->meta.len >= BLOB_HEAD)
		memcpy(at, row->meta.at + BLOB_NONCE, BLOB_NONCE_BYTES);
	str_add_bytes(&tally->part, bytes, sizeof(bytes));
	tally->rows++;
	return tally->part.failed ? err_nomem(err) : 0;
}

int tally_end(struct tally *tally, struct err *err)
{
	while (tally->bucket < BUCKETS)
		if (bucket_end(tally, err))
			return -1;
	return 0;
}

bool tally_fits(const struct tally *tally, const struct head *head)
{
	return tally->rows == head->rows &&
	       sodium_memcmp(tally->sum, head->bucket, sizeof_buckets) == 0;
}

struct tally_scan {
	struct tally *tally;
	struct err *err;
};

static int tally_row(const struct store_row *row, void *arg)
{
	struct tally_scan *scan = arg;

	return tally_add(scan->tally, row, scan->err);
}

int head_tally(struct project *project, struct tally **out, struct err *err)
{
	if (tally_new(project, out, err))
		return -1;
	struct tally_scan scan = { *out, err };

	if (store_rows(project->vault->store, project->id, 0, tally_row, &scan,
		       err) ||
	    tally_end(*out, err)) {
		tally_free(*out);
		*out = NULL;
		return -1;
	}
	return 0;
}

int tally_bucket(struct tally *tally, uint8_t bucket, store_row_fn *each,
		 void *arg, struct err *err)
{
	const struct project *project = tally->project;

	tally->bucket = bucket;
	if (store_rows_bucket(project->vault->store, project->id, bucket, each,
			      arg, err))
		return -1;
	return bucket_end(tally, err);
}

int head_bucket(struct project *project, uint8_t bucket,
		uint8_t out[HASH_BYTES], struct err *err)
{
	struct tally *tally;

	if (tally_new(project, &tally, err))
		return -1;
	struct tally_scan scan = { tally, err };
	int r = tally_bucket(tally, bucket, tally_row, &scan, err);

	memcpy(out, tally->sum[bucket], HASH_BYTES);
	tally_free(tally);
	return r;
}

/* -- judging -------------------------------------------------------------- */

static int rows_damaged(struct project *project)
{
	err_set(&project->rows_damage, ERR_DAMAGED,
		"rows of project \"%.80s\" were removed, added or replaced by "
		"older ones outside connvault",
		project->name);
	return hint_accept(project,
			   "restore a backup, or take the file as it is",
			   &project->rows_damage);
}

void head_judge(struct project *project, const struct tally *tally)
{
	if (project->head.generation == 0)
		return; /* nothing to compare with: damage says so already */
	project->rows_verified = tally_fits(tally, &project->head);
	if (project->rows_verified)
		project->rows_damage.code = ERR_OK;
	else
		rows_damaged(project);
}

static int damaged_unless_tolerant(const struct project *project,
				   struct err *err)
{
	if (project->vault->tolerant)
		return 0;
	*err = project->rows_damage;
	return -1;
}

int head_check_row(struct project *project, uint8_t bucket, struct err *err)
{
	uint8_t hash[HASH_BYTES];

	if (project->head.generation == 0)
		return 0;
	if (head_bucket(project, bucket, hash, err))
		return -1;
	if (sodium_memcmp(hash, project->head.bucket[bucket], HASH_BYTES) == 0)
		return 0;
	project->rows_verified = false;
	rows_damaged(project);
	return damaged_unless_tolerant(project, err);
}

/* -- sealed --------------------------------------------------------------- */

static size_t head_pack(const struct head *head, uint8_t plain[PLAIN_MAX])
{
	struct fields_writer w;

	fields_write_init(&w, plain, PLAIN_MAX);
	fields_put_int(&w, 1, (int64_t)head->generation);
	fields_put_int(&w, 2, (int64_t)head->rows);
	fields_put_int(&w, 3, (int64_t)head->audit_seq);
	fields_put(&w, 4, head->audit_hash, HASH_BYTES);
	fields_put(&w, 5, head->name_nonce, BLOB_NONCE_BYTES);
	fields_put(&w, 6, head->manifest_hash, HASH_BYTES);
	fields_put(&w, 7, head->bucket, sizeof_buckets);
	return w.failed ? 0 : w.len;
}

static int head_unpack(uint8_t *plain, size_t len, struct head *out)
{
	struct {
		void *to;
		size_t len; /* 0: a number */
	} want[] = {
		[1] = { &out->generation, 0 },
		[2] = { &out->rows, 0 },
		[3] = { &out->audit_seq, 0 },
		[4] = { out->audit_hash, HASH_BYTES },
		[5] = { out->name_nonce, BLOB_NONCE_BYTES },
		[6] = { out->manifest_hash, HASH_BYTES },
		[7] = { out->bucket, sizeof_buckets },
	};
	struct fields_reader r;
	struct field f;
	int more;

	fields_read_init(&r, plain, len);
	while ((more = fields_next(&r, &f)) == 1) {
		if (f.tag >= sizeof(want) / sizeof(want[0]))
			continue;
		if (want[f.tag].len == 0) {
			if (field_int(&f, want[f.tag].to))
				return -1;
		} else if (f.len == want[f.tag].len) {
			memcpy(want[f.tag].to, f.bytes, f.len);
		} else {
			return -1;
		}
	}
	return more == 0 && out->generation != 0 ? 0 : -1;
}

/* What anchors compare: keyed, so that it tells nothing of the rows. */
static int head_hash(const struct project *project, struct head *head,
		     const uint8_t *plain, size_t len, struct err *err)
{
	return keyed_hash(project->keys.head, plain, len, head->hash,
			  HASH_BYTES, err);
}

static int head_open(const struct project *project, const struct grab *blob,
		     struct head *out, struct err *err)
{
	struct blob_context context = context_of(project, NULL, 0);
	uint8_t *plain = malloc(blob->len + 1);
	size_t len;
	int r = -1;

	if (plain == NULL)
		return err_nomem(err);
	if (blob_open(project->keys.head, BLOB_HEAD_STATE, &context, blob->at,
		      blob->len, plain, &len, err) ||
	    head_unpack(plain, len, out))
		err_set(err, ERR_DAMAGED,
			"the state head of project \"%.80s\" was changed "
			"outside connvault",
			project->name);
	else
		r = head_hash(project, out, plain, len, err);
	free(plain);
	return r;
}

int head_load(const struct project *project, struct head *out, struct err *err)
{
	struct grab blob = { .err = err };
	int r = store_head_get(project->vault->store, project->id, grab_bytes,
			       &blob, err);

	memset(out, 0, sizeof(*out));
	if (r == 0)
		r = head_open(project, &blob, out, err);
	else if (err->code == ERR_ABSENT)
		err_set(err, ERR_DAMAGED,
			"the state head of project \"%.80s\" is missing",
			project->name);
	free(blob.at);
	if (r)
		memset(out, 0, sizeof(*out));
	return r ? -1 : 0;
}

int head_store(const struct project *project, struct head *head,
	       struct err *err)
{
	struct blob_context context = context_of(project, NULL, 0);
	uint8_t plain[PLAIN_MAX];
	size_t len = head_pack(head, plain);
	struct store_bytes bytes = { .len = blob_size(len) };
	uint8_t *blob = malloc(bytes.len);

	if (blob == NULL)
		return err_nomem(err);
	bytes.at = blob;
	int r = -1;

	if (head_hash(project, head, plain, len, err) == 0 &&
	    blob_seal(project->keys.head, BLOB_HEAD_STATE, project->keys.epoch,
		      &context, plain, len, blob, err) == 0)
		r = store_head_put(project->vault->store, project->id,
				   head->generation, bytes, err);
	free(blob);
	return r;
}
