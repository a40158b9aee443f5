/* clock.h - time in seconds since 1970-01-01 UTC; 0 means never or unknown */
#ifndef CONNVAULT_BASE_CLOCK_H
#define CONNVAULT_BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#define CLOCK_TEXT 32

int64_t clock_now(void);
/* Milliseconds on a clock that never jumps (for timeouts and frames). */
int64_t clock_mono_ms(void);
/* The shorter of two waits for poll(): milliseconds, below 0 for ever. */
int clock_shorter(int a, int64_t b);
/* The shorter of a wait and what is left until at_ms of clock_mono_ms(). */
int clock_until(int wait, int64_t at_ms);
/* Seconds since the machine started, those of its sleep among them. */
int64_t clock_boot(void);
/* For tests: clock_now() gives this until set to 0. */
void clock_fix(int64_t now);

/* "2026-11-22T08:10:00Z" (RFC 3339) into out[CLOCK_TEXT]; "" for 0, and for
 * years of more than four digits. */
void clock_rfc3339(int64_t time, char *out);
/* "2026-11-22 08:10" in local time into out[CLOCK_TEXT]; "" for 0. */
void clock_local(int64_t time, char *out);
/* "4 minutes ago", "in 6 days", "never" for 0. */
void clock_ago(int64_t time, int64_t now, char *out, size_t size);
/* "2026-11-22" or RFC 3339 in UTC; -1 when it is neither. */
int clock_parse(const char *text, int64_t *out);

#endif
