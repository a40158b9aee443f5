/* roster.h - the connections of a project as a list: sorted, filtered, counted
 *
 * What the console and `connvault list` both show. Filtering 100,000 rows takes
 * a few milliseconds: each row has its searchable text folded beforehand. */
#ifndef CONNVAULT_OPS_ROSTER_H
#define CONNVAULT_OPS_ROSTER_H

#include "ops/flows.h"

enum roster_sort {
	SORT_NAME,
	SORT_PIECE,	/* by provider as shown */
	SORT_STATUS,	/* inactive first */
	SORT_FLOWS,	/* most first */
	SORT_CONNECTED, /* newest first */
	SORT_ID,	/* external id */
	SORT_ACCOUNT,	/* empty ones last; tags, too */
	SORT_TAGS,
	SORT_CHECKED, /* newest first */
	SORT_EXPIRES, /* soonest first, never last */
	SORTS
};
/* "name", "piece", "status", "flows", "connected", "id", "account", "tags",
 * "checked", "expires"; -1 for another word. */
int roster_sort_of(const char *name);
const char *roster_sort_name(enum roster_sort sort);

enum roster_status { SHOW_ALL, SHOW_ACTIVE, SHOW_INACTIVE };

struct roster_query {
	const char *words; /* as match.h reads them; NULL or "" for all */
	enum roster_status status;
	const char *piece; /* exactly this one, or NULL */
	int expiring_days; /* expires or must rotate within; 0 off */
	bool unused;	   /* by no flow */
	bool trashed;	   /* the trash instead */
	enum roster_sort sort;
	bool reverse;
};

struct roster_row {
	const struct conn *conn;
	const char *provider; /* display name of the piece; borrowed */
	unsigned flows;	      /* how many flows use it */
	const char *search;   /* folded text that words match */
};

struct roster; /* opaque */

int roster_load(struct session *session, struct roster **out, struct err *err);
void roster_free(struct roster *roster);

/* Apply query; the rows shown are then roster_at(0..roster_shown - 1). */
int roster_query(struct roster *roster, const struct roster_query *query,
		 struct err *err);
/* The words of the last query. */
struct match;
const struct match *roster_match(const struct roster *roster);
size_t roster_shown(const struct roster *roster);
const struct roster_row *roster_at(const struct roster *roster, size_t index);
/* All of them as sorted, those in the trash and those filtered away too. */
size_t roster_all(const struct roster *roster);
const struct roster_row *roster_any(const struct roster *roster, size_t index);
/* Where a connection is shown now, or -1. */
long roster_index_of(const struct roster *roster, const uint8_t id[OBJECT_ID]);

/* The flows that use a row's connection, in no order. They borrow from the
 * roster: clear them before it. */
int roster_usage(const struct roster *roster, const struct roster_row *row,
		 struct usages *out, struct err *err);

/* How many flows use one or more of the connections that pick takes. */
typedef bool roster_pick_fn(const struct conn *conn, void *arg);
size_t roster_uses(const struct roster *roster, roster_pick_fn *pick,
		   void *arg);

/* Over everything that is not in the trash. */
struct roster_counts {
	size_t all, active, inactive, unreadable, trashed;
	size_t expiring, overdue; /* of those active; expiring has both */
};
void roster_count(const struct roster *roster, struct roster_counts *out);

/* Expires, or must be rotated, within this many days: a hint, not a status. */
#define EXPIRING_DAYS 7
/* When it expires or must be rotated, whichever is first, or 0. What can be
 * refreshed does not end with its access token. */
int64_t conn_ends_at(const struct conn *conn);
/* Days left (0: today or past), or -1 when it does not expire. */
int conn_days_left(const struct conn *conn, int64_t now);
/* The same for its rotate-by date alone. */
#define ROTATE_DAYS 30
int conn_rotate_days(const struct conn *conn, int64_t now);

/* How a connection stands, as the STATUS column says it: "* Active",
 * "~ Active 6d", "~ Overdue", "! Inactive", "? unreadable". */
enum standing { STANDS_GOOD, STANDS_ENDING, STANDS_BAD };
#define STATUS_TEXT 32
enum standing conn_standing(const struct conn *conn, int64_t now,
			    char out[STATUS_TEXT]);

#endif
