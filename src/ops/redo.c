/* redo.c - what operators set, and what happens to a connection, apart
 *
 * An agent writes tokens and checks at any time: neither a form that is open
 * meanwhile nor what is undone afterwards may take that back, or fail by it. */
#include "base/str.h"
#include "ops/internal.h"

/* Nobody set anything between the two. */
static bool is_as_set(const struct conn *a, const struct conn *b)
{
	return str_is(a->name, b->name) && str_is(a->note, b->note) &&
	       str_is(a->tags, b->tags) && a->rotate_by == b->rotate_by &&
	       a->may_lapse == b->may_lapse && a->trashed == b->trashed &&
	       a->trashed_at == b->trashed_at;
}

bool conn_redo(const struct conn *from, const struct conn *to, struct conn *now)
{
	if (!is_as_set(from, now))
		return false;
	now->name = to->name;
	now->note = to->note;
	now->tags = to->tags;
	now->rotate_by = to->rotate_by;
	now->may_lapse = to->may_lapse;
	now->trashed = to->trashed;
	now->trashed_at = to->trashed_at;
	return true;
}
