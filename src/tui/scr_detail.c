/* scr_detail.c - everything about one connection but its secrets */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"
#include "tui/dialogs.h"
#include "tui/page.h"
#include "tui/refreshes.h"

#define FLOWS_SHOWN 5
#define LABEL	    11 /* columns */

/* -- why not ------------------------------------------------------------- */

bool blocked_without_row(struct console *console, char *why, size_t size)
{
	if (console_selected(console))
		return false;
	str_copy(why, "no connection is selected", size);
	return true;
}

bool blocked_read_only(struct console *console, char *why, size_t size)
{
	if (!console->options.read_only &&
	    !session_is_read_only(console->session))
		return false;
	str_copy(why, "read-only mode", size);
	return true;
}

bool blocked_asking(struct console *console, char *why, size_t size)
{
	if (blocked_read_only(console, why, size))
		return true;
	if (!console->options.demo)
		return false;
	str_copy(why, "the demo asks no service", size);
	return true;
}

bool blocked_unchangeable(struct console *console, char *why, size_t size)
{
	const struct roster_row *row = console_selected(console);

	if (blocked_without_row(console, why, size) ||
	    blocked_read_only(console, why, size))
		return true;
	if (row->conn->status != STATUS_UNREADABLE)
		return false;
	str_copy(why, "this row cannot be decrypted", size);
	return true;
}

bool cannot_reconnect(struct console *console, const struct roster_row *row,
		      char *why, size_t size)
{
	const struct conn *conn = row->conn;
	const struct piece *piece;
	const struct piece_way *way;
	struct err err = ERR_INIT;

	if (conn->status == STATUS_UNREADABLE)
		str_copy(why, "this row cannot be decrypted", size);
	else if (conn->auth == AUTH_NONE)
		snprintf(why, size, "%s needs no credential", row->provider);
	else if (conn_way(console->session, conn, &piece, &way, &err) < 0)
		snprintf(why, size, "%s", err.msg);
	else
		return false;
	return true;
}

/* Of the marked ones those that can be are; the others are named then. */
bool blocked_reconnect(struct console *console, char *why, size_t size)
{
	if (marks_are_meant(console))
		return blocked_read_only(console, why, size);
	return blocked_unchangeable(console, why, size) ||
	       cannot_reconnect(console, console_selected(console), why, size);
}

#define USED_ROWS 10000 /* of the audit that are looked at, in 5 ms */

/* -- loading ------------------------------------------------------------- */

static bool is_loaded(const struct console *console, const struct conn *conn)
{
	const struct detail *detail = &console->detail;

	return detail->is_loaded && detail->version == conn->version &&
	       memcmp(detail->id, conn->id, OBJECT_ID) == 0;
}

void detail_load(struct console *console, const struct roster_row *row)
{
	struct detail *detail = &console->detail;
	struct err err = ERR_INIT;

	if (is_loaded(console, row->conn))
		return;
	usages_clear(&detail->usages);
	*detail = (struct detail){ .is_loaded = true,
				   .version = row->conn->version };
	memcpy(detail->id, row->conn->id, OBJECT_ID);
	if (row->flows > 0 &&
	    roster_usage(console->roster, row, &detail->usages, &err) < 0)
		str_copy(detail->error, err.msg, sizeof(detail->error));
	usages_sort(&detail->usages);
	/* An audit that cannot be read is told where it is looked at. */
	session_wait(console->session, LOOK_WAIT_MS);
	if (conn_used_at(console->session, row->conn, USED_ROWS,
			 &detail->used_at, &err) < 0) {
		detail->used_at = 0;
		detail->is_loaded = err.code != ERR_BUSY; /* then once more */
	}
	session_wait(console->session, SESSION_WAIT_MS);
}

/* -- drawing ------------------------------------------------------------- */

/* Where the next row goes. */
struct pen {
	struct frame *frame;
	int y, x, end, width;
	bool is_beside; /* the list */
};

static void put_row(struct pen *pen, int indent, unsigned role,
		    const char *text)
{
	if (pen->y < pen->end)
		frame_put(pen->frame, pen->y, pen->x + indent,
			  pen->width - indent, role, text);
	pen->y++;
}

static void put_pair(struct pen *pen, const char *label, unsigned role,
		     const char *text)
{
	if (!*text)
		return;
	if (pen->y < pen->end) {
		frame_put(pen->frame, pen->y, pen->x, LABEL, ROLE_DIM, label);
		frame_put(pen->frame, pen->y, pen->x + LABEL,
			  pen->width - LABEL, role, text);
	}
	pen->y++;
}

static void put_id(struct pen *pen, const char *label, const char *text)
{
	if (pen->y < pen->end) {
		frame_put(pen->frame, pen->y, pen->x, LABEL, ROLE_DIM, label);
		frame_put_id(pen->frame, pen->y, pen->x + LABEL,
			     pen->width - LABEL, ROLE_NORMAL, text);
	}
	pen->y++;
}

/* Nothing for what never was: no check and no refresh exists for most. */
static void put_ago(struct pen *pen, const char *label, int64_t time)
{
	char text[64];

	if (!time)
		return;
	clock_ago(time, clock_now(), text, sizeof(text));
	put_pair(pen, label, ROLE_NORMAL, text);
}

/* Lines of text as words in as few rows as they take. */
static void put_words(struct pen *pen, const char *heading, const char *lines)
{
	char *copy = *lines ? strdup(lines) : NULL, *rest = copy, *word;
	int at = 0;

	if (!copy)
		return;
	pen->y++;
	put_row(pen, 0, ROLE_HEAD, heading);
	while ((word = strsep(&rest, "\n"))) {
		int width = (int)utf8_width(word);
		if (at > 0 && 2 + at + width > pen->width) {
			pen->y++;
			at = 0;
		}
		if (pen->y < pen->end)
			frame_put(pen->frame, pen->y, pen->x + 2 + at,
				  pen->width - 2 - at, ROLE_NORMAL, word);
		at += width + 2;
	}
	pen->y++;
	free(copy);
}

/* Its lines as they were typed. */
static void put_note(struct pen *pen, const char *note)
{
	char *copy = *note ? strdup(note) : NULL, *rest = copy, *line;

	if (!copy)
		return;
	pen->y++;
	put_row(pen, 0, ROLE_HEAD, "Note");
	while ((line = strsep(&rest, "\n")))
		put_row(pen, 2, ROLE_NORMAL, line);
	free(copy);
}

static const char *auth_text(const struct conn *conn, char *out, size_t size)
{
	static const char *const words[AUTH_TYPES] = {
		[AUTH_NONE] = "none",
		[AUTH_API_KEY] = "API key",
		[AUTH_OAUTH2] = "OAuth",
		[AUTH_BASIC] = "name and password",
		[AUTH_CUSTOM] = "custom fields",
	};
	unsigned auth = conn->auth;
	const char *word = auth < AUTH_TYPES && words[auth] ? words[auth] : "";

	if (*conn->app)
		snprintf(out, size, "%s, own app \"%s\"", word, conn->app);
	else
		str_copy(out, word, size);
	return out;
}

static void put_status(struct pen *pen, const struct conn *conn)
{
	char status[STATUS_TEXT], since[CLOCK_TEXT], text[120];
	unsigned role = page_status(conn, status);

	clock_local(conn->since, since);
	since[strnlen(since, 10)] = '\0'; /* the day */
	if (conn->status == STATUS_INACTIVE && *since)
		snprintf(text, sizeof(text), "%s since %s", status, since);
	else
		str_copy(text, status, sizeof(text));
	put_pair(pen, "Status", role, text);
	if (conn->status != STATUS_ACTIVE) {
		const char *reason = conn_reason_name(conn->reason);
		bool has_error = *conn->error != '\0';
		snprintf(text, sizeof(text), "%s%s%.80s%s",
			 reason ? reason : "", has_error ? " (" : "",
			 conn->error, has_error ? ")" : "");
		put_pair(pen, "Reason", ROLE_NORMAL, text);
	} else {
		put_pair(pen, "Error", ROLE_NORMAL, conn->error);
	}
}

static void put_secret(struct pen *pen, const struct conn *conn)
{
	char text[64];

	if (conn->values > 0)
		snprintf(text, sizeof(text), "[sealed]  %d value%s",
			 conn->values, conn->values == 1 ? "" : "s");
	else
		str_copy(text, "none", sizeof(text));
	put_pair(pen, "Secret", ROLE_NORMAL, text);
}

static void put_days(struct pen *pen, const struct conn *conn)
{
	char text[CLOCK_TEXT], ago[64], both[CLOCK_TEXT + 64];

	clock_local(conn->expires_at, text);
	put_pair(pen, "Expires", ROLE_NORMAL, text);
	if (!conn->rotate_by)
		return;
	clock_local(conn->rotate_by, text);
	clock_ago(conn->rotate_by, clock_now(), ago, sizeof(ago));
	snprintf(both, sizeof(both), "%.10s, %s", text, ago); /* the day */
	put_pair(pen, "Rotate by", ROLE_NORMAL, both);
}

static void put_flows(struct pen *pen, const struct console *console,
		      const struct roster_row *row, size_t most)
{
	const struct detail *detail = &console->detail;
	char text[300];

	pen->y++;
	snprintf(text, sizeof(text), "Flows (%u)", row->flows);
	put_row(pen, 0, ROLE_HEAD, text);
	if (*detail->error)
		put_row(pen, 2, ROLE_BAD, detail->error);
	for (size_t i = 0; i < detail->usages.count && i < most; i++) {
		const struct flow *flow = detail->usages.item[i].flow;
		snprintf(text, sizeof(text), "%-6s%s",
			 flow_state_name(flow->state), flow->name);
		put_row(pen, 2, ROLE_NORMAL, text);
	}
	if (detail->usages.count > most) {
		snprintf(text, sizeof(text), "... %zu more, press u",
			 detail->usages.count - most);
		put_row(pen, 2, ROLE_NORMAL, text);
	}
}

/* When it was put off, the provider being down or having asked for it. */
static void put_next_try(struct pen *pen, const struct conn *conn)
{
	char when[CLOCK_TEXT], ago[64], text[CLOCK_TEXT + 66];

	if (conn->failures == 0 || conn->refresh_at == 0)
		return;
	clock_local(conn->refresh_at, when);
	clock_ago(conn->refresh_at, clock_now(), ago, sizeof(ago));
	snprintf(text, sizeof(text), "%s, %s", when, ago);
	put_pair(pen, "Next try", ROLE_WARN, text);
}

static void put_facts(struct pen *pen, const struct console *console,
		      const struct roster_row *row)
{
	const struct conn *conn = row->conn;
	char text[300];

	put_row(pen, 0, ROLE_HEAD, page_name(conn));
	pen->y += pen->is_beside; /* there is room */
	put_status(pen, conn);
	put_pair(pen, "Provider", ROLE_NORMAL, row->provider);
	put_pair(pen, "Auth", ROLE_NORMAL, auth_text(conn, text, sizeof(text)));
	put_id(pen, "Ext. id", conn->external_id);
	put_pair(pen, "Account", ROLE_NORMAL, conn->account);
	clock_local(conn->connected_at, text);
	put_pair(pen, "Connected", ROLE_NORMAL, *text ? text : "never");
	put_ago(pen, "Checked", conn->checked_at);
	if (is_loaded(console, conn))
		put_ago(pen, "Used", console->detail.used_at);
	put_days(pen, conn);
	put_ago(pen, "Refreshed", conn->refreshed_at);
	put_next_try(pen, conn);
	put_secret(pen, conn);
}

static void put_lists(struct pen *pen, const struct console *console,
		      const struct roster_row *row)
{
	put_words(pen, "Scopes", row->conn->scopes);
	put_words(pen, "Tags", row->conn->tags);
	put_note(pen, row->conn->note);
	put_flows(pen, console, row, FLOWS_SHOWN);
}

int detail_draw(const struct console *console, const struct roster_row *row,
		struct frame *frame, int y, int x, int end, int width)
{
	struct pen pen = { .frame = frame,
			   .y = y,
			   .x = x,
			   .end = end,
			   .width = width,
			   .is_beside = width < 70 };

	put_facts(&pen, console, row);
	put_lists(&pen, console, row);
	return pen.y - y;
}

void detail_draw_below(const struct console *console,
		       const struct roster_row *row, struct frame *frame, int y,
		       int end)
{
	int half = frame->cols / 2;
	struct pen left = {
		.frame = frame, .y = y, .x = 1, .end = end, .width = half - 2
	};
	struct pen right = left;

	right.x = half + 1;
	right.y--; /* a heading begins with a blank row */
	put_facts(&left, console, row);
	put_flows(&right, console, row, FLOWS_SHOWN);
	put_words(&right, "Scopes", row->conn->scopes);
	put_words(&right, "Tags", row->conn->tags);
	put_note(&right, row->conn->note);
}

/* -- the screen ---------------------------------------------------------- */

struct scr_detail {
	struct list list; /* selected: rows scrolled away */
};

static int top_of(const struct frame *frame)
{
	return page_is_narrow(frame) ? 1 : 3;
}

static void scr_detail_prepare(struct console *console, void *state)
{
	struct scr_detail *detail = state;
	const struct roster_row *row = console_selected(console);
	struct frame size = { .rows = console->rows, .cols = console->cols };

	if (!row)
		return;
	detail_load(console, row);
	int rows = detail_draw(console, row, &size, 0, 1, 0, size.cols - 2);
	int page = page_body_end(&size) - top_of(&size);
	detail->list.count = rows > page ? (size_t)(rows - page) + 1 : 1;
	detail->list.page = 1;
	list_settle(&detail->list);
}

static void scr_detail_draw(const struct console *console, const void *state,
			    struct frame *frame)
{
	const struct scr_detail *detail = state;
	const struct roster_row *row = console_selected(console);
	int top = top_of(frame), width = frame->cols - 2;

	if (row)
		detail_draw(console, row, frame,
			    top - (int)detail->list.selected, 1,
			    page_body_end(frame), width);
	else
		frame_put(frame, top, 1, width, ROLE_NORMAL,
			  "This connection is no longer here.");
	for (int y = 0; y < top; y++) /* rows scrolled away lie there */
		frame_fill(frame, y, 0, frame->cols, ROLE_NORMAL);
	page_head(console, frame);
	if (top > 1)
		frame_rule(frame, 1, 0, frame->cols);
}

static void scr_detail_crumb(const void *state, char *out, size_t size)
{
	(void)state;
	str_copy(out, "Details", size);
}

static void scr_detail_status(const struct console *console, const void *state,
			      char *out, size_t size)
{
	const struct scr_detail *detail = state;

	(void)console;
	if (detail->list.selected + 1 < detail->list.count)
		str_copy(out, "More below: j or Down", size);
}

static struct list *scr_detail_list(struct console *console, void *state)
{
	struct scr_detail *detail = state;

	(void)console;
	return &detail->list;
}

static const struct action detail_actions[] = {
	CONNECTION_ACTIONS,
	CHANGE_ACTIONS,
	{ .name = NULL },
};

const struct screen_def scr_detail = {
	.name = "connection",
	.action = { detail_actions, back_actions, move_actions, vault_actions },
	.draw = scr_detail_draw,
	.prepare = scr_detail_prepare,
	.crumb = scr_detail_crumb,
	.status = scr_detail_status,
	.list = scr_detail_list,
	.close = free,
};

void run_detail(struct console *console, void *state)
{
	struct scr_detail *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	(void)state;
	if (made) {
		console_push(console, &scr_detail, made);
		return;
	}
	err_nomem(&err);
	console_say_err(console, &err);
}
