/* flow.h - read workflow exports and find which connections they use
 *
 * Recognised by content: Activepieces' current template (flows[]), old template
 * (template), git-sync flow and project state, bare flow version; n8n
 * workflows. Knows files, not vaults. */
#ifndef CONNVAULT_FLOW_H
#define CONNVAULT_FLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/values.h"

/* More than this of one document is refused. Each step that is linked to the
 * one before nests one deeper. */
#define FLOW_FILE_MAX	(64 * 1024 * 1024)
#define FLOW_DEPTH_MAX	1000
#define FLOW_VALUES_MAX 2000000

enum read_state { READ_ON = 1, READ_OFF, READ_DRAFT };

struct read_ref {
	char *connection; /* external id; "" for n8n by name only */
	char *name;	  /* n8n credential name, or "" */
	char *step, *piece, *action;
	bool is_auth;
};

struct read_flow {
	char *name, *external_id, *trigger;
	enum read_state state;
	struct read_ref *ref;
	size_t refs;
};

struct read_flows {
	struct read_flow *item;
	size_t count;
	const char *shape; /* "Activepieces template", "n8n workflow" ... */
};

/* Read one document. ERR_USAGE with the reason when it is none of these: not
 * JSON (line and column), not an object, neither flows nor nodes ... The same
 * reference twice in one step is given once. */
int flow_read(const char *json, size_t len, struct read_flows *out,
	      struct err *err);
void read_flows_clear(struct read_flows *flows);

/* Every connection named in text by {{connections['id']}}, with .path, comma
 * lists, double quotes, the dot form. For the reader and its tests. */
typedef int flow_ref_fn(const char *id, size_t len, void *arg);
int flow_text_refs(const char *text, flow_ref_fn *each, void *arg);

/* An expression that names connections, where it stands. */
struct flow_place {
	size_t at, len; /* bytes of the text, with the braces */
	/* {{connections['id'].field}} and nothing else; otherwise what follows
	 * says nothing. */
	bool is_plain;
	const char *id; /* borrowed from the text */
	size_t id_len;
	char field[VALUE_NAME_MAX + 1]; /* "a.b" for .a['b'], "" for none */
};
/* Every one of text; one that is not closed is the last. */
typedef int flow_place_fn(const struct flow_place *place, void *arg);
int flow_text_places(const char *text, flow_place_fn *each, void *arg);

#endif
