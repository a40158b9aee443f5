/* sqlite_rows.c - connections and flows, and their secrets */
#include "store/sqlite.h"

#include <string.h>

struct row_to {
	store_row_fn *each;
	void *arg;
};

struct bytes_to {
	store_bytes_fn *got;
	void *arg;
};

/* -- changes ---------------------------------------------------------------*/

static void bind_row(struct query *q, const uint8_t project[STORE_ID],
		     const struct store_row *row)
{
	query_id(q, project);
	query_id(q, row->id);
	query_int(q, row->kind);
	query_int(q, row->version);
	query_int(q, row->secret_version);
	query_int(q, row->epoch);
	query_int(q, row->state);
	query_int(q, row->expires_at);
	query_int(q, row->refresh_at);
	query_int(q, row->updated_at);
	query_id(q, row->name_hash);
	query_id(q, row->key_hash);
	query_bytes(q, row->meta);
}

/* No row had the id and the version: which of the two? */
static int fail_version(struct store *store, const uint8_t project[STORE_ID],
			const uint8_t id[STORE_ID], struct err *err)
{
	struct query q;

	if (query_open(&q, store, SQL_ROW_VERSION, err) != 0)
		return -1;
	query_id(&q, project);
	query_id(&q, id);
	return query_no_version(&q, "row", err);
}

int store_row_add(struct store *store, const uint8_t project[STORE_ID],
		  const struct store_row *row, struct err *err)
{
	struct query q;

	if (query_open_change(&q, store, SQL_ROW_ADD, err) != 0)
		return -1;
	bind_row(&q, project, row);
	return query_run(&q, NULL, err);
}

int store_row_set(struct store *store, const uint8_t project[STORE_ID],
		  const struct store_row *row, int64_t old_version,
		  struct err *err)
{
	struct query q;
	int changed;

	if (query_open_change(&q, store, SQL_ROW_SET, err) != 0)
		return -1;
	bind_row(&q, project, row);
	query_int(&q, old_version);
	if (query_run(&q, &changed, err) != 0)
		return -1;
	return changed == 1 ? 0 : fail_version(store, project, row->id, err);
}

int store_row_remove(struct store *store, const uint8_t project[STORE_ID],
		     const uint8_t id[STORE_ID], int64_t old_version,
		     struct err *err)
{
	struct query q;
	int changed;

	if (query_open_change(&q, store, SQL_ROW_REMOVE, err) != 0)
		return -1;
	query_id(&q, project);
	query_id(&q, id);
	query_int(&q, old_version);
	if (query_run(&q, &changed, err) != 0)
		return -1;
	return changed == 1 ? 0 : fail_version(store, project, id, err);
}

/* -- readings ------------------------------------------------------------- */

/* A hash of a wrong length reads as none: one bad column hides no row. */
static int row_give(struct query *q, const void *to, struct err *err)
{
	const struct row_to *row_to = to;
	struct store_row row = {
		.kind = (int)col_int(q, 1),
		.version = col_int(q, 2),
		.secret_version = col_int(q, 3),
		.epoch = (uint32_t)col_int(q, 4),
		.state = (int)col_int(q, 5),
		.expires_at = col_int(q, 6),
		.refresh_at = col_int(q, 7),
		.updated_at = col_int(q, 8),
		.name_hash = col_id(q, 9),
		.key_hash = col_id(q, 10),
		.meta = col_bytes(q, 11),
	};

	if (col_id_copy(q, 0, row.id, err) != 0)
		return -1;
	return row_to->each(&row, row_to->arg);
}

int store_rows(struct store *store, const uint8_t project[STORE_ID], int kind,
	       store_row_fn *each, void *arg, struct err *err)
{
	struct query q;
	struct row_to to = { each, arg };
	enum sql sql = kind == 0 ? SQL_ROWS : SQL_ROWS_KIND;

	if (query_open(&q, store, sql, err) != 0)
		return -1;
	query_id(&q, project);
	if (kind != 0)
		query_int(&q, kind);
	return query_each(&q, row_give, &to, err);
}

int store_rows_keyed(struct store *store, const uint8_t project[STORE_ID],
		     int kind, store_row_fn *each, void *arg, struct err *err)
{
	struct query q;
	struct row_to to = { each, arg };

	if (query_open(&q, store, SQL_ROWS_KEYED, err) != 0)
		return -1;
	query_id(&q, project);
	query_int(&q, kind);
	return query_each(&q, row_give, &to, err);
}

int store_rows_bucket(struct store *store, const uint8_t project[STORE_ID],
		      uint8_t bucket, store_row_fn *each, void *arg,
		      struct err *err)
{
	struct query q;
	struct row_to to = { each, arg };
	uint8_t first[STORE_ID] = { 0 }, last[STORE_ID];

	memset(last, 0xff, sizeof(last));
	first[0] = last[0] = bucket;
	if (query_open(&q, store, SQL_ROWS_BUCKET, err) != 0)
		return -1;
	query_id(&q, project);
	query_id(&q, first);
	query_id(&q, last);
	return query_each(&q, row_give, &to, err);
}

int store_row_get(struct store *store, const uint8_t project[STORE_ID],
		  const uint8_t id[STORE_ID], store_row_fn *got, void *arg,
		  struct err *err)
{
	struct query q;
	struct row_to to = { got, arg };

	if (query_open(&q, store, SQL_ROW_GET, err) != 0)
		return -1;
	query_id(&q, project);
	query_id(&q, id);
	return query_one(&q, row_give, &to, "row", err);
}

static int row_by(struct store *store, enum sql sql,
		  const uint8_t project[STORE_ID], int kind,
		  const uint8_t hash[STORE_HASH], const struct row_to *to,
		  struct err *err)
{
	struct query q;

	if (query_open(&q, store, sql, err) != 0)
		return -1;
	query_id(&q, project);
	query_int(&q, kind);
	query_id(&q, hash);
	return query_one(&q, row_give, to, "row", err);
}

int store_row_by_name(struct store *store, const uint8_t project[STORE_ID],
		      int kind, const uint8_t hash[STORE_HASH],
		      store_row_fn *got, void *arg, struct err *err)
{
	struct row_to to = { got, arg };

	return row_by(store, SQL_ROW_BY_NAME, project, kind, hash, &to, err);
}

int store_row_by_key(struct store *store, const uint8_t project[STORE_ID],
		     int kind, const uint8_t hash[STORE_HASH],
		     store_row_fn *got, void *arg, struct err *err)
{
	struct row_to to = { got, arg };

	return row_by(store, SQL_ROW_BY_KEY, project, kind, hash, &to, err);
}

int store_row_count(struct store *store, const uint8_t project[STORE_ID],
		    uint64_t *out, struct err *err)
{
	struct query q;

	if (query_open(&q, store, SQL_ROW_COUNT, err) != 0)
		return -1;
	query_id(&q, project);
	return query_number(&q, out, "count", err);
}

/* -- secrets ---------------------------------------------------------------*/

int store_secret_put(struct store *store, const uint8_t project[STORE_ID],
		     const uint8_t id[STORE_ID], struct store_bytes blob,
		     struct err *err)
{
	struct query q;

	if (query_open_change(&q, store, SQL_SECRET_PUT, err) != 0)
		return -1;
	query_id(&q, project);
	query_id(&q, id);
	query_bytes(&q, blob);
	return query_run(&q, NULL, err);
}

static int bytes_give(struct query *q, const void *to, struct err *err)
{
	const struct bytes_to *bytes_to = to;

	(void)err;
	return bytes_to->got(col_bytes(q, 0), bytes_to->arg);
}

int store_secret_get(struct store *store, const uint8_t project[STORE_ID],
		     const uint8_t id[STORE_ID], store_bytes_fn *got, void *arg,
		     struct err *err)
{
	struct query q;
	struct bytes_to to = { got, arg };

	if (query_open(&q, store, SQL_SECRET_GET, err) != 0)
		return -1;
	query_id(&q, project);
	query_id(&q, id);
	return query_one(&q, bytes_give, &to, "secret", err);
}

/* -- head: the other sealed bytes that stand alone ---------------------------
 */

int store_head_put(struct store *store, const uint8_t project[STORE_ID],
		   uint64_t generation, struct store_bytes blob,
		   struct err *err)
{
	struct query q;

	if (query_open_change(&q, store, SQL_HEAD_PUT, err) != 0)
		return -1;
	query_id(&q, project);
	query_int(&q, (int64_t)generation);
	query_bytes(&q, blob);
	return query_run(&q, NULL, err);
}

int store_head_get(struct store *store, const uint8_t project[STORE_ID],
		   store_bytes_fn *got, void *arg, struct err *err)
{
	struct query q;
	struct bytes_to to = { got, arg };

	if (query_open(&q, store, SQL_HEAD_GET, err) != 0)
		return -1;
	query_id(&q, project);
	return query_one(&q, bytes_give, &to, "head", err);
}
