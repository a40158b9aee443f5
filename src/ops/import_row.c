/* import_row.c - one row of a file: checked, compared with what is there */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "ops/conn.h"
#include "ops/importing.h"
#include "ops/tokens.h"

#define SUFFIX_MAX  10000
#define ACCOUNT_MAX 1024
#define SCOPES_MAX  32768

/* -- what it would be ------------------------------------------------------ */

/* Tokens cannot be checked against a piece; but nothing else may come along. */
static int check_tokens(const struct piece_way *way,
			const struct values *values, struct err *err)
{
	for (size_t i = 0; i < values->count; i++) {
		const char *name = values->item[i].name;

		if (!value_is_token(name) && !way_field(way, name))
			return err_set(err, ERR_USAGE, "there is no field %s",
				       name);
	}
	if (values_get(values, TOKEN_ACCESS) ||
	    values_get(values, TOKEN_REFRESH))
		return 0;
	err_set(err, ERR_USAGE, "it has no tokens");
	return err_hint(err, "connvault reconnect signs in after it was "
			     "imported without");
}

/* What is no secret is kept, for the form of who reconnects it. */
static int fill_bare(struct importing *importing, struct import_item *item,
		     struct conn_draft *draft, const struct piece **piece,
		     const struct piece_way **way, struct err *err)
{
	draft->placeholder = true;
	if (draft_values(importing->session, draft, piece, way, &item->values,
			 err) != 0)
		return -1;

	int kept =
		values_add_plain(*way, &item->row->values, &item->values, err);

	item->has_plain = kept > 0;
	return kept < 0 ? -1 : values_check(*way, &item->values, false, err);
}

/* The way it connects by, and its values. */
static int fill_values(struct importing *importing, struct import_item *item,
		       const struct piece **piece, const struct piece_way **way,
		       struct err *err)
{
	const struct move_row *row = item->row;
	struct conn_draft draft = {
		.piece = row->conn.piece,
		.auth = row->conn.auth ? auth_type_name(row->conn.auth) : NULL,
	};
	static const struct values none = VALUES_INIT;

	if (row->is_bare)
		return fill_bare(importing, item, &draft, piece, way, err);
	draft.values = &row->values;
	if (row->conn.auth != AUTH_OAUTH2)
		return draft_values(importing->session, &draft, piece, way,
				    &item->values, err);
	draft.placeholder = true;
	if (draft_way(importing->session, &draft, &none, piece, way, err) !=
		    0 ||
	    check_tokens(*way, &row->values, err) != 0)
		return -1;
	return values_copy(&row->values, &item->values, err);
}

/* What else comes out of an export: texts of a provider, and of operators. */
static int check_lengths(const struct conn *conn, struct err *err)
{
	const struct {
		const char *what, *text;
		size_t max;
	} each[] = {
		{ "account", conn->account, ACCOUNT_MAX },
		{ "app", conn->app, NAME_BYTES_MAX },
		{ "scopes", conn->scopes, SCOPES_MAX },
	};

	for (size_t i = 0; i < sizeof(each) / sizeof(*each); i++)
		if (strlen(each[i].text) > each[i].max)
			return err_set(err, ERR_USAGE,
				       "%s is longer than %zu bytes",
				       each[i].what, each[i].max);
	return 0;
}

static int fill_texts(struct import_item *item, const struct piece *piece,
		      const struct piece_way *way, struct err *err)
{
	const struct conn *conn = &item->row->conn;
	const char *name = *conn->name ? conn->name : piece->display_name;

	if (name_clean(name, &item->name, err) != 0 ||
	    check_lengths(conn, err) != 0 || note_check(conn->note, err) != 0 ||
	    tags_clean(conn->tags, &item->tags, err) != 0 ||
	    hosts_fill(way, &item->values, &item->hosts, err) != 0)
		return -1;
	item->is_made = !*conn->external_id;
	if (item->is_made)
		external_id_from(item->name, item->id);
	else if (external_id_check(conn->external_id, err) == 0)
		str_copy(item->id, conn->external_id, sizeof(item->id));
	else
		return -1;
	return 0;
}

/* What was known of its standing is known here, too. */
static void fill_standing(const struct importing *importing,
			  const struct import_item *item, struct conn *next)
{
	const struct conn *conn = &item->row->conn;
	int64_t now = clock_now();

	next->account = conn->account;
	next->scopes = conn->scopes;
	next->app = import_app_name(importing, conn);
	next->expires_at = conn->expires_at;
	next->refresh_at = conn->refresh_at;
	next->refreshed_at = conn->refreshed_at;
	next->hosts = item->hosts;
	next->failures = 0;
	if (item->row->is_bare) {
		next->status = STATUS_INACTIVE;
		next->reason = REASON_MISSING;
		next->expires_at = next->refresh_at = 0;
		next->since = now;
		return;
	}
	conn_set_active(next, now);
	if (conn->connected_at)
		next->connected_at = conn->connected_at;
	if (conn->status == STATUS_INACTIVE) {
		next->status = conn->status;
		next->reason = conn->reason;
		next->since = conn->since ? conn->since : now;
	}
}

static void fill_new(const struct importing *importing,
		     struct import_item *item, const struct piece *piece,
		     const struct piece_way *way)
{
	const struct conn *conn = &item->row->conn;

	item->next = (struct conn){
		.name = item->name,
		.external_id = item->id,
		.piece = piece->name,
		.auth = auth_type_of(way->type),
		.note = conn->note,
		.tags = item->tags,
		.error = "",
		.rotate_by = conn->rotate_by,
		.created_at = clock_now(),
	};
	fill_standing(importing, item, &item->next);
}

/* Of what is there stay id, external id, name and flows, and what the file says
 * nothing about. */
static void fill_over(const struct importing *importing,
		      struct import_item *item)
{
	const struct conn *conn = &item->row->conn;
	enum auth_type auth = item->next.auth;

	item->next = item->before;
	if (*conn->note)
		item->next.note = conn->note;
	if (*item->tags)
		item->next.tags = item->tags;
	if (conn->rotate_by)
		item->next.rotate_by = conn->rotate_by;
	if (item->row->is_bare)
		return;
	item->next.auth = auth;
	fill_standing(importing, item, &item->next);
}

/* -- what is there --------------------------------------------------------- */

/* 1 and *out, 0 when there is none, -1. */
typedef int find_fn(struct project *project, const char *word, struct conn *out,
		    struct err *err);

static int find(struct importing *importing, find_fn *by, const char *word,
		struct conn *out, struct err *err)
{
	struct err why = ERR_INIT;

	if (by(importing->session->project, word, out, &why) == 0)
		return 1;
	if (why.code == ERR_ABSENT)
		return 0;
	*err = why;
	return -1;
}

static bool will_be(const struct import_item *item)
{
	return item->outcome == IMPORT_ADDED ||
	       item->outcome == IMPORT_RENAMED ||
	       item->outcome == IMPORT_OVERWRITTEN;
}

/* A row before it in the file that has the id or name. */
static bool is_planned(const struct importing *importing,
		       const struct import_item *item, const char *id,
		       const char *folded)
{
	for (const struct import_item *at = importing->item; at < item; at++)
		if (will_be(at) && ((id && str_is(at->id, id)) ||
				    (folded && str_is(at->folded, folded))))
			return true;
	return false;
}

/* 1: taken, 0: free, -1. */
static int id_taken(struct importing *importing, const struct import_item *item,
		    const char *id, struct err *err)
{
	struct conn other = { 0 };
	int found = find(importing, project_conn_by_key, id, &other, err);

	conn_clear(&other);
	return found ? found : is_planned(importing, item, id, NULL);
}

static int name_taken(struct importing *importing,
		      const struct import_item *item, const char *name,
		      struct err *err)
{
	struct conn other = { 0 };
	int found = find(importing, project_conn_by_name, name, &other, err);
	char *folded;

	conn_clear(&other);
	if (found)
		return found;
	folded = utf8_fold(name);
	if (!folded)
		return err_nomem(err);
	found = is_planned(importing, item, NULL, folded);
	free(folded);
	return found;
}

/* The next suffix that is free. */
static int free_id(struct importing *importing, struct import_item *item,
		   struct err *err)
{
	char base[EXTERNAL_ID_MAX - 5];
	int taken = 1;

	str_copy(base, item->id, sizeof(base));
	for (unsigned i = 2; taken == 1 && i < SUFFIX_MAX; i++) {
		taken = id_taken(importing, item, item->id, err);
		if (taken == 1)
			snprintf(item->id, sizeof(item->id), "%s_%u", base, i);
	}
	return taken < 0 ? -1 : 0;
}

static int free_name(struct importing *importing, struct import_item *item,
		     struct err *err)
{
	struct str name = STR_INIT;
	int taken = name_taken(importing, item, item->name, err);

	for (unsigned i = 2; taken == 1 && i < SUFFIX_MAX; i++) {
		str_clear(&name);
		str_addf(&name, "%s (%u)", item->name, i);
		taken = name.failed
				? err_nomem(err)
				: name_taken(importing, item, name.text, err);
	}
	if (taken == 0 && name.len) {
		free(item->name);
		item->name = str_take(&name);
	}
	str_clear(&name);
	return taken < 0 || !item->name ? -1 : 0;
}

/* -- conflicts ------------------------------------------------------------- */

/* 1: item->before is in its place; 2: a row of the file before it; 0; -1. */
static int conflict(struct importing *importing, struct import_item *item,
		    struct err *err)
{
	char *folded = utf8_fold(item->name);
	int found = 0;

	if (!folded)
		return err_nomem(err);
	item->folded = folded;
	if (is_planned(importing, item, item->is_made ? NULL : item->id,
		       folded))
		return 2;
	if (!item->is_made)
		found = find(importing, project_conn_by_key, item->id,
			     &item->before, err);
	if (found == 0)
		found = find(importing, project_conn_by_name, item->name,
			     &item->before, err);
	return found;
}

static void tell_conflict(const struct import_item *item, int kind,
			  struct err *why)
{
	char name[100];

	term_safe(name, sizeof(name),
		  kind == 2 ? item->name : item->before.name, 60);
	if (kind == 2) {
		err_set(why, ERR_CONFLICT, "\"%s\" is in the file twice", name);
		return;
	}
	err_set(why, ERR_CONFLICT, "\"%s\" (%.128s) is there already", name,
		item->before.external_id);
	err_hint(why, "--on-conflict overwrite, rename or skip goes on");
}

static int overwrite(struct importing *importing, struct import_item *item,
		     int kind, struct err *err)
{
	if (kind == 2) {
		item->outcome = IMPORT_FAILED;
		return 0;
	}
	if (!str_is(item->before.piece, item->next.piece)) {
		item->outcome = IMPORT_FAILED;
		err_set(&item->why, ERR_CONFLICT,
			"it is a connection of %.60s here, of %.60s there",
			item->before.piece, item->next.piece);
		err_hint(&item->why, "--on-conflict rename keeps both");
		return 0;
	}
	item->outcome = IMPORT_OVERWRITTEN;
	item->why = (struct err)ERR_INIT;
	fill_over(importing, item);
	str_copy(item->id, item->before.external_id, sizeof(item->id));
	free(item->folded);
	item->folded = utf8_fold(item->before.name);
	return item->folded ? 0 : err_nomem(err);
}

static int rename_it(struct importing *importing, struct import_item *item,
		     struct err *err)
{
	conn_clear(&item->before);
	item->why = (struct err)ERR_INIT;
	if (free_id(importing, item, err) != 0 ||
	    free_name(importing, item, err) != 0)
		return -1;
	free(item->folded);
	item->folded = utf8_fold(item->name);
	item->next.name = item->name;
	item->outcome = IMPORT_RENAMED;
	return item->folded ? 0 : err_nomem(err);
}

static int settle(struct importing *importing, struct import_item *item,
		  struct err *err)
{
	int kind = conflict(importing, item, err);

	if (kind < 0)
		return -1;
	if (kind == 0) {
		item->outcome = IMPORT_ADDED;
		return free_id(importing, item, err);
	}
	tell_conflict(item, kind, &item->why);
	switch (importing->plan->on_conflict) {
	case IMPORT_OVERWRITE:
		return overwrite(importing, item, kind, err);
	case IMPORT_RENAME:
		return rename_it(importing, item, err);
	case IMPORT_FAIL:
		*err = item->why;
		return -1;
	default:
		item->why.hint[0] = '\0';
		item->outcome = IMPORT_SKIPPED;
		return 0;
	}
}

int import_plan_row(struct importing *importing, struct import_item *item,
		    struct err *err)
{
	const struct piece *piece = NULL;
	const struct piece_way *way = NULL;

	item->outcome = IMPORT_FAILED;
	item->why = item->row->why;
	if (item->why.code != ERR_OK)
		return 0;
	if (!*item->row->conn.piece) {
		err_set(&item->why, ERR_USAGE,
			"it does not say which piece it "
			"is of");
		err_hint(&item->why, "give --piece PIECE for all such rows");
		return 0;
	}
	if (fill_values(importing, item, &piece, &way, &item->why) != 0 ||
	    fill_texts(item, piece, way, &item->why) != 0) {
		/* That of a way names options that import does not have. */
		if (piece && *item->why.here)
			str_copy(item->why.hint, item->why.here,
				 sizeof(item->why.hint));
		return item->why.code == ERR_NOMEM ? err_nomem(err) : 0;
	}
	fill_new(importing, item, piece, way);
	return settle(importing, item, err);
}
