/* conn.c - create, rename, reconnect, delete and read connections */
#include "ops/conn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ops/flows.h"
#include "ops/internal.h"

#define DAY	   (24 * 60 * 60)
#define SUFFIX_MAX 1000 /* tries for a free external id */

/* Words for the three conflicts of project_apply. */
int conn_conflict(const struct conn *conn, struct err *err)
{
	char name[100];

	if (err->code != ERR_CONFLICT)
		return -1;
	term_safe(name, sizeof(name), conn->name, 60);
	switch (err->sys) {
	case CONFLICT_NAME:
		err_set(err, ERR_CONFLICT,
			"a connection is called \"%s\" already", name);
		err_hint(err, "names are unique in a project, whatever their "
			      "case: take another one, or rename that one");
		err->sys = CONFLICT_NAME;
		return -1;
	case CONFLICT_KEY:
		err_set(err, ERR_CONFLICT, "the external id %.128s is taken",
			conn->external_id);
		err_hint(err, "give another one with --external-id");
		err_here(err, "give another one");
		err->sys = CONFLICT_KEY;
		return -1;
	default:
		err_set(err, ERR_CONFLICT,
			"\"%s\" was changed by somebody else meanwhile", name);
		return err_hint(err, "nothing was written: look at it again, "
				     "then repeat what you did");
	}
}

static bool can_undo(const struct conn_change *change)
{
	return !change->remove && (change->action == AUDIT_RENAME ||
				   change->action == AUDIT_EDIT ||
				   change->action == AUDIT_DELETE ||
				   change->action == AUDIT_RESTORE);
}

/* What project_apply() fills in. */
static void take_written(const struct conn *written, struct conn *to)
{
	memcpy(to->id, written->id, OBJECT_ID);
	to->version = written->version;
	to->secret_version = written->secret_version;
	memcpy(to->secret_mark, written->secret_mark, SECRET_MARK);
	to->values = written->values;
	to->created_at = written->created_at;
	to->updated_at = written->updated_at;
}

/* An error of reading again what is written must not say that it is not: a copy
 * made before stands in. *err is as project_apply() has it. */
static int write_once(struct session *session, struct conn_change *change,
		      struct conn *conn, struct err *err)
{
	struct project *project = session->project;
	struct conn kept, fresh = { 0 };
	struct err ignored = ERR_INIT;

	if (conn_copy(change->conn, &kept) != 0)
		return err_nomem(err);
	if (project_apply(project, change, 1, err) != 0) {
		conn_clear(&kept);
		return -1;
	}
	if (project_conn_get(project, change->conn->id, &fresh, &ignored) ==
	    0) {
		conn_clear(&kept);
	} else {
		take_written(change->conn, &kept);
		fresh = kept;
	}
	if (can_undo(change))
		undo_conn(session, change->action, conn, &fresh);
	conn_clear(conn);
	*conn = fresh;
	return 0;
}

/* The row is another one than conn: the same change for what it is now. */
static bool can_redo(struct session *session, struct conn_change *change,
		     const struct conn *conn, struct conn *now)
{
	struct err ignored = ERR_INIT;
	struct conn next;

	if (!can_undo(change) ||
	    project_conn_get(session->project, conn->id, now, &ignored) != 0)
		return false;
	next = *now;
	if (!conn_redo(conn, change->conn, &next))
		return false;
	*change->conn = next;
	return true;
}

static bool is_old(const struct err *err)
{
	return err->code == ERR_CONFLICT && err->sys == CONFLICT_VERSION;
}

int conn_write(struct session *session, struct conn_change *change,
	       struct conn *conn, struct err *err)
{
	struct conn now = { 0 };
	int result = write_once(session, change, conn, err);

	if (result != 0 && is_old(err) &&
	    can_redo(session, change, conn, &now)) {
		*err = (struct err)ERR_INIT;
		result = write_once(session, change, conn, err);
	}
	/* The new name is taken, or the old one's row changed. */
	if (result != 0)
		conn_conflict(is_old(err) && conn->name ? conn : change->conn,
			      err);
	conn_clear(&now);
	return result;
}

void conn_set_active(struct conn *conn, int64_t now)
{
	conn->status = STATUS_ACTIVE;
	conn->reason = REASON_OK;
	conn->since = conn->connected_at = now;
	conn->error = "";
}

/* -- create -------------------------------------------------------------- */

/* Store conn; while its external id was made from the name and is taken, try
 * the next suffix. */
static int create_apply(struct session *session, struct conn_change *change,
			bool is_made, struct conn *out, struct err *err)
{
	char id[EXTERNAL_ID_MAX + 1], base[EXTERNAL_ID_MAX - 4];

	str_copy(base, change->conn->external_id, sizeof(base));
	for (unsigned i = 2; conn_write(session, change, out, err); i++) {
		if (!is_made || err->code != ERR_CONFLICT ||
		    err->sys != CONFLICT_KEY || i > SUFFIX_MAX)
			return -1;
		snprintf(id, sizeof(id), "%s_%u", base, i % 10000);
		change->conn->external_id = id;
	}
	return 0;
}

/* Texts of a new connection that are not those of the draft as it is. */
struct draft_text {
	char *name, *tags, *hosts;
	char id[EXTERNAL_ID_MAX + 1];
};

static void draft_text_clear(struct draft_text *text)
{
	free(text->name);
	free(text->tags);
	free(text->hosts);
}

static int draft_text_make(const struct conn_draft *draft,
			   const struct piece_way *way,
			   const struct values *values, struct draft_text *out,
			   struct err *err)
{
	*out = (struct draft_text){ .name = NULL };
	if (name_clean(draft->name, &out->name, err) != 0)
		return -1;
	if (draft->external_id &&
	    external_id_check(draft->external_id, err) != 0)
		return -1;
	if (draft->external_id)
		str_copy(out->id, draft->external_id, sizeof(out->id));
	else
		external_id_from(out->name, out->id);
	if (draft->note && note_check(draft->note, err) != 0)
		return -1;
	if (tags_clean(draft->tags ? draft->tags : "", &out->tags, err) != 0)
		return -1;
	return hosts_fill(way, values, &out->hosts, err);
}

/* What a connection starts with: by OAuth, what came of signing in is there. */
struct beginning {
	const struct values *values;
	const struct conn *tokens; /* account, scopes, app and times; or NULL */
};

static void take_tokens(const struct conn *from, struct conn *to)
{
	to->account = from->account;
	to->scopes = from->scopes;
	to->app = from->app;
	to->expires_at = from->expires_at;
	to->refresh_at = from->refresh_at;
}

static int create_with(struct session *session, const struct conn_draft *draft,
		       const struct piece *piece, const struct piece_way *way,
		       const struct beginning *begin, struct conn *out,
		       struct err *err)
{
	int64_t now = clock_now();
	struct draft_text text;
	int result = -1;

	if (draft_text_make(draft, way, begin->values, &text, err) != 0)
		goto out;
	struct conn conn = {
		.name = text.name,
		.external_id = text.id,
		.piece = piece->name,
		.auth = auth_type_of(way->type),
		.note = draft->note ? draft->note : "",
		.tags = text.tags,
		.hosts = text.hosts,
		.account = "",
		.scopes = "",
		.app = "",
		.error = "",
		.status = STATUS_INACTIVE,
		.reason = REASON_MISSING,
		.since = now,
		.created_at = now,
	};
	struct conn_change change = {
		.conn = &conn,
		.values = draft->placeholder ? NULL : begin->values,
		.action = AUDIT_CREATE,
		.detail = text.name,
	};
	if (begin->tokens)
		take_tokens(begin->tokens, &conn);
	if (!draft->placeholder)
		conn_set_active(&conn, now);
	result = create_apply(session, &change, !draft->external_id, out, err);
out:
	draft_text_clear(&text);
	return result;
}

int draft_values(struct session *session, const struct conn_draft *draft,
		 const struct piece **piece, const struct piece_way **way,
		 struct values *out, struct err *err)
{
	static const struct values none = VALUES_INIT;
	const struct values *given = draft->values ? draft->values : &none;

	if (draft_way(session, draft, given, piece, way, err) != 0)
		return -1;
	if (draft->placeholder && given->count)
		return err_set(err, ERR_USAGE, "a placeholder takes no fields");
	if (values_copy(given, out, err) == 0 &&
	    values_add_presets(*way, out, err) == 0 &&
	    values_check(*way, out, !draft->placeholder, err) == 0)
		return 0;
	values_clear(out);
	return -1;
}

int conn_create(struct session *session, const struct conn_draft *draft,
		struct conn *out, struct err *err)
{
	struct values values = VALUES_INIT;
	const struct piece *piece;
	const struct piece_way *way;

	if (!session_need_write(session, err) ||
	    draft_values(session, draft, &piece, &way, &values, err) != 0)
		return -1;
	*out = (struct conn){ 0 };
	struct beginning begin = { .values = &values };
	int result = create_with(session, draft, piece, way, &begin, out, err);

	values_clear(&values);
	return result;
}

int conn_create_signed(struct session *session, const struct conn_draft *draft,
		       const struct conn *tokens, const struct values *values,
		       struct conn *out, struct err *err)
{
	struct beginning begin = { .values = values, .tokens = tokens };
	struct catalog *catalog = session_catalog(session, err);
	const struct piece *piece;

	if (!catalog || catalog_find(catalog, draft->piece, &piece, err) != 0 ||
	    !session_need_write(session, err))
		return -1;
	*out = (struct conn){ 0 };
	return create_with(session, draft, piece,
			   piece_way(piece, draft->auth, NULL), &begin, out,
			   err);
}

/* -- rename ---------------------------------------------------------------- */

int conn_name_check(struct session *session, const struct conn *conn,
		    const char *name, char **out, struct err *err)
{
	struct project *project = session_need(session, err);
	struct conn other = { 0 };
	struct err none = ERR_INIT;
	char *clean;

	if (!project || name_clean(name, &clean, err) != 0)
		return -1;
	bool is_taken =
		project_conn_by_name(project, clean, &other, &none) == 0 &&
		(!conn || memcmp(other.id, conn->id, OBJECT_ID) != 0);
	if (is_taken) {
		none.code = ERR_CONFLICT;
		none.sys = CONFLICT_NAME;
		conn_conflict(&other, &none);
		*err = none;
		free(clean);
	}
	conn_clear(&other);
	if (is_taken)
		return -1;
	*out = clean;
	return 0;
}

int conn_rename(struct session *session, struct conn *conn, const char *name,
		struct err *err)
{
	struct project *project = session_need_write(session, err);
	struct str detail = STR_INIT;
	struct conn next = *conn;
	char *clean;

	if (!project || name_clean(name, &clean, err) != 0)
		return -1;
	if (str_is(clean, conn->name)) {
		free(clean);
		return 0;
	}
	next.name = clean;
	str_addf(&detail, "%s -> %s", conn->name, clean);
	struct conn_change change = {
		.conn = &next,
		.action = AUDIT_RENAME,
		.detail = detail.text,
	};
	int result = detail.failed ? err_nomem(err)
				   : conn_write(session, &change, conn, err);

	str_clear(&detail);
	free(clean);
	return result;
}

/* -- credentials --------------------------------------------------------- */

/* The values of a connection, or none when it has none yet. */
static int values_now(struct project *project, const struct conn *conn,
		      const char *why, struct values *out, struct err *err)
{
	return conn->secret_version
		       ? project_values(project, conn, why, out, err)
		       : 0;
}

/* What new values are added to. A credential that is damaged gives nothing:
 * then all of them must be new. */
static int values_kept(struct project *project, const struct conn *conn,
		       struct values *out, struct err *err)
{
	struct err why = ERR_INIT;

	if (values_now(project, conn, "reconnect", out, &why) == 0 ||
	    why.code == ERR_DAMAGED)
		return 0;
	*err = why;
	return -1;
}

int conn_merge(struct session *session, const struct conn *conn,
	       const struct values *values, struct values *out, struct err *err)
{
	struct project *project = session_need_write(session, err);
	const struct piece *piece;
	const struct piece_way *way;

	if (!project || conn_way(session, conn, &piece, &way, err) != 0 ||
	    way_check_usable(piece, way, err) != 0)
		return -1;
	if (values_check(way, values, false, err) == 0 &&
	    values_kept(project, conn, out, err) == 0 &&
	    values_copy(values, out, err) == 0 &&
	    values_check(way, out, true, err) == 0)
		return 0;
	values_clear(out);
	return -1;
}

int conn_accept(struct session *session, struct conn *conn,
		const struct values *values, struct err *err)
{
	const struct piece *piece;
	const struct piece_way *way;
	struct conn next = *conn;
	char *hosts;
	struct conn_change change = {
		.conn = &next,
		.values = values,
		.action = AUDIT_RECONNECT,
	};

	if (!session_need_write(session, err) ||
	    conn_way(session, conn, &piece, &way, err) != 0 ||
	    hosts_fill(way, values, &hosts, err) != 0)
		return -1;
	next.hosts = hosts;
	conn_set_active(&next, clock_now());
	int result = conn_write(session, &change, conn, err);

	free(hosts);
	return result;
}

int conn_reconnect(struct session *session, struct conn *conn,
		   const struct values *values, struct err *err)
{
	struct values merged = VALUES_INIT;

	if (conn_merge(session, conn, values, &merged, err) != 0)
		return -1;
	int result = conn_accept(session, conn, &merged, err);

	values_clear(&merged);
	return result;
}

int conn_prefill(struct session *session, const struct conn *conn,
		 struct values *out, struct err *err)
{
	struct project *project = session_need(session, err);
	struct values all = VALUES_INIT;
	const struct piece *piece;
	const struct piece_way *way;
	int result = 0;

	if (!project || conn_way(session, conn, &piece, &way, err) != 0 ||
	    values_now(project, conn, "fill in a form", &all, err) != 0)
		return -1;
	for (size_t i = 0; !result && i < all.count; i++) {
		const struct value *value = &all.item[i];
		const struct piece_field *field = way_field(way, value->name);
		size_t len;
		const void *bytes = secret_reveal(value->value, &len);

		if (field && !field->is_secret)
			result = values_set_bytes(out, value->name, bytes, len,
						  err);
	}
	values_clear(&all);
	return result;
}

bool conn_is_expired(const struct conn *conn, int64_t now)
{
	return conn->status == STATUS_ACTIVE && conn->auth == AUTH_OAUTH2 &&
	       conn->expires_at != 0 && conn->expires_at <= now &&
	       conn->refresh_at == 0;
}

void conn_expire(struct conn *conn, int64_t now)
{
	if (!conn_is_expired(conn, now))
		return;
	conn->status = STATUS_INACTIVE;
	conn->reason = REASON_EXPIRED;
	conn->since = conn->expires_at;
}
