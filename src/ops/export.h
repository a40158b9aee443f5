/* export.h - connections out of a project, into a file
 *
 * Without secrets it is plain JSON; with them it is sealed to a passphrase or
 * to members, and each connection has its audit row before a byte of it is
 * written. */
#ifndef CONNVAULT_OPS_EXPORT_H
#define CONNVAULT_OPS_EXPORT_H

#include "ops/session.h"

struct export_plan {
	bool with_secrets;
	const char *words; /* as match.h reads them; NULL: all */
	const char *piece; /* or NULL */
};

struct export_report {
	size_t conns, apps;
	size_t rotating; /* with a refresh token in it */
	size_t left_out; /* that cannot be read */
	struct err why;	 /* of the first that was left out */
};

/* The text of connvault-export(5). */
int export_text(struct session *session, const struct export_plan *plan,
		struct secret **out, struct export_report *report,
		struct err *err);
/* The file that text is, sealed. *bytes: free(). */
int export_seal(const struct secret *passphrase, const struct secret *text,
		void **bytes, size_t *len, struct err *err);

/* Whom to seal to, by a word: "self", who unlocked the vault; "members" of the
 * project; or a public key. ERR_USAGE. */
int export_to_check(const char *word, struct err *err);
/* *members: how many can open it. */
int export_seal_to(struct session *session, const char *const *words,
		   size_t count, const struct secret *text, void **bytes,
		   size_t *len, size_t *members, struct err *err);

#endif
