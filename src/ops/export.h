/* export.h - connections out of a project, into a file
 *
 * Without secrets it is plain JSON; with them it is sealed to a passphrase or
 * to members, and each connection has its audit row before a byte of it is
 * written. */
#ifndef CONNVAULT_OPS_EXPORT_H
#define CONNVAULT_OPS_EXPORT_H

#include "ops/session.h"

struct recipients; /* opaque: who can open what is sealed to them */

struct export_plan {
	bool with_secrets;
	const struct recipients *to; /* NULL: to a passphrase; for the audit */
	const char *words;	     /* as match.h reads them; NULL: all */
	const char *piece;	     /* or NULL */
};

struct export_report {
	size_t conns, apps;
	size_t rotating; /* with a refresh token in it */
	size_t left_out; /* that cannot be read */
	struct err why;	 /* of the first that was left out */
};

/* The text of connvault-export(5). ERR_ABSENT when nothing is chosen by words
 * and piece. */
int export_text(struct session *session, const struct export_plan *plan,
		struct secret **out, struct export_report *report,
		struct err *err);
/* The file that text is, sealed. *bytes: free(). */
int export_seal(const struct secret *passphrase, const struct secret *text,
		void **bytes, size_t *len, struct err *err);

/* Whom to seal to, by a word: "self", who unlocked the vault; "members" of the
 * project; or a public key. ERR_USAGE. */
int export_to_check(const char *word, struct err *err);
int recipients_new(struct session *session, const char *const *words,
		   size_t count, struct recipients **out, struct err *err);
void recipients_free(struct recipients *recipients); /* NULL is fine */
size_t recipients_count(const struct recipients *recipients);
/* How the public keys begin, of all. */
#define RECIPIENTS_TEXT 1536
void recipients_show(const struct recipients *recipients,
		     char out[RECIPIENTS_TEXT]);
int export_seal_to(struct session *session, const struct recipients *to,
		   const struct secret *text, void **bytes, size_t *len,
		   struct err *err);

#endif
