/* page.c - what all full screens have: title, hints, the last line, states */
#include "tui/page.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "tui/dialogs.h"
#include "tui/testing.h"

bool page_is_narrow(const struct frame *frame)
{
	return frame->cols < WIDE_COLS;
}

static bool has_hints(const struct frame *frame)
{
	return frame->rows >= HINT_ROWS || page_is_narrow(frame);
}

int page_body_end(const struct frame *frame)
{
	if (page_is_narrow(frame))
		return frame->rows - 2;
	return frame->rows - (has_hints(frame) ? 3 : 1);
}

/* -- title --------------------------------------------------------------- */

static void lock_text(const struct console *console, char *out, size_t size)
{
	int minutes = console->options.idle_minutes
			      ? console->options.idle_minutes
			      : IDLE_MINUTES;
	int64_t used = console->now - console->used_at;

	if (!console->session)
		str_copy(out, "no vault yet", size);
	else if (!session_is_unlocked(console->session))
		str_copy(out, "locked", size);
	else if (console->options.demo)
		str_copy(out, "demo", size);
	else if (minutes < 0)
		str_copy(out, "unlocked", size);
	else
		snprintf(out, size, "locks in %dm",
			 minutes - (int)(used / 60000));
}

/* The place that is shown, and the screen it begins with. */
static size_t place_of(const struct console *console, const char **place)
{
	size_t from = 0;

	*place = "Connections";
	for (size_t i = 0; i < console->depth; i++)
		if (console->stack[i].def->place) {
			*place = console->stack[i].def->place;
			from = i;
		}
	return from;
}

/* " connvault  Acme > Connections > Ops Slack alerts > Usage" */
static int put_crumbs(const struct console *console, struct frame *frame,
		      int width)
{
	const char *project = console->roster ? console->shown : NULL;
	const char *place;
	char more[512] = "";
	int x = frame_put(frame, 0, 0, width, ROLE_BAR, " connvault  ");

	if (!project)
		return x;
	for (size_t i = place_of(console, &place); i < console->depth; i++)
		if (console->stack[i].def->crumb)
			console->stack[i].def->crumb(console->stack[i].state,
						     more, sizeof(more));
	return x + frame_putf(frame, 0, x, width - x, ROLE_BAR, "%s > %s%s%s",
			      project, place, *more ? " > " : "", more);
}

/* The full screen that is seen, below the dialogs. */
static bool is_list_seen(const struct console *console)
{
	size_t i = console->depth;

	while (i > 1 && console->stack[i - 1].def->is_dialog)
		i--;
	return i > 0 && (console->stack[i - 1].def == &scr_list ||
			 console->stack[i - 1].def == &scr_pick);
}

static void narrow_head(const struct console *console, struct frame *frame)
{
	const char *place;
	size_t from = place_of(console, &place);
	char count[32];
	size_t shown = console->roster ? roster_shown(console->roster) : 0;

	frame_put(frame, 0, 1, frame->cols - 10, ROLE_BAR,
		  console->roster ? place : "connvault");
	snprintf(count, sizeof(count), "%zu", shown);
	if (console->roster && !is_list_seen(console))
		frame_put_right(frame, 0, frame->cols - 2, 18, ROLE_BAR,
				path_name(console->path));
	else if (console->roster && from == 0)
		frame_put_right(frame, 0, frame->cols - 2, 8, ROLE_BAR, count);
}

void page_head(const struct console *console, struct frame *frame)
{
	char lock[48], only[48], right[160];

	frame_fill(frame, 0, 0, frame->cols, ROLE_BAR);
	if (page_is_narrow(frame)) {
		narrow_head(console, frame);
		return;
	}
	lock_text(console, lock, sizeof(lock));
	testing_title(console, only, sizeof(only));
	if (console->options.read_only) /* and nothing is tested */
		str_copy(only, "read-only  ", sizeof(only));
	snprintf(right, sizeof(right), "%s%s", only, lock);
	int width = frame->cols - (int)utf8_width(right) - 3;
	int used = put_crumbs(console, frame, width);
	const char *name = path_name(console->path);
	if (console->roster && used + (int)utf8_width(name) + 4 < width)
		snprintf(right, sizeof(right), "%.60s  %s%s", name, only, lock);
	frame_put_right(frame, 0, frame->cols - 1, 120, ROLE_BAR, right);
}

void page_rule(struct frame *frame, int y, const struct list *list)
{
	size_t last = list->top + list->page;
	char text[80];

	frame_rule(frame, y, 0, frame->cols);
	if (list->count <= list->page)
		return;
	snprintf(text, sizeof(text), " %zu-%zu of %zu ", list->top + 1,
		 last < list->count ? last : list->count, list->count);
	frame_put_right(frame, y, frame->cols - 2, frame->cols, ROLE_DIM, text);
}

/* -- hints --------------------------------------------------------------- */

/* The key named first; a letter would be typed, so another one then. */
static const char *hint_key(const struct console *console,
			    const struct action *action, bool is_typing,
			    int *len)
{
	const char *key = keymap_keys(&console->keymap, action), *gap;

	if (is_typing && key[1] == ' ' && (gap = strstr(key, "  ")))
		key = gap + 2;
	*len = (int)strcspn(key, " ");
	return key;
}

static int hint_width(const struct console *console,
		      const struct action *action, bool is_typing)
{
	int len;

	hint_key(console, action, is_typing, &len);
	return len + 1 + (int)utf8_width(action->label) + 2;
}

static int put_hint(const struct console *console, struct frame *frame, int y,
		    int x, const struct action *action, bool is_typing)
{
	int len;
	const char *key = hint_key(console, action, is_typing, &len);
	int used = frame_putf(frame, y, x, frame->cols - x, ROLE_KEY, "%.*s",
			      len, key);

	frame_put(frame, y, x + used + 1, frame->cols - x - used - 1,
		  ROLE_NORMAL, action->label);
	return x + hint_width(console, action, is_typing);
}

/* The next row with a label, in the order of the tables; NULL at the end. */
static const struct action *next_hint(const struct screen_def *def, int *table,
				      const struct action *after)
{
	const struct action *a = after ? after + 1 : def->action[0];

	while (a) {
		for (; a->name; a++)
			if (a->label)
				return a;
		a = ++*table < SCREEN_TABLES ? def->action[*table] : NULL;
	}
	return NULL;
}

/* Where nothing can be changed, or nothing is selected, a key that would only
 * say so is not offered. What one row alone forbids stays: the hints would
 * flicker from row to row. */
static bool is_offered(struct console *console, const struct action *action)
{
	char why[200] = "", no_row[200] = "";
	bool has_row = !blocked_without_row(console, no_row, sizeof(no_row));

	if (!action_is_apt(console, action))
		return false;
	if (console_top(console)->def->hides_blocked && action->blocked)
		return !action->blocked(console, why, sizeof(why));
	if (!action->blocked || (has_row && !console->options.read_only) ||
	    !action->blocked(console, why, sizeof(why)))
		return true;
	return !console->options.read_only && !str_is(why, no_row);
}

/* Ways out of a screen are offered however little room there is. */
static bool is_kept(const struct action *action)
{
	static const char *const kept[] = { "help", "save", "cancel", "back" };

	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
		if (str_is(action->name, kept[i]))
			return true;
	return false;
}

/* What does not fit is left out. The help comes last. */
static void put_hints(struct console *console, struct frame *frame, int y)
{
	const struct screen_def *def = console_top(console)->def;
	bool typing = console_is_typing(console);
	const struct action *a, *help = NULL;
	int x = 1, room = frame->cols + 1, table = 0;

	for (a = NULL; (a = next_hint(def, &table, a));) {
		help = str_is(a->name, "help") ? a : help;
		room -= is_kept(a) ? hint_width(console, a, typing) : 0;
	}
	table = 0;
	for (a = NULL; (a = next_hint(def, &table, a));) {
		int width = hint_width(console, a, typing);
		if (a == help || !is_offered(console, a))
			continue;
		room += is_kept(a) ? width : 0;
		if (x + width <= room)
			x = put_hint(console, frame, y, x, a, typing);
	}
	if (help)
		put_hint(console, frame, y, x, help, typing);
}

/* -- what is said -------------------------------------------------------- */

/* Bytes of text that go into one row, cut between words. */
static size_t row_bytes(const char *text, int width)
{
	size_t at = 0, blank = 0, columns, used = 0;

	for (size_t len; (len = utf8_next(text + at, &columns)) > 0;
	     at += len) {
		if (text[at] == ' ')
			blank = at;
		used += columns;
		if (used > (size_t)width)
			return blank ? blank : at;
	}
	return at;
}

static const char *next_row(const char *text, int width)
{
	text += row_bytes(text, width);
	return text + (*text == ' ');
}

static int count_rows(const char *text, int width)
{
	int rows = 0;

	for (; *text; text = next_row(text, width))
		rows++;
	return rows;
}

/* Rows from y on; the last one takes what is left. */
static int put_rows(struct frame *frame, int y, int rows, const char *text)
{
	int width = frame->cols - 1;

	for (; rows-- > 0 && *text; text = next_row(text, width), y++) {
		size_t len = rows ? row_bytes(text, width) : strlen(text);
		frame_fill(frame, y, 0, frame->cols, ROLE_BAR);
		frame_putf(frame, y, 1, width, ROLE_BAR, "%.*s", (int)len,
			   text);
	}
	return y;
}

#define SAID_BYTES 1024

/* In as many rows as it takes, within reason: upwards from the last line, the
 * one of the hints first. A hint has rows of its own when there is room. */
static void put_said(const struct message *message, struct frame *frame)
{
	char all[SAID_BYTES], first[SAID_BYTES] = "", hint[SAID_BYTES] = "";
	int width = frame->cols - 1, most = page_is_narrow(frame) ? 4 : 2;
	const char *mark = message->tone == TONE_ERROR ? "! " : "";

	str_copy(all, mark, sizeof(all));
	term_safe(all + strlen(mark), sizeof(all) - strlen(mark), message->text,
		  SAID_BYTES);
	if (message->hint) {
		snprintf(first, sizeof(first), "%s%.*s", mark,
			 (int)message->hint - 1, message->text);
		term_safe(hint, sizeof(hint), message->text + message->hint,
			  SAID_BYTES);
	}
	int rows = count_rows(all, width);
	int parted = count_rows(first, width) + count_rows(hint, width);
	bool is_parted = rows > 1 && *hint && parted <= most;
	rows = is_parted ? parted : rows > most ? most : rows;
	int y = frame->rows - rows;
	if (rows == 1 && page_is_narrow(frame))
		y--; /* the hints are below it */
	if (is_parted)
		y = put_rows(frame, y, rows, first);
	put_rows(frame, y, rows, is_parted ? hint : all);
}

static void put_status(const struct console *console, struct frame *frame,
		       int y)
{
	const struct screen *top = console_top(console);
	char text[SAID_BYTES] = "";

	if (top->def->status)
		top->def->status(console, top->state, text, sizeof(text));
	frame_fill(frame, y, 0, frame->cols, ROLE_BAR);
	frame_put(frame, y, 1, frame->cols - 1, ROLE_BAR, text);
}

void page_foot(struct console *console, struct frame *frame)
{
	bool narrow = page_is_narrow(frame);
	int last = frame->rows - 1, end = page_body_end(frame);
	int hints = narrow ? last : end + 1;

	if (has_hints(frame)) {
		if (!narrow && !console_top(console)->def->hides_rule)
			frame_rule(frame, end, 0, frame->cols);
		frame_fill(frame, hints, 0, frame->cols, ROLE_NORMAL);
		put_hints(console, frame, hints);
	}
	if (*console->message.text)
		put_said(&console->message, frame);
	else
		put_status(console, frame, narrow ? last - 1 : last);
}

/* What becomes of the keys meanwhile. */
static void say_unseen(const struct console *console, char *out, size_t size)
{
	if (console->missed)
		snprintf(out, size, "%zu key%s not taken.", console->missed,
			 console->missed == 1 ? " was" : "s were");
	else if (console_is_typing(console))
		str_copy(out,
			 "Text that you type is taken; Enter and Tab are not.",
			 size);
	else if (!console_held(console))
		str_copy(out, "Nothing was lost.", size);
}

void page_too_small(const struct console *console, struct frame *frame)
{
	const char *held = console_held(console);
	bool form = console_top(console)->def->has_form;
	int y = frame->rows > 6 ? 2 : 0, width = frame->cols - 2;
	char advice[120], unseen[80] = "";

	if (held)
		snprintf(advice, sizeof(advice), "Enlarge it: %s.", held);
	else if (console->depth > 1)
		str_copy(advice, "Enlarge it, or Esc to go back.",
			 sizeof(advice));
	else
		snprintf(advice, sizeof(advice), "Enlarge it, or %s to quit.",
			 console_is_typing(console) ? "Ctrl-C" : "q");
	say_unseen(console, unseen, sizeof(unseen));
	frame_putf(frame, y, 2, width, ROLE_NORMAL, "Too small: %dx%d.",
		   frame->cols, frame->rows);
	y += 1 + frame_put_lines(frame, y + 1, 2, width, ROLE_NORMAL,
				 form ? "This form needs 60x16."
				      : "connvault needs 40x10 for a list and "
					"60x16 for forms.");
	y += 1 + frame_put_lines(frame, y + 1, 2, width, ROLE_NORMAL, advice);
	frame_put_lines(frame, y, 2, width, ROLE_NORMAL, unseen);
}

struct place page_dialog(const struct frame *frame, int height, int width)
{
	struct place at = { .height = height, .width = width };
	int end = page_body_end(frame);

	at.x = (frame->cols - width) / 2;
	at.y = 3 + (end - 3 - height) / 2;
	if (at.y + height > end)
		at.y = end - height;
	if (at.y < 1)
		at.y = 1;
	return at;
}

/* -- words for connections ----------------------------------------------- */

unsigned page_status(const struct conn *conn, char out[STATUS_TEXT])
{
	static const unsigned roles[] = {
		[STANDS_GOOD] = ROLE_GOOD,
		[STANDS_ENDING] = ROLE_WARN,
		[STANDS_BAD] = ROLE_BAD,
	};

	return roles[conn_standing(conn, clock_now(), out)];
}

static const char *const reasons[REASONS] = {
	[REASON_OK] = "",
	[REASON_EXPIRED] = "the credential has expired",
	[REASON_REVOKED] = "the provider revoked the token",
	[REASON_REFUSED] = "the provider refused the credential",
	[REASON_APP_ERROR] = "the OAuth app's id or secret is wrong",
	[REASON_MISSING] = "it has no credential yet",
	[REASON_UNREADABLE] = "it cannot be decrypted",
};

const char *page_reason(const struct conn *conn)
{
	unsigned reason = conn->reason;

	return reason < REASONS && reasons[reason] ? reasons[reason] : "";
}

const char *page_name(const struct conn *conn)
{
	return *conn->name ? conn->name : "(cannot be read)";
}
