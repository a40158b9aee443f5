/* news.h - which connections changed their status since the last look
 *
 * Whoever changed it: a refresh of the agent, a check, a reconnect elsewhere.
 * What is seen first is no news, but for what ends soon. */
#ifndef CONNVAULT_AGENT_NEWS_H
#define CONNVAULT_AGENT_NEWS_H

#include "ops/hooks.h"
#include "vault/types.h"

struct news {
	struct seen *seen; /* sorted by id; NULL: never looked */
	size_t count;
};

typedef void news_fn(enum hook_event event, const struct conn *conn, void *arg);

/* Tell what is new. ERR_NOMEM: nothing was told. */
int news_look(struct news *news, const struct conns *conns, news_fn *each,
	      void *arg, struct err *err);
void news_clear(struct news *news);

#endif
