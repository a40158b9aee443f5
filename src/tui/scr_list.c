/* scr_list.c - the connections of the project, as on the web screen */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ops/match.h"
#include "tui/dialogs.h"
#include "tui/page.h"
#include "tui/refreshes.h"
#include "tui/places.h"

#define LIST_WIDTH  79 /* of the columns beside the detail pane */
#define DETAIL_ROWS 9  /* of the pane when it is below, at least */

/* -- geometry ------------------------------------------------------------ */

/* Where list and detail pane are in a frame. */
struct layout {
	int top, end; /* rows of the list, without its titles */
	int width;    /* of the list */
	int pane_y, pane_x, pane_rows, pane_width; /* width 0: no pane */
};

static enum pane pane_of(const struct console *console, int cols)
{
	if (cols < WIDE_COLS || !console->counts.all)
		return PANE_OFF;
	if (console->memory.pane != PANE_USUAL)
		return console->memory.pane;
	return cols >= PANE_COLS ? PANE_RIGHT : PANE_OFF;
}

static int beside_width(int cols)
{
	int width = cols >= PANE_COLS ? cols - LIST_WIDTH : cols / 2 - 2;

	return width > 60 ? 60 : width;
}

/* A third of a tall window. */
static int below_rows(int rows)
{
	return rows / 3 > DETAIL_ROWS ? rows / 3 : DETAIL_ROWS;
}

static struct layout layout_of(const struct console *console,
			       const struct frame *frame)
{
	int cols = frame->cols, end = page_body_end(frame);
	struct layout at = { .top = page_is_narrow(frame) ? 1 : 4,
			     .end = end,
			     .width = cols };

	enum pane pane = pane_of(console, cols);

	if (pane == PANE_RIGHT) {
		at.pane_width = beside_width(cols);
		at.width = cols - at.pane_width;
		at.pane_y = 3;
		at.pane_x = at.width;
		at.pane_rows = end - 3;
	} else if (pane == PANE_BELOW && end - at.top > DETAIL_ROWS + 3) {
		at.pane_width = cols;
		at.pane_rows = below_rows(frame->rows);
		at.pane_y = at.end = end - at.pane_rows;
	}
	return at;
}

/* -- rows ---------------------------------------------------------------- */

#define RANGES_MAX 32

static int columns_of(const char *text, size_t len)
{
	const char *end = text + len;
	size_t all = 0, one;

	for (; text < end; all += one)
		text += utf8_next(text, &one);
	return (int)all;
}

/* Bold and underlined: each place where the filter found something. */
static void mark_matches(const struct console *console, struct frame *frame,
			 int y, int x, int width, enum match_part part,
			 const char *text)
{
	struct match_range range[RANGES_MAX];
	size_t count = match_ranges(roster_match(console->roster), part, text,
				    range, RANGES_MAX);

	for (size_t i = 0; i < count; i++) {
		int before = columns_of(text, range[i].start);
		int across = columns_of(text + range[i].start, range[i].len);
		if (before + across > width)
			across = width - before;
		if (across > 0)
			frame_tint(frame, y, x + before, across, ROLE_MATCH);
	}
}

/* Is that column of the selected row highlighted? */
static bool is_lit(const struct console *console, enum column_id id)
{
	const struct config *config = console->options.config;

	if (console->options.low_bandwidth)
		return false;
	return !config || config->selection == SELECT_ROW || id == COLUMN_NAME;
}

/* And what stands between the columns? */
static bool is_all_lit(const struct console *console)
{
	return is_lit(console, COLUMNS);
}

static void draw_cell(const struct console *console, struct frame *frame, int y,
		      const struct column_place *at,
		      const struct roster_row *row, bool is_selected)
{
	const struct column *column = &column_table[at->id];

	is_selected = is_selected && is_lit(console, at->id);
	unsigned role = is_selected ? ROLE_SELECTED : ROLE_NORMAL;
	char room[COLUMN_TEXT], status[STATUS_TEXT];
	const char *text = column->text(row, room);

	if (at->id == COLUMN_STATUS && !is_selected)
		role = page_status(row->conn, status);
	if (at->id == COLUMN_STATUS && at->width == 1)
		room[1] = '\0';
	if (column->is_right)
		frame_put_right(frame, y, at->x + at->width, at->width, role,
				text);
	else
		frame_put(frame, y, at->x, at->width, role, text);
	if (console->filter.len > 0 && column->part != PARTS)
		mark_matches(console, frame, y, at->x, at->width, column->part,
			     text);
}

static void draw_row(const struct console *console, struct frame *frame, int y,
		     int width, const struct column_places *at,
		     const struct roster_row *row, bool is_selected)
{
	unsigned role = is_selected && is_all_lit(console) ? ROLE_SELECTED
							   : ROLE_NORMAL;

	frame_fill(frame, y, 0, at->end < width ? at->end : width, role);
	if (is_selected)
		frame_pointer(frame, y, 0, role);
	for (size_t i = 0; i < at->count; i++)
		draw_cell(console, frame, y, &at->at[i], row, is_selected);
}

static void draw_titles(const struct console *console, struct frame *frame,
			const struct column_places *at)
{
	const char *mark = console->query.reverse ? "v" : "^";

	for (size_t i = 0; i < at->count && !at->is_short; i++) {
		const struct column_place *place = &at->at[i];
		const struct column *column = &column_table[place->id];
		int used = frame_put(frame, 3, place->x,
				     place->width + column->gap, ROLE_HEAD,
				     column->title);

		if (console->query.sort != column->sort)
			continue;
		/* before it where it would touch the next title */
		frame_put(frame, 3,
			  used < place->width ? place->x + used : place->x - 1,
			  1, ROLE_HEAD, mark);
	}
}

static int draw_rows(const struct console *console, struct frame *frame,
		     const struct layout *layout,
		     const struct column_places *at)
{
	const struct list *list = &console->list;
	int y = layout->top;

	for (size_t i = list->top; i < list->count && y < layout->end; i++) {
		draw_row(console, frame, y, layout->width, at,
			 roster_at(console->roster, i), i == list->selected);
		if (marks_show(console, i))
			frame_put(frame, y, 1, 1,
				  i == list->selected && is_all_lit(console)
					  ? ROLE_SELECTED
					  : ROLE_NORMAL,
				  "+");
		y++;
	}
	return y;
}

/* -- the line above the list --------------------------------------------- */

static int add_count(struct frame *frame, int x, size_t count, const char *what)
{
	if (count == 0)
		return x;
	return x + 3 +
	       frame_putf(frame, 1, x, frame->cols - x, ROLE_NORMAL, "%zu %s",
			  count, what);
}

static void draw_counts(const struct console *console, struct frame *frame)
{
	const struct roster_counts *counts = &console->counts;
	char sort[40];

	if (counts->all == 0) {
		frame_put(frame, 1, 1, frame->cols - 1, ROLE_NORMAL,
			  "no connections yet");
		return;
	}
	int x = 1 + frame_putf(frame, 1, 1, frame->cols, ROLE_NORMAL,
			       "%zu connection%s", counts->all,
			       counts->all == 1 ? "" : "s");
	x = add_count(frame, x + 3, counts->active, "active");
	x = add_count(frame, x, counts->inactive, "inactive");
	x = add_count(frame, x, counts->unreadable, "unreadable");
	x = add_count(frame, x, counts->expiring,
		      counts->expiring == 1 ? "expires soon" : "expire soon");
	if (frame->cols < PANE_COLS && x < frame->cols - 14)
		x = frame->cols - 14;
	add_count(frame, x, marks_count(console), "marked");
	snprintf(sort, sizeof(sort), "sort %s %s",
		 roster_sort_name(console->query.sort),
		 console->query.reverse ? "v" : "^");
	if (frame->cols >= PANE_COLS)
		frame_put_right(frame, 1, frame->cols - 1, 30, ROLE_NORMAL,
				sort);
}

/* -- states without rows ------------------------------------------------- */

static void draw_empty(struct frame *frame, int y)
{
	static const char *const lines[] = {
		"This project has no connections.",
		"",
		"n   make the first connection",
		"i   import flows",
		"?   all keys",
		"",
		"Nothing leaves this host until you make or test a connection.",
	};
	int x = frame->cols >= WIDE_COLS ? 12 : 1;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		y += frame_put_lines(frame, y, x, frame->cols - x, ROLE_NORMAL,
				     *lines[i] ? lines[i] : " ");
}

static void draw_filter_help(const struct console *console, struct frame *frame,
			     int y, int end)
{
	if (end - y < 4)
		return;
	if (console->list.count == 0)
		filter_draw_none(console, frame, y - 1);
	y += 1 + frame_put_lines(frame, y + 1, 2, frame->cols - 3, ROLE_DIM,
				 "Words match name, external id, provider, "
				 "account or tag; all must match.");
	if (y < end)
		frame_put(frame, y, 2, frame->cols - 2, ROLE_DIM,
			  "Also  provider:slack  tag:prod  unused:  "
			  "expiring:7  -word  ~fuzzy");
	if (y + 1 < end)
		frame_put(frame, y + 1, 2, frame->cols - 2, ROLE_DIM,
			  "Tab steps through  all / active / inactive");
}

/* -- drawing ------------------------------------------------------------- */

static void draw_detail_pane(const struct console *console, struct frame *frame,
			     const struct layout *layout)
{
	const struct roster_row *row = console_selected(console);
	bool beside = layout->pane_x > 0;

	if (layout->pane_width == 0)
		return;
	if (beside)
		frame_bar(frame, layout->pane_y, layout->pane_x,
			  layout->pane_rows);
	else
		frame_rule(frame, layout->pane_y, 0, layout->pane_width);
	int end = layout->pane_y + layout->pane_rows;
	if (row && beside)
		detail_draw(console, row, frame, layout->pane_y,
			    layout->pane_x + 2, end, layout->pane_width - 2);
	else if (row)
		detail_draw_below(console, row, frame, layout->pane_y + 1, end);
}

static void draw_wide_top(const struct console *console, struct frame *frame,
			  const struct column_places *at)
{
	if (filter_is_on(console))
		filter_draw(console, frame, 1);
	else
		draw_counts(console, frame);
	page_rule(frame, 2, &console->list);
	if (console->counts.all > 0)
		draw_titles(console, frame, at);
}

static void scr_list_draw(const struct console *console, const void *state,
			  struct frame *frame)
{
	struct layout layout = layout_of(console, frame);
	bool narrow = page_is_narrow(frame);
	struct column_places at;

	(void)state;
	columns_place(&console->memory.columns, layout.width, &at);
	page_head(console, frame);
	if (!narrow)
		draw_wide_top(console, frame, &at);
	int y = draw_rows(console, frame, &layout, &at);
	if (console->counts.all == 0)
		draw_empty(frame, narrow ? 2 : 7);
	else if (filter_is_open(console) || console->list.count == 0)
		draw_filter_help(console, frame, y + 1, layout.end);
	if (narrow && filter_is_open(console))
		filter_draw(console, frame, 0);
	draw_detail_pane(console, frame, &layout);
}

static void scr_list_prepare(struct console *console, void *state)
{
	struct frame size = { .rows = console->rows, .cols = console->cols };
	struct layout layout = layout_of(console, &size);
	const struct roster_row *row;

	(void)state;
	console->list.page =
		layout.end > layout.top ? (size_t)(layout.end - layout.top) : 1;
	list_settle(&console->list);
	row = console_selected(console);
	if (layout.pane_width > 0 && row)
		detail_load(console, row);
}

static struct list *scr_list_list(struct console *console, void *state)
{
	(void)state;
	return &console->list;
}

/* Mock-up N: only why, and what to do. */
static void narrow_text(const struct conn *conn, char *out, size_t size)
{
	const char *reason = conn_reason_name(conn->reason);

	if (*conn->error)
		reason = conn->error;
	snprintf(out, size, "! %.20s  c reconnect", reason ? reason : "");
}

/* The name gives way to the advice. */
static void inactive_text(const struct console *console,
			  const struct conn *conn, char *out, size_t size)
{
	const char *reason = page_reason(conn);
	size_t rest =
		strlen("! : . Press c to reconnect.") + utf8_width(reason) + 1;
	size_t room = (size_t)console->cols > rest + 10
			      ? (size_t)console->cols - rest
			      : 10;
	char name[NAME_BYTES_MAX + 1];
	bool is_cut = utf8_width(page_name(conn)) > room;

	term_safe(name, sizeof(name), page_name(conn),
		  is_cut ? room - 3 : room);
	snprintf(out, size, "! %s%s: %s. Press c to reconnect.", name,
		 is_cut ? "..." : "", reason);
}

static void scr_list_status(const struct console *console, const void *state,
			    char *out, size_t size)
{
	const struct roster_row *row = console_selected(console);

	(void)state;
	bool is_inactive = row && row->conn->status == STATUS_INACTIVE;

	if (is_inactive && console->cols < WIDE_COLS)
		narrow_text(row->conn, out, size);
	else if (is_inactive)
		inactive_text(console, row->conn, out, size);
	else if (row && row->conn->status == STATUS_UNREADABLE)
		snprintf(
			out, size,
			"? This row cannot be decrypted. It is left as it is.");
}

/* -- keys ---------------------------------------------------------------- */

/* Off, below, beside. */
static void run_pane(struct console *console, void *state)
{
	if (console->cols < WIDE_COLS) {
		run_detail(console, state);
		return;
	}
	enum pane pane = pane_of(console, console->cols);
	console->memory.pane = pane == PANE_RIGHT ? PANE_OFF : pane + 1;
	console->memory.is_changed = true;
}

static void sorted(struct console *console)
{
	struct err err = ERR_INIT;

	console->memory.is_changed = true;
	if (console_requery(console, &err) < 0)
		console_say_err(console, &err);
	else if (console->cols < WIDE_COLS)
		console_say(console, TONE_GOOD, "Sorted by %s%s",
			    roster_sort_name(console->query.sort),
			    console->query.reverse ? ", reversed" : "");
}

/* The next of the columns that are shown; around at the end. */
static void run_sort(struct console *console, void *state)
{
	const struct column_set *set = &console->memory.columns;
	size_t next = 0;

	(void)state;
	for (size_t i = 0; i < set->count; i++)
		if (column_table[set->id[i]].sort == console->query.sort)
			next = (i + 1) % set->count;
	console->query.sort = column_table[set->id[next]].sort;
	console->query.reverse = false;
	sorted(console);
}

static void run_reverse(struct console *console, void *state)
{
	(void)state;
	console->query.reverse = !console->query.reverse;
	sorted(console);
}

static void run_read(struct console *console, void *state)
{
	struct err err = ERR_INIT;

	(void)state;
	if (console_reload(console, &err) < 0)
		console_say_err(console, &err);
	else
		console_say(console, TONE_GOOD, "Read again");
}

static void run_escape(struct console *console, void *state)
{
	(void)state;
	if (console->marks.is_ranging)
		console->marks.is_ranging = false;
	else if (filter_is_on(console))
		filter_clear(console);
	else
		marks_drop(console);
}

static bool has_connections(const struct console *console)
{
	return console->counts.all > 0;
}

static bool is_empty(const struct console *console)
{
	return console->counts.all == 0;
}

static const struct action list_actions[] = {
	{ .name = "details",
	  .keys = "Enter  i",
	  .press = { PRESS_ENTER, 'i', PRESS_RIGHT },
	  .label = "details",
	  .help = "details",
	  .group = GROUP_CONNECTION,
	  .is_apt = has_connections,
	  .blocked = blocked_without_row,
	  .run = run_detail },
	{ .name = "filter",
	  .keys = "/",
	  .press = { '/' },
	  .label = "filter",
	  .help = "filter by words",
	  .group = GROUP_FIND,
	  .is_apt = has_connections,
	  .run = run_filter },
	{ .name = "status",
	  .keys = "f",
	  .press = { 'f' },
	  .help = "all or by status",
	  .group = GROUP_FIND,
	  .run = run_status },
	{ .name = "sort",
	  .keys = "s  S",
	  .press = { 's' },
	  .help = "sort, reverse",
	  .group = GROUP_FIND,
	  .run = run_sort },
	{ .name = "reverse",
	  .keys = "S",
	  .press = { 'S' },
	  .group = GROUP_FIND,
	  .run = run_reverse },
	{ .name = "columns",
	  .keys = "o",
	  .press = { 'o' },
	  .help = "columns",
	  .group = GROUP_FIND,
	  .run = run_columns },
	CONNECTION_ACTIONS,
	{ .name = "test-all",
	  .keys = "T",
	  .press = { 'T' },
	  .help = "test all shown",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_test_all,
	  .run = run_test_all },
	{ .name = "new",
	  .keys = "n",
	  .press = { 'n' },
	  .label = "new",
	  .help = "new",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_new_conn,
	  .run = run_new_conn },
	{ .name = "import",
	  .keys = "i",
	  .press = { 'i' },
	  .label = "import",
	  .help = "import flows",
	  .group = GROUP_CONNECTION,
	  .is_apt = is_empty,
	  .blocked = blocked_read_only,
	  .run = run_import_flows },
	CHANGE_ACTIONS,
	{ .name = "pane",
	  .keys = "|",
	  .press = { '|' },
	  .label = "pane",
	  .help = "pane of details",
	  .group = GROUP_CONNECTION,
	  .is_apt = has_connections,
	  .run = run_pane },
	{ .name = "clear",
	  .keys = "Esc",
	  .press = { PRESS_ESC },
	  .help = "clear, unmark",
	  .group = GROUP_FIND,
	  .run = run_escape },
	{ .name = "read",
	  .keys = "r  F5",
	  .press = { 'r', PRESS_F5 },
	  .label = "read again",
	  .help = "read again",
	  .group = GROUP_VAULT,
	  .run = run_read },
	{ .name = "quit",
	  .keys = "q",
	  .press = { 'q' },
	  .label = "quit",
	  .help = "leave connvault",
	  .group = GROUP_VAULT,
	  .run = run_quit },
	{ .name = NULL },
};

const struct screen_def scr_list = {
	.name = "connections list",
	.action = { list_actions, mark_actions, move_actions, vault_actions,
		    place_actions },
	.draw = scr_list_draw,
	.prepare = scr_list_prepare,
	.list = scr_list_list,
	.status = scr_list_status,
};
