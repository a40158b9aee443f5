/* session.h - an open vault, one project of it, and the catalog
 *
 * Console and CLI both work on a session; neither includes the vault's
 * functions. */
#ifndef CONNVAULT_OPS_SESSION_H
#define CONNVAULT_OPS_SESSION_H

#include "base/err.h"
#include "base/secret.h"
#include "piece/piece.h"
#include "vault/types.h"

struct session; /* opaque */

/* Open locked. ERR_ABSENT with the hint "connvault init". Read-only, damage of
 * rows and rollbacks do not stop a look: see session_damage(). */
int session_open(const char *path, bool read_only, struct session **out,
		 struct err *err);

/* What a new vault is to be. */
struct session_plan {
	const char *path;
	enum key_kind kind; /* passphrase or key file */
	const struct secret *key;
	const char *kdf;     /* NULL: moderate */
	const char *project; /* NULL: "Default" */
};
/* Make a vault; the session is unlocked with its project open. *recovery is the
 * code to write down. */
int session_create(const struct session_plan *plan, struct session **out,
		   struct secret **recovery, struct err *err);
/* A throw-away vault with the sample project of the manual, removed when the
 * session is closed. */
int session_demo(struct session **out, struct err *err);
bool session_is_demo(const struct session *session);
void session_close(struct session *session); /* NULL is fine */

/* Fewer characters than a new passphrase should have: whoever has the file
 * guesses it soon. That is advised against, and never refused. */
#define PASSPHRASE_GOOD 12
bool passphrase_is_short(const struct secret *passphrase);

/* ERR_LOCKED when the key is wrong. A wrong passphrase that has the form of a
 * recovery code is tried as one. May run in a worker thread, alone. */
int session_unlock(struct session *session, enum key_kind kind,
		   const struct secret *key, struct err *err);
/* What unlocks the same vault in another process: see vault_pass_make(). */
int session_pass_make(const struct session *session, struct secret **out,
		      struct err *err);
int session_pass_use(struct session *session, const struct secret *pass,
		     struct err *err);
void session_lock(struct session *session);
/* Of who unlocked it, as text to hand on: others seal exports to it. *out is
 * the caller's. */
int session_public_key(const struct session *session, char **out,
		       struct err *err);
bool session_is_unlocked(const struct session *session);

/* Open a project: name, else $CONNVAULT_PROJECT, else the one set by
 * session_project_use(), else the only or first one. */
int session_project_open(struct session *session, const char *name,
			 struct err *err);
/* The id in hexadecimal of the one set by session_project_use(), without
 * opening it; false: none is set. */
#define PROJECT_ID_TEXT (2 * OBJECT_ID + 1)
bool session_project_used(const struct session *session,
			  char out[PROJECT_ID_TEXT]);
const char *session_project(const struct session *session);
/* Its id in hexadecimal, for files outside the vault: names are sealed. "" when
 * none is open. */
void session_project_id(const struct session *session,
			char out[PROJECT_ID_TEXT]);
const char *session_path(const struct session *session);
bool session_is_read_only(const struct session *session);
/* NULL and *err when the catalog cannot be read: lists still work. */
struct catalog *session_catalog(struct session *session, struct err *err);
/* What is wrong with the open project, as far as it was looked at, or NULL;
 * borrowed until the next call. Only when read-only: otherwise it is an error
 * of what was asked for. */
const struct err *session_damage(const struct session *session);
/* Why what was seen of the project, or that another one was deleted, could not
 * be kept on this machine, or NULL: an older file may then pass unnoticed. */
const struct err *session_anchor_trouble(const struct session *session);
/* How long it waits for another process that writes. */
#define SESSION_WAIT_MS 5000
void session_wait(struct session *session, int ms);
/* Told once in each waiting that is not over at once, from within it: the
 * session may not be used there. NULL: nobody. */
void session_on_wait(struct session *session, void (*told)(void *arg),
		     void *arg);
/* True once another process changed the file since the last call. */
int session_changed(struct session *session, bool *out, struct err *err);

/* 32 bytes of a private key file; with make, a new one is written 0600. */
int key_file_read(const char *path, struct secret **out, struct err *err);
int key_file_make(const char *path, struct secret **out, struct err *err);

/* -- projects, slots, audit, care ---------------------------------------- */

int session_projects(struct session *session, struct projects *out,
		     struct err *err);
int session_project_create(struct session *session, const char *name,
			   struct err *err);
int session_project_rename(struct session *session, const char *name,
			   const char *new_name, struct err *err);
int session_project_delete(struct session *session, const char *name,
			   struct err *err);
/* What is in the open project, and goes with it. */
struct contents {
	size_t connections, trashed, flows, apps, clients;
};
int session_contents(struct session *session, struct contents *out,
		     struct err *err);
/* Remember name as the project to open for this vault (state directory). */
int session_project_use(struct session *session, const char *name,
			struct err *err);

/* These two of a locked vault as well. */
int session_slots(struct session *session, struct slot_info **out,
		  size_t *count, struct err *err); /* *out: free() */
/* Is there a slot of that kind? 1, 0, -1. */
int session_has_slot(struct session *session, enum key_kind kind,
		     struct err *err);
int session_slot_add(struct session *session, enum key_kind kind,
		     const struct secret *key, const char *kdf,
		     struct secret **recovery, struct err *err);
/* prefix: the first hexadecimal digits of a slot's id, one slot only. */
int session_slot_remove(struct session *session, const char *prefix,
			struct err *err);

typedef int session_audit_fn(const struct audit_entry *entry, void *arg);
int session_audit(struct session *session, uint64_t from,
		  session_audit_fn *each, void *arg, struct err *err);
int session_audit_verify(struct session *session, uint64_t *checked,
			 struct err *err);
/* The same in a worker thread, alone: seen and stopped by watch. */
int session_audit_verify_watched(struct session *session,
				 struct audit_watch *watch, uint64_t *checked,
				 struct err *err);
/* The number of the newest row, 0 for none. */
int session_audit_last(struct session *session, uint64_t *seq, struct err *err);
int session_accept_rollback(struct session *session, const char *project,
			    struct err *err);
int session_backup(struct session *session, const char *path, struct err *err);

/* One line of doctor's report. */
struct finding {
	const char *what; /* "memory lock", borrowed for ever */
	bool is_good;
	char text[160]; /* what was found */
	char hint[160]; /* what to do, "" for nothing */
};
typedef void finding_fn(const struct finding *finding, void *arg);
/* Works on a locked vault, a damaged one, and none. Returns how many are bad.*/
int session_doctor(const char *path, finding_fn *each, void *arg);

#endif
