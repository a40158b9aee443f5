/* term.h - the terminal: entering and leaving it, keys in, frames out
 *
 * The only part that knows curses. The terminal is given back on every way
 * out, a crash included. Nothing is asked of the terminal. */
#ifndef CONNVAULT_TUI_TERM_H
#define CONNVAULT_TUI_TERM_H

#include <stdbool.h>

#include "base/err.h"
#include "tui/frame.h"
#include "tui/keys.h"
#include "tui/theme.h"

struct term; /* opaque; one per process */

struct term_options {
	bool no_color;		   /* NO_COLOR does the same */
	bool ascii;		   /* no box lines, whatever the locale */
	bool mouse;		   /* clicks and the wheel are keys */
	bool plain;		   /* for screen readers: see frame.h */
	const struct theme *theme; /* borrowed while open */
};

/* Could term_open() work? Asked before anything else is opened. */
int term_check(struct err *err);
/* ERR_USAGE with a hint when stdin or stdout is no terminal, or TERM is unset,
 * unknown or cannot place the cursor; nothing was written to it then. */
int term_open(const struct term_options *options, struct term **out,
	      struct err *err);
void term_close(struct term *term); /* NULL is fine */

/* Give the terminal back for a while, and take it again. */
void term_leave(struct term *term);
void term_enter(struct term *term);
/* Leave, and show one line alone, which a mouse can then select as a whole. No
 * key is read or shown before term_enter(). */
void term_aside(struct term *term, const char *text);

/* The next key that has arrived: 1, or 0 when there is none. The caller frees
 * key->paste. */
int term_key(struct term *term, struct key *key);
/* Wipe what curses remembers of typed keys. */
void term_forget_keys(struct term *term);

/* To the clipboard of the terminal, by OSC 52; base64 as it is sent. */
void term_copy(const struct secret *base64);

/* Ask for the size again after SIGWINCH. */
void term_measure(struct term *term);
void term_size(const struct term *term, int *rows, int *cols);
/* A blank frame of the terminal's size and character sets. */
int term_frame(struct term *term, struct frame *frame, struct err *err);
/* Show it. Writes nothing when it is what is shown already. */
int term_paint(struct term *term, const struct frame *frame, struct err *err);
/* The next frame is painted in full. */
void term_redraw(struct term *term);

#endif
