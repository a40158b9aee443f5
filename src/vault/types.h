/* types.h - what a vault holds, as plain data: no keys, no credentials
 *
 * Times are seconds UTC, 0 for never. Text is UTF-8 and never NULL ("" for
 * none); tags and scopes are one per line. */
#ifndef CONNVAULT_VAULT_TYPES_H
#define CONNVAULT_VAULT_TYPES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

#define OBJECT_ID   16
#define SECRET_MARK 24

enum auth_type {
	AUTH_NONE = 1,
	AUTH_API_KEY,
	AUTH_OAUTH2,
	AUTH_BASIC,
	AUTH_CUSTOM,
	AUTH_TYPES
};

enum conn_status { STATUS_ACTIVE = 1, STATUS_INACTIVE, STATUS_UNREADABLE };

enum conn_reason {
	REASON_OK = 1,
	REASON_EXPIRED,
	REASON_REVOKED,
	REASON_REFUSED,	  /* 401 or 403 at a check */
	REASON_APP_ERROR, /* client id or secret wrong */
	REASON_MISSING,	  /* a placeholder: see conn_has_credential() */
	REASON_UNREADABLE,
	REASONS
};

/* The words of design and JSON ("api_key", "inactive", "app_error"), for the
 * enums above; NULL out of range. The reverse gives 0 for an unknown word. */
const char *auth_type_name(enum auth_type type);
enum auth_type auth_type_of(const char *name);
const char *conn_status_name(enum conn_status status);
const char *conn_reason_name(enum conn_reason reason);

/* The part of a connection that can be shown. */
struct conn {
	uint8_t id[OBJECT_ID];
	int64_t version;	/* of this reading; a change needs it */
	int64_t secret_version; /* 0: no values yet */
	uint8_t secret_mark[SECRET_MARK]; /* the nonce it was sealed with */
	bool trashed;
	enum conn_status status;
	enum conn_reason reason;
	enum auth_type auth;
	int values;    /* how many the credential has */
	int failures;  /* of refreshing, since it last worked */
	int may_lapse; /* its refresh token is not used just to keep it alive */
	const char *name, *external_id, *piece, *account, *note, *tags, *scopes;
	const char *app;   /* name of the OAuth app, "" for none */
	const char *error; /* last provider error, made safe */
	const char *hosts; /* that may receive the secret, one per line */
	int64_t since;	   /* of status and reason */
	int64_t created_at, connected_at, checked_at, refreshed_at;
	int64_t expires_at, refresh_at, rotate_by, updated_at, trashed_at;
	void *text; /* holds the strings above, when they are its own */
};

/* A placeholder has none, though it may have values that are no secret. */
bool conn_has_credential(const struct conn *conn);
/* A copy that stands alone. 0, or -1 when out of memory. */
int conn_copy(const struct conn *from, struct conn *to);
void conn_clear(struct conn *conn); /* wipes; zeroed is fine */

struct conns {
	struct conn *item;
	size_t count, cap;
	struct pool
		pool;	/* of those that were read together: texts, and item */
	bool is_pooled; /* item is there */
};
void conns_clear(struct conns *conns);

/* Which row an object is, and which secret belongs to it. */
struct sealed {
	uint8_t id[OBJECT_ID];
	int64_t version, secret_version; /* as those of a connection */
	uint8_t secret_mark[SECRET_MARK];
};

/* What a project is registered as at a provider. Its client secret is kept
 * like a credential. */
struct app {
	struct sealed row;
	const char *piece, *name; /* together unique in a project */
	const char *client_id;
	const char *login;	  /* "basic" "post" "none"; "": see piece */
	const char *redirect_uri; /* the one that is registered, "" for any */
	/* Endpoints pinned to it, "" for those of the piece. */
	const char *issuer, *auth_url, *token_url, *device_url, *revoke_url;
	const char *userinfo_url;
	int promises_iss; /* its metadata says so (RFC 9207) */
	int64_t created_at, updated_at;
	bool is_unreadable; /* the name is its id then, the rest "" */
	void *text;
};
void app_clear(struct app *app);

struct apps {
	struct app *item;
	size_t count, cap;
};
void apps_clear(struct apps *apps);

/* A workflow engine that may ask the agent. Its token is kept as a hash. */
struct client {
	struct sealed row;
	const char *name;	/* unique in a project */
	const char *pieces;	/* that it may ask for, one per line; "": all */
	const char *token_hash; /* BLAKE2b-256 in hexadecimal */
	int may_use;		/* values; else only what is no secret */
	int64_t created_at;
	bool is_unreadable; /* the name is its id then, the rest "" */
	void *text;
};

struct clients {
	struct client *item;
	size_t count;
};
void clients_clear(struct clients *clients);

/* The right to refresh a connection, which one process has at a time. Its
 * secret is the answer that came, until that is stored. version is the fence:
 * who has lost the lease meanwhile finds another one. */
struct lease {
	struct sealed row;
	const char *conn;     /* its id in hexadecimal */
	const char *owner;    /* which process, in its own words */
	int64_t from_version; /* secret_version of what is sent */
	int64_t began_at;
	int tries; /* requests that were begun with that */
	void *text;
};
void lease_clear(struct lease *lease);

/* One place in a flow that refers to a connection. */
struct flow_ref {
	const char *connection; /* external id, or "" for n8n by name only */
	const char *name;	/* n8n: name of the credential, else "" */
	const char *step;	/* "trigger", "step_3", node name */
	const char *piece;	/* "slack", without the package's prefix */
	const char *action;	/* "send_channel_message" */
	bool is_auth;		/* the step's own auth; else anywhere else */
	const char *bound;	/* external id of what had that name when it was
				 * imported; "" or NULL: none */
};

/* FLOW_UNREADABLE: a row that cannot be decrypted; what it uses is not known */
enum flow_state { FLOW_ON = 1, FLOW_OFF, FLOW_DRAFT, FLOW_UNREADABLE };
const char *flow_state_name(enum flow_state state); /* "on" "off" "draft" */

struct flow {
	uint8_t id[OBJECT_ID];
	int64_t version;
	const char *name, *external_id;
	const char *source;  /* absolute path it was read from */
	const char *trigger; /* action of the trigger, "webhook" ... */
	const char *digest;  /* of the file when it was read; "" unknown */
	enum flow_state state;
	int64_t imported_at;
	struct flow_ref *ref;
	size_t refs;
	const char *bound; /* of the vault: what the references are bound to */
	void *text;	   /* holds the strings and references above */
};

struct flows {
	struct flow *item;
	size_t count, cap;
};
void flow_clear(struct flow *flow);
void flows_clear(struct flows *flows);

struct project_info {
	uint8_t id[OBJECT_ID];
	int64_t version;
	char *name; /* NULL when its name can't be read */
};

struct projects {
	struct project_info *item;
	size_t count;
};
void projects_clear(struct projects *projects);

/* What opens a vault. */
enum key_kind { KEY_PASSPHRASE = 1, KEY_FILE, KEY_RECOVERY };

struct slot_info {
	uint8_t id[OBJECT_ID];
	enum key_kind key; /* 0: unknown */
	const char *kind;  /* "passphrase", "key file", "recovery code" */
	int64_t created_at;
	uint64_t passes, memory; /* of the KDF, 0 without */
	bool is_current;	 /* the one this vault was unlocked with */
};

enum audit_action {
	AUDIT_PROJECT_CREATE = 1,
	AUDIT_PROJECT_RENAME,
	AUDIT_CREATE,
	AUDIT_RENAME,
	AUDIT_RECONNECT,
	AUDIT_EDIT, /* note, tags, dates */
	AUDIT_DELETE,
	AUDIT_RESTORE,
	AUDIT_PURGE,
	AUDIT_READ, /* a secret was handed out */
	AUDIT_FLOW_IMPORT,
	AUDIT_FLOW_REMOVE,
	AUDIT_SLOT_ADD,
	AUDIT_SLOT_REMOVE,
	AUDIT_ROLLBACK_ACCEPTED,
	AUDIT_PROJECT_DELETE, /* of another project of the vault */
	AUDIT_REPLACE,	      /* by another connection, in the file of flows */
	AUDIT_APP_SET,
	AUDIT_APP_REMOVE,
	AUDIT_REFRESH, /* asked for new tokens, and what came of it */
	AUDIT_REVOKE,  /* at the provider */
	AUDIT_CHECK,   /* what the provider said to a credential */
	AUDIT_CLIENT_ADD,
	AUDIT_CLIENT_REMOVE,
	AUDIT_ACTIONS
};
/* "create" ...; "unknown" for what a row outside the enum has: it was changed,
 * or a newer version wrote it. Never NULL. */
const char *audit_action_name(enum audit_action action);

/* A verification seen, and stopped, from another thread. */
struct audit_watch {
	atomic_ullong done; /* rows so far */
	atomic_bool stop;
};

struct audit_entry {
	uint64_t seq;
	int64_t time;
	enum audit_action action;
	const char *actor;  /* user@host as sealed, "" when unreadable */
	const char *object; /* external id or name of what it was done to */
	const char *detail; /* "name: Old -> New", "field: api_key" */
};

#endif
