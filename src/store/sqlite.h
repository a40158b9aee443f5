/* sqlite.h - inside the SQLite store: its handle, statements and errors
 *
 * Only src/store/sqlite*.c include this. */
#ifndef CONNVAULT_STORE_SQLITE_H
#define CONNVAULT_STORE_SQLITE_H

#include <limits.h>

#include "store/store.h"

struct sqlite3;
struct sqlite3_stmt;
struct sqlite_pages;
struct sqlite_vfs;

/* Every statement there is; sqlite_sql.c has the text. */
enum sql {
	SQL_BEGIN,
	SQL_BEGIN_READ,
	SQL_CUT_JOURNAL,
	SQL_VOID_JOURNAL,
	SQL_COMMIT,
	SQL_ROLLBACK,
	SQL_COUNTER,
	SQL_CHECK,
	SQL_BACKUP,
	SQL_SCHEMA,
	SQL_VAULT_ADD,
	SQL_VAULT,
	SQL_SLOT_ADD,
	SQL_SLOT_REMOVE,
	SQL_SLOTS,
	SQL_PROJECT_ADD,
	SQL_PROJECT_SET,
	SQL_PROJECT_REMOVE,
	SQL_PROJECT_VERSION,
	SQL_PROJECTS,
	SQL_KEY_PUT,
	SQL_KEY_GET,
	SQL_MANIFEST_ADD,
	SQL_MANIFEST,
	SQL_ROW_ADD,
	SQL_ROW_SET,
	SQL_ROW_REMOVE,
	SQL_ROW_VERSION,
	SQL_ROWS,
	SQL_ROWS_KIND,
	SQL_ROWS_KEYED,
	SQL_ROWS_BUCKET,
	SQL_ROW_GET,
	SQL_ROW_BY_NAME,
	SQL_ROW_BY_KEY,
	SQL_ROW_COUNT,
	SQL_SECRET_PUT,
	SQL_SECRET_GET,
	SQL_AUDIT_ADD,
	SQL_AUDITS,
	SQL_AUDITS_OF,
	SQL_AUDITS_CUT,
	SQL_HEAD_PUT,
	SQL_HEAD_GET,
	SQLS
};
extern const char *const sql_text[SQLS];

struct store {
	struct sqlite3 *db;
	struct sqlite3_stmt *kept[SQLS]; /* prepared when first used */
	struct sqlite_pages *pages;	 /* see sqlite_pages.c */
	struct sqlite_vfs *vfs;		 /* see sqlite_journal.c */
	int journal;   /* the last one that we made or found, or -1 */
	bool is_named; /* ... whose name is on the disk */
	bool voids;    /* a note's journal: not cut, but void at the end */
	char *path;    /* as the caller gave it */
	char *real;    /* the same with no symlink in its folders */
	int fd;	       /* for fstat and F_GETLK; closed last, because closing
			* any descriptor of a file drops all POSIX locks on it */
	bool read_only;
	int wait_ms;	   /* for a lock */
	int64_t wait_from; /* when the present waiting began */
	store_waits_fn *on_wait;
	void *on_wait_arg;
	bool has_told;	    /* of the present waiting */
	bool is_beginning;  /* in store_begin */
	bool is_announced;  /* holds LOCK_WAITING */
	bool has_committed; /* since the last store_begin */
	bool is_open;	    /* everything was checked: it is a vault */
	bool is_hot;	    /* the last writer died in a transaction */
	bool is_writing;    /* between store_begin and its end */
	struct store_stamp begun;
	uint8_t vault[STORE_ID];
};

/* -- queries: take a kept statement, bind in order, step, give it back ----- */

struct query {
	struct store *store;
	struct sqlite3_stmt *stmt;
	int at; /* parameters bound so far */
	int rc; /* first failure of a bind */
};

int query_open(struct query *q, struct store *store, enum sql sql,
	       struct err *err);
/* The same for a change: refused outside store_begin. */
int query_open_change(struct query *q, struct store *store, enum sql sql,
		      struct err *err);
void query_int(struct query *q, int64_t number);
void query_id(struct query *q, const uint8_t *id); /* 16 bytes; NULL: null */
void query_bytes(struct query *q, struct store_bytes bytes);
void query_text(struct query *q, const char *text);

int query_step(struct query *q, struct err *err); /* 1 a row, 0 end, -1 */
void query_close(struct query *q);
/* Step to the end and close; *changed rows were changed (may be NULL). */
int query_run(struct query *q, int *changed, struct err *err);

int64_t col_int(const struct query *q, int col);
struct store_bytes col_bytes(const struct query *q, int col);
/* NULL unless the column is a blob of 16 bytes. */
const uint8_t *col_id(const struct query *q, int col);
/* Copy a column that must be an id; ERR_DAMAGED when it is none. */
int col_id_copy(const struct query *q, int col, uint8_t out[STORE_ID],
		struct err *err);

/* Gives the current row to the caller's callback, which stands in to. */
typedef int query_give(struct query *q, const void *to, struct err *err);
/* Every row, then close. */
int query_each(struct query *q, query_give *give, const void *to,
	       struct err *err);
/* The first row, then close; ERR_ABSENT "no such WHAT". */
int query_one(struct query *q, query_give *give, const void *to,
	      const char *what, struct err *err);
/* Its first column as a number. */
int query_number(struct query *q, uint64_t *out, const char *what,
		 struct err *err);
/* No row had the id and the version of a change: ERR_ABSENT when q finds no
 * WHAT at all, else ERR_CONFLICT. */
int query_no_version(struct query *q, const char *what, struct err *err);

/* -- errors ---------------------------------------------------------------- */

/* Fill *err from an SQLite result code, for an operator to read. */
int sqlite_fail(struct store *store, int rc, struct err *err);
/* The same for a COMMIT: an I/O error leaves its outcome unknown. */
int sqlite_fail_commit(struct store *store, int rc, struct err *err);
int sqlite_damaged(struct store *store, const char *how, struct err *err);
/* Does another process hold a lock on one of these bytes? Its pid, 0 when it
 * cannot be told, -1 for nobody. */
#define LOCK_PENDING  0x40000000
#define LOCK_RESERVED (LOCK_PENDING + 1)
#define LOCK_ALL      512
#define LOCK_WAITING  (LOCK_PENDING + LOCK_ALL) /* ours, SQLite has no use */
long sqlite_lock_holder(const struct store *store, long at, long len);

/* Called by SQLite when a lock is taken; arg is the store. */
int sqlite_wait(void *arg, int tries);

/* Before SQLite may look: is what stands beside the vault ours? ERR_FAILED. */
int sqlite_check_beside(const struct store *store, struct err *err);
/* Where others may make files, let the journal's name be taken by us. */
void sqlite_keep_place(const struct store *store);
/* Did the last writer die in a transaction? */
bool sqlite_journal_is_hot(const struct store *store);
void sqlite_journal_name(const struct store *store, char out[PATH_MAX]);
/* What SQLite is to open the vault with; until sqlite_journal_close(). */
int sqlite_journal_vfs(struct store *store, const char **name, struct err *err);
void sqlite_journal_begin(struct store *store); /* a transaction that writes */
void sqlite_journal_committed(struct store *store);
void sqlite_journal_close(struct store *store);
/* Once it is open: no WAL is ever used, even one that comes later, and pages
 * are written without rests of what was moved. */
#define STORE_PAGE   4096
#define STORE_HEADER 100 /* bytes; fileformat.html 1.3 */
int sqlite_pages_take(struct store *store, struct err *err);

/* path with every folder resolved; the last part is not. Owned by the caller.*/
int sqlite_real_path(const char *path, char **out, struct err *err);

#endif
