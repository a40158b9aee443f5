/* audit.c - the chain of who did what, keyed and signed
 *
 *	h = keyed BLAKE2b-256(K_audit; "cvaudit1" | h before 32 | seq u64
 *	  | time i64 | actor 16 | action u32 | object 16 | outcome u32
 *	  | len u32 | sealed detail)
 *
 * all little-endian. The key keeps out whoever can write the file, the
 * signature those who hold the key but are somebody else, the state head keeps
 * the end from being cut off. */
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/fields.h"
#include "base/utf8.h"
#include "seal/bytes.h"
#include "vault/internal.h"

#define CHAIN_MAGIC "cvaudit1"
#define CHAIN_FIXED (8 + HASH_BYTES + 8 + 8 + ID_BYTES + 4 + ID_BYTES + 4 + 4)
#define OUTCOME_OK  1
#define DETAIL_MAX  2000 /* bytes of one text in it */

enum { TAG_ACTOR = 1, TAG_OBJECT, TAG_DETAIL };

/* -- one row -------------------------------------------------------------- */

static int chain_hash(const struct project *project,
		      const uint8_t before[HASH_BYTES],
		      const struct store_audit *row, uint8_t out[HASH_BYTES],
		      struct err *err)
{
	size_t len = CHAIN_FIXED + row->detail.len;
	uint8_t *bytes = malloc(len);

	if (bytes == NULL)
		return err_nomem(err);
	uint8_t *at = put_bytes(bytes, CHAIN_MAGIC, 8);

	at = put_bytes(at, before, HASH_BYTES);
	at = put_u64(at, row->seq);
	at = put_u64(at, (uint64_t)row->time);
	at = put_bytes(at, row->actor, ID_BYTES);
	at = put_u32(at, (uint32_t)row->action);
	at = put_bytes(at, row->object, ID_BYTES);
	at = put_u32(at, (uint32_t)row->outcome);
	at = put_u32(at, (uint32_t)row->detail.len);
	put_bytes(at, row->detail.at, row->detail.len);
	int r = keyed_hash(project->keys.audit, bytes, len, out, HASH_BYTES,
			   err);

	free(bytes);
	return r;
}

/* At most DETAIL_MAX bytes, cut at a whole character. */
static void put_cut(struct fields_writer *w, unsigned tag, const char *text)
{
	size_t len = text != NULL ? utf8_cut(text, DETAIL_MAX) : 0;

	if (len > 0)
		fields_put(w, tag, text, len);
}

static int detail_seal(const struct project *project,
		       const struct audit_note *note, struct store_audit *row,
		       struct err *err)
{
	uint8_t plain[3 * (FIELD_HEAD + DETAIL_MAX)];
	struct blob_context context =
		context_of(project, row->object, row->seq);
	struct fields_writer w;

	fields_write_init(&w, plain, sizeof(plain));
	put_cut(&w, TAG_ACTOR, project->vault->actor);
	put_cut(&w, TAG_OBJECT, note->name);
	put_cut(&w, TAG_DETAIL, note->detail);
	uint8_t *blob = malloc(blob_size(w.len));

	if (blob == NULL)
		return err_nomem(err);
	row->detail.at = blob;
	row->detail.len = blob_size(w.len);
	int r = blob_seal(project->keys.audit, BLOB_AUDIT, project->keys.epoch,
			  &context, plain, w.len, blob, err);

	sodium_memzero(plain, sizeof(plain));
	return r;
}

static int row_sign(const struct project *project,
		    const uint8_t before[HASH_BYTES], struct store_audit *row,
		    uint8_t hash[HASH_BYTES],
		    uint8_t signature[SIGNATURE_BYTES], struct err *err)
{
	row->hash.at = hash;
	row->hash.len = HASH_BYTES;
	row->signature.at = signature;
	row->signature.len = SIGNATURE_BYTES;
	if (chain_hash(project, before, row, hash, err))
		return -1;
	return identity_sign(project->vault->identity, hash, HASH_BYTES,
			     signature, err);
}

int audit_append(struct change *change, const struct audit_note *note,
		 struct err *err)
{
	struct project *project = change->project;
	struct head *head = &change->head;
	uint8_t hash[HASH_BYTES], signature[SIGNATURE_BYTES];
	struct store_audit row = { .seq = head->audit_seq + 1,
				   .time = change->now,
				   .action = (int)note->action,
				   .outcome = OUTCOME_OK };
	int r = -1;

	memcpy(row.actor, identity_public(project->vault->identity)->id,
	       ID_BYTES);
	memcpy(row.object, note->object, OBJECT_ID);
	if (detail_seal(project, note, &row, err) ||
	    row_sign(project, head->audit_hash, &row, hash, signature, err) ||
	    store_audit_add(project->vault->store, project->id, &row, err))
		goto out;
	head->audit_seq = row.seq;
	memcpy(head->audit_hash, hash, HASH_BYTES);
	r = 0;
out:
	free((void *)row.detail.at);
	return r;
}

/* -- following the chain ------------------------------------------------- */

struct follow {
	struct project *project;
	uint64_t seq; /* of the last good row */
	uint8_t hash[HASH_BYTES];
	bool signatures;	   /* check them too */
	struct audit_watch *watch; /* or NULL */
	struct err *err;
};

static int bad_row(const struct follow *follow, uint64_t seq, const char *what)
{
	return err_set(follow->err, ERR_DAMAGED,
		       "audit row %" PRIu64 " of project \"%.80s\" %s", seq,
		       follow->project->name, what);
}

static int signature_verify(const struct follow *follow,
			    const struct store_audit *row)
{
	const struct member *actor =
		manifest_member(&follow->project->manifest, row->actor);
	struct err why;

	if (actor == NULL)
		return bad_row(follow, row->seq, "is by nobody of the project");
	if (row->signature.len != SIGNATURE_BYTES ||
	    signature_check(actor->sign_pk, row->hash.at, HASH_BYTES,
			    row->signature.at, &why))
		return bad_row(follow, row->seq, "is not signed by its actor");
	return 0;
}

static int follow_watch(const struct follow *follow)
{
	if (follow->watch == NULL)
		return 0;
	atomic_store(&follow->watch->done, follow->seq);
	if (!atomic_load(&follow->watch->stop))
		return 0;
	return err_set(follow->err, ERR_INTERRUPTED, "stopped");
}

static int follow_row(const struct store_audit *row, void *arg)
{
	struct follow *follow = arg;
	uint8_t hash[HASH_BYTES];

	if (follow_watch(follow))
		return -1;

	if (row->seq != follow->seq + 1) {
		char what[64];

		snprintf(what, sizeof(what), "is missing (%" PRIu64 " follows)",
			 row->seq);
		return bad_row(follow, follow->seq + 1, what);
	}
	if (chain_hash(follow->project, follow->hash, row, hash, follow->err))
		return -1;
	if (row->hash.len != HASH_BYTES ||
	    sodium_memcmp(hash, row->hash.at, HASH_BYTES) != 0)
		return bad_row(follow, row->seq, "was changed");
	if (follow->signatures && signature_verify(follow, row))
		return -1;
	follow->seq = row->seq;
	memcpy(follow->hash, hash, HASH_BYTES);
	return 0;
}

static int follow_end(const struct follow *follow, const struct head *head)
{
	if (follow->seq < head->audit_seq)
		return bad_row(follow, follow->seq + 1,
			       "or a later one is missing");
	if (follow->seq > head->audit_seq)
		return bad_row(follow, head->audit_seq + 1,
			       "is not known to the state head");
	if (sodium_memcmp(follow->hash, head->audit_hash, HASH_BYTES) != 0)
		return bad_row(follow, follow->seq,
			       "is not the one the state head knows");
	return 0;
}

int audit_follows(struct project *project, uint64_t seq,
		  const uint8_t hash[HASH_BYTES], const struct head *head,
		  struct err *err)
{
	struct follow follow = { .project = project, .seq = seq, .err = err };

	memcpy(follow.hash, hash, HASH_BYTES);
	if (store_audits(project->vault->store, project->id, seq + 1,
			 follow_row, &follow, err))
		return -1;
	return follow_end(&follow, head);
}

struct look {
	uint64_t seq;
	uint8_t hash[HASH_BYTES];
};

static int look_row(const struct store_audit *row, void *arg)
{
	struct look *look = arg;

	look->seq = row->seq;
	memset(look->hash, 0, HASH_BYTES);
	if (row->hash.len == HASH_BYTES)
		memcpy(look->hash, row->hash.at, HASH_BYTES);
	return 0;
}

static int look_first(const struct store_audit *row, void *arg)
{
	look_row(row, arg);
	return 1;
}

int audit_has(struct store *store, const uint8_t project[OBJECT_ID],
	      uint64_t seq, const uint8_t hash[HASH_BYTES], struct err *err)
{
	struct look look = { .seq = 0 };

	if (store_audits(store, project, seq, look_first, &look, err) < 0)
		return -1;
	return look.seq == seq &&
	       sodium_memcmp(look.hash, hash, HASH_BYTES) == 0;
}

int audit_ends(struct project *project, const struct head *head,
	       struct err *err)
{
	struct follow follow = { .project = project, .err = err };
	struct look look = { .seq = 0 };

	if (store_audits(project->vault->store, project->id, head->audit_seq,
			 look_row, &look, err))
		return -1;
	follow.seq = look.seq;
	memcpy(follow.hash, look.hash, HASH_BYTES);
	return follow_end(&follow, head);
}

/* Only who has the key makes a hash, so a row that follows from the one before
 * it is ours, whatever was done to others, and so is the one the head names. */
struct last {
	struct project *project;
	struct look good, before;
	struct err *err;
};

static int last_row(const struct store_audit *row, void *arg)
{
	struct last *last = arg;
	const struct head *head = &last->project->head;
	uint8_t hash[HASH_BYTES];

	if (chain_hash(last->project, last->before.hash, row, hash, last->err))
		return -1;
	bool follows = row->seq == last->before.seq + 1 &&
		       row->hash.len == HASH_BYTES &&
		       sodium_memcmp(hash, row->hash.at, HASH_BYTES) == 0;

	look_row(row, &last->before);
	if (follows || (last->before.seq == head->audit_seq &&
			sodium_memcmp(last->before.hash, head->audit_hash,
				      HASH_BYTES) == 0))
		last->good = last->before;
	return 0;
}

int audit_cut(struct project *project, uint64_t *seq, uint8_t hash[HASH_BYTES],
	      struct err *err)
{
	struct store *store = project->vault->store;
	struct last last = { .project = project, .err = err };

	if (store_audits(store, project->id, 1, last_row, &last, err))
		return -1;
	*seq = last.good.seq;
	memcpy(hash, last.good.hash, HASH_BYTES);
	return store_audits_cut(store, project->id, *seq + 1, err);
}

/* -- reading -------------------------------------------------------------- */

struct listing {
	struct project *project;
	audit_fn *each;
	void *arg;
	struct scratch scratch;
	struct err *err;
};

/* A field as text, in place: what follows it has been read already. */
static const char *field_text(struct field *field)
{
	if (field->bytes == NULL)
		return "";
	field->bytes[field->len] = '\0';
	return (const char *)field->bytes;
}

static void detail_read(struct listing *listing, size_t len,
			struct audit_entry *entry)
{
	struct field field[TAG_DETAIL + 1] = { 0 };
	struct fields_reader r;
	struct field f;

	fields_read_init(&r, listing->scratch.at, len);
	while (fields_next(&r, &f) == 1)
		if (f.tag <= TAG_DETAIL)
			field[f.tag] = f;
	entry->actor = field_text(&field[TAG_ACTOR]);
	entry->object = field_text(&field[TAG_OBJECT]);
	entry->detail = field_text(&field[TAG_DETAIL]);
}

/* The row for the reader, its texts in the scratch. */
static int row_read(struct listing *listing, const struct store_audit *row,
		    struct audit_entry *out)
{
	struct project *project = listing->project;
	struct blob_context context =
		context_of(project, row->object, row->seq);
	struct err why;
	size_t len;

	*out = (struct audit_entry){ .seq = row->seq,
				     .time = row->time,
				     .action = (enum audit_action)row->action,
				     .actor = "",
				     .object = "",
				     .detail = "" };
	if (scratch_need(&listing->scratch, row->detail.len + 1, listing->err))
		return -1;
	if (blob_open(project->keys.audit, BLOB_AUDIT, &context, row->detail.at,
		      row->detail.len, listing->scratch.at, &len, &why) == 0)
		detail_read(listing, len, out);
	return 0;
}

static int list_row(const struct store_audit *row, void *arg)
{
	struct listing *listing = arg;
	struct audit_entry entry;

	if (row_read(listing, row, &entry) != 0)
		return -1;
	return listing->each(&entry, listing->arg);
}

int project_audit(struct project *project, uint64_t from, audit_fn *each,
		  void *arg, struct err *err)
{
	struct listing listing = {
		.project = project, .each = each, .arg = arg, .err = err
	};

	if (project_enter(project, ENTER_READ, err))
		return -1;
	int r = store_audits(project->vault->store, project->id, from, list_row,
			     &listing, err);

	project_leave(project);
	scratch_clear(&listing.scratch);
	return r;
}

struct newest {
	struct listing listing;
	audit_is_fn *is;
	int64_t *out;
};

static int newest_row(const struct store_audit *row, void *arg)
{
	struct newest *newest = arg;
	struct audit_entry entry;

	if (row_read(&newest->listing, row, &entry) != 0)
		return -1;
	if (!newest->is(entry.detail))
		return 0;
	*newest->out = entry.time;
	return 1;
}

int project_audit_read_at(struct project *project,
			  const uint8_t object[OBJECT_ID], audit_is_fn *is,
			  uint64_t rows, int64_t *out, struct err *err)
{
	struct newest newest = { .listing = { .project = project, .err = err },
				 .is = is,
				 .out = out };
	uint64_t last;

	*out = 0;
	if (project_enter(project, ENTER_READ, err))
		return -1;
	last = project->head.audit_seq;
	int r = store_audits_of(project->vault->store, project->id,
				rows && last > rows ? last - rows : 0, object,
				AUDIT_READ, newest_row, &newest, err);

	project_leave(project);
	scratch_clear(&newest.listing.scratch);
	return r;
}

static int verify_in(struct project *project, struct follow *follow,
		     struct err *err)
{
	struct tally *tally;

	if (store_audits(project->vault->store, project->id, 1, follow_row,
			 follow, err))
		return -1;
	if (project->head.generation != 0 && follow_end(follow, &project->head))
		return -1;
	if (head_tally(project, &tally, err))
		return -1;
	head_judge(project, tally);
	tally_free(tally);
	if (project_require_sound(project, err))
		return -1;
	return rows_verify(project, err);
}

int project_audit_verify(struct project *project, uint64_t *checked,
			 struct err *err)
{
	return project_audit_verify_watched(project, NULL, checked, err);
}

int project_audit_last(struct project *project, uint64_t *seq, struct err *err)
{
	if (project_enter(project, ENTER_READ, err))
		return -1;
	*seq = project->head.audit_seq;
	project_leave(project);
	return 0;
}

int project_audit_verify_watched(struct project *project,
				 struct audit_watch *watch, uint64_t *checked,
				 struct err *err)
{
	struct follow follow = { .project = project,
				 .signatures = true,
				 .watch = watch,
				 .err = err };
	bool tolerant = project->vault->tolerant;

	/* The first bad row says more than that there is one. */
	project->vault->tolerant = true;
	int r = project_enter(project, ENTER_READ, err);

	project->vault->tolerant = tolerant;
	*checked = 0;
	if (r)
		return -1;
	r = verify_in(project, &follow, err);
	project_leave(project);
	*checked = follow.seq;
	return r ? -1 : 0;
}
