/* read.c - all connections and flows of a project, in one pass over its rows
 *
 * The pass verifies the state head as well, once for each state of the file.
 * Of a large project, rows that did not change since come from its mirror. */
#include <stdlib.h>
#include <string.h>

#include "vault/mirror.h"

#define ROOM_FIRST 64
/* Rows that a head is believed at once. */
#define ROOM_MAX    ((uint64_t)1 << 20)
#define TEXTS_USUAL 64 /* bytes of a connection */
/* Buckets that are read anew each time, until the mirror is. */
#define OLD_MAX 16

struct reading {
	struct project *project;
	struct conns *conns; /* NULL: not wanted */
	struct flows *flows;
	struct tally *tally; /* NULL: the rows are verified already */
	struct mirror_maker maker;
	struct scratch scratch;
	struct err *err;
};

/* Room for one more. */
static int grow_conns(struct conns *conns, struct err *err)
{
	if (conns->count < conns->cap)
		return 0;
	size_t cap = conns->cap ? 2 * conns->cap : ROOM_FIRST;
	struct conn *item = pool_alloc(&conns->pool, cap, sizeof(*item));

	if (item == NULL)
		return err_nomem(err);
	if (conns->count > 0)
		memcpy(item, conns->item, conns->count * sizeof(*item));
	conns->item = item;
	conns->cap = cap;
	conns->is_pooled = true;
	return 0;
}

static int grow_flows(struct flows *flows, struct err *err)
{
	if (flows->count < flows->cap)
		return 0;
	size_t cap = flows->cap ? 2 * flows->cap : ROOM_FIRST;
	struct flow *item = reallocarray(flows->item, cap, sizeof(*item));

	if (item == NULL)
		return err_nomem(err);
	flows->item = item;
	flows->cap = cap;
	return 0;
}

static int take_conn(struct reading *reading, const struct store_row *row,
		     uint8_t *plain, size_t len)
{
	struct conns *out = reading->conns;

	if (grow_conns(out, reading->err) ||
	    conn_from_plain(row, plain, len, &out->pool, &out->item[out->count],
			    reading->err))
		return -1;
	if (out->item[out->count++].status == STATUS_UNREADABLE)
		mirror_drop(&reading->maker);
	return 0;
}

static int take_flow(struct reading *reading, const struct store_row *row,
		     uint8_t *plain, size_t len)
{
	struct flows *out = reading->flows;

	if (grow_flows(out, reading->err) ||
	    flow_from_plain(row, plain, len, &out->item[out->count],
			    reading->err))
		return -1;
	if (out->item[out->count++].state == FLOW_UNREADABLE)
		mirror_drop(&reading->maker);
	return 0;
}

static bool is_wanted(const struct reading *reading, int kind)
{
	return (kind == CONNECTIONS && reading->conns) ||
	       (kind == FLOWS && reading->flows);
}

static int take_plain(const struct store_row *row, uint8_t *plain, size_t len,
		      void *arg)
{
	struct reading *reading = arg;

	if (!is_wanted(reading, row->kind))
		return 0;
	if (plain != NULL)
		mirror_add(&reading->maker, row, plain, len);
	return row->kind == CONNECTIONS ? take_conn(reading, row, plain, len)
					: take_flow(reading, row, plain, len);
}

static int take_row(const struct store_row *row, void *arg)
{
	struct reading *reading = arg;
	uint8_t *plain;
	size_t len;

	if (reading->tally && tally_add(reading->tally, row, reading->err))
		return -1;
	if (!is_wanted(reading, row->kind))
		return 0;
	if (row_plain(reading->project, row, &reading->scratch, &plain, &len,
		      reading->err))
		return -1;
	return take_plain(row, plain, len, reading);
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
	pool_reserve(&conns->pool, room * (sizeof(struct conn) + TEXTS_USUAL));
	conns->item = pool_alloc(&conns->pool, room, sizeof(struct conn));
	if (conns->item == NULL)
		return err_nomem(err);
	conns->cap = room;
	conns->is_pooled = true;
	return 0;
}

static void forget(struct reading *reading)
{
	if (reading->conns)
		conns_clear(reading->conns);
	if (reading->flows)
		flows_clear(reading->flows);
	mirror_drop(&reading->maker);
}

/* -- from the mirror --------------------------------------------------------
 */

static void begin_mirror(struct reading *reading)
{
	if (reading->conns && reading->flows)
		mirror_begin(reading->project, &reading->maker);
}

static int read_bucket(struct reading *reading, uint8_t bucket, struct err *err)
{
	if (tally_bucket(reading->tally, bucket, take_row, reading, err))
		return -1;
	return memcmp(reading->tally->sum[bucket],
		      reading->project->head.bucket[bucket], HASH_BYTES) == 0
		       ? 0
		       : -1;
}

static int read_buckets(struct reading *reading, struct mirror *mirror,
			struct err *err)
{
	if (mirror->old > OLD_MAX)
		begin_mirror(reading);
	for (int i = 0; i < BUCKETS; i++) {
		int r = mirror_rows(mirror, (uint8_t)i, take_plain, reading);

		if (r < 0 || (r == 0 && read_bucket(reading, (uint8_t)i, err)))
			return -1;
	}
	return 0;
}

/* All there is, or nothing. */
static bool read_mirror(struct reading *reading)
{
	struct err why, *err = reading->err;
	struct mirror mirror;
	bool ok = mirror_open(reading->project, &mirror);

	reading->err = &why;
	ok = ok && make_room(reading, &why) == 0 &&
	     tally_new(reading->project, &reading->tally, &why) == 0 &&
	     read_buckets(reading, &mirror, &why) == 0;
	mirror_close(&mirror);
	tally_free(reading->tally);
	reading->tally = NULL;
	reading->err = err;
	if (!ok)
		forget(reading);
	return ok;
}

/* -- from the vault ---------------------------------------------------------
 */

static int verify(struct reading *reading, struct err *err)
{
	struct project *project = reading->project;

	if (tally_end(reading->tally, err))
		return -1;
	head_judge(project, reading->tally);
	return project->vault->tolerant ? 0
					: project_require_sound(project, err);
}

static int read_rows(struct reading *reading, struct err *err)
{
	struct project *project = reading->project;
	/* What a mirror is made of is verified in the same pass. */
	bool is_verified = project->rows_verified && !reading->maker.project;
	int kind = 0;

	if (is_verified && !reading->conns)
		kind = FLOWS;
	if (is_verified && !reading->flows)
		kind = CONNECTIONS;
	if (make_room(reading, err) ||
	    (!is_verified && tally_new(project, &reading->tally, err)) ||
	    store_rows(project->vault->store, project->id, kind, take_row,
		       reading, err))
		return -1;
	return is_verified ? 0 : verify(reading, err);
}

static int read_all(struct reading *reading, struct err *err)
{
	int r = 0;

	if (!read_mirror(reading)) {
		begin_mirror(reading);
		r = read_rows(reading, err);
	}
	if (r == 0)
		mirror_finish(&reading->maker);
	mirror_drop(&reading->maker);
	return r;
}

int project_read(struct project *project, struct conns *conns,
		 struct flows *flows, struct err *err)
{
	struct reading reading = {
		.project = project,
		.conns = conns,
		.flows = flows,
		.maker = { .fd = -1 },
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
	if (r)
		forget(&reading);
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
