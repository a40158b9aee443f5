/* internal.h - what the files of ops share */
#ifndef CONNVAULT_OPS_INTERNAL_H
#define CONNVAULT_OPS_INTERNAL_H

#include "base/values.h"
#include "ops/session.h"
#include "vault/vault.h"

struct session {
	struct vault *vault;
	struct project *project; /* NULL until one is opened */
	struct catalog *catalog; /* NULL until asked for */
	bool catalog_failed;
	char *throw_away; /* the demo's folder, removed at the end */
};

/* The open project, or NULL and *err: locked, or none opened. */
struct project *session_need(const struct session *session, struct err *err);
/* The same, refused when read-only. */
struct project *session_need_write(const struct session *session,
				   struct err *err);

/* Remove the demo's folder and free its name; NULL is fine. */
void demo_remove(char *folder);

/* Do the values suit the way: known, well-formed, and, when complete, with
 * every required one there? ERR_USAGE names the field. */
int values_check(const struct piece_way *way, const struct values *values,
		 bool complete, struct err *err);
/* Add the presets of fields that are not given. */
int values_add_presets(const struct piece_way *way, struct values *values,
		       struct err *err);
int values_copy(const struct values *from, struct values *to, struct err *err);

/* Every reference of every flow, and which connection it means: the one with
 * that external id, else (n8n) the one with that name. */
struct ref_link {
	const struct flow_ref *ref;
	size_t flow;  /* index into the flows, ascending */
	long conn;    /* index into the connections, -1: none */
	char *folded; /* the name, for comparing */
};
struct ref_links {
	struct ref_link *item;
	size_t count;
};
int ref_links_make(const struct flows *flows, const struct conns *conns,
		   struct ref_links *out, struct err *err);
void ref_links_clear(struct ref_links *links);

/* Append ref to the last usage when that is of flow, else to a new one, for
 * which there must be room in usages->item. -1: out of memory. */
struct usages;
int usage_add(struct usages *usages, const struct flow *flow,
	      const struct flow_ref *ref);

/* How many flows use conn. */
int usage_count(struct session *session, const struct conn *conn, size_t *out,
		struct err *err);

#endif
