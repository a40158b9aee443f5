/* internal.h - what the files of this layer share
 *
 * The way of a change: project_enter(WRITE) begins the transaction and brings
 * the project up to date; change_touch() verifies what will be rewritten;
 * rows and audit rows are put; change_commit() writes the head, commits, and
 * moves the anchor on. The way of a reading: project_enter(READ), read,
 * project_leave(). */
#ifndef CONNVAULT_VAULT_INTERNAL_H
#define CONNVAULT_VAULT_INTERNAL_H

#include "base/pool.h"
#include "base/str.h"
#include "seal/identity.h"
#include "seal/keyring.h"
#include "seal/manifest.h"
#include "store/store.h"
#include "vault/vault.h"

#define ACTOR_MAX   160
#define BUCKETS	    256
#define CONNECTIONS 1 /* kinds of rows */
#define FLOWS	    2
#define APPS	    3
#define LEASES	    4
#define CLIENTS	    5
#define TRASHED	    3 /* a row's state, beside those of enum conn_status */

struct vault {
	struct store *store;
	char *path;
	bool read_only, tolerant;
	struct identity *identity; /* NULL: locked */
	uint8_t founder[32];	   /* its Ed25519 key */
	uint8_t slot[OBJECT_ID];   /* that opened it */
	unsigned opened;	   /* how often the store was opened */
	uint64_t commits;	   /* through this handle: the store's counter
				    * tells those of others only */
	char actor[ACTOR_MAX];	   /* user@host */
	struct err grave_trouble;  /* a deletion that could not be kept */
};

/* Copies what a store callback gives. */
struct grab {
	uint8_t *at; /* free() */
	size_t len;
	struct err *err;
};

/* What the newest transaction left: every row, by the first byte of its id. */
struct head {
	uint64_t generation, rows, audit_seq;
	uint8_t audit_hash[HASH_BYTES];
	uint8_t name_nonce[BLOB_NONCE_BYTES]; /* of the project's sealed name */
	uint8_t manifest_hash[HASH_BYTES];
	uint8_t bucket[BUCKETS][HASH_BYTES];
	uint8_t hash[HASH_BYTES]; /* of all above; not stored */
};

/* What was seen last on this machine. Generation 0: nothing yet. */
struct anchor {
	uint64_t manifest_seq, generation, audit_seq;
	uint8_t manifest_hash[HASH_BYTES], head_hash[HASH_BYTES];
	uint8_t audit_hash[HASH_BYTES];
};

struct project {
	struct vault *vault;
	uint8_t id[OBJECT_ID];
	int64_t version;
	char *name;
	uint8_t name_nonce[BLOB_NONCE_BYTES];
	struct keyring keys;
	struct manifest manifest;
	uint8_t manifest_hash[HASH_BYTES];
	struct head head;
	struct grab anchor;  /* the file's bytes, read before the transaction:
			      * later ones could be ahead of it */
	struct anchor known; /* what this handle has verified */
	uint64_t counter;    /* of the store, when head was read */
	unsigned opened;     /* of the vault, then */
	uint64_t commits;    /* of the vault, then */
	bool is_current;     /* the three above mean something */
	bool rows_verified;  /* all buckets, at that counter: good for a list
			      * only, as who writes without SQLite can leave
			      * the counter as it was */
	bool has_news;	     /* for project_changed() */
	struct err damage;   /* of head and anchor; ERR_OK: sound */
	struct err rows_damage;
	struct err anchor_trouble; /* it could not be read or written */
};

/* -- codec.c: sealed plaintext ----------------------------------------- */

/* One block for all strings of an object, its size in front so that it can be
 * wiped. */
void *text_new(size_t size);
void text_free(void *text);
/* Room in texts; or, when that is NULL, in a block that *own gets. */
char *text_room(struct pool *texts, size_t size, void **own);

/* *out: wipe_free() of *len bytes. */
int conn_encode(const struct conn *conn, uint8_t **out, size_t *len,
		struct err *err);
/* Fills what stands in the plaintext; ERR_DAMAGED when it is malformed. Strings
 * go to texts, or with NULL to a block of its own. */
int conn_decode(uint8_t *plain, size_t len, struct pool *texts,
		struct conn *out, struct err *err);
/* Objects of columns alone: apps and leases. */
struct shape;
extern const struct shape app_shape, lease_shape, client_shape;
int item_encode(const struct shape *shape, const void *item, uint8_t **out,
		size_t *len, struct err *err);
/* Move the texts of object into a block of its own. -1: out of memory. */
int shape_copy(const struct shape *shape, void *object, void **text);
/* Strings go to texts, or with NULL to a block that *own gets. */
int item_decode(const struct shape *shape, uint8_t *plain, size_t len,
		struct pool *texts, void *item, void **own, struct err *err);
int flow_encode(const struct flow *flow, uint8_t **out, size_t *len,
		struct err *err);
int flow_decode(uint8_t *plain, size_t len, struct flow *out, struct err *err);
void wipe_free(void *at, size_t len);

/* -- row.c: rows sealed and opened --------------------------------------- */

/* A buffer that keeps its size between rows. */
struct scratch {
	uint8_t *at;
	size_t cap;
};
int scratch_need(struct scratch *scratch, size_t size, struct err *err);
void scratch_clear(struct scratch *scratch); /* wipes */

int grab_bytes(struct store_bytes bytes, void *grab);

/* Where sealed bytes of the project belong; row NULL: to all of it. A
 * credential is bound to the version that wrote it, not to its row's: renaming
 * leaves it as it is. */
struct blob_context context_of(const struct project *project,
			       const uint8_t *row, uint64_t version);

int row_name_hash(const struct project *project, int kind, const char *name,
		  uint8_t out[STORE_HASH], struct err *err);
/* type tells external ids from names that stand in for one. */
int row_key_hash(const struct project *project, int kind, char type,
		 const char *key, uint8_t out[STORE_HASH], struct err *err);

/* Seal plain for the row, whose other columns are final; row->meta.at is
 * free()d by the caller. */
int row_seal(const struct project *project, struct store_row *row,
	     const void *plain, size_t len, struct err *err);
int row_open(const struct project *project, const struct store_row *row,
	     struct scratch *scratch, size_t *len, struct err *err);
/* *plain is in scratch; NULL: it does not open. -1 only when out of memory. */
int row_plain(const struct project *project, const struct store_row *row,
	      struct scratch *scratch, uint8_t **plain, size_t *len,
	      struct err *err);
int row_seal_secret(const struct project *project, const struct store_row *row,
		    const struct values *values, struct grab *out,
		    struct err *err);
/* ERR_DAMAGED also for a sound one that is not the one its row has. */
int row_open_secret(const struct project *project, const struct sealed *row,
		    struct values *out, struct err *err);

struct change;

/* -- head.c --------------------------------------------------------------- */

/* Hashes of buckets, from rows given in the order of their ids. */
struct tally {
	const struct project *project;
	struct str part; /* rows of the bucket at hand */
	int bucket;
	uint64_t rows;
	uint8_t sum[BUCKETS][HASH_BYTES];
};
int tally_new(const struct project *project, struct tally **out,
	      struct err *err);
int tally_add(struct tally *tally, const struct store_row *row,
	      struct err *err);
/* The hash of one bucket, into sum: each is given its rows, and adds them. */
int tally_bucket(struct tally *tally, uint8_t bucket, store_row_fn *each,
		 void *arg, struct err *err);
int tally_end(struct tally *tally, struct err *err); /* fills all of sum */
void tally_free(struct tally *tally);
bool tally_fits(const struct tally *tally, const struct head *head);

/* Over all rows as they are. */
int head_tally(struct project *project, struct tally **out, struct err *err);
int head_bucket(struct project *project, uint8_t bucket,
		uint8_t out[HASH_BYTES], struct err *err);
int head_load(const struct project *project, struct head *out, struct err *err);
int head_store(const struct project *project, struct head *head,
	       struct err *err);
/* Remember what a scan of all rows gave: sets or clears rows_damage. */
void head_judge(struct project *project, const struct tally *tally);
/* Verify the bucket of one row, as it is in the file now; sets rows_damage. */
int head_check_row(struct project *project, uint8_t bucket, struct err *err);

/* -- anchor.c ------------------------------------------------------------- */

/* Fill project->anchor with the file's bytes, none without one. */
void anchor_read(struct project *project);
/* What they say (generation 0: nothing). A changed anchor is ERR_DAMAGED. */
int anchor_parse(struct project *project, struct anchor *out, struct err *err);
/* Never fails the caller: trouble goes to project->anchor_trouble. */
void anchor_write(struct project *project);
/* Of a project that was deleted: remember that, newer than all that was seen.
 * Trouble goes to vault->grave_trouble. */
void anchor_bury(struct project *project);
void anchors_remove(const struct vault *vault); /* of all its projects */
/* Does what was read follow from what was known? ERR_DAMAGED. */
int anchor_check(struct project *project, const struct anchor *known,
		 struct err *err);

/* -- project.c ------------------------------------------------------------ */

int vault_need_identity(const struct vault *vault, struct err *err);
int vault_need_writable(const struct vault *vault, struct err *err);

enum enter { ENTER_READ, ENTER_WRITE, ENTER_NOTE };
/* Begin a transaction and bring the project up to date. Fails on damage,
 * unless only reading and the vault is tolerant. ENTER_NOTE is to write no more
 * than the audit and the head. */
int project_enter(struct project *project, enum enter how, struct err *err);
void project_leave(struct project *project); /* ends a reading */
/* The same in a transaction that has begun, after anchor_read(). */
int project_refresh(struct project *project, struct err *err);
/* ERR_DAMAGED with what was found. */
int project_require_sound(const struct project *project, struct err *err);

/* The hint how to take the file as it is, when that is right. */
int hint_accept(const struct project *project, const char *when,
		struct err *err);

/* Keys and name only, in a transaction: nothing is verified but the manifest.*/
int project_load(struct vault *vault, const uint8_t id[OBJECT_ID],
		 struct project **out, struct err *err);
/* The one with that name. */
int project_find(struct vault *vault, const char *name, struct project **out,
		 struct err *err);
/* A new project for the members, in a write transaction. */
int project_make(struct vault *vault, const char *name,
		 const struct member *members, size_t count,
		 struct change **out, struct err *err);
int project_seal_name(struct project *project, const char *name,
		      int64_t version, struct grab *out, struct err *err);

/* -- keys.c --------------------------------------------------------------- */

/* The newest manifest, and the keys of the project key it commits to. */
int keys_load(struct project *project, struct err *err);
/* A new project key with its keyring and manifest 0, not stored yet. */
int keys_make(struct project *project, const struct member *members,
	      size_t count, struct secret **key, struct err *err);
int keys_store(struct project *project, const struct secret *key,
	       struct err *err);

/* -- change.c ------------------------------------------------------------- */

struct change {
	struct project *project;
	struct head head; /* as it will be */
	bool touched[BUCKETS];
	bool verified[BUCKETS]; /* as they were when it began */
	int64_t now;
};

/* In a write transaction, of a project that is up to date. */
int change_open(struct project *project, struct change **out, struct err *err);
/* Transaction and all. */
int change_begin(struct project *project, struct change **out, struct err *err);
/* The same for no more than a row of the audit. */
int change_begin_note(struct project *project, struct change **out,
		      struct err *err);
/* Verify the bucket of a row that is read. */
int change_verify(struct change *change, const uint8_t id[OBJECT_ID],
		  struct err *err);
/* The same for a row that will be added, replaced or removed: the
 * bucket is hashed anew. */
int change_touch(struct change *change, const uint8_t id[OBJECT_ID],
		 struct err *err);
/* Write heads and commit; the projects are up to date afterwards. When the
 * answer to the commit was lost, reads what is true and says that. */
int changes_commit(struct vault *vault, struct change **changes, size_t count,
		   struct err *err);
int change_commit(struct change *change, struct err *err);
/* Rolls back what is not committed; r for "return change_end(change, r)". */
int change_end(struct change *change, int r);

/* -- audit.c -------------------------------------------------------------- */

struct audit_note {
	enum audit_action action;
	const uint8_t *object; /* its id */
	const char *name;      /* external id or name of it */
	const char *detail;    /* or NULL */
};
int audit_append(struct change *change, const struct audit_note *note,
		 struct err *err);
/* Is there a row seq with that hash, and do the rows from there on lead to
 * head? ERR_DAMAGED when not. */
int audit_follows(struct project *project, uint64_t seq,
		  const uint8_t hash[HASH_BYTES], const struct head *head,
		  struct err *err);
/* Is the newest row the one head knows? ERR_DAMAGED when not. */
int audit_ends(struct project *project, const struct head *head,
	       struct err *err);
/* 1 when row seq has that hash, 0 when not. */
int audit_has(struct store *store, const uint8_t project[OBJECT_ID],
	      uint64_t seq, const uint8_t hash[HASH_BYTES], struct err *err);
/* seq and hash of the newest row that is ours, 0 without; those behind it are
 * removed. */
int audit_cut(struct project *project, uint64_t *seq, uint8_t hash[HASH_BYTES],
	      struct err *err);

/* -- projects.c ----------------------------------------------------------- */

/* The ids of all projects, in a transaction. *out: free(). */
int project_ids(struct vault *vault, uint8_t (**out)[OBJECT_ID], size_t *count,
		struct err *err);
/* Note what concerns the whole vault in each sound project but one (NULL:
 * none), in a write transaction; then changes_commit() and changes_free(). */
struct changes {
	struct change **item;
	size_t count;
};
int changes_note(struct vault *vault, const struct audit_note *note,
		 const uint8_t *except, struct changes *out, struct err *err);
void changes_free(struct changes *changes); /* their projects too */

/* -- verify.c -------------------------------------------------------------- */

/* Open every row and its credential; ERR_DAMAGED names the first bad one. */
int rows_verify(struct project *project, struct err *err);

/* -- conns.c -------------------------------------------------------------- */

/* One row as a connection, unreadable or not, its strings in texts (NULL: a
 * block of its own). -1 only when out of memory. */
int conn_from_row(const struct project *project, const struct store_row *row,
		  struct scratch *scratch, struct pool *texts, struct conn *out,
		  struct err *err);
/* The same of what row_plain() gave. */
int conn_from_plain(const struct store_row *row, uint8_t *plain, size_t len,
		    struct pool *texts, struct conn *out, struct err *err);
/* The row with that id, in a transaction; not verified. ERR_ABSENT. */
int conn_read(struct project *project, const uint8_t id[OBJECT_ID],
	      struct conn *out, struct err *err);

struct sealed conn_sealed(const struct conn *conn);

/* -- apps.c --------------------------------------------------------------- */

/* A new one with its audit row, in a transaction that has begun. */
int app_add(struct change *change, const struct app *app,
	    const struct secret *client_secret, struct err *err);

/* -- apply.c -------------------------------------------------------------- */

/* One change with its audit row, in a transaction that has begun; *next is the
 * connection as it will be. */
int conn_apply(struct change *change, const struct conn_change *wanted,
	       struct conn *next, struct err *err);

/* The values of the credential that the connection with that id has, and it,
 * after an audit row, in a transaction that has begun. *now is to be cleared in
 * any case. */
int values_take(struct change *change, const struct conn *conn, const char *why,
		struct conn *now, struct values *out, struct err *err);

/* -- items.c: apps and leases -------------------------------------------- */

struct kind; /* of items */
extern const struct kind app_kind, lease_kind, client_kind;

/* The readings want a transaction. ERR_ABSENT. What is found is not verified:
 * see head_check_row(), and change_verify() within a change. */
int item_find(struct project *project, const struct kind *kind, const char *key,
	      void *out, struct err *err);
/* All, verified; *out: an array of *count, free(). */
int items_read(struct project *project, const struct kind *kind, void **out,
	       size_t *count, struct err *err);
/* Add (version 0) or replace; values NULL: its secret stays. What is written
 * is told in the struct sealed of item. ERR_CONFLICT. */
int item_put(struct change *change, const struct kind *kind, void *item,
	     const char *key, const struct values *values, struct err *err);
int item_remove(struct change *change, const struct sealed *row,
		struct err *err);
/* Does a row of these kinds open, its secret too? */
int item_opens(struct project *project, const struct store_row *row,
	       struct scratch *scratch, struct err *err);

/* A copy that stands alone. */
int lease_copy(const struct lease *from, struct lease *to, struct err *err);

/* -- apps.c --------------------------------------------------------------- */

/* In a transaction, not verified. ERR_ABSENT. */
int app_find(struct project *project, const char *piece, const char *name,
	     struct app *out, struct err *err);
/* NULL when it has none. */
int app_open_secret(struct project *project, const struct app *app,
		    struct secret **out, struct err *err);

/* -- flows.c -------------------------------------------------------------- */

int flow_from_row(const struct project *project, const struct store_row *row,
		  struct scratch *scratch, struct flow *out, struct err *err);
int flow_from_plain(const struct store_row *row, uint8_t *plain, size_t len,
		    struct flow *out, struct err *err);

#endif
