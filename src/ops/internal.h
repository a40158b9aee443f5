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
	struct err no_catalog;	 /* why; tried again when memory ran out */
	char *throw_away;	 /* the demo's folder, removed at the end */
	struct undo *undo;	 /* NULL: nothing to undo */
};

/* Apply one change to a copy with new content, then read the row again into
 * *conn, so that it is what the vault holds. What can be undone is. What
 * only happened to the row meanwhile is kept: see conn_redo(). */
int conn_write(struct session *session, struct conn_change *change,
	       struct conn *conn, struct err *err);
/* What an operator sets goes from one to the other in now as well, which
 * borrows it from to. False when somebody else set something meanwhile. */
bool conn_redo(const struct conn *from, const struct conn *to,
	       struct conn *now);
void conn_set_active(struct conn *conn, int64_t now);
struct conn_draft;
/* Store a new connection with values that are not looked at again, tokens
 * among them, and from tokens: account, scopes, app and times. */
int conn_create_signed(struct session *session, const struct conn_draft *draft,
		       const struct conn *tokens, const struct values *values,
		       struct conn *out, struct err *err);
/* Words for the conflicts of project_apply; returns -1. */
int conn_conflict(const struct conn *conn, struct err *err);
/* Can a source file of flows be exchanged: ours, plain, writable? */
int source_check(const char *path, struct err *err);
/* A source file that was exchanged, and what the audit is told when it is
 * brought back. */
struct source_change {
	const char *path, *backup;
	const char *digest; /* of what is there now */
	const uint8_t *conn;
	const char *conn_id, *undone;
};
/* The backup back in its place, if the file is still what digest says; import
 * it again. The same result as of replace_write(). */
int source_restore(struct session *session, const struct source_change *change,
		   struct err *err);
void undo_source(struct session *session, const struct source_change *change);
/* Remember how to undo a change that was written. */
void undo_conn(struct session *session, enum audit_action action,
	       const struct conn *before, const struct conn *after);

/* The open project, or NULL and *err: locked, or none opened. */
struct project *session_need(const struct session *session, struct err *err);
/* The same, refused when read-only. */
struct project *session_need_write(const struct session *session,
				   struct err *err);

/* The project of a vault that is in use; false when none was chosen. */
bool used_project(const struct session *session, uint8_t id[OBJECT_ID]);
/* id NULL: none is from now on. */
int used_project_set(const struct session *session, const uint8_t *id,
		     struct err *err);

/* ERR_USAGE for an empty passphrase. */
int new_key_check(enum key_kind kind, const struct secret *key,
		  struct err *err);

/* Tags, one per line, each cleaned like a name, none twice; *out is the
 * caller's. ERR_USAGE for an empty one, or one with a comma. */
int tags_clean(const char *lines, char **out, struct err *err);
/* UTF-8, at most NOTE_MAX bytes, no control character but newline and tab. */
#define NOTE_MAX 4096
int note_check(const char *note, struct err *err);

/* Remove the demo's folder and free its name; NULL is fine. */
void demo_remove(char *folder);

/* Do the values suit the way: known, well-formed, and, when complete, with
 * every required one there? ERR_USAGE names the field. */
int values_check(const struct piece_way *way, const struct values *values,
		 bool complete, struct err *err);
/* ERR_USAGE for ways that cannot be used (yet), with what can. */
int way_check_usable(const struct piece *piece, const struct piece_way *way,
		     struct err *err);
/* The way of a draft: as it says, else the one that has all fields given, else
 * the piece's first. */
struct conn_draft;
int draft_way(struct session *session, const struct conn_draft *draft,
	      const struct values *given, const struct piece **piece,
	      const struct piece_way **way, struct err *err);
/* The hosts of way, one per line, with values filled in; those whose fields are
 * not given are left out. ERR_USAGE for a value that is no part of a name.
 * *out is the caller's. */
int hosts_fill(const struct piece_way *way, const struct values *values,
	       char **out, struct err *err);
/* Copy what is no secret: fields that the way has and does not call one. How
 * many that were, or -1. */
int values_add_plain(const struct piece_way *way, const struct values *from,
		     struct values *to, struct err *err);
/* Add the presets of fields that are not given. */
int values_add_presets(const struct piece_way *way, struct values *values,
		       struct err *err);

/* Every reference of every flow, and which connection it means: the one with
 * that external id, else (n8n) the one it is bound to, else the one with that
 * name. */
struct ref_link {
	const struct flow_ref *ref;
	const char *id; /* looked for: one of the first two */
	size_t flow;	/* index into the flows, ascending */
	long conn;	/* index into the connections, -1: none */
	char *folded;	/* the name, for comparing */
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
