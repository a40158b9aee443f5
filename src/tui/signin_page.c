/* signin_page.c - what is seen of a sign-in */
#include "tui/signin_page.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"
#include "tui/page.h"

#define INDENT	    4
#define LABEL	    10 /* columns */
#define SIDE_WIDTH  40 /* of the words beside a QR code */
#define FIELD_WIDTH 44

/* -- a pen ----------------------------------------------------------------- */

/* Where the next row goes. Without cells in the frame it only counts. */
struct pen {
	struct frame *frame;
	int y, end, x;
	int spare; /* rows that may stay blank */
};

static int room(const struct pen *pen, int x)
{
	return pen->frame->cols - pen->x - x - 1;
}

static void row(struct pen *pen, int x, unsigned role, const char *text)
{
	if (pen->y < pen->end)
		frame_put(pen->frame, pen->y, pen->x + x, room(pen, x), role,
			  text);
	pen->y++;
}

static void rowf(struct pen *pen, int x, unsigned role, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
static void rowf(struct pen *pen, int x, unsigned role, const char *fmt, ...)
{
	char text[400];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	row(pen, x, role, text);
}

/* Words in as many rows as they take. */
static void words(struct pen *pen, int x, unsigned role, const char *text)
{
	if (pen->y < pen->end)
		pen->y += frame_put_lines(pen->frame, pen->y, pen->x + x,
					  room(pen, x), role, text);
}

static void gap(struct pen *pen)
{
	if (pen->spare <= 0)
		return;
	pen->spare--;
	pen->y++;
}

/* As it is, in rows at most; the end of the last one shows that it was cut. */
static void address(struct pen *pen, int x, const char *url, int rows)
{
	size_t width = room(pen, x) > 0 ? (size_t)room(pen, x) : 1;

	for (; rows > 0 && *url; rows--) {
		size_t len = strlen(url);
		bool is_last = rows == 1 || len <= width;

		len = is_last ? len : width;
		if (pen->y < pen->end)
			frame_putf(pen->frame, pen->y, pen->x + x, (int)width,
				   ROLE_NORMAL, "%.*s", (int)len, url);
		pen->y++;
		url += len;
	}
}

static bool is_narrow(const struct pen *pen)
{
	return page_is_narrow(pen->frame);
}

/* -- time ------------------------------------------------------------------ */

int64_t signin_page_seconds(int64_t left_ms, bool slow, int64_t *changes_ms)
{
	int64_t seconds = left_ms > 0 ? (left_ms + 999) / 1000 : 0;
	int64_t step = seconds > 60 ? (slow ? 30 : 5) : (slow ? 10 : 1);
	int64_t shown = (seconds + step - 1) / step * step;

	*changes_ms = left_ms - (shown - step) * 1000;
	return shown;
}

static const char *time_text(int64_t seconds, char out[16])
{
	snprintf(out, 16, "%d:%02d", (int)(seconds / 60), (int)(seconds % 60));
	return out;
}

/* -- by the browser -------------------------------------------------------- */

/* "127.0.0.1:8765" of "http://127.0.0.1:8765/callback" */
static const char *host_of(const char *uri, char out[80])
{
	const char *at = strstr(uri, "://");

	at = at ? at + 3 : uri;
	snprintf(out, 80, "%.*s", (int)strcspn(at, "/"), at);
	return out;
}

/* Over ssh a browser here is seldom meant; the key tells whether it can be. */
static void put_keys(const struct signin_page *page, struct pen *pen)
{
	rowf(pen, INDENT, ROLE_DIM, "y copy (OSC 52)    u show alone%s",
	     *page->view.tunnel ? "" : "    b open a browser here");
}

static void put_listener(const struct signin_view *view, struct pen *pen)
{
	char host[80];

	host_of(view->redirect_uri, host);
	if (!view->is_listening)
		rowf(pen, INDENT, ROLE_NORMAL,
		     "the browser ends on %s, where nobody answers", host);
	else if (is_narrow(pen))
		rowf(pen, INDENT, ROLE_NORMAL, "listening on %s", host);
	else
		rowf(pen, INDENT, ROLE_NORMAL,
		     "the browser comes back by itself to %s of this host",
		     host);
	if (*view->tunnel && !is_narrow(pen))
		rowf(pen, INDENT, ROLE_NORMAL, "  from your computer: %s",
		     view->tunnel);
}

static void put_pasted(const struct signin_page *page, struct pen *pen)
{
	int x = pen->x + INDENT + 2, width = room(pen, INDENT + 2);
	int field = width < FIELD_WIDTH ? width : FIELD_WIDTH, used = 0;
	unsigned role = page->is_typing ? ROLE_FIELD : ROLE_DIM;

	frame_put(pen->frame, pen->y, x - 2, 2, ROLE_KEY, "> ");
	if (page->is_typing)
		frame_fill(pen->frame, pen->y, x, field, ROLE_FIELD);
	if (page->pasted > 0)
		used = frame_putf(pen->frame, pen->y, x, width, role,
				  "[hidden, %zu character%s]", page->pasted,
				  page->pasted == 1 ? "" : "s");
	else if (!page->is_typing)
		frame_put(pen->frame, pen->y, x, width, role,
			  is_narrow(pen) ? "p: paste where it ended"
					 : "nothing pasted yet");
	if (page->is_typing)
		frame_cursor(pen->frame, pen->y, x + used);
}

static void put_field(const struct signin_page *page, struct pen *pen)
{
	if (!is_narrow(pen))
		row(pen, INDENT, ROLE_NORMAL,
		    "or paste the address it ended on, even if no page was "
		    "shown (p):");
	if (pen->y < pen->end)
		put_pasted(page, pen);
	pen->y++;
}

static void put_device_line(const struct signin_view *view, struct pen *pen)
{
	switch (view->device) {
	case SIGNIN_DEVICE_NONE:
		return;
	case SIGNIN_DEVICE_ASKING:
		row(pen, INDENT, ROLE_DIM,
		    "or by any device: asking for a code");
		return;
	case SIGNIN_DEVICE_CODE:
		rowf(pen, INDENT, ROLE_NORMAL,
		     is_narrow(pen) ? "or a device, code %s (a)"
				    : "or on any device, with the code %s (a "
				      "shows how)",
		     view->user_code);
		return;
	case SIGNIN_DEVICE_EXPIRED:
		row(pen, INDENT, ROLE_WARN,
		    "or by any device: the code has expired, r gets another");
		return;
	case SIGNIN_DEVICE_FAILED:
		row(pen, INDENT, ROLE_WARN,
		    "or by any device: no code came, r asks again");
		return;
	}
}

static void put_end(const struct signin_page *page, struct pen *pen)
{
	char left[16];

	if (*page->view.notice)
		rowf(pen, 1, ROLE_WARN, "! %s", page->view.notice);
	rowf(pen, INDENT, ROLE_DIM, "waiting, %s left",
	     time_text(page->left, left));
}

static void put_browser(const struct signin_page *page, struct pen *pen,
			int url_rows)
{
	bool narrow = is_narrow(pen);

	row(pen, 1, ROLE_HEAD,
	    narrow ? "Open in a browser:"
		   : "1  Open this address in a browser:");
	address(pen, INDENT, page->view.url, url_rows);
	if (!narrow)
		put_keys(page, pen);
	gap(pen);
	if (!narrow)
		row(pen, 1, ROLE_HEAD, "2  Sign in and allow access.");
	gap(pen);
	if (!narrow)
		row(pen, 1, ROLE_HEAD,
		    "3  Come back here. What arrives first is used:");
	put_listener(&page->view, pen);
	put_field(page, pen);
	put_device_line(&page->view, pen);
	gap(pen);
	put_end(page, pen);
	gap(pen);
}

/* The address gets the rows that the rest leaves, then blank rows do. */
static void draw_browser(const struct signin_page *page, struct pen *pen)
{
	struct frame size = { .rows = pen->frame->rows,
			      .cols = pen->frame->cols };
	struct pen count = { .frame = &size, .x = pen->x };
	int width = room(pen, INDENT) > 0 ? room(pen, INDENT) : 1;
	int rows = ((int)strlen(page->view.url) + width - 1) / width;

	put_browser(page, &count, rows);
	pen->spare = pen->end - pen->y - count.y;
	if (pen->spare < 0)
		rows = rows + pen->spare > 1 ? rows + pen->spare : 1;
	put_browser(page, pen, rows);
}

/* -- by a device ----------------------------------------------------------- */

struct size {
	int rows, cols;
};

static struct size size_of(const char *square)
{
	struct size size = { 0, 0 };

	while (*square) {
		size_t len = strcspn(square, "\n");
		char line[512];

		snprintf(line, sizeof(line), "%.*s", (int)len, square);
		size.cols = (int)utf8_width(line);
		size.rows++;
		square += len + (square[len] == '\n');
	}
	return size;
}

static void draw_square(const char *square, unsigned role, struct frame *frame,
			int y, int x)
{
	while (*square) {
		size_t len = strcspn(square, "\n");

		frame_putf(frame, y++, x, frame->cols - x, role, "%.*s",
			   (int)len, square);
		square += len + (square[len] == '\n');
	}
}

/* "W D J B - M J H T" */
static void put_code(struct pen *pen, const char *code)
{
	struct str text = STR_INIT;

	for (const char *at = code; *at; at++)
		str_addf(&text, "%s%c", at == code ? "" : " ", *at);
	row(pen, INDENT, ROLE_HEAD,
	    text.text && (int)text.len <= room(pen, INDENT) ? text.text : code);
	str_clear(&text);
}

static void put_device(const struct signin_page *page, struct pen *pen,
		       bool has_square)
{
	const struct signin_view *view = &page->view;
	char left[16];

	if (view->device != SIGNIN_DEVICE_CODE) {
		put_device_line(view, pen);
		gap(pen);
		put_end(page, pen);
		return;
	}
	row(pen, 1, ROLE_HEAD, "On any device, open");
	address(pen, INDENT, view->uri, 3);
	row(pen, 1, ROLE_HEAD, "and enter");
	gap(pen);
	put_code(pen, view->user_code);
	gap(pen);
	if (has_square)
		row(pen, 1, ROLE_NORMAL, "or scan the square (i inverts).");
	rowf(pen, 1, ROLE_NORMAL, "The code expires in %s.",
	     time_text(page->device_left, left));
	gap(pen);
	if (!is_narrow(pen)) /* the last line says it, too */
		words(pen, 1, ROLE_WARN,
		      "Never enter a code that somebody else sent you.");
	gap(pen);
	if (*view->notice)
		rowf(pen, 1, ROLE_WARN, "! %s", view->notice);
	row(pen, 1, ROLE_DIM,
	    !is_narrow(pen) ? "y copy address   c copy code"
	    : *view->url    ? "c copy code   a the browser way"
			    : "c copy code");
	if (*view->url && !is_narrow(pen))
		row(pen, 1, ROLE_DIM, "a the browser way, which goes on");
}

static void draw_device(const struct signin_page *page, struct pen *pen)
{
	struct size size = size_of(page->square);
	bool has_square = page->view.device == SIGNIN_DEVICE_CODE &&
			  size.rows > 0 && !pen->frame->ascii_lines &&
			  size.rows <= pen->end - pen->y &&
			  size.cols + 2 + SIDE_WIDTH <= pen->frame->cols;
	unsigned role = page->is_inverted ? ROLE_SELECTED : ROLE_NORMAL;

	if (has_square) {
		draw_square(page->square, role, pen->frame, pen->y, 2);
		pen->x = size.cols + 4;
	}
	pen->spare = pen->end - pen->y - 11;
	put_device(page, pen, has_square);
}

/* -- what came of it ------------------------------------------------------- */

static void pair(struct pen *pen, unsigned role, const char *label,
		 const char *text)
{
	if (pen->y < pen->end)
		frame_put(pen->frame, pen->y, pen->x + 1, LABEL, ROLE_DIM,
			  label);
	words(pen, 1 + LABEL, role, text);
}

static void put_expiry(const struct signin_view *view, struct pen *pen)
{
	char when[CLOCK_TEXT], text[160];

	clock_local(view->expires_at, when);
	if (!view->expires_at)
		str_copy(text, "not told by the provider", sizeof(text));
	else if (view->has_refresh)
		snprintf(text, sizeof(text), "%s, then it is refreshed", when);
	else
		snprintf(text, sizeof(text),
			 "%s, then somebody must sign in again: no refresh "
			 "token came",
			 when);
	bool ends = view->expires_at && !view->has_refresh;

	pair(pen, ends ? ROLE_WARN : ROLE_NORMAL, "Expires", text);
	if (*view->advice)
		pair(pen, ROLE_NORMAL, "", view->advice);
}

static void draw_done(const struct signin_page *page, struct pen *pen)
{
	const struct signin_view *view = &page->view;
	char text[400];

	gap(pen);
	row(pen, 1, ROLE_GOOD, "* Signed in. Enter stores it.");
	gap(pen);
	pair(pen, ROLE_NORMAL, "Account",
	     *view->account ? view->account : "not told by the provider");
	if (*page->was) {
		snprintf(text, sizeof(text), "%.200s until now", page->was);
		pair(pen, ROLE_WARN, "! other", text);
	}
	pair(pen, ROLE_NORMAL, "Granted",
	     *view->granted ? view->granted : "no scopes");
	if (*view->lacking) {
		snprintf(text, sizeof(text), "%.300s. What needs it will fail",
			 view->lacking);
		pair(pen, ROLE_WARN, "! refused", text);
	}
	put_expiry(view, pen);
	gap(pen);
	words(pen, 1, ROLE_DIM,
	      "Until it is stored nothing is changed. Esc throws it away.");
}

static void draw_failed(const struct signin_page *page, struct pen *pen)
{
	const struct err *err = &page->view.err;
	char text[sizeof(err->msg) + 4];

	gap(pen);
	snprintf(text, sizeof(text), "! %s", err->msg);
	words(pen, 1, ROLE_BAD, text);
	if (*err_advice(err)) {
		gap(pen);
		words(pen, 3, ROLE_NORMAL, err_advice(err));
	}
	gap(pen);
	row(pen, 3, ROLE_DIM, "r  try again     Esc  back");
}

/* -- all of it ------------------------------------------------------------- */

static void draw_asking(const struct signin_page *page, struct pen *pen)
{
	bool is_who = page->view.state == SIGNIN_ASKING;

	gap(pen);
	rowf(pen, 1, ROLE_NORMAL,
	     is_who ? "Signed in. %s is asked who it was ..."
		    : "%s is asked for tokens ...",
	     page->view.provider);
}

static void draw_head(const struct signin_view *view, struct pen *pen)
{
	if (is_narrow(pen)) {
		rowf(pen, 1, ROLE_NORMAL, "%s, app \"%s\"", view->provider,
		     view->app);
		return;
	}
	rowf(pen, 1, ROLE_NORMAL, "%s   OAuth, app \"%s\"%s%s", view->provider,
	     view->app, *view->asked ? "   scopes: " : "", view->asked);
	pen->y++;
}

void signin_page_draw(const struct signin_page *page, struct frame *frame,
		      int y, int end)
{
	struct pen pen = { .frame = frame, .y = y, .end = end };

	draw_head(&page->view, &pen);
	pen.spare = end - pen.y - 9;
	switch (page->view.state) {
	case SIGNIN_WAITING:
		if (page->is_by_device)
			draw_device(page, &pen);
		else
			draw_browser(page, &pen);
		break;
	case SIGNIN_EXCHANGING:
	case SIGNIN_ASKING:
		draw_asking(page, &pen);
		break;
	case SIGNIN_DONE:
		draw_done(page, &pen);
		break;
	case SIGNIN_FAILED:
		draw_failed(page, &pen);
		break;
	}
}
