/* marks.c - the connections that were marked, by their ids */
#include "tui/marks.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "tui/dialogs.h"

/* -- the set ------------------------------------------------------------- */

/* Where id is, or would be put. */
static size_t place_of(const struct marks *marks, const uint8_t id[OBJECT_ID])
{
	size_t low = 0, high = marks->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (memcmp(marks->id[mid], id, OBJECT_ID) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool marks_has(const struct marks *marks, const uint8_t id[OBJECT_ID])
{
	size_t at = place_of(marks, id);

	return at < marks->count && memcmp(marks->id[at], id, OBJECT_ID) == 0;
}

static int make_room(struct marks *marks, size_t more, struct err *err)
{
	size_t cap = marks->count + more;
	void *id;

	if (cap <= marks->cap)
		return 0;
	cap += cap / 2 + 16;
	id = reallocarray(marks->id, cap, OBJECT_ID);
	if (!id)
		return err_nomem(err);
	marks->id = id;
	marks->cap = cap;
	return 0;
}

static void take_out(struct marks *marks, size_t at)
{
	marks->count--;
	memmove(marks->id[at], marks->id[at + 1],
		(marks->count - at) * OBJECT_ID);
}

static int toggle(struct marks *marks, const uint8_t id[OBJECT_ID],
		  struct err *err)
{
	size_t at = place_of(marks, id);

	if (marks_has(marks, id)) {
		take_out(marks, at);
		return 0;
	}
	if (make_room(marks, 1, err) < 0)
		return -1;
	memmove(marks->id[at + 1], marks->id[at],
		(marks->count - at) * OBJECT_ID);
	memcpy(marks->id[at], id, OBJECT_ID);
	marks->count++;
	return 0;
}

static int id_order(const void *a, const void *b)
{
	return memcmp(a, b, OBJECT_ID);
}

/* Rows from first to last, which are shown; sorted once, however many. */
static int add_rows(struct console *console, size_t first, size_t last,
		    struct err *err)
{
	struct marks *marks = &console->marks;
	size_t old = marks->count, kept = 0;

	if (make_room(marks, last - first + 1, err) < 0)
		return -1;
	for (size_t i = first; i <= last; i++)
		memcpy(marks->id[marks->count++],
		       roster_at(console->roster, i)->conn->id, OBJECT_ID);
	if (marks->count == old)
		return 0;
	qsort(marks->id, marks->count, OBJECT_ID, id_order);
	for (size_t i = 0; i < marks->count; i++)
		if (i == 0 ||
		    memcmp(marks->id[i], marks->id[kept - 1], OBJECT_ID) != 0)
			memmove(marks->id[kept++], marks->id[i], OBJECT_ID);
	marks->count = kept;
	return 0;
}

void marks_clear(struct marks *marks)
{
	free(marks->id);
	*marks = (struct marks){ .id = NULL };
}

void marks_drop(struct console *console)
{
	console->marks.count = 0;
	console->marks.is_ranging = false;
}

/* -- the range that is open ---------------------------------------------- */

struct range {
	size_t first, last;
};

static bool range_of(const struct console *console, struct range *out)
{
	size_t from = console->marks.from_row, to = console->list.selected;

	if (!console->marks.is_ranging || !console_selected(console))
		return false;
	*out = from < to ? (struct range){ from, to }
			 : (struct range){ to, from };
	return true;
}

bool marks_show(const struct console *console, size_t index)
{
	struct range range;

	if (range_of(console, &range) && index >= range.first &&
	    index <= range.last)
		return true;
	return console->marks.count > 0 &&
	       marks_has(&console->marks,
			 roster_at(console->roster, index)->conn->id);
}

size_t marks_count(const struct console *console)
{
	size_t count = console->marks.count;
	struct range range;

	if (!range_of(console, &range))
		return count;
	for (size_t i = range.first; i <= range.last; i++)
		count += !marks_has(&console->marks,
				    roster_at(console->roster, i)->conn->id);
	return count;
}

static int end_range(struct console *console, struct err *err)
{
	struct range range;
	bool is_open = range_of(console, &range);

	console->marks.is_ranging = false;
	return is_open ? add_rows(console, range.first, range.last, err) : 0;
}

void marks_follow(struct console *console)
{
	struct marks *marks = &console->marks;
	long at;

	if (!marks->is_ranging)
		return;
	at = roster_index_of(console->roster, marks->from);
	marks->is_ranging = at >= 0;
	marks->from_row = at < 0 ? 0 : (size_t)at;
}

void marks_prune(struct console *console)
{
	struct marks *marks = &console->marks, live = { .id = NULL };
	struct err err = ERR_INIT;

	if (marks->count == 0 || make_room(&live, marks->count, &err) < 0)
		return;
	for (size_t i = 0; i < roster_all(console->roster); i++) {
		const struct conn *conn = roster_any(console->roster, i)->conn;
		if (!conn->trashed && marks_has(marks, conn->id))
			memcpy(live.id[live.count++], conn->id, OBJECT_ID);
	}
	qsort(live.id, live.count, OBJECT_ID, id_order);
	free(marks->id);
	marks->id = live.id;
	marks->cap = live.cap;
	marks->count = live.count;
}

/* -- what an action is for ----------------------------------------------- */

static int add_target(const struct conn *conn, struct conns *out,
		      struct err *err)
{
	if (out->count == out->cap) {
		size_t cap = 2 * out->cap + 16;
		void *item = reallocarray(out->item, cap, sizeof(*out->item));
		if (!item)
			return err_nomem(err);
		out->item = item;
		out->cap = cap;
	}
	if (conn_copy(conn, &out->item[out->count]) < 0)
		return err_nomem(err);
	out->count++;
	return 0;
}

static int copy_marked(const struct console *console, struct conns *out,
		       struct err *err)
{
	for (size_t i = 0; i < roster_all(console->roster); i++) {
		const struct conn *conn = roster_any(console->roster, i)->conn;
		if (marks_has(&console->marks, conn->id) &&
		    add_target(conn, out, err) < 0)
			return -1;
	}
	return 0;
}

bool marks_are_meant(const struct console *console)
{
	for (size_t i = 0; i < console->depth; i++)
		if (console->stack[i].def == &scr_detail)
			return false;
	return marks_count(console) > 0;
}

int marks_targets(struct console *console, struct conns *out, struct err *err)
{
	const struct roster_row *row = console_selected(console);
	int result = end_range(console, err);

	*out = (struct conns){ .item = NULL };
	if (result == 0 && marks_are_meant(console))
		result = copy_marked(console, out, err);
	else if (result == 0 && row)
		result = add_target(row->conn, out, err);
	if (result < 0)
		conns_clear(out);
	return result;
}

/* -- keys ---------------------------------------------------------------- */

static void tell(struct console *console, int result, const struct err *err)
{
	if (result < 0)
		console_say_err(console, err);
}

static void run_mark(struct console *console, void *state)
{
	struct err err = ERR_INIT;
	int result;

	(void)state;
	if (console->marks.is_ranging)
		result = end_range(console, &err);
	else
		result = toggle(&console->marks,
				console_selected(console)->conn->id, &err);
	tell(console, result, &err);
	list_move(&console->list, 1);
}

static void run_range(struct console *console, void *state)
{
	struct marks *marks = &console->marks;
	struct err err = ERR_INIT;

	(void)state;
	if (marks->is_ranging) {
		tell(console, end_range(console, &err), &err);
		return;
	}
	memcpy(marks->from, console_selected(console)->conn->id, OBJECT_ID);
	marks->from_row = console->list.selected;
	marks->is_ranging = true;
	console_say(console, TONE_PLAIN,
		    "Move to the other end, then v again; Esc leaves it");
}

static void run_mark_all(struct console *console, void *state)
{
	struct err err = ERR_INIT;

	(void)state;
	console->marks.is_ranging = false;
	tell(console, add_rows(console, 0, console->list.count - 1, &err),
	     &err);
}

static void run_unmark(struct console *console, void *state)
{
	(void)state;
	marks_drop(console);
}

static bool blocked_unmark(struct console *console, char *why, size_t size)
{
	if (console->marks.count > 0 || console->marks.is_ranging)
		return false;
	str_copy(why, "nothing is marked", size);
	return true;
}

const struct action mark_actions[] = {
	{ .name = "mark",
	  .keys = "Space",
	  .press = { ' ' },
	  .help = "mark and go down",
	  .group = GROUP_SELECT,
	  .blocked = blocked_without_row,
	  .run = run_mark },
	{ .name = "mark-range",
	  .keys = "v",
	  .press = { 'v' },
	  .help = "mark a range",
	  .group = GROUP_SELECT,
	  .blocked = blocked_without_row,
	  .run = run_range },
	{ .name = "mark-all",
	  .keys = "*",
	  .press = { '*' },
	  .help = "mark all shown",
	  .group = GROUP_SELECT,
	  .blocked = blocked_without_row,
	  .run = run_mark_all },
	{ .name = "unmark",
	  .keys = "\\",
	  .press = { '\\' },
	  .help = "unmark all",
	  .group = GROUP_SELECT,
	  .blocked = blocked_unmark,
	  .run = run_unmark },
	{ .name = NULL },
};
