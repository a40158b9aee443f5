/* roster.c - the connections of a project, sorted and filtered */
#include "ops/roster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ops/conn.h"
#include "ops/internal.h"
#include "ops/match.h"

#define DAY (24 * 60 * 60)

/* What is compared, the beginning of the name beside it: nearly all
 * comparisons end there, in one piece of memory. */
#define NAME_HEAD 16
struct sort_key {
	union {
		int64_t number;
		const char *text;
	} first; /* before the name */
	char head[NAME_HEAD];
	const struct roster_row *row;
};

/* Bytes of all that a row takes here, its text among them. */
#define ROW_USUAL (sizeof(struct roster_row) + 2 * sizeof(struct sort_key) + 64)

struct roster {
	struct conns conns;
	struct roster_row *row; /* one for each of conns */
	size_t count;
	struct pool pool; /* of the arrays here, and searchable text */
	uint32_t *order;  /* all rows, sorted */
	uint32_t *shown;  /* those that match */
	size_t shown_count;
	struct sort_key *key;	   /* and room for half as many more */
	bool *is_match;		   /* for each row: does it match? */
	struct roster_query query; /* the last; what it points to may be gone */
	struct match match;	   /* of its words */
	struct flows flows;
	struct ref_links links; /* of flows; conn is an index into row */
	bool is_sorted;		/* order is as query says */
};

/* -- loading ------------------------------------------------------------ */

/* Folded text of everything words can match; the name comes first, so that the
 * same text sorts by name. text is room to write it in. */
static char *search_text(const struct roster_row *row, struct str *text,
			 struct pool *texts)
{
	const struct conn *conn = row->conn;
	const char *const parts[PARTS] = {
		[PART_NAME] = conn->name,
		[PART_EXTERNAL_ID] = conn->external_id,
		[PART_PROVIDER] = row->provider,
		[PART_PIECE] = conn->piece,
		[PART_ACCOUNT] = conn->account,
		[PART_TAGS] = conn->tags,
	};

	text->len = 0;
	for (size_t i = 0; i < PARTS; i++) {
		str_add(text, parts[i]);
		str_add_bytes(text, "\n", 1);
	}
	utf8_fold_str(text);
	return text->failed ? NULL : pool_bytes(texts, text->text, text->len);
}

/* A flow with several references to a connection counts once. */
static int count_flows(struct roster *roster)
{
	size_t *last = calloc(roster->count + 1, sizeof(*last));

	if (!last)
		return -1;
	for (size_t i = 0; i < roster->links.count; i++) {
		const struct ref_link *link = &roster->links.item[i];

		if (link->conn < 0 || last[link->conn] == link->flow + 1)
			continue;
		last[link->conn] = link->flow + 1;
		roster->row[link->conn].flows++;
	}
	free(last);
	return 0;
}

static int make_rows(struct session *session, struct roster *roster)
{
	struct err none = ERR_INIT;
	struct catalog *catalog = session_catalog(session, &none);
	struct str text = STR_INIT;
	int result = 0;

	for (size_t i = 0; !result && i < roster->count; i++) {
		struct roster_row *row = &roster->row[i];
		const struct conn *conn = &roster->conns.item[i];

		row->conn = conn;
		row->provider = catalog ? catalog_provider(catalog, conn->piece)
					: conn->piece;
		row->search = search_text(row, &text, &roster->pool);
		result = row->search ? 0 : -1;
	}
	str_clear(&text);
	return result;
}

static int roster_alloc(struct roster *roster)
{
	size_t count = roster->conns.count;
	struct pool *pool = &roster->pool;

	pool_reserve(pool, (count + 1) * ROW_USUAL);
	roster->row = pool_alloc(pool, count + 1, sizeof(*roster->row));
	roster->order = pool_alloc(pool, count + 1, sizeof(*roster->order));
	roster->shown = pool_alloc(pool, count + 1, sizeof(*roster->shown));
	roster->key =
		pool_alloc(pool, count + count / 2 + 1, sizeof(*roster->key));
	roster->is_match =
		pool_alloc(pool, count + 1, sizeof(*roster->is_match));
	roster->count = count;
	return pool->failed ? -1 : 0;
}

static int load(struct session *session, struct roster *roster, struct err *err)
{
	if (roster_alloc(roster))
		return err_nomem(err);
	if (ref_links_make(&roster->flows, &roster->conns, &roster->links,
			   err) != 0)
		return -1;
	return make_rows(session, roster) || count_flows(roster)
		       ? err_nomem(err)
		       : 0;
}

int roster_load(struct session *session, struct roster **out, struct err *err)
{
	struct project *project = session_need(session, err);
	struct roster *roster = calloc(1, sizeof(*roster));
	int64_t now = clock_now();
	int result = -1;

	if (!roster)
		return err_nomem(err);
	if (project &&
	    project_read(project, &roster->conns, &roster->flows, err) == 0) {
		for (size_t i = 0; i < roster->conns.count; i++)
			conn_expire(&roster->conns.item[i], now);
		result = load(session, roster, err);
	}
	if (result)
		roster_free(roster);
	else
		*out = roster;
	return result;
}

void roster_free(struct roster *roster)
{
	if (!roster)
		return;
	match_clear(&roster->match);
	ref_links_clear(&roster->links);
	flows_clear(&roster->flows);
	conns_clear(&roster->conns);
	pool_free(&roster->pool);
	free(roster);
}

/* -- sorting ------------------------------------------------------------ */

static int name_order(const struct sort_key *x, const struct sort_key *y)
{
	int by_head = memcmp(x->head, y->head, NAME_HEAD);

	return by_head ? by_head : strcmp(x->row->search, y->row->search);
}

static int number_order(const struct sort_key *x, const struct sort_key *y)
{
	if (x->first.number != y->first.number)
		return x->first.number < y->first.number ? -1 : 1;
	return name_order(x, y);
}

/* Empty ones last. */
static int text_order(const struct sort_key *x, const struct sort_key *y)
{
	const char *one = x->first.text, *other = y->first.text;

	if (!*one != !*other)
		return *one ? -1 : 1;
	int by_text = strcasecmp(one, other);

	return by_text ? by_text : name_order(x, y);
}

static const char *sort_text(const struct roster_row *row,
			     enum roster_sort sort)
{
	switch (sort) {
	case SORT_PIECE:
		return row->provider;
	case SORT_ID:
		return row->conn->external_id;
	case SORT_ACCOUNT:
		return row->conn->account;
	case SORT_TAGS:
		return row->conn->tags;
	default:
		return NULL;
	}
}

static int64_t sort_number(const struct roster_row *row, enum roster_sort sort)
{
	int64_t end = conn_ends_at(row->conn);

	switch (sort) {
	case SORT_STATUS:
		return -(int64_t)row->conn->status;
	case SORT_FLOWS:
		return -(int64_t)row->flows;
	case SORT_CONNECTED:
		return -row->conn->connected_at;
	case SORT_CHECKED:
		return -row->conn->checked_at;
	case SORT_EXPIRES:
		return end ? end : INT64_MAX;
	default:
		return 0;
	}
}

static void sort_keys(struct roster *roster, enum roster_sort sort)
{
	for (size_t i = 0; i < roster->count; i++) {
		const struct roster_row *row = &roster->row[i];
		struct sort_key *key = &roster->key[i];
		const char *text = sort_text(row, sort);

		*key = (struct sort_key){ .row = row };
		if (text)
			key->first.text = text;
		else
			key->first.number = sort_number(row, sort);
		memccpy(key->head, row->search, '\0', NAME_HEAD);
	}
}

typedef int order_fn(const struct sort_key *x, const struct sort_key *y);

/* room is for half of them; qsort() would ask for it each time. */
static void merge_sort(struct sort_key *key, size_t count,
		       struct sort_key *room, order_fn *order)
{
	size_t left = count / 2, right = count - left;

	if (count < 2)
		return;
	merge_sort(key, left, room, order);
	merge_sort(key + left, right, room, order);
	if (order(&key[left - 1], &key[left]) <= 0)
		return;
	memcpy(room, key, left * sizeof(*key));
	for (const struct sort_key *next = key + left; left > 0;) {
		bool is_right = right > 0 && order(next, room) < 0;

		*key++ = is_right ? *next++ : *room++;
		left -= !is_right;
		right -= is_right;
	}
}

/* Sort the rows as query says, unless they are. */
static void roster_order(struct roster *roster,
			 const struct roster_query *query)
{
	size_t count = roster->count, last = count - 1;
	struct sort_key *key = roster->key;

	if (roster->is_sorted && roster->query.sort == query->sort &&
	    roster->query.reverse == query->reverse)
		return;
	sort_keys(roster, query->sort);
	bool is_text = count && sort_text(roster->row, query->sort);

	merge_sort(key, count, key + count,
		   is_text ? text_order : number_order);
	for (size_t i = 0; i < count; i++)
		roster->order[query->reverse ? last - i : i] =
			(uint32_t)(key[i].row - roster->row);
	roster->query.sort = query->sort;
	roster->query.reverse = query->reverse;
	roster->is_sorted = true;
}

/* -- filtering ---------------------------------------------------------- */

static bool status_matches(const struct conn *conn, enum roster_status status)
{
	switch (status) {
	case SHOW_ACTIVE:
		return conn->status == STATUS_ACTIVE;
	case SHOW_INACTIVE:
		return conn->status != STATUS_ACTIVE;
	default:
		return true;
	}
}

static bool is_expiring(const struct conn *conn, int64_t now, int days)
{
	int left = conn_days_left(conn, now);

	return left >= 0 && left <= days;
}

static bool row_matches(const struct roster_row *row,
			const struct roster_query *query, int64_t now)
{
	const struct conn *conn = row->conn;

	return conn->trashed == query->trashed &&
	       status_matches(conn, query->status) &&
	       (!query->piece || str_is(query->piece, conn->piece)) &&
	       (!query->unused || row->flows == 0) &&
	       (!query->expiring_days ||
		is_expiring(conn, now, query->expiring_days));
}

/* But for the words; false as well for what changes with the time. */
static bool is_same_choice(const struct roster_query *a,
			   const struct roster_query *b)
{
	return a->status == b->status && !a->piece && !b->piece &&
	       !a->expiring_days && !b->expiring_days &&
	       a->unused == b->unused && a->trashed == b->trashed;
}

/* Rows are looked at as they lie in memory, not in their order. */
static void match_rows(struct roster *roster, bool is_narrower)
{
	int64_t now = clock_now();

	for (size_t i = 0; i < roster->count; i++) {
		const struct roster_row *row = &roster->row[i];

		if (!is_narrower || roster->is_match[i])
			roster->is_match[i] =
				match_row(&roster->match, row, now) &&
				row_matches(row, &roster->query, now);
	}
}

int roster_query(struct roster *roster, const struct roster_query *query,
		 struct err *err)
{
	struct match match;

	if (match_init(&match, query->words))
		return err_nomem(err);
	roster_order(roster, query);
	bool is_narrower = roster->match.text &&
			   is_same_choice(&roster->query, query) &&
			   match_narrows(&match, &roster->match);
	match_clear(&roster->match);
	roster->match = match;
	roster->query = *query;
	match_rows(roster, is_narrower);
	roster->shown_count = 0;
	for (size_t i = 0; i < roster->count; i++)
		if (roster->is_match[roster->order[i]])
			roster->shown[roster->shown_count++] = roster->order[i];
	return 0;
}

const struct match *roster_match(const struct roster *roster)
{
	return &roster->match;
}

size_t roster_shown(const struct roster *roster)
{
	return roster->shown_count;
}

const struct roster_row *roster_at(const struct roster *roster, size_t index)
{
	return &roster->row[roster->shown[index]];
}

size_t roster_all(const struct roster *roster)
{
	return roster->count;
}

const struct roster_row *roster_any(const struct roster *roster, size_t index)
{
	return &roster->row[roster->is_sorted ? roster->order[index] : index];
}

long roster_index_of(const struct roster *roster, const uint8_t id[OBJECT_ID])
{
	for (size_t i = 0; i < roster->shown_count; i++)
		if (memcmp(roster_at(roster, i)->conn->id, id, OBJECT_ID) == 0)
			return (long)i;
	return -1;
}

int roster_usage(const struct roster *roster, const struct roster_row *row,
		 struct usages *out, struct err *err)
{
	long conn = row - roster->row;

	*out = (struct usages){ 0 };
	out->item = calloc(row->flows + 1, sizeof(*out->item));
	if (!out->item)
		return err_nomem(err);
	for (size_t i = 0; i < roster->links.count; i++) {
		const struct ref_link *link = &roster->links.item[i];

		if (link->conn != conn)
			continue;
		if (usage_add(out, &roster->flows.item[link->flow],
			      link->ref)) {
			usages_clear(out);
			return err_nomem(err);
		}
	}
	return 0;
}

size_t roster_uses(const struct roster *roster, roster_pick_fn *pick, void *arg)
{
	size_t uses = 0, last = 0; /* the flow counted last, and 1 */

	for (size_t i = 0; i < roster->links.count; i++) {
		const struct ref_link *link = &roster->links.item[i];

		if (link->conn < 0 || last == link->flow + 1 ||
		    !pick(roster->row[link->conn].conn, arg))
			continue;
		last = link->flow + 1;
		uses++;
	}
	return uses;
}

/* -- standing, counting -------------------------------------------------- */

int64_t conn_ends_at(const struct conn *conn)
{
	int64_t end = conn->refresh_at ? 0 : conn->expires_at;

	return conn->rotate_by && (!end || conn->rotate_by < end)
		       ? conn->rotate_by
		       : end;
}

static int days_until(int64_t end, int64_t now)
{
	if (!end)
		return -1;
	return end <= now ? 0 : (int)((end - now) / DAY);
}

int conn_days_left(const struct conn *conn, int64_t now)
{
	return days_until(conn_ends_at(conn), now);
}

int conn_rotate_days(const struct conn *conn, int64_t now)
{
	return days_until(conn->rotate_by, now);
}

/* A date is kept until its day is over. */
static bool is_overdue(const struct conn *conn, int64_t now)
{
	int64_t end = conn_ends_at(conn);

	return end && now - end >= DAY;
}

enum standing conn_standing(const struct conn *conn, int64_t now,
			    char out[STATUS_TEXT])
{
	if (conn->status != STATUS_ACTIVE) {
		bool is_known = conn->status == STATUS_INACTIVE;

		str_copy(out, is_known ? "! Inactive" : "? unreadable",
			 STATUS_TEXT);
		return STANDS_BAD;
	}
	if (is_expiring(conn, now, EXPIRING_DAYS)) {
		if (is_overdue(conn, now))
			str_copy(out, "~ Overdue", STATUS_TEXT);
		else
			snprintf(out, STATUS_TEXT, "~ Active %dd",
				 conn_days_left(conn, now));
		return STANDS_ENDING;
	}
	str_copy(out, "* Active", STATUS_TEXT);
	return STANDS_GOOD;
}

void roster_count(const struct roster *roster, struct roster_counts *out)
{
	int64_t now = clock_now();

	*out = (struct roster_counts){ 0 };
	for (size_t i = 0; i < roster->count; i++) {
		const struct conn *conn = roster->row[i].conn;

		if (conn->trashed) {
			out->trashed++;
			continue;
		}
		out->all++;
		out->active += conn->status == STATUS_ACTIVE;
		out->inactive += conn->status == STATUS_INACTIVE;
		out->unreadable += conn->status == STATUS_UNREADABLE;
		out->expiring += conn->status == STATUS_ACTIVE &&
				 is_expiring(conn, now, EXPIRING_DAYS);
		out->overdue +=
			conn->status == STATUS_ACTIVE && is_overdue(conn, now);
	}
}

static const char *const sort_names[SORTS] = {
	[SORT_NAME] = "name",		[SORT_PIECE] = "piece",
	[SORT_STATUS] = "status",	[SORT_FLOWS] = "flows",
	[SORT_CONNECTED] = "connected", [SORT_ID] = "id",
	[SORT_ACCOUNT] = "account",	[SORT_TAGS] = "tags",
	[SORT_CHECKED] = "checked",	[SORT_EXPIRES] = "expires",
};

int roster_sort_of(const char *name)
{
	for (int i = 0; i < SORTS; i++)
		if (str_is(sort_names[i], name))
			return i;
	return -1;
}

const char *roster_sort_name(enum roster_sort sort)
{
	return sort < SORTS ? sort_names[sort] : NULL;
}
