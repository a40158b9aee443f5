/* vault.h - seal and store together: projects of sealed connections
 *
 * Every change is one transaction: the rows, one audit row for each, and the
 * state head of the project. Every secret handed out has its audit row first.
 * A vault is opened locked; vault_unlock() opens an identity, project_open()
 * the keys of one project. One thread at a time: the console derives a key in a
 * worker and touches neither vault nor secrets until it has ended. */
#ifndef CONNVAULT_VAULT_H
#define CONNVAULT_VAULT_H

#include "base/err.h"
#include "base/secret.h"
#include "base/values.h"
#include "vault/types.h"

struct vault; /* opaque */

/* What opens a slot. */
struct unlock {
	enum key_kind kind;
	const struct secret *secret; /* passphrase, 32 bytes, or code text */
};

/* Make a vault with one project, an operator's slot and a recovery slot, and
 * leave it unlocked. kdf is a name of kdf.h, NULL for "moderate". *recovery is
 * the code's text, shown once. On failure nothing is left behind. */
int vault_create(const char *path, const struct unlock *unlock, const char *kdf,
		 const char *project, struct vault **out,
		 struct secret **recovery, struct err *err);

/* Close what vault_create() made and remove it: nobody will see its code. */
void vault_destroy(struct vault *vault);

int vault_open(const char *path, bool read_only, struct vault **out,
	       struct err *err);
void vault_close(struct vault *vault); /* wipes keys; NULL is fine */

/* Try every slot of that kind. ERR_LOCKED when none opens. */
int vault_unlock(struct vault *vault, const struct unlock *unlock,
		 struct err *err);
/* Wipe the identity, all keys and mirrors; projects of this vault become
 * unusable and must be closed before. */
void vault_lock(struct vault *vault);
bool vault_is_unlocked(const struct vault *vault);

/* What it takes to unlock the same vault in another process without deriving a
 * key again. It opens everything: for the agent and its clients alone. */
int vault_pass_make(const struct vault *vault, struct secret **out,
		    struct err *err);
/* ERR_LOCKED when it is of another vault. */
int vault_pass_use(struct vault *vault, const struct secret *pass,
		   struct err *err);
const char *vault_path(const struct vault *vault);
const uint8_t *vault_id(const struct vault *vault); /* OBJECT_ID bytes */

/* Go on reading in spite of damage: project_open(), project_conns() and the
 * other readings then succeed where rows, head or anchor do not fit, and
 * project_damage() says what is wrong. Nothing is changed and no secret handed
 * out of such a project all the same. Off at first: they fail. What makes the
 * keys doubtful (manifest, project key) is refused in any case. */
void vault_tolerate(struct vault *vault, bool on);
bool vault_is_read_only(const struct vault *vault);

/* -- slots -------------------------------------------------------------- */

int vault_slots(struct vault *vault, struct slot_info **out, size_t *count,
		struct err *err); /* *out: free() */
/* ERR_USAGE when there are 64. *recovery is set for KEY_RECOVERY only, where
 * unlock->secret is NULL: a new code, which seals the identity that is unlocked
 * now. The code made with the vault goes on to open the recovery identity until
 * its slot is removed. kdf NULL is "moderate". */
int vault_slot_add(struct vault *vault, const struct unlock *unlock,
		   const char *kdf, struct secret **recovery, struct err *err);
/* ERR_USAGE for the last slot of an operator (the last that is no recovery
 * code); ERR_ABSENT. */
int vault_slot_remove(struct vault *vault, const uint8_t id[OBJECT_ID],
		      struct err *err);

/* -- projects ------------------------------------------------------------ */

struct project; /* opaque; borrows its vault */

/* How long it waits for another process that writes, see store_wait(). */
void vault_wait(struct vault *vault, int ms);
/* See store_on_wait(). */
void vault_on_wait(struct vault *vault, void (*told)(void *arg), void *arg);

int vault_projects(struct vault *vault, struct projects *out, struct err *err);
/* The oldest, without a look at its name. */
int vault_first_project(struct vault *vault, uint8_t out[OBJECT_ID],
			struct err *err);
int vault_project_create(struct vault *vault, const char *name,
			 struct err *err); /* ERR_CONFLICT */
int vault_project_rename(struct vault *vault, const char *name,
			 const char *new_name, struct err *err);
/* With everything in it. ERR_USAGE for the last one. */
int vault_project_delete(struct vault *vault, const char *name,
			 struct err *err);
/* Why a project that was deleted through this handle would not be noticed when
 * it is put back, as nothing could be kept on this machine; or NULL. */
const struct err *vault_grave_trouble(const struct vault *vault);

/* Verify manifest, key commitment, head and anchor, derive the keys. name as
 * shown (exact, then case-folded). ERR_ABSENT; ERR_DAMAGED with the reason; a
 * rollback is ERR_DAMAGED with the hint "audit verify --accept-rollback". */
int project_open(struct vault *vault, const char *name, struct project **out,
		 struct err *err);
void project_close(struct project *project); /* NULL is fine */
const char *project_name(const struct project *project);
const uint8_t *project_id(const struct project *project); /* OBJECT_ID */
/* True once rows or name were changed by another process since the last call;
 * secrets that others read do not count. */
int project_changed(struct project *project, bool *out, struct err *err);
/* What is wrong with it, as far as it was looked at, or NULL; borrowed until
 * the next call on the project. */
const struct err *project_damage(const struct project *project);
/* Why the anchor on this machine could not be read or written the last time, or
 * NULL: rollbacks may then go unnoticed. */
const struct err *project_anchor_trouble(const struct project *project);

/* -- members, and files sealed to such ------------------------------------ */

struct member; /* seal/pubkey.h */

/* Who unlocked the vault. */
int vault_member(const struct vault *vault, struct member *out,
		 struct err *err);
/* As the manifest lists them, at least one. *out: free(). */
int project_members(struct project *project, struct member **out, size_t *count,
		    struct err *err);
/* box_seal_to() and box_open_as() of seal/box.h, as who unlocked the vault. */
int vault_box_seal(const struct vault *vault, const struct member *to,
		   size_t count, const struct secret *plain, uint8_t **out,
		   size_t *len, struct err *err);
int vault_box_open(const struct vault *vault, const uint8_t *bytes, size_t len,
		   struct secret **plain, struct member *maker,
		   struct err *err);

/* -- connections ------------------------------------------------------- */

/* All of them, trashed ones too, in no order. The state head is verified on
 * the way (ERR_DAMAGED: rows replayed or missing); mirror.h says what of a
 * large project is not read again. A row that cannot be
 * decrypted comes with STATUS_UNREADABLE and its row id as name and external
 * id; it can be removed, and is not changed otherwise. */
int project_conns(struct project *project, struct conns *out, struct err *err);
/* The same with the flows, in one pass. */
int project_read(struct project *project, struct conns *conns,
		 struct flows *flows, struct err *err);

/* One by external id, by name (case-folded). Not among the trashed. ERR_ABSENT.
 * Costs nearly the same however many there are, so a row that was taken away
 * outside connvault is absent here; reading all of them tells. */
int project_conn_by_key(struct project *project, const char *external_id,
			struct conn *out, struct err *err);
int project_conn_by_name(struct project *project, const char *name,
			 struct conn *out, struct err *err);
/* By both at once: external id, then name. ERR_ABSENT is none; to be cleared on
 * success. */
struct conn_called {
	struct conn conn[2];
	bool is_there[2];
};
int project_conn_called(struct project *project, const char *word,
			struct conn_called *out, struct err *err);
void conn_called_clear(struct conn_called *called);
/* Read again by id, trashed or not. */
int project_conn_get(struct project *project, const uint8_t id[OBJECT_ID],
		     struct conn *out, struct err *err);

/* A change of one connection, with the words for its audit row. */
struct conn_change {
	/* New content; version is the one that was read (0: a new one, id is
	 * filled in). On success version, secret_version, values, created_at
	 * and updated_at are what was written. */
	struct conn *conn;
	const struct values *values; /* NULL: the credential stays */
	bool remove;		     /* purge the row for ever */
	enum audit_action action;
	const char *detail; /* not a secret; may be NULL */
};

/* err->sys of an ERR_CONFLICT: changed by somebody else meanwhile; the name is
 * taken; the external id is. */
enum conflict { CONFLICT_VERSION, CONFLICT_NAME, CONFLICT_KEY };

/* All of them in one transaction, or none. */
int project_apply(struct project *project, const struct conn_change *changes,
		  size_t count, struct err *err);

/* A new OAuth app that comes with connections. */
struct app_addition {
	const struct app *app;
	const struct secret *client_secret; /* or NULL */
};
/* Apps and connections in one transaction, or nothing. */
int project_apply_with_apps(struct project *project,
			    const struct app_addition *apps, size_t app_count,
			    const struct conn_change *changes, size_t count,
			    struct err *err);

/* Remove for ever what came into the trash before a time. Rows that cannot be
 * read stay. */
int project_purge(struct project *project, int64_t before, size_t *count,
		  struct err *err);

/* The values of a credential, the newest of the row with that id. The audit row
 * (AUDIT_READ, detail why) is durable before they are returned. ERR_RECONNECT
 * when there are none, ERR_READONLY when no audit row can be written. */
int project_values(struct project *project, const struct conn *conn,
		   const char *why, struct values *out, struct err *err);

/* The same of many, in one transaction. */
struct values_wish {
	const uint8_t *conn;  /* its id; the rest is filled in */
	struct conn now;      /* as it is; zeroed where that is not to be had */
	struct values values; /* none where why says so */
	struct err why;
};
void values_wish_clear(struct values_wish *wish);
int project_values_all(struct project *project, struct values_wish *wishes,
		       size_t count, const char *why, struct err *err);

/* What was found out about a credential. fill changes the connection as it is
 * then: texts that it sets are borrowed until the call returns. */
struct conn_finding {
	const uint8_t *conn;	/* its id */
	int64_t secret_version; /* that it was found out about */
	void (*fill)(struct conn *now, void *arg);
	void *arg;
	enum audit_action action;
	const char *detail;
	bool is_superseded; /* reconnected or removed meanwhile: nothing was
			     * written */
};
/* All in one transaction. */
int project_found(struct project *project, struct conn_finding *findings,
		  size_t count, struct err *err);

/* -- OAuth apps ----------------------------------------------------------- */

/* In no order. One that cannot be read comes with is_unreadable; it can be
 * removed. */
int project_apps(struct project *project, struct apps *out, struct err *err);
int project_app(struct project *project, const char *piece, const char *name,
		struct app *out, struct err *err); /* ERR_ABSENT */
/* Add (version 0: row is filled in) or replace. client_secret NULL: it stays.
 * ERR_CONFLICT when there is one, or it was changed meanwhile. */
int project_app_put(struct project *project, struct app *app,
		    const struct secret *client_secret, struct err *err);
int project_app_remove(struct project *project, const struct app *app,
		       struct err *err);
/* *out is NULL when it has none. Audited like project_values(); *app is read
 * again. */
int project_app_secret(struct project *project, struct app *app,
		       const char *why, struct secret **out, struct err *err);

/* -- clients of the agent ------------------------------------------------- */

/* In no order; one that cannot be read can be removed. */
int project_clients(struct project *project, struct clients *out,
		    struct err *err);
/* A new one: row and created_at are filled in. ERR_CONFLICT. */
int project_client_add(struct project *project, struct client *client,
		       struct err *err);
int project_client_remove(struct project *project, const struct client *client,
			  struct err *err);
/* What a token is compared by, in hexadecimal. */
#define TOKEN_HASH_TEXT 65
int token_hash(const struct secret *token, char out[TOKEN_HASH_TEXT],
	       struct err *err);

/* -- refreshing ----------------------------------------------------------- */

enum lease_outcome {
	LEASE_TAKEN,	/* ours: ask the provider */
	LEASE_ANSWERED, /* ours, with the answer that a dead process got */
	LEASE_HELD,	/* somebody else is at it */
	LEASE_NOT_DUE,	/* the rules say so */
	LEASE_GONE,	/* nothing to refresh: why says it */
};

struct lease_wish {
	const uint8_t *conn; /* its id; the rest is filled in */
	enum lease_outcome outcome;
	struct lease lease; /* TAKEN, ANSWERED, HELD */
	struct conn now;    /* as it is; not for GONE */
	struct app app;	    /* that it names, or zeroed */
	/* TAKEN, ANSWERED: what is needed to ask. Audited. */
	struct values values;
	struct secret *app_secret; /* NULL: none */
	struct values answer;	   /* ANSWERED */
	struct err why;
};
void lease_wish_clear(struct lease_wish *wish);

struct lease_rules {
	const char *owner;
	/* now, values and app of the wish are there */
	bool (*is_due)(struct lease_wish *wish, void *arg);
	bool (*is_over)(const struct lease *lease, void *arg);
	void *arg;
};

/* Take the leases that the rules give, in one transaction. */
int project_leases_take(struct project *project,
			const struct lease_rules *rules,
			struct lease_wish *const *wishes, size_t count,
			struct err *err);

/* The answer of a provider as it came, not looked at yet. */
struct lease_answer {
	struct lease *lease; /* brought up to date */
	const struct values *values;
	struct sealed written; /* of the lease, for project_leases_answer() */
	bool is_lost;	       /* the lease was taken over: drop the answer */
};
int project_leases_answer(struct project *project, struct lease_answer *answers,
			  size_t count, struct err *err);

/* What comes of it. fill changes the connection as it is now: texts that it
 * sets are borrowed until the call returns. */
struct lease_end {
	const struct lease *lease;
	void (*fill)(struct conn *now, void *arg);
	void *arg;
	const struct values *values; /* NULL: the credential stays */
	const char *detail;	     /* for the audit */
	bool is_lost;	    /* the lease was taken over: nothing was written */
	bool is_superseded; /* reconnected or removed meanwhile: the same */
};
int project_leases_end(struct project *project, struct lease_end *ends,
		       size_t count, struct err *err);

/* The connections that have a lease now. *out: free(). */
int project_leased(struct project *project, uint8_t (**out)[OBJECT_ID],
		   size_t *count, struct err *err);

/* -- flows -------------------------------------------------------------- */

int project_flows(struct project *project, struct flows *out, struct err *err);
/* Add, or replace the flow with the same external id (name without one), all
 * in one transaction. flow->id and version are filled in. */
int project_flows_put(struct project *project, struct flow *flows, size_t count,
		      struct err *err);
int project_flow_remove(struct project *project, const struct flow *flow,
			struct err *err);

/* -- audit --------------------------------------------------------------- */

typedef int audit_fn(const struct audit_entry *entry, void *arg);
/* Oldest first, from seq on. */
int project_audit(struct project *project, uint64_t from, audit_fn *each,
		  void *arg, struct err *err);
/* The time of the newest AUDIT_READ of that object, the details of which is
 * gives true for; 0 for none. rows: how many of the newest are looked at, 0 for
 * all. Like what project_audit() gives it is not verified. */
typedef bool audit_is_fn(const char *detail);
int project_audit_read_at(struct project *project,
			  const uint8_t object[OBJECT_ID], audit_is_fn *is,
			  uint64_t rows, int64_t *out, struct err *err);
/* Chain, signatures, head and anchor; then that every row and credential can be
 * opened. *checked audit rows were good; ERR_DAMAGED names the first bad one.*/
int project_audit_verify(struct project *project, uint64_t *checked,
			 struct err *err);
/* The same; ERR_INTERRUPTED when it was stopped. watch may be NULL. */
int project_audit_verify_watched(struct project *project,
				 struct audit_watch *watch, uint64_t *checked,
				 struct err *err);
/* A row of its own, for what is done outside the vault to object (its id, and
 * external id or name). */
int project_audit_note(struct project *project, enum audit_action action,
		       const uint8_t object[OBJECT_ID], const char *name,
		       const char *detail, struct err *err);
/* The number of the newest row, 0 for none. */
int project_audit_last(struct project *project, uint64_t *seq, struct err *err);
/* Take the file as it is, older than the anchor or not; audited. */
int vault_accept_rollback(struct vault *vault, const char *project,
			  struct err *err);

/* Forget what this machine saw of the vault (a throw-away one). */
void vault_forget(struct vault *vault);
int vault_backup(struct vault *vault, const char *path, struct err *err);
int vault_check(struct vault *vault, struct err *err); /* for doctor */
const char *vault_engine(void);

#endif
