/* columns.c - the columns of the connections list: a row each */
#include "tui/columns.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "tui/console.h"
#include "tui/page.h"

#define MARGIN 2 /* for the pointer */

/* -- texts --------------------------------------------------------------- */

static const char *provider_text(const struct roster_row *row, char *room)
{
	(void)room;
	return row->provider;
}

static const char *name_text(const struct roster_row *row, char *room)
{
	(void)room;
	return page_name(row->conn);
}

static const char *status_text(const struct roster_row *row, char *room)
{
	page_status(row->conn, room);
	return room;
}

static const char *flows_text(const struct roster_row *row, char *room)
{
	snprintf(room, COLUMN_TEXT, "%u", row->flows);
	return room;
}

static const char *time_text(int64_t time, char *room)
{
	clock_local(time, room);
	return time ? room : "never";
}

static const char *connected_text(const struct roster_row *row, char *room)
{
	return time_text(row->conn->connected_at, room);
}

static const char *id_text(const struct roster_row *row, char *room)
{
	(void)room;
	return row->conn->external_id;
}

static const char *account_text(const struct roster_row *row, char *room)
{
	(void)room;
	return row->conn->account;
}

/* One a line as stored; blanks between them keep every byte at its place. */
static const char *tags_text(const struct roster_row *row, char *room)
{
	str_copy(room, row->conn->tags, COLUMN_TEXT);
	for (char *end = room; (end = strchr(end, '\n')); end++)
		*end = ' ';
	return room;
}

static const char *checked_text(const struct roster_row *row, char *room)
{
	return time_text(row->conn->checked_at, room);
}

static const char *expires_text(const struct roster_row *row, char *room)
{
	int64_t end = conn_ends_at(row->conn);

	time_text(end, room);
	room[10] = '\0'; /* the day */
	return end ? room : "";
}

const struct column column_table[COLUMNS] = {
	[COLUMN_PROVIDER] = { .name = "provider",
			      .title = "PROVIDER",
			      .width = 15,
			      .least = 9,
			      .gap = 1,
			      .priority = 2,
			      .sort = SORT_PIECE,
			      .part = PART_PROVIDER,
			      .text = provider_text },
	[COLUMN_NAME] = { .name = "name",
			  .title = "NAME",
			  .width = 25,
			  .least = 16,
			  .gap = 1,
			  .sort = SORT_NAME,
			  .part = PART_NAME,
			  .text = name_text },
	[COLUMN_STATUS] = { .name = "status",
			    .title = "STATUS",
			    .width = 12,
			    .least = 12,
			    .priority = 1,
			    .sort = SORT_STATUS,
			    .part = PARTS,
			    .text = status_text },
	[COLUMN_FLOWS] = { .name = "flows",
			   .title = "FLOWS",
			   .width = 5,
			   .least = 5,
			   .gap = 1,
			   .priority = 4,
			   .is_right = true,
			   .sort = SORT_FLOWS,
			   .part = PARTS,
			   .text = flows_text },
	[COLUMN_CONNECTED] = { .name = "connected",
			       .title = "CONNECTED ON",
			       .width = 16,
			       .least = 16,
			       .gap = 1,
			       .priority = 3,
			       .sort = SORT_CONNECTED,
			       .part = PARTS,
			       .text = connected_text },
	[COLUMN_ID] = { .name = "id",
			.title = "EXTERNAL ID",
			.width = 18,
			.least = 18,
			.gap = 1,
			.priority = 5,
			.sort = SORT_ID,
			.part = PART_EXTERNAL_ID,
			.text = id_text },
	[COLUMN_ACCOUNT] = { .name = "account",
			     .title = "ACCOUNT",
			     .width = 18,
			     .least = 18,
			     .gap = 1,
			     .priority = 6,
			     .sort = SORT_ACCOUNT,
			     .part = PART_ACCOUNT,
			     .text = account_text },
	[COLUMN_TAGS] = { .name = "tags",
			  .title = "TAGS",
			  .width = 14,
			  .least = 14,
			  .gap = 1,
			  .priority = 7,
			  .sort = SORT_TAGS,
			  .part = PART_TAGS,
			  .text = tags_text },
	[COLUMN_CHECKED] = { .name = "checked",
			     .title = "CHECKED",
			     .width = 16,
			     .least = 16,
			     .gap = 1,
			     .priority = 9,
			     .sort = SORT_CHECKED,
			     .part = PARTS,
			     .text = checked_text },
	[COLUMN_EXPIRES] = { .name = "expires",
			     .title = "EXPIRES",
			     .width = 10,
			     .least = 10,
			     .gap = 1,
			     .priority = 8,
			     .sort = SORT_EXPIRES,
			     .part = PARTS,
			     .text = expires_text },
};

const struct column_set columns_usual = {
	.id = { COLUMN_PROVIDER, COLUMN_NAME, COLUMN_STATUS, COLUMN_FLOWS,
		COLUMN_CONNECTED },
	.count = 5,
};

int column_of(const char *name)
{
	for (int i = 0; i < COLUMNS; i++)
		if (str_is(column_table[i].name, name))
			return i;
	return -1;
}

/* -- geometry ------------------------------------------------------------ */

/* The first column that no other needs: from there to the last one. */
static int width_of(const struct column_places *places, bool least)
{
	int all = MARGIN - 1;

	for (size_t i = 0; i < places->count; i++) {
		const struct column *column = &column_table[places->at[i].id];
		all += (least ? column->least : places->at[i].width) +
		       column->gap;
	}
	return all;
}

static void drop_one(struct column_places *places)
{
	size_t worst = 0;

	for (size_t i = 1; i < places->count; i++)
		if (column_table[places->at[i].id].priority >
		    column_table[places->at[worst].id].priority)
			worst = i;
	places->count--;
	memmove(&places->at[worst], &places->at[worst + 1],
		(places->count - worst) * sizeof(places->at[0]));
}

/* More columns, or fewer, for the one with that id; what could not be given to
 * it is returned. */
static int widen(struct column_places *places, enum column_id id, int more)
{
	for (size_t i = 0; i < places->count; i++) {
		int *width = &places->at[i].width, before = *width;

		if (places->at[i].id != id)
			continue;
		*width += more;
		if (*width < column_table[id].least)
			*width = column_table[id].least;
		return more - (*width - before);
	}
	return more;
}

static void place_wide(const struct column_set *set, int width,
		       struct column_places *out)
{
	for (size_t i = 0; i < set->count; i++)
		out->at[out->count++] = (struct column_place){
			.id = set->id[i],
			.width = column_table[set->id[i]].width,
		};
	while (out->count > 1 && width_of(out, true) > width)
		drop_one(out);
	int more = width - 2 - width_of(out, false);
	if (more > 0)
		more -= more / 4 - widen(out, COLUMN_PROVIDER, more / 4);
	else
		more = more < -2 ? more + 2 : 0;
	more = widen(out, COLUMN_NAME, more);
	widen(out, COLUMN_PROVIDER, more);
	int x = MARGIN;
	for (size_t i = 0; i < out->count; i++) {
		out->at[i].x = x;
		x += out->at[i].width + column_table[out->at[i].id].gap;
	}
	out->end = x - 1;
}

static void add_place(struct column_places *out, enum column_id id, int x,
		      int width)
{
	out->at[out->count++] =
		(struct column_place){ .id = id, .x = x, .width = width };
}

/* By priority: name, status, provider, connected on, flows. */
static void place_short(int width, struct column_places *out)
{
	int end = width;

	out->is_short = true;
	add_place(out, COLUMN_STATUS, 2, 1);
	if (width >= 74)
		add_place(out, COLUMN_FLOWS, end -= 6, 5);
	if (width >= 66)
		add_place(out, COLUMN_CONNECTED, end -= 17, 16);
	add_place(out, COLUMN_PROVIDER, end - 13, 13);
	add_place(out, COLUMN_NAME, 4, end - 13 - 4 - 1);
	out->end = width;
}

void columns_place(const struct column_set *set, int width,
		   struct column_places *out)
{
	*out = (struct column_places){ .count = 0 };
	if (width < WIDE_COLS - 1)
		place_short(width, out);
	else
		place_wide(set, width, out);
}
