/* wire.h - what the agent and its clients say to each other
 *
 * One request and one answer for each connection. A message is its length
 * (u32 LE) and a list of base/fields.h, at most so many bytes of it; as it may
 * hold a passphrase or what opens the vault, it is a secret throughout. */
#ifndef CONNVAULT_AGENT_WIRE_H
#define CONNVAULT_AGENT_WIRE_H

#include <stdint.h>

#include "base/secret.h"
#include "base/values.h"

#define WIRE_HEAD	 4
#define WIRE_REQUEST_MAX 8192
#define WIRE_ANSWER_MAX	 (WIRE_REQUEST_MAX + VALUE_MAX)
#define WIRE_TEXT	 1025 /* a name and its NUL */

enum wire_op {
	WIRE_STATUS = 1,
	WIRE_PASS,   /* the answer has key: see session_pass_make() */
	WIRE_UNLOCK, /* key is of that kind */
	WIRE_LOCK,
	WIRE_LOOK, /* as WIRE_PASS, and does not count as use */
	WIRE_GIVE, /* the answer has a value as key: see give.h */
};

/* Either way; what is not meant is 0. Times are clock_now(). */
struct wire {
	int64_t op;		    /* of a request: enum wire_op */
	int64_t kind;		    /* enum key_kind */
	int64_t hard_s, idle_s;	    /* lock after; 0: as the agent has it */
	int64_t unlocked_at;	    /* of an answer; 0: locked */
	int64_t locks_at, idles_at; /* 0: never */
	int64_t refreshed_at;	    /* the last round of refreshing */
	int64_t refresh_at;	    /* the next one */
	struct err result;	    /* of an answer */
	struct err fault;	    /* of WIRE_STATUS: see client.h */
	struct secret *key;	    /* NULL: none */
	/* Of WIRE_GIVE: see struct wanted; "" for NULL. */
	char project[WIRE_TEXT], conn[WIRE_TEXT], field[WIRE_TEXT];
	char state[WIRE_TEXT]; /* the state folder of who asks */
};

/* Length and all. */
int wire_pack(const struct wire *wire, struct secret **out, struct err *err);
/* Without the length. ERR_FAILED for what is none. */
int wire_unpack(struct secret *body, struct wire *out, struct err *err);
void wire_clear(struct wire *wire);

/* The length that a head tells; 0 when it is none, or more than max. */
size_t wire_length(const uint8_t head[WIRE_HEAD], size_t max);

#endif
