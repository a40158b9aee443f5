/* internal.h - what the files of the agent share */
#ifndef CONNVAULT_AGENT_INTERNAL_H
#define CONNVAULT_AGENT_INTERNAL_H

#include <poll.h>

#include "agent/agent.h"
#include "agent/api.h"
#include "agent/hold.h"
#include "agent/inherit.h"
#include "agent/keeper.h"
#include "agent/opening.h"
#include "agent/peers.h"

struct agent {
	struct session *session;
	struct agent_options options;
	struct hold hold, usual; /* of now; as the operator started it */
	struct opening opening;
	struct peers peers;
	struct inherited sockets;
	struct keeper keeper;
	struct api *api;     /* NULL: there is none */
	struct err fault;    /* why, for who asks */
	int64_t unlocked_at; /* clock_now() */
	int64_t guess_ms;    /* clock_mono_ms(): no key is tried before */
	const struct peer *guesser; /* NULL: it hung up */
	int64_t quits_at; /* clock_boot(): a locked one that was spawned */
	bool ends;	  /* after what is to be sent is sent */
	bool was_open;	  /* it ends to begin anew */
	int came;	  /* the signal that ends it */
};

/* Answer a request, at once or when the key is derived. peers.c calls it. */
void agent_asked(struct agent *agent, struct peer *peer);
/* Wipe what opens the vault. why is for the log. */
void agent_close(struct agent *agent, const char *why);

/* Start answering workflow engines. */
int doors_open(struct agent *agent, struct err *err);
/* Listen on the socket of that name in *fd, unless it was given. */
int agent_listen(const struct agent *agent, const char *name, int *fd,
		 struct err *err);
/* Workflow engines are not answered, or whatever what says: for the log, and
 * for who asks. */
void agent_fault(struct agent *agent, const char *what, const struct err *why);

/* Give up all that the agent does not need, for ever: see base/jail.h. */
int confine(const struct agent *agent, struct err *err);

/* A line for the operator: syslog, and stderr of one in the foreground. Never
 * a secret. */
void agent_say(const struct agent *agent, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
