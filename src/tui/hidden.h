/* hidden.h - a secret being typed or pasted: kept in locked memory, shown as a
 * mask unless asked for, and then for ten seconds only */
#ifndef CONNVAULT_TUI_HIDDEN_H
#define CONNVAULT_TUI_HIDDEN_H

#include <stdbool.h>
#include <stdint.h>

#include "tui/frame.h"
#include "tui/keys.h"

#define HIDDEN_SHOW_MS 10000

struct hidden {
	struct secret *value; /* as large as what was typed may grow to */
	size_t len;
	bool is_long;		    /* may have lines, as a PEM key has */
	bool is_pasted, is_printed; /* pasted by hand, or by a command */
	size_t stripped;	    /* newlines taken off the end of a paste */
	bool has_blanks;	    /* around what was pasted: kept */
	bool is_over; /* too much was typed: emptied, until it begins anew */
	int64_t shown_until; /* milliseconds; 0: hidden */
};

enum hidden_result {
	HIDDEN_UNUSED,
	HIDDEN_USED,
	HIDDEN_CHANGED,
	HIDDEN_CONTROL, /* refused: it has control characters */
	HIDDEN_LARGE,	/* refused: too long, or no memory for it; then
			 * what was typed is emptied (is_over) */
};

enum hidden_result hidden_key(struct hidden *hidden, const struct key *key);
void hidden_clear(struct hidden *hidden); /* wipes */
/* A copy of the value in a secret of its own. */
int hidden_take(const struct hidden *hidden, struct secret **out,
		struct err *err);
size_t hidden_characters(const struct hidden *hidden);
bool hidden_is_shown(const struct hidden *hidden, int64_t now_ms);

/* The mask and the number of characters; the value itself while shown. */
void hidden_draw(struct frame *frame, int y, int x, int width, unsigned role,
		 const struct hidden *hidden, int64_t now_ms);

#endif
