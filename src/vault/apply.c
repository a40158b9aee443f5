/* apply.c - changes of connections, and handing out their values */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "vault/internal.h"

#define SHOWN 200 /* bytes of a name in a message */

/* -- one row -------------------------------------------------------------- */

/* The new content, with what this layer decides. */
static struct conn conn_next(const struct change *change,
			     const struct conn_change *wanted)
{
	struct conn next = *wanted->conn;

	next.version++;
	next.updated_at = change->now;
	if (next.created_at == 0)
		next.created_at = change->now;
	if (wanted->values != NULL) {
		next.secret_version = next.version;
		next.values = (int)wanted->values->count;
	}
	return next;
}

/* What the store calls a row. */
static int conn_gone(const struct conn *conn, struct err *err)
{
	char name[SHOWN];

	if (err->code != ERR_ABSENT)
		return -1;
	term_safe(name, sizeof(name), conn->name, 60);
	return err_set(err, ERR_ABSENT, "connection \"%s\" is gone", name);
}

static int conn_hashes(const struct project *project, const struct conn *conn,
		       uint8_t hash[2][STORE_HASH], struct store_row *row,
		       struct err *err)
{
	if (conn->trashed)
		return 0; /* its names are free to be taken */
	if (row_name_hash(project, CONNECTIONS, conn->name, hash[0], err) ||
	    row_key_hash(project, CONNECTIONS, 'e', conn->external_id, hash[1],
			 err))
		return -1;
	row->name_hash = hash[0];
	row->key_hash = hash[1];
	return 0;
}

static int conn_seal(const struct project *project, const struct conn *conn,
		     struct store_row *row, struct err *err)
{
	uint8_t *plain;
	size_t len;

	if (conn_encode(conn, &plain, &len, err))
		return -1;
	int r = row_seal(project, row, plain, len, err);

	wipe_free(plain, len);
	return r;
}

/* The credential, if there is a new one, comes first: the row is sealed with
 * its mark. */
static int both_seal(const struct project *project,
		     const struct conn_change *wanted, struct conn *next,
		     struct store_row *row, struct grab *secret,
		     struct err *err)
{
	if (wanted->values != NULL) {
		if (row_seal_secret(project, row, wanted->values, secret, err))
			return -1;
		memcpy(next->secret_mark, secret->at + BLOB_NONCE, SECRET_MARK);
	}
	return conn_seal(project, next, row, err);
}

static int both_put(const struct project *project, const struct conn *next,
		    const struct store_row *row, const struct grab *secret,
		    struct err *err)
{
	struct store *store = project->vault->store;
	int r = next->version == 1 ? store_row_add(store, project->id, row, err)
				   : store_row_set(store, project->id, row,
						   next->version - 1, err);

	if (r)
		return conn_gone(next, err);
	if (secret->at == NULL)
		return 0;
	return store_secret_put(store, project->id, row->id,
				(struct store_bytes){ secret->at, secret->len },
				err);
}

static int conn_store(const struct change *change,
		      const struct conn_change *wanted, struct conn *next,
		      struct err *err)
{
	struct project *project = change->project;
	struct grab secret = { .err = err };
	uint8_t hash[2][STORE_HASH];
	struct store_row row = {
		.kind = CONNECTIONS,
		.version = next->version,
		.secret_version = next->secret_version,
		.epoch = project->keys.epoch,
		.state = next->trashed ? TRASHED : (int)next->status,
		.expires_at = next->expires_at,
		.refresh_at = next->refresh_at,
		.updated_at = next->updated_at,
	};

	memcpy(row.id, next->id, OBJECT_ID);
	int r = conn_hashes(project, next, hash, &row, err);

	if (r == 0)
		r = both_seal(project, wanted, next, &row, &secret, err);
	if (r == 0)
		r = both_put(project, next, &row, &secret, err);
	free((void *)row.meta.at);
	free(secret.at);
	return r;
}

static int conn_remove(struct change *change, const struct conn *conn,
		       struct err *err)
{
	struct project *project = change->project;

	if (store_row_remove(project->vault->store, project->id, conn->id,
			     conn->version, err))
		return conn_gone(conn, err);
	change->head.rows--;
	return 0;
}

int conn_apply(struct change *change, const struct conn_change *wanted,
	       struct conn *next, struct err *err)
{
	const struct conn *conn = wanted->conn;
	struct audit_note note = { .action = wanted->action,
				   .object = conn->id,
				   .name = conn->external_id,
				   .detail = wanted->detail };

	if (conn->status == STATUS_UNREADABLE && !wanted->remove)
		return err_set(err, ERR_DAMAGED,
			       "the connection cannot be read and is left as "
			       "it is");
	*next = conn_next(change, wanted);
	if (change_touch(change, conn->id, err) ||
	    (wanted->remove ? conn_remove(change, conn, err)
			    : conn_store(change, wanted, next, err)))
		return -1;
	if (!wanted->remove && conn->version == 0)
		change->head.rows++;
	return audit_append(change, &note, err);
}

/* -- all of them ---------------------------------------------------------- */

static void ids_make(const struct conn_change *changes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (changes[i].conn->version == 0)
			randombytes_buf(changes[i].conn->id, OBJECT_ID);
}

static void ids_forget(const struct conn_change *changes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (changes[i].conn->version == 0)
			memset(changes[i].conn->id, 0, OBJECT_ID);
}

static int apply_all(struct change *change, const struct conn_change *changes,
		     size_t count, struct err *err)
{
	struct conn *next = calloc(count ? count : 1, sizeof(*next));
	int r = 0;

	if (next == NULL)
		return err_nomem(err);
	for (size_t i = 0; i < count && r == 0; i++)
		r = conn_apply(change, &changes[i], &next[i], err);
	if (r == 0)
		r = change_commit(change, err);
	for (size_t i = 0; i < count && r == 0; i++)
		*changes[i].conn = next[i];
	free(next);
	return r;
}

static int add_apps(struct change *change, const struct app_addition *apps,
		    size_t count, struct err *err)
{
	for (size_t i = 0; i < count; i++)
		if (app_add(change, apps[i].app, apps[i].client_secret, err))
			return -1;
	return 0;
}

int project_apply_with_apps(struct project *project,
			    const struct app_addition *apps, size_t app_count,
			    const struct conn_change *changes, size_t count,
			    struct err *err)
{
	struct change *change;

	if (count == 0 && app_count == 0)
		return 0;
	if (change_begin(project, &change, err))
		return -1;
	ids_make(changes, count);
	int r = add_apps(change, apps, app_count, err);

	if (r == 0)
		r = apply_all(change, changes, count, err);
	if (r)
		ids_forget(changes, count);
	return change_end(change, r);
}

int project_apply(struct project *project, const struct conn_change *changes,
		  size_t count, struct err *err)
{
	return project_apply_with_apps(project, NULL, 0, changes, count, err);
}

/* -- values --------------------------------------------------------------- */

/* The row first: it says, sealed, which version of the secret is the one. */
static int values_find(struct change *change, const struct conn *conn,
		       struct conn *now, struct err *err)
{
	struct project *project = change->project;

	if (change_verify(change, conn->id, err) ||
	    conn_read(project, conn->id, now, err))
		return conn_gone(conn, err);
	if (now->status == STATUS_UNREADABLE)
		return err_set(err, ERR_DAMAGED,
			       "the connection cannot be read");
	if (now->secret_version != 0)
		return 0;
	err_set(err, ERR_RECONNECT, "the connection has no credential yet");
	return err_hint(err, "connvault reconnect %.128s", now->external_id);
}

int values_take(struct change *change, const struct conn *conn, const char *why,
		struct conn *now, struct values *out, struct err *err)
{
	struct audit_note note = { .action = AUDIT_READ,
				   .object = conn->id,
				   .detail = why };

	if (values_find(change, conn, now, err))
		return -1;
	struct sealed row = conn_sealed(now);

	note.name = now->external_id;
	if (row_open_secret(change->project, &row, out, err) == 0 &&
	    audit_append(change, &note, err) == 0)
		return 0;
	values_clear(out);
	return -1;
}

static int values_hand_out(struct change *change, const struct conn *conn,
			   const char *why, struct values *out, struct err *err)
{
	struct conn now = { .version = 0 };
	struct values values = VALUES_INIT;
	int r = values_take(change, conn, why, &now, &values, err);

	if (r == 0)
		r = change_commit(change, err);
	if (r == 0)
		*out = values;
	else
		values_clear(&values);
	conn_clear(&now);
	return r;
}

int project_values(struct project *project, const struct conn *conn,
		   const char *why, struct values *out, struct err *err)
{
	struct change *change;

	if (change_begin_note(project, &change, err))
		return -1;
	int r = values_hand_out(change, conn, why, out, err);

	return change_end(change, r);
}
