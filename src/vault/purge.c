/* purge.c - remove what was in the trash for long enough */
#include <stdlib.h>

#include "vault/internal.h"

struct due {
	struct project *project;
	int64_t before;
	struct conns conns;
	struct scratch scratch;
	struct err *err;
};

static int due_grow(struct due *due)
{
	struct conns *out = &due->conns;

	if (out->count < out->cap)
		return 0;
	size_t cap = out->cap ? 2 * out->cap : 16;
	struct conn *item = reallocarray(out->item, cap, sizeof(*item));

	if (item == NULL)
		return err_nomem(due->err);
	out->item = item;
	out->cap = cap;
	return 0;
}

/* The clear columns only spare opening the rest: what they say counts once the
 * row, which they are bound to, has opened. */
static int due_row(const struct store_row *row, void *arg)
{
	struct due *due = arg;

	if (row->state != TRASHED)
		return 0;
	if (due_grow(due))
		return -1;
	struct conn *conn = &due->conns.item[due->conns.count];

	if (conn_from_row(due->project, row, &due->scratch, NULL, conn,
			  due->err))
		return -1;
	if (conn->status != STATUS_UNREADABLE && conn->trashed_at != 0 &&
	    conn->trashed_at < due->before)
		due->conns.count++;
	else
		conn_clear(conn);
	return 0;
}

static int due_find(struct due *due)
{
	struct project *project = due->project;

	if (project_enter(project, ENTER_READ, due->err))
		return -1;
	int r = store_rows(project->vault->store, project->id, CONNECTIONS,
			   due_row, due, due->err);

	project_leave(project);
	return r ? -1 : 0;
}

static int due_remove(struct due *due)
{
	size_t count = due->conns.count;
	struct conn_change *changes = calloc(count, sizeof(*changes));

	if (changes == NULL)
		return err_nomem(due->err);
	for (size_t i = 0; i < count; i++)
		changes[i] = (struct conn_change){
			.conn = &due->conns.item[i],
			.remove = true,
			.action = AUDIT_PURGE,
		};
	int r = project_apply(due->project, changes, count, due->err);

	free(changes);
	return r;
}

int project_purge(struct project *project, int64_t before, size_t *count,
		  struct err *err)
{
	struct due due = { .project = project, .before = before, .err = err };
	int r = due_find(&due);

	if (r == 0 && due.conns.count > 0)
		r = due_remove(&due);
	*count = r ? 0 : due.conns.count;
	conns_clear(&due.conns);
	scratch_clear(&due.scratch);
	return r;
}
