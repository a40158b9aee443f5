/* found.c - many credentials handed out, and what was found out about them
 *
 * One transaction for all: a disk takes longer to be sure of one than a
 * provider takes to answer. */
#include <string.h>

#include "vault/internal.h"

void values_wish_clear(struct values_wish *wish)
{
	conn_clear(&wish->now);
	values_clear(&wish->values);
}

/* One that cannot be had does not stop the others. */
static int wish_take(struct change *change, struct values_wish *wish,
		     const char *why, struct err *err)
{
	struct conn conn = { .name = "", .external_id = "" };

	memcpy(conn.id, wish->conn, OBJECT_ID);
	wish->now = (struct conn){ .version = 0 };
	wish->values = (struct values)VALUES_INIT;
	wish->why = (struct err)ERR_INIT;
	if (values_take(change, &conn, why, &wish->now, &wish->values,
			&wish->why) == 0)
		return 0;
	if (wish->why.code != ERR_NOMEM)
		return 0;
	*err = wish->why;
	return -1;
}

int project_values_all(struct project *project, struct values_wish *wishes,
		       size_t count, const char *why, struct err *err)
{
	struct change *change;
	size_t taken = 0;
	int r = 0;

	if (change_begin(project, &change, err))
		return -1;
	while (taken < count && r == 0)
		r = wish_take(change, &wishes[taken++], why, err);
	if (r == 0)
		r = change_commit(change, err);
	for (size_t i = 0; i < taken && r != 0; i++)
		values_wish_clear(&wishes[i]);
	return change_end(change, r);
}

/* -- what was found out --------------------------------------------------- */

/* 1: the connection still has the credential; 0: it does not; -1. */
static int finding_conn(struct change *change,
			const struct conn_finding *finding, struct conn *now,
			struct err *err)
{
	struct err why = ERR_INIT;

	if (change_touch(change, finding->conn, err))
		return -1;
	if (conn_read(change->project, finding->conn, now, &why)) {
		if (why.code == ERR_ABSENT)
			return 0;
		*err = why;
		return -1;
	}
	return now->status != STATUS_UNREADABLE && !now->trashed &&
	       now->secret_version == finding->secret_version;
}

static int finding_apply(struct change *change, struct conn_finding *finding,
			 struct err *err)
{
	struct conn now = { .version = 0 };
	int still = finding_conn(change, finding, &now, err);
	struct conn next = now, written;
	struct conn_change wanted = { .conn = &next,
				      .action = finding->action,
				      .detail = finding->detail };
	int r = still < 0 ? -1 : 0;

	finding->is_superseded = still == 0;
	if (still == 1) {
		finding->fill(&next, finding->arg);
		r = conn_apply(change, &wanted, &written, err);
	}
	conn_clear(&now);
	return r;
}

int project_found(struct project *project, struct conn_finding *findings,
		  size_t count, struct err *err)
{
	struct change *change;
	int r = 0;

	if (change_begin(project, &change, err))
		return -1;
	for (size_t i = 0; i < count && r == 0; i++)
		r = finding_apply(change, &findings[i], err);
	if (r == 0)
		r = change_commit(change, err);
	return change_end(change, r);
}
