/* due.c - when to refresh, and when to try again after a failure */
#include "oauth/due.h"

#include <sodium.h>

#define LIFE_ASSUMED ((int64_t)3600) /* of tokens that do not say it */
#define LEAD_MAX     ((int64_t)900)
#define WAIT_MIN     ((int64_t)60)
#define WAIT_MAX     ((int64_t)6 * 3600)

static int64_t random_to(int64_t most)
{
	return (int64_t)randombytes_uniform((uint32_t)most + 1);
}

int64_t due_at(int64_t sent_at, int64_t life)
{
	if (life < 0)
		life = LIFE_ASSUMED;
	int64_t lead = life / 2 < LEAD_MAX ? life / 2 : LEAD_MAX;

	lead += random_to(lead / 5) - lead / 10;
	return sent_at + life - lead;
}

int64_t due_again(int failures, int64_t retry_after)
{
	int64_t wait = WAIT_MIN;

	while (--failures > 0 && wait < WAIT_MAX)
		wait *= 2;
	if (wait > WAIT_MAX)
		wait = WAIT_MAX;
	if (wait > WAIT_MIN)
		wait = WAIT_MIN + random_to(wait - WAIT_MIN);
	return wait > retry_after ? wait : retry_after;
}
