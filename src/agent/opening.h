/* opening.h - a key derived in a thread of its own
 *
 * It takes a third of a second and 256 MiB, and nobody should wait for it but
 * who asked. One at a time. Until it has ended, nobody touches the session. */
#ifndef CONNVAULT_AGENT_OPENING_H
#define CONNVAULT_AGENT_OPENING_H

#include <pthread.h>
#include <stdbool.h>

#include "ops/session.h"

struct opening {
	int pipe[2]; /* the first can be read when it has ended */
	bool is_running;
	pthread_t thread;
	struct session *session;
	enum key_kind kind;
	struct secret *key;
	int result;
	struct err err;
};

int opening_init(struct opening *opening, struct err *err);
void opening_clear(struct opening *opening); /* waits for its end */

/* Takes key over. */
int opening_start(struct opening *opening, struct session *session,
		  enum key_kind kind, struct secret *key, struct err *err);
/* After it has ended: 0, or -1 and why. */
int opening_end(struct opening *opening, struct err *err);

#endif
