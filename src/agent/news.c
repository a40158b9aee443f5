/* news.c - two looks at a project compared */
#include "agent/news.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "ops/conn.h"
#include "ops/roster.h"

struct seen {
	uint8_t id[OBJECT_ID];
	bool is_active, is_ending;
};

static int by_id(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;

	return memcmp(x->id, y->id, OBJECT_ID);
}

/* One that waits for its first credential is not worth an alarm. */
static bool is_active(const struct conn *conn, int64_t now)
{
	return (conn->status == STATUS_ACTIVE && !conn_is_expired(conn, now)) ||
	       conn->reason == REASON_MISSING;
}

static bool is_ending(const struct conn *conn, int64_t now)
{
	int days = conn_days_left(conn, now);

	return days >= 0 && days <= EXPIRING_DAYS;
}

static void compare(const struct news *news, const struct conn *conn,
		    const struct seen *now, news_fn *each, void *arg)
{
	const struct seen *old = news->count
					 ? bsearch(now, news->seen, news->count,
						   sizeof(*now), by_id)
					 : NULL;

	if (old && old->is_active && !now->is_active)
		each(HOOK_INACTIVE, conn, arg);
	if (old && !old->is_active && now->is_active)
		each(HOOK_RECOVERED, conn, arg);
	if (now->is_active && now->is_ending && !(old && old->is_ending))
		each(HOOK_EXPIRING, conn, arg);
}

int news_look(struct news *news, const struct conns *conns, news_fn *each,
	      void *arg, struct err *err)
{
	struct seen *seen = calloc(conns->count + 1, sizeof(*seen));
	int64_t time = clock_now();
	size_t count = 0;

	if (!seen)
		return err_nomem(err);
	for (size_t i = 0; i < conns->count; i++) {
		const struct conn *conn = &conns->item[i];
		struct seen *now = &seen[count];

		if (conn->trashed)
			continue;
		memcpy(now->id, conn->id, OBJECT_ID);
		now->is_active = is_active(conn, time);
		now->is_ending = is_ending(conn, time);
		compare(news, conn, now, each, arg);
		count++;
	}
	qsort(seen, count, sizeof(*seen), by_id);
	free(news->seen);
	news->seen = seen;
	news->count = count;
	return 0;
}

void news_clear(struct news *news)
{
	free(news->seen);
	*news = (struct news){ .seen = NULL };
}
