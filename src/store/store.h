/* store.h - rows of sealed bytes, kept in one SQLite file
 *
 * A store knows no key and sees no secret in clear. It gives rows and
 * transactions; what they mean is the vault's. Every function returns 0, or -1
 * with *err filled in: ERR_DAMAGED (not a vault, or a damaged one), ERR_BUSY,
 * ERR_READONLY, ERR_IO (disk full and such), ERR_UNSURE (a commit whose outcome
 * is not known: reopen and compare versions).
 *
 * Bytes given to a callback are borrowed until it returns. A callback that
 * returns non-zero ends the scan, and the scan returns that number. It may call
 * other functions of the store, not the one that is calling it.
 *
 * One handle per file and process, one thread at a time, never kept across a
 * fork: POSIX locks. A change outside of store_begin() and store_commit() is
 * refused. */
#ifndef CONNVAULT_STORE_H
#define CONNVAULT_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define STORE_FORMAT 1 /* newest format this program writes */
#define STORE_ID     16
#define STORE_HASH   16

struct store; /* opaque */

struct store_bytes {
	const uint8_t *at;
	size_t len;
};

/* Make the file (0600, O_EXCL|O_NOFOLLOW) with the schema and vault id, in a
 * transaction that is open still: the first slots and projects belong into it,
 * then store_commit(). Before that it is no vault. On failure nothing is left
 * behind. ERR_CONFLICT when something is there. */
int store_create(const char *path, const uint8_t vault[STORE_ID],
		 struct store **out, struct err *err);

/* Check owner, mode and type, of a journal beside it too, open, compare the
 * schema, read the vault id.
 * ERR_ABSENT; ERR_DAMAGED "is not a connvault vault" or "is damaged"; ERR_USAGE
 * "needs connvault >= x" for a newer format. */
int store_open(const char *path, bool read_only, struct store **out,
	       struct err *err);
void store_close(struct store *store); /* rolls back; NULL is fine */
/* Close what store_create() made, and remove its files. */
void store_destroy(struct store *store);

const uint8_t *store_vault_id(const struct store *store);

/* Begin at once with the write lock (BEGIN IMMEDIATE), waiting up to 5 s for
 * another process (then ERR_BUSY names its pid when it can). */
int store_begin(struct store *store, struct err *err);
/* The same for no other change than store_audit_add() and store_head_put(). At
 * its end the journal is made void where it is, which is quicker than to cut
 * it; what a change removes would stay in it. */
int store_begin_note(struct store *store, struct err *err);
/* A snapshot for several reads (BEGIN). */
int store_begin_read(struct store *store, struct err *err);
int store_commit(struct store *store, struct err *err);
void store_rollback(struct store *store); /* harmless without a transaction */
/* How long store_begin and readings wait for another process; first 5000. */
void store_wait(struct store *store, int ms);
/* Told once in each waiting that is not over at once, from within it: the store
 * may not be used there. NULL: nobody. */
typedef void store_waits_fn(void *arg);
void store_on_wait(struct store *store, store_waits_fn *told, void *arg);

/* Changes when another connection has changed the file. */
int store_counter(struct store *store, uint64_t *out, struct err *err);

/* By what it is seen, from another process too, that the file was written. The
 * times are those of its inode, in nanoseconds; the counter is SQLite's own, of
 * transactions. */
struct store_stamp {
	uint64_t device, inode, size, modified, changed, counter;
};
/* As the file is now, and as it was when store_begin() returned; all zeros:
 * that cannot be told. */
void store_stamp(const struct store *store, struct store_stamp *out);
void store_stamp_begun(const struct store *store, struct store_stamp *out);

/* -- slots -------------------------------------------------------------- */

struct store_slot {
	uint8_t id[STORE_ID];
	int kind;
	int64_t created_at;
	struct store_bytes kdf; /* parameters, as the vault wrote them */
	struct store_bytes blob;
};
typedef int store_slot_fn(const struct store_slot *slot, void *arg);

int store_slot_add(struct store *store, const struct store_slot *slot,
		   struct err *err);
int store_slot_remove(struct store *store, const uint8_t id[STORE_ID],
		      struct err *err); /* ERR_ABSENT */
int store_slots(struct store *store, store_slot_fn *each, void *arg,
		struct err *err); /* oldest first */

/* -- projects ------------------------------------------------------------ */

struct store_project {
	uint8_t id[STORE_ID];
	int64_t version;
	struct store_bytes blob; /* sealed name */
};
typedef int store_project_fn(const struct store_project *project, void *arg);

int store_project_add(struct store *store, const struct store_project *project,
		      struct err *err);
/* Replace where version is old_version; ERR_CONFLICT when it is not. */
int store_project_set(struct store *store, const struct store_project *project,
		      int64_t old_version, struct err *err);
/* With all its rows, keys, manifest, head and audit. */
int store_project_remove(struct store *store, const uint8_t id[STORE_ID],
			 struct err *err);
int store_projects(struct store *store, store_project_fn *each, void *arg,
		   struct err *err);

/* Project keys sealed to members. */
int store_key_put(struct store *store, const uint8_t project[STORE_ID],
		  uint32_t epoch, const uint8_t member[STORE_ID],
		  struct store_bytes sealed, struct err *err);
/* Copies up to size bytes; *len is the real length. ERR_ABSENT. */
int store_key_get(struct store *store, const uint8_t project[STORE_ID],
		  uint32_t epoch, const uint8_t member[STORE_ID], uint8_t *out,
		  size_t size, size_t *len, struct err *err);

/* Manifest rows, seq from 0. */
typedef int store_manifest_fn(uint64_t seq, struct store_bytes row,
			      struct store_bytes signature, void *arg);
int store_manifest_add(struct store *store, const uint8_t project[STORE_ID],
		       uint64_t seq, struct store_bytes row,
		       struct store_bytes signature, struct err *err);
int store_manifest(struct store *store, const uint8_t project[STORE_ID],
		   store_manifest_fn *each, void *arg, struct err *err);

/* -- rows: connections, flows, apps ---------------------------------------- */

struct store_row {
	uint8_t id[STORE_ID];
	int kind;		/* of what: the vault's numbers */
	int64_t version;	/* 1, then one more for each change */
	int64_t secret_version; /* version that wrote the secret; 0 none */
	uint32_t epoch;
	int state; /* the vault's numbers */
	int64_t expires_at, refresh_at, updated_at;
	const uint8_t *name_hash; /* STORE_HASH bytes, or NULL: not unique */
	const uint8_t *key_hash;  /* of the external id; the same */
	struct store_bytes meta;
};
typedef int store_row_fn(const struct store_row *row, void *arg);

/* name_hash and key_hash are unique per project and kind where they are not
 * NULL: ERR_CONFLICT (err->sys 1 for the name, 2 for the key). */
int store_row_add(struct store *store, const uint8_t project[STORE_ID],
		  const struct store_row *row, struct err *err);
/* Replace where version is old_version; ERR_CONFLICT (err->sys 0) when the row
 * has another version, ERR_ABSENT when it is gone. */
int store_row_set(struct store *store, const uint8_t project[STORE_ID],
		  const struct store_row *row, int64_t old_version,
		  struct err *err);
/* With its secret. The same errors. */
int store_row_remove(struct store *store, const uint8_t project[STORE_ID],
		     const uint8_t id[STORE_ID], int64_t old_version,
		     struct err *err);

/* All rows, ordered by id; kind 0 for every kind. */
int store_rows(struct store *store, const uint8_t project[STORE_ID], int kind,
	       store_row_fn *each, void *arg, struct err *err);
/* Those of a kind that have a key_hash, ordered by that: costs nothing for
 * the rows of other kinds. */
int store_rows_keyed(struct store *store, const uint8_t project[STORE_ID],
		     int kind, store_row_fn *each, void *arg, struct err *err);
/* Rows of every kind whose id begins with the byte bucket, ordered by id. */
int store_rows_bucket(struct store *store, const uint8_t project[STORE_ID],
		      uint8_t bucket, store_row_fn *each, void *arg,
		      struct err *err);
/* One row by id, by name_hash, by key_hash. ERR_ABSENT. */
int store_row_get(struct store *store, const uint8_t project[STORE_ID],
		  const uint8_t id[STORE_ID], store_row_fn *got, void *arg,
		  struct err *err);
int store_row_by_name(struct store *store, const uint8_t project[STORE_ID],
		      int kind, const uint8_t hash[STORE_HASH],
		      store_row_fn *got, void *arg, struct err *err);
int store_row_by_key(struct store *store, const uint8_t project[STORE_ID],
		     int kind, const uint8_t hash[STORE_HASH],
		     store_row_fn *got, void *arg, struct err *err);
int store_row_count(struct store *store, const uint8_t project[STORE_ID],
		    uint64_t *out, struct err *err);

/* Sealed secrets stand apart, so that reading all rows does not read them. */
typedef int store_bytes_fn(struct store_bytes bytes, void *arg);
int store_secret_put(struct store *store, const uint8_t project[STORE_ID],
		     const uint8_t id[STORE_ID], struct store_bytes blob,
		     struct err *err);
int store_secret_get(struct store *store, const uint8_t project[STORE_ID],
		     const uint8_t id[STORE_ID], store_bytes_fn *got, void *arg,
		     struct err *err); /* ERR_ABSENT */

/* -- audit and head -------------------------------------------------------*/

struct store_audit {
	uint64_t seq; /* 1, 2, 3 ... */
	int64_t time;
	uint8_t actor[STORE_ID];
	int action, outcome;
	uint8_t object[STORE_ID];
	struct store_bytes detail;    /* sealed */
	struct store_bytes hash;      /* 32 bytes */
	struct store_bytes signature; /* 64 bytes */
};
typedef int store_audit_fn(const struct store_audit *audit, void *arg);

int store_audit_add(struct store *store, const uint8_t project[STORE_ID],
		    const struct store_audit *audit, struct err *err);
/* From seq on, ascending. */
int store_audits(struct store *store, const uint8_t project[STORE_ID],
		 uint64_t from, store_audit_fn *each, void *arg,
		 struct err *err);

/* From seq on those of one object and action, descending, until each gives
 * something else than 0; 1 is no error. */
int store_audits_of(struct store *store, const uint8_t project[STORE_ID],
		    uint64_t from, const uint8_t object[STORE_ID], int action,
		    store_audit_fn *each, void *arg, struct err *err);

/* Remove those from seq on. */
int store_audits_cut(struct store *store, const uint8_t project[STORE_ID],
		     uint64_t from, struct err *err);

/* One sealed head per project. ERR_ABSENT before the first. */
int store_head_put(struct store *store, const uint8_t project[STORE_ID],
		   uint64_t generation, struct store_bytes blob,
		   struct err *err);
int store_head_get(struct store *store, const uint8_t project[STORE_ID],
		   store_bytes_fn *got, void *arg, struct err *err);

/* A consistent copy into a new file, 0600 (VACUUM INTO). ERR_CONFLICT when
 * something is there. */
int store_backup(struct store *store, const char *path, struct err *err);
/* PRAGMA quick_check; ERR_DAMAGED says what it found first. */
int store_check(struct store *store, struct err *err);
/* "SQLite 3.40.1", borrowed for ever. */
const char *store_engine(void);

#endif
