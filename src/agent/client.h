/* client.h - asking the agent of a vault
 *
 * The agent keeps one vault unlocked and gives what opens it to processes of
 * the same user. Its socket is derived from the vault's path. */
#ifndef CONNVAULT_AGENT_CLIENT_H
#define CONNVAULT_AGENT_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "ops/session.h"

/* Times as of clock_now(); 0: never, not yet. */
struct agent_state {
	bool is_open;
	int64_t unlocked_at, locks_at, idles_at;
	int64_t refreshed_at, refresh_at;
	struct err fault; /* why workflow engines are not answered, or ERR_OK */
};

/* Seconds after which it locks; 0: as usual; AGENT_FOR_EVER. */
#define AGENT_FOR_EVER ((int64_t)-1)
struct agent_limits {
	int64_t hard_s, idle_s;
};

/* Each: ERR_ABSENT when none runs. vault is a path. */
int agent_status(const char *vault, struct agent_state *out, struct err *err);
int agent_lock(const char *vault, struct err *err);
/* Let it derive the key; a vault that is open already only gets the limits. */
int agent_unlock(const char *vault, const struct agent_limits *limits,
		 enum key_kind kind, const struct secret *key, struct err *err);
/* Unlock a session with what the agent has; ERR_LOCKED when it is locked. */
int agent_open(struct session *session, struct err *err);
/* The same for a look that does not keep it from locking. */
int agent_peep(struct session *session, struct err *err);

/* Start one in the background, unless one runs. */
int agent_start(const char *vault, struct err *err);

#endif
