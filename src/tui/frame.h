/* frame.h - a picture of the screen: cells of text with a role each
 *
 * Screens draw into a frame and nothing else, so that what they draw can be
 * tested without a terminal. All text passes term_safe() on its way in. */
#ifndef CONNVAULT_TUI_FRAME_H
#define CONNVAULT_TUI_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* What a cell is for; term.c says how that looks. */
enum role {
	ROLE_NORMAL,
	ROLE_BAR,  /* first and last line */
	ROLE_HEAD, /* column titles, headings */
	ROLE_SELECTED,
	ROLE_GOOD,
	ROLE_WARN,
	ROLE_BAD,
	ROLE_DIM,
	ROLE_KEY,    /* a key in the hint bar or the help */
	ROLE_FIELD,  /* where text is typed */
	ROLE_BUTTON, /* a button without, and with the focus */
	ROLE_FOCUS,
	ROLES
};
#define ROLE_MATCH 0x80 /* added to a role: text that the filter found */

#define CELL_TEXT  5 /* code points: a character and its marks */

struct cell {
	uint32_t text[CELL_TEXT]; /* 0 ends; all 0: right half of a wide one */
	uint8_t role;
	uint8_t columns;
};

struct frame {
	int rows, cols;
	struct cell *cell;
	size_t cap;
	bool ascii_lines;	/* + - | > ~ in place of box lines */
	bool ascii_text;	/* the locale has no UTF-8: show <U+XXXX> */
	int cursor_y, cursor_x; /* y < 0: no cursor */
	int pointer_y;		/* row of the pointer; < 0: none */
	/* For screen readers: no lines and frames, a dialog alone on the page,
	 * and the cursor on the row of the pointer unless text is typed. */
	bool is_plain;
};

/* A blank frame of that size. 0, or -1 when out of memory. */
int frame_reset(struct frame *frame, int rows, int cols, struct err *err);
/* Wipes: a frame may show a secret. */
void frame_clear(struct frame *frame);
bool frame_is_same(const struct frame *a, const struct frame *b);
int frame_copy(struct frame *to, const struct frame *from, struct err *err);

/* Text at a place, at most width columns and never beyond the frame, with a
 * mark at the end where it was cut. Returns the columns written. */
int frame_put(struct frame *frame, int y, int x, int width, unsigned role,
	      const char *text);
int frame_putf(struct frame *frame, int y, int x, int width, unsigned role,
	       const char *fmt, ...) __attribute__((format(printf, 6, 7)));
/* The same, cut in the middle (ids, paths, addresses). */
int frame_put_id(struct frame *frame, int y, int x, int width, unsigned role,
		 const char *text);
/* The same, ending at column x (not included). */
int frame_put_right(struct frame *frame, int y, int x, int width, unsigned role,
		    const char *text);
/* Paragraph of words wrapped to width; returns the rows used. */
int frame_put_lines(struct frame *frame, int y, int x, int width, unsigned role,
		    const char *text);

void frame_fill(struct frame *frame, int y, int x, int width, unsigned role);
/* Another role for cells that are there already; ROLE_MATCH is added. */
void frame_tint(struct frame *frame, int y, int x, int width, unsigned role);
void frame_rule(struct frame *frame, int y, int x, int width);
void frame_bar(struct frame *frame, int y, int x, int height);
/* A box with blanks inside and a title on its upper edge. */
void frame_box(struct frame *frame, int y, int x, int height, int width,
	       const char *title);
/* The mark of text that was cut. */
void frame_cut(struct frame *frame, int y, int x, unsigned role);
/* The mark before the selected row. */
void frame_pointer(struct frame *frame, int y, int x, unsigned role);
void frame_cursor(struct frame *frame, int y, int x);

#endif
