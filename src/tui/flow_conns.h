/* flow_conns.h - the connections that one flow refers to, and how they stand */
#ifndef CONNVAULT_TUI_FLOW_CONNS_H
#define CONNVAULT_TUI_FLOW_CONNS_H

#include "tui/console.h"

struct flow_conn {
	const struct flow_ref *ref; /* the first to it, borrowed */
	bool is_there;		    /* else the reference is broken */
	struct conn conn;
};

struct flow_conns {
	struct flow_conn *item; /* one for each connection */
	size_t count;
};

int flow_conns_load(struct session *session, const struct flow *flow,
		    struct flow_conns *out, struct err *err);
void flow_conns_clear(struct flow_conns *conns);
/* What a reference of that flow means; NULL when out of memory then. */
const struct flow_conn *flow_conns_of(const struct flow_conns *conns,
				      const struct flow_ref *ref);
/* What a reference calls its connection. */
const char *flow_ref_word(const struct flow_ref *ref);

/* Beside the flows that use a connection: the one selected, in rows y to end
 * and width columns from x. */
void flow_pane_draw(const struct usage *usage, const struct conn *conn,
		    const struct flow_conns *conns, struct frame *frame, int y,
		    int x, int end, int width);

#endif
