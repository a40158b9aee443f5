/* due.h - when to refresh, and when to try again after a failure */
#ifndef CONNVAULT_OAUTH_DUE_H
#define CONNVAULT_OAUTH_DUE_H

#include <stdint.h>

/* Of tokens asked for at sent_at that live so many seconds (-1: not told): 15
 * minutes before their end, or half of a life that is shorter than 30, give or
 * take a tenth of that, so that tokens of one age do not come at once. */
int64_t due_at(int64_t sent_at, int64_t life);

/* Seconds to wait after so many failures in a row: from one minute, doubled
 * each time, to at most six hours, of which a random part is left out; never
 * less than the provider asked for (Retry-After, 0: nothing). */
int64_t due_again(int failures, int64_t retry_after);

#endif
