/* clock.c - time now, and time as text */
#include "base/clock.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/str.h"

#define MINUTE ((int64_t)60)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
#define YEAR   (365 * DAY)

/* Set by tests alone. */
static int64_t fixed;

int64_t clock_now(void)
{
	return fixed != 0 ? fixed : (int64_t)time(NULL);
}

int64_t clock_mono_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int clock_shorter(int a, int64_t b)
{
	if (b < 0)
		return a;
	if (b > INT32_MAX)
		b = INT32_MAX;
	return a < 0 || b < a ? (int)b : a;
}

int clock_until(int wait, int64_t at_ms)
{
	int64_t left = at_ms - clock_mono_ms();

	return clock_shorter(wait, left > 0 ? left : 0);
}

int64_t clock_boot(void)
{
	struct timespec ts;

#ifdef CLOCK_BOOTTIME
	clock_gettime(CLOCK_BOOTTIME, &ts);
#else /* there it is this one that goes on */
	clock_gettime(CLOCK_MONOTONIC, &ts);
#endif
	return (int64_t)ts.tv_sec;
}

void clock_fix(int64_t now)
{
	fixed = now;
}

/* A long list in JSON is mostly times: strftime() takes several times as
 * long. */
static void put_digits(char *out, int number, int len)
{
	for (; len > 0; number /= 10)
		out[--len] = (char)('0' + number % 10);
}

void clock_rfc3339(int64_t time, char *out)
{
	time_t seconds = (time_t)time;
	struct tm tm;

	out[0] = '\0';
	if (time == 0 || gmtime_r(&seconds, &tm) == NULL ||
	    tm.tm_year < -1900 || tm.tm_year > 9999 - 1900)
		return;
	str_copy(out, "YYYY-MM-DDThh:mm:ssZ", CLOCK_TEXT);
	put_digits(out, tm.tm_year + 1900, 4);
	put_digits(out + 5, tm.tm_mon + 1, 2);
	put_digits(out + 8, tm.tm_mday, 2);
	put_digits(out + 11, tm.tm_hour, 2);
	put_digits(out + 14, tm.tm_min, 2);
	put_digits(out + 17, tm.tm_sec, 2);
}

void clock_local(int64_t time, char *out)
{
	time_t seconds = (time_t)time;
	struct tm tm;

	if (time == 0 || localtime_r(&seconds, &tm) == NULL ||
	    strftime(out, CLOCK_TEXT, "%Y-%m-%d %H:%M", &tm) == 0)
		out[0] = '\0';
}

static const struct unit {
	int64_t seconds;
	const char *name;
} units[] = {
	{ .seconds = YEAR, .name = "year" },
	{ .seconds = DAY, .name = "day" },
	{ .seconds = HOUR, .name = "hour" },
	{ .seconds = MINUTE, .name = "minute" },
	{ .seconds = 1, .name = "second" },
};

void clock_ago(int64_t time, int64_t now, char *out, size_t size)
{
	bool is_past = time <= now;
	uint64_t apart = is_past ? (uint64_t)now - (uint64_t)time
				 : (uint64_t)time - (uint64_t)now;
	const struct unit *unit = units;

	if (time == 0 || apart == 0) {
		snprintf(out, size, time == 0 ? "never" : "just now");
		return;
	}
	while (apart < (uint64_t)unit->seconds)
		unit++;
	uint64_t count = apart / (uint64_t)unit->seconds;
	snprintf(out, size, "%s%llu %s%s%s", is_past ? "" : "in ",
		 (unsigned long long)count, unit->name, count == 1 ? "" : "s",
		 is_past ? " ago" : "");
}

/* len digits as a number, or -1. */
static int digits(const char *text, int len)
{
	int number = 0;

	for (int i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		number = 10 * number + text[i] - '0';
	}
	return number;
}

static bool parse_date(const char *text, struct tm *tm)
{
	int year, month, day;

	if ((year = digits(text, 4)) < 1970 || text[4] != '-' ||
	    (month = digits(text + 5, 2)) < 1 || text[7] != '-' ||
	    (day = digits(text + 8, 2)) < 1)
		return false;
	tm->tm_year = year - 1900;
	tm->tm_mon = month - 1;
	tm->tm_mday = day;
	return true;
}

/* "08:10:00" */
static bool parse_hms(const char *text, struct tm *tm)
{
	return (tm->tm_hour = digits(text, 2)) >= 0 && text[2] == ':' &&
	       (tm->tm_min = digits(text + 3, 2)) >= 0 && text[5] == ':' &&
	       (tm->tm_sec = digits(text + 6, 2)) >= 0;
}

/* "T08:10:00Z", with an optional fraction that is dropped. */
static bool parse_time(const char *text, struct tm *tm)
{
	if (strchr("Tt ", text[0]) == NULL || !parse_hms(text + 1, tm))
		return false;
	text += 9;
	if (text[0] == '.' && text[1] >= '0' && text[1] <= '9')
		text += 1 + strspn(text + 1, "0123456789");
	return str_is(text, "Z") || str_is(text, "z") || str_is(text, "+00:00");
}

int clock_parse(const char *text, int64_t *out)
{
	struct tm tm = { .tm_isdst = 0 };

	if (!parse_date(text, &tm) ||
	    (text[10] != '\0' && !parse_time(text + 10, &tm)))
		return -1;
	struct tm same = tm;
	time_t seconds = timegm(&same);
	/* 30 February, 25:00 and the like come back as another day or hour. */
	if (same.tm_mday != tm.tm_mday || same.tm_mon != tm.tm_mon ||
	    same.tm_hour != tm.tm_hour || same.tm_min != tm.tm_min ||
	    same.tm_sec != tm.tm_sec)
		return -1;
	*out = (int64_t)seconds;
	return 0;
}
