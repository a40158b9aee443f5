/* sqlite.c - statements and transactions of the SQLite store */
#include "store/sqlite.h"

#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/clock.h"
#include "base/str.h"

/* -- queries ---------------------------------------------------------------*/

int query_open(struct query *q, struct store *store, enum sql sql,
	       struct err *err)
{
	*q = (struct query){ .store = store, .stmt = store->kept[sql] };
	if (q->stmt != NULL && sqlite3_stmt_busy(q->stmt))
		return err_set(err, ERR_FAILED,
			       "a scan of the vault calls itself");
	if (q->stmt != NULL)
		return 0;
	int rc = sqlite3_prepare_v3(store->db, sql_text[sql], -1,
				    SQLITE_PREPARE_PERSISTENT, &q->stmt, NULL);
	if (rc != SQLITE_OK)
		return sqlite_fail(store, rc, err);
	store->kept[sql] = q->stmt;
	return 0;
}

/* SQLite undoes a whole transaction after some errors; what follows must not
 * then be committed one by one. */
static bool can_write(const struct store *store)
{
	return store->is_writing && !sqlite3_get_autocommit(store->db);
}

int query_open_change(struct query *q, struct store *store, enum sql sql,
		      struct err *err)
{
	if (!can_write(store))
		return err_set(err, ERR_FAILED,
			       "a change outside of a transaction");
	if (store->voids && sql != SQL_AUDIT_ADD && sql != SQL_HEAD_PUT)
		return err_set(err, ERR_FAILED, "a change in a note");
	return query_open(q, store, sql, err);
}

static void bound(struct query *q, int rc)
{
	if (q->rc == SQLITE_OK)
		q->rc = rc;
}

void query_int(struct query *q, int64_t number)
{
	bound(q, sqlite3_bind_int64(q->stmt, ++q->at, number));
}

void query_bytes(struct query *q, struct store_bytes bytes)
{
	const void *at = bytes.at != NULL ? (const void *)bytes.at : "";

	bound(q, sqlite3_bind_blob64(q->stmt, ++q->at, at, bytes.len,
				     SQLITE_STATIC));
}

void query_id(struct query *q, const uint8_t *id)
{
	if (id == NULL)
		bound(q, sqlite3_bind_null(q->stmt, ++q->at));
	else
		query_bytes(q, (struct store_bytes){ id, STORE_ID });
}

void query_text(struct query *q, const char *text)
{
	bound(q, sqlite3_bind_text(q->stmt, ++q->at, text, -1, SQLITE_STATIC));
}

int query_step(struct query *q, struct err *err)
{
	int rc = q->rc == SQLITE_OK ? sqlite3_step(q->stmt) : q->rc;

	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE)
		return 0;
	return sqlite_fail(q->store, rc, err);
}

void query_close(struct query *q)
{
	sqlite3_reset(q->stmt);
	sqlite3_clear_bindings(q->stmt);
}

int query_run(struct query *q, int *changed, struct err *err)
{
	int rc;

	while ((rc = query_step(q, err)) == 1)
		;
	if (rc == 0 && changed != NULL)
		*changed = sqlite3_changes(q->store->db);
	query_close(q);
	return rc;
}

int64_t col_int(const struct query *q, int col)
{
	return sqlite3_column_int64(q->stmt, col);
}

struct store_bytes col_bytes(const struct query *q, int col)
{
	const void *at = sqlite3_column_blob(q->stmt, col);
	int len = sqlite3_column_bytes(q->stmt, col);

	return (struct store_bytes){ at, at != NULL ? (size_t)len : 0 };
}

const uint8_t *col_id(const struct query *q, int col)
{
	struct store_bytes bytes = col_bytes(q, col);

	return bytes.len == STORE_ID ? bytes.at : NULL;
}

int col_id_copy(const struct query *q, int col, uint8_t out[STORE_ID],
		struct err *err)
{
	const uint8_t *id = col_id(q, col);

	if (id == NULL)
		return sqlite_damaged(q->store, "an id has a wrong length",
				      err);
	memcpy(out, id, STORE_ID);
	return 0;
}

int query_each(struct query *q, query_give *give, const void *to,
	       struct err *err)
{
	int rc;

	while ((rc = query_step(q, err)) == 1)
		if ((rc = give(q, to, err)) != 0)
			break;
	query_close(q);
	return rc;
}

int query_one(struct query *q, query_give *give, const void *to,
	      const char *what, struct err *err)
{
	int rc = query_step(q, err);

	if (rc == 1)
		rc = give(q, to, err);
	else if (rc == 0)
		rc = err_set(err, ERR_ABSENT, "no such %s", what);
	query_close(q);
	return rc;
}

static int number_give(struct query *q, const void *to, struct err *err)
{
	uint64_t *const *out = to;

	(void)err;
	**out = (uint64_t)col_int(q, 0);
	return 0;
}

int query_number(struct query *q, uint64_t *out, const char *what,
		 struct err *err)
{
	return query_one(q, number_give, &out, what, err);
}

int query_no_version(struct query *q, const char *what, struct err *err)
{
	uint64_t version;

	if (query_number(q, &version, what, err) != 0)
		return -1;
	return err_set(err, ERR_CONFLICT, "changed by somebody else meanwhile");
}

/* -- waiting for a lock ------------------------------------------------------
 *
 * SQLite's own waiting sleeps up to 0.1 s at a time, so that somebody who
 * writes without a pause keeps all others out. Here naps are short and uneven,
 * those who wait to write say so by a shared lock on a byte of their own, and
 * who has just written lets them go first. */

#define NAP_NS	  300000 /* and up to 1 ms more */
#define POLITE_NS 2500000
#define TOLD_MS	  200 /* of waiting, before it is told */

static void announce(struct store *store, bool on)
{
	struct flock lock = {
		.l_type = on ? F_RDLCK : F_UNLCK,
		.l_whence = SEEK_SET,
		.l_start = LOCK_WAITING,
		.l_len = 1,
	};

	if (store->is_announced != on)
		fcntl(store->fd, F_SETLK, &lock);
	store->is_announced = on;
}

static void tell(struct store *store)
{
	if (store->has_told || !store->on_wait ||
	    clock_mono_ms() - store->wait_from < TOLD_MS)
		return;
	store->has_told = true;
	store->on_wait(store->on_wait_arg);
}

int sqlite_wait(void *arg, int tries)
{
	struct store *store = arg;
	unsigned mix = ((unsigned)getpid() + (unsigned)tries) * 2654435761u;
	struct timespec nap = { .tv_nsec = NAP_NS + (mix >> 12) };

	if (tries == 0) {
		store->wait_from = clock_mono_ms();
		store->has_told = false;
	}
	if (clock_mono_ms() - store->wait_from >= store->wait_ms)
		return 0;
	if (store->is_beginning)
		announce(store, true);
	tell(store);
	nanosleep(&nap, NULL);
	return 1;
}

static void let_others_go_first(struct store *store)
{
	struct timespec nap = { .tv_nsec = POLITE_NS };

	if (store->has_committed &&
	    sqlite_lock_holder(store, LOCK_WAITING, 1) >= 0)
		nanosleep(&nap, NULL);
	store->has_committed = false;
}

/* -- transactions --------------------------------------------------------- */

static int run(struct store *store, enum sql sql, struct err *err)
{
	struct query q;

	if (query_open(&q, store, sql, err) != 0)
		return -1;
	return query_run(&q, NULL, err);
}

static int refuse_nested(struct store *store, struct err *err)
{
	if (sqlite3_get_autocommit(store->db))
		return 0;
	return err_set(err, ERR_FAILED, "a transaction within a transaction");
}

static int set_journal(struct store *store, bool voids, struct err *err)
{
	struct query q;
	bool is_set = false;

	if (store->voids == voids)
		return 0;
	if (query_open(&q, store, voids ? SQL_VOID_JOURNAL : SQL_CUT_JOURNAL,
		       err) != 0)
		return -1;
	/* It answers with the mode that holds, which may be the old one. */
	int rc = query_step(&q, err);
	if (rc == 1)
		is_set = str_is((const char *)sqlite3_column_text(q.stmt, 0),
				voids ? "persist" : "truncate");
	query_close(&q);
	if (rc < 0)
		return -1;
	if (!is_set)
		return err_set(err, ERR_IO, "SQLite keeps to its old journal");
	store->voids = voids;
	return 0;
}

static int begin(struct store *store, bool voids, struct err *err)
{
	if (store->read_only) {
		err_set(err, ERR_READONLY, "the vault is opened read-only");
		return err_hint(err, "leave out --read-only");
	}
	if (refuse_nested(store, err) != 0 ||
	    sqlite_check_beside(store, err) != 0 ||
	    set_journal(store, voids, err) != 0)
		return -1;
	sqlite_journal_begin(store);
	let_others_go_first(store);
	store->is_beginning = true;
	int rc = run(store, SQL_BEGIN, err);
	store->is_beginning = false;
	announce(store, false);
	store->is_writing = rc == 0;
	store_stamp(store, &store->begun);
	return rc;
}

int store_begin(struct store *store, struct err *err)
{
	return begin(store, false, err);
}

int store_begin_note(struct store *store, struct err *err)
{
	return begin(store, true, err);
}

int store_begin_read(struct store *store, struct err *err)
{
	if (refuse_nested(store, err) != 0 ||
	    sqlite_check_beside(store, err) != 0)
		return -1;
	return run(store, SQL_BEGIN_READ, err);
}

int store_commit(struct store *store, struct err *err)
{
	struct query q;

	if (sqlite3_get_autocommit(store->db)) {
		store->is_writing = false;
		return err_set(err, ERR_FAILED,
			       "no transaction to commit: it was undone");
	}
	if (query_open(&q, store, SQL_COMMIT, err) != 0)
		return -1;
	int rc = sqlite3_step(q.stmt);
	if (rc != SQLITE_DONE)
		sqlite_fail_commit(store, rc, err);
	query_close(&q);
	if (rc != SQLITE_DONE)
		store_rollback(store);
	else if (store->is_writing)
		sqlite_journal_committed(store);
	store->has_committed = store->is_writing && rc == SQLITE_DONE;
	store->is_writing = false;
	return rc == SQLITE_DONE ? 0 : -1;
}

void store_rollback(struct store *store)
{
	struct err ignored = ERR_INIT;

	if (!sqlite3_get_autocommit(store->db))
		run(store, SQL_ROLLBACK, &ignored);
	store->is_writing = false;
}

int store_counter(struct store *store, uint64_t *out, struct err *err)
{
	struct query q;

	if (query_open(&q, store, SQL_COUNTER, err) != 0)
		return -1;
	return query_number(&q, out, "counter", err);
}

void store_wait(struct store *store, int ms)
{
	store->wait_ms = ms;
}

void store_on_wait(struct store *store, store_waits_fn *told, void *arg)
{
	store->on_wait = told;
	store->on_wait_arg = arg;
}

const char *store_engine(void)
{
	return "SQLite " SQLITE_VERSION;
}
