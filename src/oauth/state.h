/* state.h - the value that ties an answer to the sign-in it belongs to
 *
 * RFC 6749, 10.12; RFC 9700, 4.7. 256 random bits, good once and for ten
 * minutes. It stands in the address that is shown, so it is no struct secret,
 * but it is compared in constant time. */
#ifndef CONNVAULT_OAUTH_STATE_H
#define CONNVAULT_OAUTH_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define STATE_LEN     43 /* characters */
#define STATE_LIFE_MS ((int64_t)10 * 60 * 1000)

struct oauth_state {
	char text[STATE_LEN + 1];
	int64_t until_ms; /* clock_mono_ms() */
	bool is_spent;	  /* an answer with it was taken */
};

int state_new(struct oauth_state *state, int64_t now_ms, struct err *err);

/* Is text this state, and may it still be used? Changes nothing. */
bool state_matches(const struct oauth_state *state, const char *text,
		   size_t len, int64_t now_ms);

#endif
