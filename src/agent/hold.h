/* hold.h - how long a vault stays unlocked, and how fast one may guess
 *
 * Times are seconds of clock_boot(), which goes on while the machine sleeps. */
#ifndef CONNVAULT_AGENT_HOLD_H
#define CONNVAULT_AGENT_HOLD_H

#include <stdbool.h>
#include <stdint.h>

#define HOLD_HARD_S    ((int64_t)8 * 3600)
#define HOLD_IDLE_S    ((int64_t)15 * 60)
#define HOLD_FOR_EVER  ((int64_t)-1)
#define HOLD_GUESS_MS  100 /* after the first wrong key; doubled each time */
#define HOLD_GUESS_MAX 10000

struct hold {
	int64_t hard_s, idle_s; /* HOLD_FOR_EVER: never by that */
	bool is_open;
	int64_t opened_at, used_at;
	unsigned wrong; /* keys in turn */
};

void hold_open(struct hold *hold, int64_t now);
void hold_use(struct hold *hold, int64_t now);
void hold_close(struct hold *hold);

/* Is it a number of seconds to lock after? */
bool hold_is_limit(int64_t seconds);

/* Why it must be closed now ("idle", "8 h are over"), or NULL. */
const char *hold_is_over(const struct hold *hold, int64_t now);
/* Seconds until that can be, or -1: never. */
int64_t hold_left(const struct hold *hold, int64_t now);
/* When each ends, 0 for never. */
int64_t hold_hard_at(const struct hold *hold);
int64_t hold_idle_at(const struct hold *hold);

/* What a next guess must wait, in milliseconds. */
int hold_guess_ms(const struct hold *hold);

#endif
