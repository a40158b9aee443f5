/* verify.c - can every row be opened, its credential too?
 *
 * The state head tells that rows are those that were written; a byte changed in
 * one that is not read is found here. Nothing that is opened is given out. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "vault/internal.h"

struct opening {
	struct project *project;
	struct scratch scratch;
	size_t bad;
	char first[160]; /* of the bad ones: what can be said of it */
	struct err *err;
};

static void bad_row(struct opening *opening, const char *name)
{
	if (opening->bad++ == 0)
		str_copy(opening->first, name, sizeof(opening->first));
}

static int open_conn(struct opening *opening, const struct store_row *row)
{
	struct values values = VALUES_INIT;
	struct conn conn;
	struct err why = ERR_INIT;

	if (conn_from_row(opening->project, row, &opening->scratch, NULL, &conn,
			  opening->err))
		return -1;
	struct sealed of = conn_sealed(&conn);

	if (conn.status == STATUS_UNREADABLE)
		bad_row(opening, conn.name);
	else if (conn.secret_version &&
		 row_open_secret(opening->project, &of, &values, &why))
		bad_row(opening, conn.name);
	values_clear(&values);
	conn_clear(&conn);
	return why.code == ERR_NOMEM ? err_nomem(opening->err) : 0;
}

static int open_flow(struct opening *opening, const struct store_row *row)
{
	struct flow flow;

	if (flow_from_row(opening->project, row, &opening->scratch, &flow,
			  opening->err))
		return -1;
	if (flow.state == FLOW_UNREADABLE)
		bad_row(opening, flow.name);
	flow_clear(&flow);
	return 0;
}

static int open_item(struct opening *opening, const struct store_row *row)
{
	char id[2 * OBJECT_ID + 1];
	struct err why = ERR_INIT;

	if (item_opens(opening->project, row, &opening->scratch, &why) == 0)
		return 0;
	if (why.code == ERR_NOMEM)
		return err_nomem(opening->err);
	hex_from(row->id, OBJECT_ID, id);
	bad_row(opening, id);
	return 0;
}

static int open_row(const struct store_row *row, void *opening)
{
	switch (row->kind) {
	case FLOWS:
		return open_flow(opening, row);
	case APPS:
	case LEASES:
	case CLIENTS:
		return open_item(opening, row);
	default:
		return open_conn(opening, row);
	}
}

int rows_verify(struct project *project, struct err *err)
{
	struct opening opening = { .project = project, .err = err };
	int r = store_rows(project->vault->store, project->id, 0, open_row,
			   &opening, err);

	scratch_clear(&opening.scratch);
	if (r)
		return -1;
	if (opening.bad == 0)
		return 0;
	err_set(err, ERR_DAMAGED,
		"%zu row%s of project \"%.80s\" cannot be opened, the first "
		"is \"%.80s\"",
		opening.bad, opening.bad == 1 ? "" : "s", project->name,
		opening.first);
	return err_hint(err, "reconnect it, delete it, or restore a backup");
}
