/* revoke.h - ending tokens at the provider, for delete and reconnect */
#ifndef CONNVAULT_CLI_REVOKE_H
#define CONNVAULT_CLI_REVOKE_H

#include "cli/cli.h"
#include "ops/revoke.h"

/* The tokens that conn has now, to be ended once its change is stored.
 * ERR_USAGE says why that cannot be, before anything was changed. */
int revoke_begin(struct session *session, const struct conn *conn,
		 struct grant **out, struct err *err);
/* End them, and tell what came of it. ERR_NETWORK, ERR_FAILED when the provider
 * still honours them. */
int revoke_end(const struct cli *cli, struct session *session,
	       struct grant *grant, struct err *err);

#endif
