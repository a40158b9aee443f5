/* conn.h - what an operator does to connections
 *
 * Each function is one transaction with its audit row; a struct conn given in
 * is brought up to date. ERR_CONFLICT "changed by somebody else meanwhile" when
 * its version is not the newest: nothing was written; read again. */
#ifndef CONNVAULT_OPS_CONN_H
#define CONNVAULT_OPS_CONN_H

#include "base/values.h"
#include "ops/session.h"

/* By external id, else name: exact, then case-folded. ERR_ABSENT with the
 * nearest names; ERR_USAGE that lists both when two fit (one by id, another by
 * name). */
int conn_find(struct session *session, const char *word, struct conn *out,
	      struct err *err);
/* The same; ERR_ABSENT without a look for names that are near. */
int conn_find_only(struct session *session, const char *word, struct conn *out,
		   struct err *err);
/* By external id alone, and not among the trashed. ERR_ABSENT. */
int conn_find_id(struct session *session, const char *external_id,
		 struct conn *out, struct err *err);
/* As conn_find() in the trash, or by its own id in hexadecimal: the newest of
 * *count (or NULL) that are called so. */
int conn_find_trashed(struct session *session, const char *word,
		      struct conn *out, size_t *count, struct err *err);

struct conn_draft {
	const char *piece, *name;
	const char *auth; /* type, or NULL: the piece's first usable way */
	const char *external_id; /* NULL: made from the name, "_2" ... added */
	const char *note;	 /* or NULL */
	const char *tags;	 /* one per line, or NULL */
	const struct values *values;
	bool placeholder; /* no credential yet: inactive, missing */
};
/* Check against the piece (unknown, missing or unsuited fields are ERR_USAGE
 * that name the field), add defaults, store. */
int conn_create(struct session *session, const struct conn_draft *draft,
		struct conn *out, struct err *err);
/* The way and the values that a draft would be stored with. */
int draft_values(struct session *session, const struct conn_draft *draft,
		 const struct piece **piece, const struct piece_way **way,
		 struct values *out, struct err *err);
/* Would this external id do for a new one? ERR_USAGE when it is not well
 * formed; ERR_CONFLICT when taken, with a free one like it as hint. */
int conn_id_check(struct session *session, const char *id, struct err *err);
/* A free one made from a name; out has EXTERNAL_ID_MAX + 1 bytes. */
int conn_id_propose(struct session *session, const char *name, char *out,
		    struct err *err);

/* New name, same external id: flows keep working, and those that are bound to
 * it, see usage_of(), go on to count as users. But those that name it in their
 * own file must be changed there, too: usage_by_name(), before the name is
 * another one. ERR_CONFLICT when taken. */
int conn_rename(struct session *session, struct conn *conn, const char *name,
		struct err *err);
/* Would the name do? Cleaned into *out; the same errors as conn_rename. */
int conn_name_check(struct session *session, const struct conn *conn,
		    const char *name, char **out, struct err *err);

/* NULL, or not set: it stays as it is. */
struct conn_edit {
	const char *note, *tags; /* tags: one per line */
	bool adds_tags;		 /* beside those there are */
	bool sets_rotate_by;
	int64_t rotate_by; /* 0: never */
	bool sets_may_lapse, may_lapse;
};
int conn_edit(struct session *session, struct conn *conn,
	      const struct conn_edit *edit, struct err *err);
/* Some tags more, others less; one per line, "" for none. */
int conn_tag(struct session *session, struct conn *conn, const char *add,
	     const char *remove, struct err *err);
/* One per line, from text with commas; owned by the caller, NULL without
 * memory. */
char *tags_from_commas(const char *text);

/* New values for a connection: those given replace, others stay as they are.
 * Sets connected_at, status active. */
int conn_reconnect(struct session *session, struct conn *conn,
		   const struct values *values, struct err *err);
/* The same in two steps, to try the values between: all that there will be, and
 * storing them. */
int conn_merge(struct session *session, const struct conn *conn,
	       const struct values *values, struct values *out,
	       struct err *err);
int conn_accept(struct session *session, struct conn *conn,
		const struct values *values, struct err *err);
/* Values that are not secret, to fill a form with. Audited as a reading. */
int conn_prefill(struct session *session, const struct conn *conn,
		 struct values *out, struct err *err);

/* Into the trash for TRASH_DAYS. In use: ERR_CONFLICT unless forced. */
#define TRASH_DAYS 30
int conn_delete(struct session *session, struct conn *conn, bool force,
		struct err *err);
int conn_restore(struct session *session, struct conn *conn, struct err *err);
/* Out of the trash for ever. */
int conn_purge(struct session *session, struct conn *conn, struct err *err);
/* When the trash forgets it. */
int64_t conn_trash_end(const struct conn *conn);

/* One value as it is (serve.h looks whether it lasts), after its audit row:
 * field, or NULL for the api key or access token. ERR_USAGE lists the fields
 * when there is no such or no single one. */
int conn_get(struct session *session, const struct conn *conn,
	     const char *field, struct secret **out, struct err *err);
/* All of them. */
int conn_get_all(struct session *session, const struct conn *conn,
		 struct values *out, struct err *err);

/* When a credential was last handed out for use, by get, exec, the agent ...;
 * what connvault reads for itself does not count. 0 when not, or before the
 * newest rows (0: all) of the audit. */
int conn_used_at(struct session *session, const struct conn *conn,
		 uint64_t rows, int64_t *out, struct err *err);

/* An access token that has expired, and nothing to refresh it with. */
bool conn_is_expired(const struct conn *conn, int64_t now);
/* What that makes of it, whether or not anybody has stored it yet. */
void conn_expire(struct conn *conn, int64_t now);

/* The catalog's way that a connection was made with; ERR_ABSENT. */
int conn_way(struct session *session, const struct conn *conn,
	     const struct piece **piece, const struct piece_way **way,
	     struct err *err);

#endif
