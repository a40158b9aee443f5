/* peers.h - the clients of the agent: a request is read, an answer written
 *
 * Each has one request, within a time, and none keeps the others waiting. */
#ifndef CONNVAULT_AGENT_PEERS_H
#define CONNVAULT_AGENT_PEERS_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "agent/wire.h"

#define PEERS_MAX 128

enum peer_state { PEER_READS, PEER_WAITS, PEER_WRITES, PEER_ENDS };

struct peer {
	int fd;
	enum peer_state state;
	int64_t until_ms; /* clock_mono_ms(); unless it waits for us */
	uint8_t head[WIRE_HEAD];
	struct secret *in, *out; /* body read, message written */
	size_t done;		 /* bytes of that */
	struct wire request;
	bool had_key; /* which was tried, or another one before it */
};

struct peers {
	int listener;
	struct peer *item[PEERS_MAX];
	size_t count;
};

struct agent;

/* From now on clients of that socket, which stays the caller's. */
void peers_init(struct peers *peers, int listener);
/* Room for all of them in fds; how many, and the next deadline. */
size_t peers_fds(const struct peers *peers, struct pollfd *fds, int *wait_ms);
/* Go on after poll(); requests go to agent_asked(). */
void peers_step(struct agent *agent);
void peers_close(struct peers *peers); /* all but the listener */

/* Has it not hung up? One that has is forgotten. */
bool peer_is_there(struct peer *peer);
/* Write this answer and hang up. */
void peer_answer(struct peer *peer, const struct wire *answer);
void peer_fail(struct peer *peer, const struct err *why);

#endif
