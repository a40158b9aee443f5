/* hold.c - deadlines of an unlocked vault */
#include "agent/hold.h"

#include <stddef.h>

#define LONGEST ((int64_t)3650 * 24 * 3600)

bool hold_is_limit(int64_t seconds)
{
	return seconds == HOLD_FOR_EVER || (seconds > 0 && seconds <= LONGEST);
}

void hold_open(struct hold *hold, int64_t now)
{
	hold->is_open = true;
	hold->opened_at = hold->used_at = now;
	hold->wrong = 0;
}

void hold_use(struct hold *hold, int64_t now)
{
	hold->used_at = now;
}

void hold_close(struct hold *hold)
{
	hold->is_open = false;
}

int64_t hold_hard_at(const struct hold *hold)
{
	if (!hold->is_open || hold->hard_s == HOLD_FOR_EVER)
		return 0;
	return hold->opened_at + hold->hard_s;
}

int64_t hold_idle_at(const struct hold *hold)
{
	if (!hold->is_open || hold->idle_s == HOLD_FOR_EVER)
		return 0;
	return hold->used_at + hold->idle_s;
}

const char *hold_is_over(const struct hold *hold, int64_t now)
{
	int64_t hard = hold_hard_at(hold), idle = hold_idle_at(hold);

	if (hard && now >= hard)
		return "its time is over";
	if (idle && now >= idle)
		return "nobody used it";
	return NULL;
}

int64_t hold_left(const struct hold *hold, int64_t now)
{
	int64_t hard = hold_hard_at(hold), idle = hold_idle_at(hold);
	int64_t end = hard && (!idle || hard < idle) ? hard : idle;

	if (!end)
		return -1;
	return end > now ? end - now : 0;
}

int hold_guess_ms(const struct hold *hold)
{
	int wait = HOLD_GUESS_MS;

	if (hold->wrong == 0)
		return 0;
	for (unsigned i = 1; i < hold->wrong && wait < HOLD_GUESS_MAX; i++)
		wait *= 2;
	return wait < HOLD_GUESS_MAX ? wait : HOLD_GUESS_MAX;
}
