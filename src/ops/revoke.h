/* revoke.h - ending tokens at the provider (RFC 7009)
 *
 * Taken out of the vault first, so that a connection can be deleted or signed
 * in anew before the provider is asked; never done unasked. */
#ifndef CONNVAULT_OPS_REVOKE_H
#define CONNVAULT_OPS_REVOKE_H

#include "ops/session.h"

struct grant; /* opaque: tokens, and where to end them */

/* Can it be revoked at all? NULL, or why not, a sentence that is safe to show
 * ("Notion offers no way to revoke tokens: ..."); reads no secret. */
const char *grant_trouble(struct session *session, const struct conn *conn);

/* The tokens that a connection has now; audited. ERR_ABSENT with the same
 * sentence. */
int grant_open(struct session *session, const struct conn *conn,
	       struct grant **out, struct err *err);
void grant_free(struct grant *grant); /* wipes; NULL is fine */

/* Is one of them what conn has now? Some providers give the same token again,
 * which is not to be ended then, nor what belongs to it. Audited. */
int grant_is_used(struct session *session, const struct grant *grant,
		  const struct conn *conn, bool *out, struct err *err);

enum grant_end {
	GRANT_ENDED,
	GRANT_STANDS, /* the provider still honours it */
	GRANT_LATER,  /* so it must be taken; ask again */
};

/* Ask the provider, refresh token first; up to 60 s, no vault touched: a worker
 * thread may do it. text (at least 320 bytes) says what came of it. */
enum grant_end grant_revoke(struct grant *grant, char *text, size_t size);

/* Note in the audit what came of it. */
int grant_note(struct session *session, const struct grant *grant,
	       enum grant_end end, struct err *err);

#endif
