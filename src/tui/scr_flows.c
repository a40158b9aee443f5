/* scr_flows.c - the flows that use a connection, one row per place */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/words.h"
#include "tui/dialogs.h"
#include "tui/flow_conns.h"
#include "tui/page.h"
#include "tui/places.h"
#include "tui/sheet.h"

#define PANE_AT 81 /* column, in a window wide enough */

/* A reference of a flow. */
struct flows_row {
	const struct usage *usage;
	const struct flow_ref *ref;
};

struct scr_flows {
	struct conn conn;
	struct usages usages;
	struct flows_row *row; /* as many as the filter leaves */
	struct finder finder;
	struct list list;	  /* over the rows */
	const struct flow *shown; /* in the pane, with what it uses */
	struct flow_conns others;
};

static void scr_flows_close(void *state)
{
	struct scr_flows *flows = state;

	flow_conns_clear(&flows->others);
	usages_clear(&flows->usages);
	line_clear(&flows->finder.line);
	conn_clear(&flows->conn);
	free(flows->row);
	free(flows);
}

static bool row_matches(const struct flows_row *row, const struct words *words)
{
	struct str text = STR_INIT;
	bool is_match = true;

	str_addf(&text, "%s %s %s %s %s %s",
		 flow_state_name(row->usage->flow->state),
		 row->usage->flow->name, row->ref->step, row->ref->action,
		 row->ref->piece, path_name(row->usage->flow->source));
	char *all = str_take(&text), *folded = all ? utf8_fold(all) : NULL;
	if (folded)
		is_match = words_match(words, folded);
	free(folded);
	free(all);
	return is_match;
}

/* The rows that the words leave; all, when there is no memory for words. */
static void find(struct scr_flows *flows)
{
	struct words words = { .text = NULL };
	size_t count = 0;

	if (words_init(&words, line_text(&flows->finder.line)) < 0)
		words = (struct words){ .text = NULL };
	for (size_t i = 0; i < flows->usages.count; i++) {
		const struct usage *usage = &flows->usages.item[i];
		for (size_t k = 0; k < usage->refs; k++) {
			flows->row[count].usage = usage;
			flows->row[count].ref = usage->ref[k];
			count += row_matches(&flows->row[count], &words);
		}
	}
	words_clear(&words);
	flows->list.count = count;
	list_settle(&flows->list);
}

static int load(struct console *console, struct scr_flows *flows,
		struct err *err)
{
	struct usages usages = { .item = NULL };
	size_t refs = 0;

	if (usage_of(console->session, &flows->conn, &usages, err) < 0)
		return -1;
	for (size_t i = 0; i < usages.count; i++)
		refs += usages.item[i].refs;
	struct flows_row *row = calloc(refs + 1, sizeof(*row));
	if (!row) {
		usages_clear(&usages);
		return err_nomem(err);
	}
	usages_sort(&usages);
	flow_conns_clear(&flows->others);
	flows->shown = NULL;
	usages_clear(&flows->usages);
	flows->usages = usages;
	free(flows->row);
	flows->row = row;
	find(flows);
	return 0;
}

/* The flow and the reference of a row. */
static const struct usage *usage_at(const struct scr_flows *flows, size_t row,
				    const struct flow_ref **ref)
{
	bool is_there = row < flows->list.count;

	*ref = is_there ? flows->row[row].ref : NULL;
	return is_there ? flows->row[row].usage : NULL;
}

/* -- drawing ------------------------------------------------------------- */

struct columns {
	int flow, step, action, as, source;
};

static struct columns columns_of(int width)
{
	int more = width > WIDE_COLS ? width - WIDE_COLS : 0;
	struct columns at = { .flow = 9 };

	if (width < WIDE_COLS) { /* the others are left out */
		at.step = width - 9;
		at.action = at.as = at.source = width;
		return at;
	}
	at.step = at.flow + 19 + more / 3;
	at.action = at.step + 9;
	at.as = at.action + 22 + more / 3;
	at.source = at.as + 7;
	return at;
}

static void draw_row(struct frame *frame, int y, const struct columns *at,
		     int width, const struct usage *usage,
		     const struct flow_ref *ref, bool is_selected)
{
	unsigned role = is_selected ? ROLE_SELECTED : ROLE_NORMAL;

	frame_fill(frame, y, 0, width, role);
	if (is_selected)
		frame_pointer(frame, y, 1, role);
	frame_put(frame, y, 3, 5, role, flow_state_name(usage->flow->state));
	frame_put(frame, y, at->flow, at->step - at->flow - 1, role,
		  usage->flow->name);
	frame_put(frame, y, at->step, at->action - at->step - 1, role,
		  ref->step);
	frame_put(frame, y, at->action, at->as - at->action - 1, role,
		  *ref->action ? ref->action : ref->piece);
	frame_put(frame, y, at->as, at->source - at->as - 1, role,
		  ref->is_auth ? "auth" : "other");
	frame_put(frame, y, at->source, width - at->source, role,
		  path_name(usage->flow->source));
}

static void draw_titles(struct frame *frame, int y, int width,
			const struct columns *at)
{
	frame_put(frame, y, 3, 5, ROLE_HEAD, "STATE");
	frame_put(frame, y, at->flow, at->step - at->flow, ROLE_HEAD, "FLOW");
	frame_put(frame, y, at->step, 8, ROLE_HEAD, "STEP");
	frame_put(frame, y, at->action, width - at->action, ROLE_HEAD,
		  "ACTION");
	frame_put(frame, y, at->as, width - at->as, ROLE_HEAD, "AS");
	frame_put(frame, y, at->source, width - at->source, ROLE_HEAD,
		  "SOURCE");
}

/* "9 flows use slack_ops: 6 enabled, 2 off, 1 draft" */
static void counts_text(const struct scr_flows *flows, char *out, size_t size)
{
	size_t in[FLOW_DRAFT + 1] = { 0 }, count = flows->usages.count;

	for (size_t i = 0; i < count; i++)
		if (flows->usages.item[i].flow->state <= FLOW_DRAFT)
			in[flows->usages.item[i].flow->state]++;
	if (count == 0)
		snprintf(out, size, "no flow uses %s", flows->conn.external_id);
	else
		snprintf(out, size,
			 "%zu flow%s %s: %zu enabled, %zu off, %zu draft",
			 count, count == 1 ? " uses" : "s use",
			 flows->conn.external_id, in[FLOW_ON], in[FLOW_OFF],
			 in[FLOW_DRAFT]);
}

static size_t count_sources(const struct flows *flows)
{
	size_t count = 0;

	for (size_t i = 0; i < flows->count; i++) {
		size_t k = 0;
		while (k < i &&
		       !str_is(flows->item[k].source, flows->item[i].source))
			k++;
		count += k == i;
	}
	return count;
}

static void draw_note(const struct scr_flows *flows, struct frame *frame, int y)
{
	const struct flows *all = &flows->usages.flows;
	char when[CLOCK_TEXT];
	int64_t newest = 0;

	if (y + 1 >= page_body_end(frame))
		return;
	if (all->count == 0) {
		frame_put(
			frame, y, 3, frame->cols - 4, ROLE_DIM,
			"i  No flows were imported yet: F, then i, reads them.");
		return;
	}
	for (size_t i = 0; i < all->count; i++)
		if (all->item[i].imported_at > newest)
			newest = all->item[i].imported_at;
	size_t files = count_sources(all);
	clock_local(newest, when);
	frame_putf(frame, y, 3, frame->cols - 4, ROLE_DIM,
		   "i  Imported %s from %zu file%s. Press r to read %s again.",
		   when, files, files == 1 ? "" : "s",
		   files == 1 ? "it" : "them");
}

static bool has_pane(const struct scr_flows *flows, int cols)
{
	return cols >= PANE_COLS && flows->list.count > 0;
}

static void draw_pane(const struct scr_flows *flows, struct frame *frame,
		      int end)
{
	const struct flow_ref *ref;
	const struct usage *usage = usage_at(flows, flows->list.selected, &ref);

	frame_bar(frame, 3, PANE_AT, end - 3);
	if (usage)
		flow_pane_draw(usage, &flows->conn, &flows->others, frame, 3,
			       PANE_AT + 2, end, frame->cols - PANE_AT - 2);
}

static void draw_heading(const struct scr_flows *flows, struct frame *frame)
{
	char text[300];

	counts_text(flows, text, sizeof(text));
	frame_put(frame, 1, 1, frame->cols - 1, ROLE_NORMAL, text);
	if (!finder_is_on(&flows->finder))
		return;
	snprintf(text, sizeof(text), "%zu place%s", flows->list.count,
		 flows->list.count == 1 ? "" : "s");
	finder_draw(&flows->finder, frame, text);
}

static int top_of(const struct frame *frame)
{
	return page_is_narrow(frame) ? 2 : 4;
}

static void scr_flows_draw(const struct console *console, const void *state,
			   struct frame *frame)
{
	const struct scr_flows *flows = state;
	bool pane = has_pane(flows, frame->cols);
	int width = pane ? PANE_AT : frame->cols;
	struct columns at = columns_of(width);
	int y = top_of(frame), end = page_body_end(frame);
	const struct flow_ref *ref;

	page_head(console, frame);
	draw_heading(flows, frame);
	if (y == 4) {
		page_rule(frame, 2, &flows->list);
		draw_titles(frame, 3, width, &at);
	}
	for (size_t i = flows->list.top; i < flows->list.count && y < end;
	     i++) {
		const struct usage *usage = usage_at(flows, i, &ref);
		if (usage)
			draw_row(frame, y++, &at, width, usage, ref,
				 i == flows->list.selected);
	}
	draw_note(flows, frame, y + (y == top_of(frame) ? 1 : 3));
	if (pane)
		draw_pane(flows, frame, end);
}

/* For the pane: what else the selected flow uses. */
static void load_others(struct console *console, struct scr_flows *flows)
{
	const struct flow_ref *ref;
	const struct usage *usage = usage_at(flows, flows->list.selected, &ref);
	struct err err = ERR_INIT;

	if (!usage || usage->flow == flows->shown)
		return;
	flow_conns_clear(&flows->others);
	flows->shown = usage->flow;
	if (flow_conns_load(console->session, usage->flow, &flows->others,
			    &err) < 0)
		console_say_err(console, &err);
}

static void scr_flows_prepare(struct console *console, void *state)
{
	struct scr_flows *flows = state;
	struct frame size = { .rows = console->rows, .cols = console->cols };
	int page = page_body_end(&size) - top_of(&size);

	flows->list.page = page > 0 ? (size_t)page : 1;
	list_settle(&flows->list);
	if (has_pane(flows, console->cols))
		load_others(console, flows);
}

static struct list *scr_flows_list(struct console *console, void *state)
{
	struct scr_flows *flows = state;

	(void)console;
	return &flows->list;
}

static void scr_flows_crumb(const void *state, char *out, size_t size)
{
	const struct scr_flows *flows = state;

	snprintf(out, size, "%s > Usage", page_name(&flows->conn));
}

static void scr_flows_status(const struct console *console, const void *state,
			     char *out, size_t size)
{
	const struct scr_flows *flows = state;
	const struct flow_ref *ref;
	const struct usage *usage = usage_at(flows, flows->list.selected, &ref);

	(void)console;
	if (usage)
		snprintf(out, size, "%s: %s, %zu step%s this connection.",
			 usage->flow->name, flow_state_name(usage->flow->state),
			 usage->refs, usage->refs == 1 ? " uses" : "s use");
}

/* -- reading again ------------------------------------------------------- */

static void scr_flows_reloaded(struct console *console, void *state)
{
	struct scr_flows *flows = state;
	struct err err = ERR_INIT;

	if (load(console, flows, &err) < 0)
		console_say_err(console, &err);
}

/* The first file that could not be read, and why. */
struct unread {
	char file[120];
	struct err err;
};

static void keep_first(const struct import_report *report, void *arg)
{
	struct unread *unread = arg;

	if (!report->err || *unread->file)
		return;
	str_copy(unread->file, path_name(report->file), sizeof(unread->file));
	unread->err = *report->err;
}

static void tell_unread(struct console *console, const struct err *err,
			const struct unread *unread)
{
	const char *why = unread->err.msg;

	if (!*unread->file)
		console_say_err(console, err);
	else if (strstr(why, unread->file)) /* named already */
		console_say(console, TONE_ERROR, "%s: %s", err->msg, why);
	else
		console_say(console, TONE_ERROR, "%s: %s: %s", err->msg,
			    unread->file, why);
}

static void run_sync(struct console *console, void *state)
{
	struct unread unread = { .err = ERR_INIT };
	struct err err = ERR_INIT, again = ERR_INIT;

	(void)state;
	int result = flows_sync(console->session, keep_first, &unread, &err);
	if (console_reload(console, &again) < 0)
		console_say_err(console, &again);
	else if (result < 0)
		tell_unread(console, &err, &unread);
	else
		console_say(console, TONE_GOOD, "Read again");
}

/* -- keys ---------------------------------------------------------------- */

static bool scr_flows_key(struct console *console, void *state,
			  const struct key *key)
{
	struct scr_flows *flows = state;

	switch (finder_key(console, &flows->finder, key)) {
	case FINDER_UNUSED:
		return false;
	case FINDER_CHANGED:
		find(flows);
		return true;
	default:
		return true;
	}
}

static bool scr_flows_is_typing(const struct console *console,
				const void *state)
{
	const struct scr_flows *flows = state;

	(void)console;
	return flows->finder.is_open;
}

static bool blocked_none(struct console *console, char *why, size_t size)
{
	const struct screen *top = console_top(console);
	const struct scr_flows *flows = top->state;

	if (top->def != &scr_flows || flows->list.count > 0)
		return false;
	str_copy(why, "no flow is selected", size);
	return true;
}

static void run_open(struct console *console, void *state)
{
	const struct scr_flows *flows = state;
	const struct flow_ref *ref;
	const struct usage *usage = usage_at(flows, flows->list.selected, &ref);

	flow_open(console, usage->flow);
}

static const struct action open_actions[] = {
	{ .name = "open-flow",
	  .keys = "Enter",
	  .press = { PRESS_ENTER, PRESS_RIGHT },
	  .label = "flow details",
	  .help = "flow details",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_none,
	  .run = run_open },
	{ .name = NULL },
};

static const struct action flows_actions[] = {
	{ .name = "replace",
	  .keys = "x",
	  .press = { 'x' },
	  .label = "replace",
	  .help = "replace in flows",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_replace,
	  .run = run_replace },
	{ .name = "read",
	  .keys = "r  F5",
	  .press = { 'r', PRESS_F5 },
	  .label = "read again",
	  .help = "read the files again",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_read_only,
	  .run = run_sync },
	{ .name = NULL },
};

const struct screen_def scr_flows = {
	.name = "flows that use a connection",
	.takes_enter = true,
	.action = { open_actions, finder_actions, flows_actions, back_actions,
		    move_actions, vault_actions },
	.draw = scr_flows_draw,
	.key = scr_flows_key,
	.is_typing = scr_flows_is_typing,
	.prepare = scr_flows_prepare,
	.list = scr_flows_list,
	.crumb = scr_flows_crumb,
	.status = scr_flows_status,
	.reloaded = scr_flows_reloaded,
	.close = scr_flows_close,
};

void run_flows(struct console *console, void *state)
{
	const struct roster_row *row = console_selected(console);
	struct scr_flows *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	(void)state;
	if (!made || conn_copy(row->conn, &made->conn) < 0)
		err_nomem(&err);
	else if (load(console, made, &err) == 0) {
		console_push(console, &scr_flows, made);
		return;
	}
	console_say_err(console, &err);
	if (made)
		scr_flows_close(made);
}
