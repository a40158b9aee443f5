/* leases.c - refreshing one connection at a time, without losing an answer
 *
 * A lease is a row that exists once for each connection. It is committed before
 * the provider is asked, which also proves that the disk can be written; the
 * answer is committed to it before anybody reads it; what comes of that is
 * committed together with its end. Whoever finds the lease of a dead process
 * goes on from there. */
#include <stdlib.h>
#include <string.h>

#include "vault/internal.h"

#define CONN_ID (2 * OBJECT_ID + 1)

/* 1: found; 0: there is none. */
static int lease_find(struct change *change, const char *conn,
		      struct lease *out, struct err *err)
{
	struct err why;

	if (item_find(change->project, &lease_kind, conn, out, &why) == 0) {
		if (change_verify(change, out->row.id, err) == 0)
			return 1;
		lease_clear(out);
		return -1;
	}
	if (why.code == ERR_ABSENT)
		return 0;
	*err = why;
	return -1;
}

void lease_wish_clear(struct lease_wish *wish)
{
	lease_clear(&wish->lease);
	conn_clear(&wish->now);
	values_clear(&wish->values);
	values_clear(&wish->answer);
	app_clear(&wish->app);
	secret_free(wish->app_secret);
	wish->app_secret = NULL;
}

/* -- take ----------------------------------------------------------------- */

struct taking {
	struct change *change;
	const struct lease_rules *rules;
	bool has_written;
};

static int refused(struct lease_wish *wish, const struct err *why,
		   struct err *err)
{
	if (why->code == ERR_NOMEM || why->code == ERR_IO) {
		*err = *why;
		return -1;
	}
	wish->outcome = LEASE_GONE;
	wish->why = *why;
	return 0;
}

/* The connection as it is, its credential, and the app that it names. -1 and
 * *why when one of them is not to be had. */
static int wish_read(struct taking *taking, struct lease_wish *wish,
		     struct err *why)
{
	struct project *project = taking->change->project;
	struct conn *now = &wish->now;

	if (change_verify(taking->change, wish->conn, why) ||
	    conn_read(project, wish->conn, now, why))
		return -1;
	struct sealed row = conn_sealed(now);

	if (now->status == STATUS_UNREADABLE || now->trashed)
		return err_set(why, ERR_ABSENT, "the connection is gone");
	if (!conn_has_credential(now))
		return err_set(why, ERR_RECONNECT,
			       "the connection has no credential yet");
	if (row_open_secret(project, &row, &wish->values, why))
		return -1;
	if (*now->app == '\0')
		return 0;
	if (app_find(project, now->piece, now->app, &wish->app, why) ||
	    change_verify(taking->change, wish->app.row.id, why))
		return -1;
	return app_open_secret(project, &wish->app, &wish->app_secret, why);
}

static int wish_audit(struct taking *taking, const struct lease_wish *wish,
		      const char *detail, struct err *err)
{
	struct audit_note note = { .action = AUDIT_REFRESH,
				   .object = wish->conn,
				   .name = wish->now.external_id,
				   .detail = detail };

	return audit_append(taking->change, &note, err);
}

static int wish_begin(struct taking *taking, struct lease_wish *wish,
		      const char *conn, struct err *err)
{
	struct lease *lease = &wish->lease;
	struct lease next = { .conn = conn,
			      .owner = taking->rules->owner,
			      .from_version = wish->now.secret_version,
			      .began_at = taking->change->now,
			      .tries = 1 };

	if (item_put(taking->change, &lease_kind, &next, conn, NULL, err) ||
	    wish_audit(taking, wish, "asked", err))
		return -1;
	taking->has_written = true;
	wish->outcome = LEASE_TAKEN;
	return lease_copy(&next, lease, err);
}

/* Of a process that is gone: with its answer, or without. */
static int wish_inherit(struct taking *taking, struct lease_wish *wish,
			const char *conn, struct err *err)
{
	struct project *project = taking->change->project;
	struct lease next = wish->lease;
	bool has_answer = next.row.secret_version != 0;
	void *text = next.text;

	next.owner = taking->rules->owner;
	next.began_at = taking->change->now;
	next.tries += !has_answer;
	if ((has_answer &&
	     row_open_secret(project, &next.row, &wish->answer, err)) ||
	    item_put(taking->change, &lease_kind, &next, conn, NULL, err) ||
	    wish_audit(taking, wish, has_answer ? "resumed" : "asked again",
		       err) ||
	    lease_copy(&next, &wish->lease, err))
		return -1;
	text_free(text);
	taking->has_written = true;
	wish->outcome = has_answer ? LEASE_ANSWERED : LEASE_TAKEN;
	return 0;
}

/* A lease for a credential that has been replaced meanwhile means nothing. */
static int drop_stale(struct taking *taking, struct lease_wish *wish,
		      int *found, struct err *err)
{
	if (!*found || wish->lease.from_version == wish->now.secret_version)
		return 0;
	if (item_remove(taking->change, &wish->lease.row, err))
		return -1;
	lease_clear(&wish->lease);
	taking->has_written = true;
	*found = 0;
	return 0;
}

static int wish_take(struct taking *taking, struct lease_wish *wish,
		     struct err *err)
{
	const struct lease_rules *rules = taking->rules;
	struct err why = ERR_INIT;
	char conn[CONN_ID];

	if (wish_read(taking, wish, &why))
		return refused(wish, &why, err);
	hex_from(wish->conn, OBJECT_ID, conn);
	int found = lease_find(taking->change, conn, &wish->lease, err);

	if (found < 0 || drop_stale(taking, wish, &found, err))
		return -1;
	if (found && rules->is_over(&wish->lease, rules->arg))
		return wish_inherit(taking, wish, conn, err);
	if (!found && rules->is_due(wish, rules->arg))
		return wish_begin(taking, wish, conn, err);
	wish->outcome = found ? LEASE_HELD : LEASE_NOT_DUE;
	values_clear(&wish->values); /* not audited, not handed out */
	secret_free(wish->app_secret);
	wish->app_secret = NULL;
	return 0;
}

int project_leases_take(struct project *project,
			const struct lease_rules *rules,
			struct lease_wish *const *wishes, size_t count,
			struct err *err)
{
	struct taking taking = { .rules = rules };
	int r = 0;

	if (change_begin(project, &taking.change, err))
		return -1;
	for (size_t i = 0; i < count && r == 0; i++)
		r = wish_take(&taking, wishes[i], err);
	if (r == 0 && taking.has_written)
		r = change_commit(taking.change, err);
	for (size_t i = 0; i < count && r != 0; i++)
		lease_wish_clear(wishes[i]);
	return change_end(taking.change, r);
}

/* -- answer --------------------------------------------------------------- */

/* Is it still ours? 1, 0, or -1. */
static int lease_is_ours(struct change *change, const struct lease *lease,
			 struct err *err)
{
	struct lease now;
	int found = lease_find(change, lease->conn, &now, err);

	if (found != 1)
		return found;
	bool is_ours = now.row.version == lease->row.version &&
		       memcmp(now.row.id, lease->row.id, OBJECT_ID) == 0;

	lease_clear(&now);
	return is_ours;
}

static int answer_put(struct change *change, struct lease_answer *answer,
		      struct err *err)
{
	struct lease next = *answer->lease;
	int ours = lease_is_ours(change, &next, err);

	answer->is_lost = ours != 1;
	if (ours != 1)
		return ours;
	int r = item_put(change, &lease_kind, &next, next.conn, answer->values,
			 err);

	answer->written = next.row;
	return r;
}

int project_leases_answer(struct project *project, struct lease_answer *answers,
			  size_t count, struct err *err)
{
	struct change *change;
	int r = 0;

	if (change_begin(project, &change, err))
		return -1;
	for (size_t i = 0; i < count && r == 0; i++)
		r = answer_put(change, &answers[i], err);
	if (r == 0)
		r = change_commit(change, err);
	for (size_t i = 0; i < count && r == 0; i++)
		if (!answers[i].is_lost)
			answers[i].lease->row = answers[i].written;
	return change_end(change, r);
}

/* -- end ------------------------------------------------------------------ */

/* 1: the connection still has the credential that was sent; 0: it does not. */
static int conn_still(struct change *change, const struct lease *lease,
		      struct conn *now, struct err *err)
{
	uint8_t id[OBJECT_ID];
	struct err why = ERR_INIT;

	if (hex_to(lease->conn, id, OBJECT_ID) != 0)
		return 0;
	if (change_touch(change, id, err))
		return -1;
	if (conn_read(change->project, id, now, &why)) {
		if (why.code == ERR_ABSENT)
			return 0;
		*err = why;
		return -1;
	}
	return now->status != STATUS_UNREADABLE &&
	       now->secret_version == lease->from_version;
}

static int end_apply(struct change *change, struct lease_end *end,
		     struct conn *now, struct err *err)
{
	struct conn next, written;
	struct conn_change wanted = { .conn = &next,
				      .values = end->values,
				      .action = AUDIT_REFRESH,
				      .detail = end->detail };

	next = *now;
	end->fill(&next, end->arg);
	return conn_apply(change, &wanted, &written, err);
}

static int end_one(struct change *change, struct lease_end *end,
		   struct err *err)
{
	struct conn now = { .version = 0 };
	int ours = lease_is_ours(change, end->lease, err);

	end->is_lost = ours != 1;
	if (ours != 1)
		return ours;
	int still = conn_still(change, end->lease, &now, err);
	int r = still < 0 ? -1 : 0;

	end->is_superseded = still == 0;
	if (still == 1)
		r = end_apply(change, end, &now, err);
	if (r == 0)
		r = item_remove(change, &end->lease->row, err);
	conn_clear(&now);
	return r;
}

int project_leases_end(struct project *project, struct lease_end *ends,
		       size_t count, struct err *err)
{
	struct change *change;
	int r = 0;

	if (change_begin(project, &change, err))
		return -1;
	for (size_t i = 0; i < count && r == 0; i++)
		r = end_one(change, &ends[i], err);
	if (r == 0)
		r = change_commit(change, err);
	return change_end(change, r);
}

/* -- look ----------------------------------------------------------------- */

static int ids_take(const struct lease *lease, size_t count,
		    uint8_t (**out)[OBJECT_ID], size_t *found, struct err *err)
{
	*out = calloc(count + 1, sizeof(**out));
	if (*out == NULL)
		return err_nomem(err);
	*found = 0;
	for (size_t i = 0; i < count; i++)
		if (lease[i].text != NULL &&
		    hex_to(lease[i].conn, (*out)[*found], OBJECT_ID) == 0)
			(*found)++;
	return 0;
}

int project_leased(struct project *project, uint8_t (**out)[OBJECT_ID],
		   size_t *count, struct err *err)
{
	void *item = NULL;
	size_t leases;

	if (project_enter(project, ENTER_READ, err))
		return -1;
	int r = items_read(project, &lease_kind, &item, &leases, err);

	project_leave(project);
	if (r)
		return -1;
	struct lease *lease = item;

	r = ids_take(lease, leases, out, count, err);
	for (size_t i = 0; i < leases; i++)
		lease_clear(&lease[i]);
	free(lease);
	return r;
}
