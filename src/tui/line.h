/* line.h - one line, or a few, of text being typed */
#ifndef CONNVAULT_TUI_LINE_H
#define CONNVAULT_TUI_LINE_H

#include "tui/frame.h"
#include "tui/keys.h"

#define LINE_MAX_BYTES (16 * 1024)

struct line {
	char *text; /* UTF-8, or NULL for none */
	size_t len, cap;
	size_t cursor;	 /* byte */
	bool is_long;	 /* Enter makes a new line */
	bool is_numeric; /* other characters are refused */
};

enum line_result { LINE_UNUSED, LINE_USED, LINE_CHANGED, LINE_REFUSED };

const char *line_text(const struct line *line); /* never NULL */
/* The cursor goes to the end. 0, or -1 when out of memory. */
int line_set(struct line *line, const char *text, size_t len, struct err *err);
void line_clear(struct line *line);

/* Take a key: LINE_UNUSED when it means nothing here, LINE_REFUSED for text
 * that cannot be typed here (control characters, too much). */
enum line_result line_key(struct line *line, const struct key *key);

/* Draw into width columns and height rows, scrolled so that the cursor is
 * seen; with focus the terminal's cursor is put there. */
void line_draw(struct frame *frame, int y, int x, int height, int width,
	       unsigned role, const struct line *line, bool has_focus);

#endif
