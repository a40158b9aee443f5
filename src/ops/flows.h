/* flows.h - imported flows, and which connections they use */
#ifndef CONNVAULT_OPS_FLOWS_H
#define CONNVAULT_OPS_FLOWS_H

#include "ops/session.h"

/* What became of one file. */
struct import_report {
	const char *file;
	const char *shape; /* NULL when it was not read */
	size_t added, updated;
	const struct err *err; /* why it was not, or NULL */
};
typedef void import_fn(const struct import_report *report, void *arg);

/* Files and folders (recursively, *.json, sorted; no dot folders). One file
 * that is none of the shapes, or no regular file, does not stop the others:
 * it is ERR_FAILED. Returns -1 if any failed, with how many in *err. */
int flows_import(struct session *session, const char *const *paths,
		 size_t count, import_fn *each, void *arg, struct err *err);
/* Read all source files again. */
int flows_sync(struct session *session, import_fn *each, void *arg,
	       struct err *err);
/* Sorted by name, as usages are. */
int flows_list(struct session *session, struct flows *out, struct err *err);
/* By external id or name. */
int flows_remove(struct session *session, const char *word, struct err *err);

/* A flow and its references to one connection. */
struct usage {
	const struct flow *flow; /* borrowed from flows */
	const struct flow_ref **ref;
	size_t refs;
};
struct usages {
	struct flows flows;
	struct usage *item;
	size_t count;
};
/* Flows that use conn: by external id, or by name for n8n. A reference by name
 * is bound to the connection that had the name when the file was read: it goes
 * on to mean it when that is renamed, also when the file, which has the old
 * name still, is read again; until another connection has the name by then.
 * One that was imported before there was the connection means it by the name
 * alone, until the file is read again: renaming before that loses it. */
int usage_of(struct session *session, const struct conn *conn,
	     struct usages *out, struct err *err);
/* Only the references by name: a rename must be followed in their files. Ask
 * before it: those that are not bound are lost behind it. */
int usage_by_name(struct session *session, const struct conn *conn,
		  struct usages *out, struct err *err);
/* References to no connection of this project. */
int usage_broken(struct session *session, struct usages *out, struct err *err);
/* The connection that a reference means. ERR_ABSENT when it is broken. */
int usage_conn(struct session *session, const struct flow_ref *ref,
	       struct conn *out, struct err *err);
void usages_clear(struct usages *usages);

/* Is reference number index the first of its flow to that connection? */
bool flow_ref_is_first(const struct flow *flow, size_t index);
/* How many connections a flow refers to, those that are not there, too. */
size_t flow_uses(const struct flow *flow);

#endif
