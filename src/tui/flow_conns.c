/* flow_conns.c - the connections that one flow refers to, how they stand */
#include "tui/flow_conns.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "tui/page.h"

#define LABEL 11 /* columns */
#define IDS   16 /* columns that external ids line up in, at most */

const char *flow_ref_word(const struct flow_ref *ref)
{
	return *ref->connection ? ref->connection : ref->name;
}

static bool is_same(const struct flow_ref *a, const struct flow_ref *b)
{
	return str_is(a->connection, b->connection) && str_is(a->name, b->name);
}

static int find(struct session *session, struct flow_conn *item,
		struct err *err)
{
	struct err why = ERR_INIT;

	if (usage_conn(session, item->ref, &item->conn, &why) == 0)
		item->is_there = true;
	else if (why.code != ERR_ABSENT) {
		*err = why;
		return -1;
	}
	return 0;
}

int flow_conns_load(struct session *session, const struct flow *flow,
		    struct flow_conns *out, struct err *err)
{
	*out = (struct flow_conns){ .count = 0 };
	out->item = calloc(flow->refs + 1, sizeof(*out->item));
	if (!out->item)
		return err_nomem(err);
	for (size_t i = 0; i < flow->refs; i++) {
		if (!flow_ref_is_first(flow, i))
			continue;
		struct flow_conn *item = &out->item[out->count++];
		item->ref = &flow->ref[i];
		if (find(session, item, err) < 0) {
			flow_conns_clear(out);
			return -1;
		}
	}
	return 0;
}

void flow_conns_clear(struct flow_conns *conns)
{
	for (size_t i = 0; i < conns->count; i++)
		conn_clear(&conns->item[i].conn);
	free(conns->item);
	*conns = (struct flow_conns){ .count = 0 };
}

const struct flow_conn *flow_conns_of(const struct flow_conns *conns,
				      const struct flow_ref *ref)
{
	for (size_t i = 0; i < conns->count; i++)
		if (is_same(conns->item[i].ref, ref))
			return &conns->item[i];
	return NULL;
}

/* -- the pane ------------------------------------------------------------ */

struct beside {
	struct frame *frame;
	int y, x, end, width;
};

static void put_line(struct beside *at, const char *label, const char *text)
{
	if (at->y >= at->end || !*text)
		return;
	frame_put(at->frame, at->y, at->x, LABEL - 1, ROLE_DIM, label);
	frame_put(at->frame, at->y++, at->x + LABEL, at->width - LABEL,
		  ROLE_NORMAL, text);
}

static void put_head(struct beside *at, const char *text)
{
	at->y++;
	if (at->y < at->end)
		frame_put(at->frame, at->y++, at->x, at->width, ROLE_HEAD,
			  text);
}

static void put_step(struct beside *at, const struct flow_ref *ref)
{
	if (at->y < at->end)
		frame_putf(at->frame, at->y++, at->x + 2, at->width - 2,
			   ROLE_NORMAL, "%-7s %-21s %s", ref->step,
			   *ref->action ? ref->action : ref->piece,
			   ref->is_auth ? "auth" : "other");
}

/* The id is cut in the middle, as its end tells it from others. */
static void put_broken(struct beside *at, const char *id, int ids)
{
	static const char why[] = "(no such connection)";
	int room = at->width - 4 - (int)sizeof(why), x = at->x + 4;

	frame_put(at->frame, at->y, at->x + 2, 2, ROLE_BAD, "! ");
	int used = frame_put_id(at->frame, at->y, x, room, ROLE_BAD, id);
	x += 1 + (used > ids ? used : ids);
	frame_put(at->frame, at->y++, x, at->x + at->width - x, ROLE_BAD, why);
}

static void put_other(struct beside *at, const struct flow_conn *item, int ids)
{
	char status[STATUS_TEXT];

	if (at->y >= at->end)
		return;
	if (!item->is_there) {
		put_broken(at, flow_ref_word(item->ref), ids);
		return;
	}
	unsigned role = page_status(&item->conn, status);
	frame_putf(at->frame, at->y, at->x + 2, 1, role, "%.1s", status);
	frame_putf(at->frame, at->y++, at->x + 4, at->width - 4, ROLE_NORMAL,
		   "%-*s %s", ids, item->conn.external_id,
		   page_name(&item->conn));
}

/* Columns for their external ids, so that names stand below each other. */
static int ids_width(const struct flow_conns *conns)
{
	int most = 0;

	for (size_t i = 0; i < conns->count; i++) {
		int width = (int)utf8_width(flow_ref_word(conns->item[i].ref));
		if (width > most && width <= IDS)
			most = width;
	}
	return most;
}

static void put_others(struct beside *at, const struct conn *conn,
		       const struct flow_conns *conns)
{
	bool has_head = false;
	int ids = ids_width(conns);

	for (size_t i = 0; i < conns->count; i++) {
		const struct flow_conn *item = &conns->item[i];
		if (item->is_there &&
		    str_is(item->conn.external_id, conn->external_id))
			continue;
		if (!has_head)
			put_head(at, "Also uses");
		has_head = true;
		put_other(at, item, ids);
	}
}

void flow_pane_draw(const struct usage *usage, const struct conn *conn,
		    const struct flow_conns *conns, struct frame *frame, int y,
		    int x, int end, int width)
{
	const struct flow *flow = usage->flow;
	struct beside at = { frame, y, x, end, width };
	char when[CLOCK_TEXT], head[300];

	frame_put(frame, at.y++, x, width, ROLE_HEAD, flow->name);
	at.y++;
	clock_local(flow->imported_at, when);
	put_line(&at, "State", flow_state_name(flow->state));
	put_line(&at, "Trigger", flow->trigger);
	put_line(&at, "Source", path_shown(flow->source).text);
	put_line(&at, "Imported", when);
	snprintf(head, sizeof(head), "Uses %s in", conn->external_id);
	put_head(&at, head);
	for (size_t i = 0; i < usage->refs; i++)
		put_step(&at, usage->ref[i]);
	put_others(&at, conn, conns);
}
