/* read.c - all connections and flows of a project, in one pass over its rows
 *
 * The pass verifies the state head as well, once for each state of the file. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "vault/internal.h"

#define ROOM_FIRST 64
/* Rows that a head is believed at once. */
#define ROOM_MAX  ((uint64_t)1 << 20)
#define HUGE_PAGE ((size_t)2 << 20)

struct reading {
	struct project *project;
	struct conns *conns; /* NULL: not wanted */
	struct flows *flows;
	struct tally *tally; /* NULL: the rows are verified already */
	struct scratch scratch;
	struct err *err;
};

/* Room for one more item of size bytes; *cap is in items. */
static int grow(void **item, size_t count, size_t *cap, size_t size,
		struct err *err)
{
	if (count < *cap)
		return 0;
	size_t next = *cap ? 2 * *cap : ROOM_FIRST;
	void *more = reallocarray(*item, next, size);

	if (more == NULL)
		return err_nomem(err);
	*item = more;
	*cap = next;
	return 0;
}

static int read_conn(struct reading *reading, const struct store_row *row)
{
	struct conns *out = reading->conns;

	if (grow((void **)&out->item, out->count, &out->cap, sizeof(*out->item),
		 reading->err) ||
	    conn_from_row(reading->project, row, &reading->scratch, &out->texts,
			  &out->item[out->count], reading->err))
		return -1;
	out->count++;
	return 0;
}

static int read_flow(struct reading *reading, const struct store_row *row)
{
	struct flows *out = reading->flows;

	if (grow((void **)&out->item, out->count, &out->cap, sizeof(*out->item),
		 reading->err) ||
	    flow_from_row(reading->project, row, &reading->scratch,
			  &out->item[out->count], reading->err))
		return -1;
	out->count++;
	return 0;
}

static int read_row(const struct store_row *row, void *arg)
{
	struct reading *reading = arg;

	if (reading->tally && tally_add(reading->tally, row, reading->err))
		return -1;
	if (row->kind == CONNECTIONS && reading->conns)
		return read_conn(reading, row);
	if (row->kind == FLOWS && reading->flows)
		return read_flow(reading, row);
	return 0;
}

/* All of it will be filled: in huge pages, where there are some, with one fault
 * for each of them. */
static void advise_huge(void *at, size_t size)
{
#ifdef MADV_HUGEPAGE
	size_t skip = -(uintptr_t)at % (uintptr_t)sysconf(_SC_PAGESIZE);

	if (size >= HUGE_PAGE)
		(void)madvise((char *)at + skip, size - skip, MADV_HUGEPAGE);
#else
	(void)at;
	(void)size;
#endif
}

/* Memory for as many connections as the head tells of, instead of doubling. */
static int make_room(struct reading *reading, struct err *err)
{
	struct conns *conns = reading->conns;
	uint64_t room = reading->project->head.rows;

	if (!conns || room == 0)
		return 0;
	if (room > ROOM_MAX)
		room = ROOM_MAX;
	conns->item = calloc(room, sizeof(*conns->item));
	if (conns->item == NULL)
		return err_nomem(err);
	advise_huge(conns->item, room * sizeof(*conns->item));
	conns->cap = room;
	return 0;
}

static int read_all(struct reading *reading, struct err *err)
{
	struct project *project = reading->project;
	struct store *store = project->vault->store;
	bool is_verified = project->rows_verified;
	int kind = 0;

	if (is_verified && !reading->conns)
		kind = FLOWS;
	if (is_verified && !reading->flows)
		kind = CONNECTIONS;
	if (make_room(reading, err) ||
	    (!is_verified && tally_new(project, &reading->tally, err)) ||
	    store_rows(store, project->id, kind, read_row, reading, err))
		return -1;
	if (is_verified)
		return 0;
	if (tally_end(reading->tally, err))
		return -1;
	head_judge(project, reading->tally);
	return project->vault->tolerant ? 0
					: project_require_sound(project, err);
}

int project_read(struct project *project, struct conns *conns,
		 struct flows *flows, struct err *err)
{
	struct reading reading = {
		.project = project,
		.conns = conns,
		.flows = flows,
		.err = err,
	};

	if (conns)
		*conns = (struct conns){ .item = NULL };
	if (flows)
		*flows = (struct flows){ .item = NULL };
	if (project_enter(project, ENTER_READ, err))
		return -1;
	int r = read_all(&reading, err);

	project_leave(project);
	tally_free(reading.tally);
	scratch_clear(&reading.scratch);
	if (r && conns)
		conns_clear(conns);
	if (r && flows)
		flows_clear(flows);
	return r ? -1 : 0;
}

int project_conns(struct project *project, struct conns *out, struct err *err)
{
	return project_read(project, out, NULL, err);
}

int project_flows(struct project *project, struct flows *out, struct err *err)
{
	return project_read(project, NULL, out, err);
}
