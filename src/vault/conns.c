/* conns.c - reading connections: all of them, or one */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "vault/internal.h"

/* -- one row -------------------------------------------------------------- */

static int conn_unreadable(struct conn *conn, struct pool *texts,
			   struct err *err)
{
	char *text = text_room(texts, 2 * OBJECT_ID + 1, &conn->text);

	if (text == NULL)
		return err_nomem(err);
	hex_from(conn->id, OBJECT_ID, text);
	conn->name = conn->external_id = text;
	conn->piece = conn->account = conn->note = conn->tags = "";
	conn->scopes = conn->app = conn->error = conn->hosts = "";
	conn->status = STATUS_UNREADABLE;
	conn->reason = REASON_UNREADABLE;
	conn->auth = AUTH_NONE;
	return 0;
}

struct sealed conn_sealed(const struct conn *conn)
{
	struct sealed row = { .version = conn->version,
			      .secret_version = conn->secret_version };

	memcpy(row.id, conn->id, OBJECT_ID);
	memcpy(row.secret_mark, conn->secret_mark, SECRET_MARK);
	return row;
}

int conn_from_plain(const struct store_row *row, uint8_t *plain, size_t len,
		    struct pool *texts, struct conn *out, struct err *err)
{
	struct err why = ERR_INIT;

	memset(out, 0, sizeof(*out));
	memcpy(out->id, row->id, OBJECT_ID);
	out->version = row->version;
	out->secret_version = row->secret_version;
	out->trashed = row->state == TRASHED;
	out->expires_at = row->expires_at;
	out->refresh_at = row->refresh_at;
	out->updated_at = row->updated_at;
	if (plain != NULL && conn_decode(plain, len, texts, out, &why) == 0)
		return 0;
	return why.code == ERR_NOMEM ? err_nomem(err)
				     : conn_unreadable(out, texts, err);
}

int conn_from_row(const struct project *project, const struct store_row *row,
		  struct scratch *scratch, struct pool *texts, struct conn *out,
		  struct err *err)
{
	uint8_t *plain = NULL;
	size_t len = 0;

	if (row->kind == CONNECTIONS &&
	    row_plain(project, row, scratch, &plain, &len, err))
		return -1;
	return conn_from_plain(row, plain, len, texts, out, err);
}

/* -- one ------------------------------------------------------------------ */

struct one {
	struct project *project;
	struct conn conn;
	struct scratch scratch;
	struct err *err;
};

static int one_row(const struct store_row *row, void *arg)
{
	struct one *one = arg;

	return conn_from_row(one->project, row, &one->scratch, NULL, &one->conn,
			     one->err);
}

/* What is looked for: a hash of STORE_HASH bytes, or an id. */
typedef int row_get_fn(struct store *store, const uint8_t *project,
		       const uint8_t *what, struct one *one, struct err *err);

static int get_by_id(struct store *store, const uint8_t *project,
		     const uint8_t *id, struct one *one, struct err *err)
{
	return store_row_get(store, project, id, one_row, one, err);
}

static int get_by_name(struct store *store, const uint8_t *project,
		       const uint8_t *hash, struct one *one, struct err *err)
{
	return store_row_by_name(store, project, CONNECTIONS, hash, one_row,
				 one, err);
}

static int get_by_key(struct store *store, const uint8_t *project,
		      const uint8_t *hash, struct one *one, struct err *err)
{
	return store_row_by_key(store, project, CONNECTIONS, hash, one_row, one,
				err);
}

int conn_read(struct project *project, const uint8_t id[OBJECT_ID],
	      struct conn *out, struct err *err)
{
	struct one one = { .project = project, .err = err };
	int r = get_by_id(project->vault->store, project->id, id, &one, err);

	scratch_clear(&one.scratch);
	if (r == 0)
		*out = one.conn;
	return r;
}

static int conn_absent(const char *word, struct err *err)
{
	char shown[200];

	term_safe(shown, sizeof(shown), word, 60);
	return err_set(err, ERR_ABSENT, "no connection \"%s\"", shown);
}

static int conn_find(struct project *project, row_get_fn *get,
		     const uint8_t *what, const char *word, struct conn *out,
		     struct err *err)
{
	struct one one = { .project = project, .err = err };
	struct err why = ERR_INIT;
	int r = get(project->vault->store, project->id, what, &one, &why);

	scratch_clear(&one.scratch);
	if (r && why.code == ERR_ABSENT)
		return conn_absent(word, err);
	if (r) {
		if (why.code != ERR_OK)
			*err = why;
		return -1;
	}
	if (head_check_row(project, one.conn.id[0], err)) {
		conn_clear(&one.conn);
		return -1;
	}
	*out = one.conn;
	return 0;
}

int project_conn_get(struct project *project, const uint8_t id[OBJECT_ID],
		     struct conn *out, struct err *err)
{
	char word[2 * OBJECT_ID + 1];

	hex_from(id, OBJECT_ID, word);
	if (project_enter(project, ENTER_READ, err))
		return -1;
	int r = conn_find(project, get_by_id, id, word, out, err);

	project_leave(project);
	return r;
}

/* A row that carries the hash and does not open is not what was asked for. */
static int conn_readable(const char *word, struct conn *conn, struct err *err)
{
	char shown[200];

	if (conn->status != STATUS_UNREADABLE)
		return 0;
	conn_clear(conn);
	term_safe(shown, sizeof(shown), word, 60);
	return err_set(err, ERR_DAMAGED,
		       "connection \"%s\" cannot be read: it "
		       "was changed outside connvault",
		       shown);
}

static int find_by_hash(struct project *project, row_get_fn *get,
			const char *word, struct conn *out, struct err *err)
{
	uint8_t hash[STORE_HASH];
	int r = get == get_by_name
			? row_name_hash(project, CONNECTIONS, word, hash, err)
			: row_key_hash(project, CONNECTIONS, 'e', word, hash,
				       err);

	if (r == 0)
		r = conn_find(project, get, hash, word, out, err);
	if (r == 0)
		r = conn_readable(word, out, err);
	return r;
}

static int conn_by_hash(struct project *project, row_get_fn *get,
			const char *word, struct conn *out, struct err *err)
{
	if (project_enter(project, ENTER_READ, err))
		return -1;
	int r = find_by_hash(project, get, word, out, err);

	project_leave(project);
	return r;
}

int project_conn_by_key(struct project *project, const char *external_id,
			struct conn *out, struct err *err)
{
	return conn_by_hash(project, get_by_key, external_id, out, err);
}

int project_conn_by_name(struct project *project, const char *name,
			 struct conn *out, struct err *err)
{
	return conn_by_hash(project, get_by_name, name, out, err);
}

static int find_called(struct project *project, const char *word,
		       struct conn_called *out, struct err *err)
{
	static row_get_fn *const get[] = { get_by_key, get_by_name };
	struct err why = ERR_INIT;

	for (size_t i = 0; i < sizeof(get) / sizeof(*get); i++) {
		out->is_there[i] = find_by_hash(project, get[i], word,
						&out->conn[i], &why) == 0;
		if (out->is_there[i] || why.code == ERR_ABSENT)
			continue;
		*err = why;
		return -1;
	}
	return 0;
}

int project_conn_called(struct project *project, const char *word,
			struct conn_called *out, struct err *err)
{
	*out = (struct conn_called){ .is_there = { false } };
	if (project_enter(project, ENTER_READ, err))
		return -1;
	int r = find_called(project, word, out, err);

	project_leave(project);
	if (r)
		conn_called_clear(out);
	return r;
}

void conn_called_clear(struct conn_called *called)
{
	conn_clear(&called->conn[0]);
	conn_clear(&called->conn[1]);
}
