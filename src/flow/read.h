/* read.h - what the readers of the single formats share; for src/flow only */
#ifndef CONNVAULT_FLOW_READ_H
#define CONNVAULT_FLOW_READ_H

#include <cjson/cJSON.h>

#include "base/err.h"
#include "flow/flow.h"

#define STEP_REFS_MAX 1000 /* connections that one step may name */

/* The text at key, "" when there is none; borrowed from the document. */
const char *doc_text(const cJSON *object, const char *key);
/* The object or array at key, else NULL (NULL for a NULL object as well). */
const cJSON *doc_object(const cJSON *object, const char *key);
const cJSON *doc_array(const cJSON *object, const char *key);

/* Nodes still to be visited: documents are walked without recursion, because
 * every linked step nests one deeper. Take gives NULL at the end. */
struct walk {
	const cJSON **node;
	size_t count, cap;
};

#define WALK_INIT            \
	{                    \
		.node = NULL \
	}

/* NULL and what is neither object, array nor text is left out. */
int walk_push(struct walk *walk, const cJSON *node, struct err *err);
const cJSON *walk_take(struct walk *walk);
/* Turn round what was pushed since there were first nodes: it is taken in
 * the order it was pushed. */
void walk_turn(struct walk *walk, size_t first);
void walk_clear(struct walk *walk);

/* A new flow at the end of flows, all of it still empty; owned by flows. */
int flow_add(struct read_flows *flows, struct read_flow **out, struct err *err);
/* Copy text (cut at NAME_BYTES_MAX) to *out. */
int flow_copy(const char *text, char **out, struct err *err);

/* A step or node that refs are collected for; texts are borrowed. */
struct read_step {
	const char *step, *piece, *action;
	size_t first; /* refs of the flow before this step */
};
/* Add a reference of step to flow, once per connection and kind. */
int flow_add_ref(struct read_flow *flow, const struct read_step *step,
		 const char *connection, const char *name, bool is_auth,
		 struct err *err);

/* The readers: is this object theirs, and read it. Both leave what was read
 * so far in flows when they fail. */
bool activepieces_is_flow(const cJSON *object);
int activepieces_read(const cJSON *object, struct read_flows *flows,
		      struct err *err);
/* Is the part at key of a step's settings none where connections are named? */
bool activepieces_has_no_input(const char *key);
bool n8n_is_workflow(const cJSON *object);
int n8n_read(const cJSON *object, struct read_flows *flows, struct err *err);

#endif
