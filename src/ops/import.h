/* import.h - connections out of a file, into a project
 *
 * Every row has an outcome that is reported. What can be imported is imported
 * in one transaction: all of it or, when that fails, nothing. */
#ifndef CONNVAULT_OPS_IMPORT_H
#define CONNVAULT_OPS_IMPORT_H

#include "ops/session.h"

struct moved; /* what was read; opaque here */

/* Bytes of a file. format: a word of import_formats(). ERR_USAGE. */
int import_read(const struct secret *text, const char *format,
		struct moved **out, struct err *err);
void import_free(struct moved *moved); /* NULL is fine */
/* "CSV table"; borrowed for ever. */
const char *import_kind(const struct moved *moved);
bool import_has_secrets(const struct moved *moved);

/* A file that export sealed, to a passphrase or to members. */
bool import_is_sealed(const struct secret *bytes);
bool import_is_to_members(const struct secret *bytes);
int import_unseal(const struct secret *bytes, const struct secret *passphrase,
		  struct secret **text, struct err *err);
/* Who made a file, as far as it proves that. */
struct import_maker {
	char *key; /* as whoami prints it; NULL: nobody knows. free() */
	bool is_self, is_member;
};
/* As who unlocked the vault. made_by: a public key, refused with ERR_LOCKED
 * when somebody else made it; or NULL. */
int import_unseal_as(struct session *session, const struct secret *bytes,
		     const char *made_by, struct secret **text,
		     struct import_maker *maker, struct err *err);

/* All entries of a store of pass, each read by `pass show`. */
int import_read_pass(const char *folder, struct moved **out, struct err *err);

enum import_conflict {
	IMPORT_SKIP,
	IMPORT_OVERWRITE, /* keeps id, external id, name and flows */
	IMPORT_FAIL,	  /* nothing is imported */
	IMPORT_RENAME,
};

struct import_plan {
	enum import_conflict on_conflict;
	bool is_dry;		/* everything but writing */
	const char *piece;	/* of rows that do not say; or NULL */
	const char *const *map; /* "KEY=piece.field" or "KEY=piece.field:Name"*/
	size_t maps;
};

enum import_outcome {
	IMPORT_ADDED,
	IMPORT_OVERWRITTEN,
	IMPORT_SKIPPED,
	IMPORT_RENAMED,
	IMPORT_FAILED,
	IMPORT_OUTCOMES
};
const char *import_outcome_name(enum import_outcome outcome); /* "added" */

struct import_row_report {
	const char *where; /* in the file */
	const char *what;  /* "connection" "OAuth app" */
	const char *piece, *name, *external_id;
	enum import_outcome outcome;
	const struct err *why; /* of what was skipped or failed; or NULL */
	const char *remark;    /* "" for none */
};
typedef void import_row_fn(const struct import_row_report *report, void *arg);

/* counts: of each outcome. ERR_CONFLICT with IMPORT_FAIL. */
int import_run(struct session *session, struct moved *moved,
	       const struct import_plan *plan, import_row_fn *each, void *arg,
	       size_t counts[IMPORT_OUTCOMES], struct err *err);

#endif
