/* page.h - what all full screens have: title, hints, the last line, states */
#ifndef CONNVAULT_TUI_PAGE_H
#define CONNVAULT_TUI_PAGE_H

#include "tui/console.h"

bool page_is_narrow(const struct frame *frame);
/* Columns for the right edge of the body: the row after its last one. */
int page_body_end(const struct frame *frame);

/* The rule above a list; when it is longer than its window, with the rows that
 * are seen: "3-20 of 102". */
void page_rule(struct frame *frame, int y, const struct list *list);
void page_head(const struct console *console, struct frame *frame);
void page_foot(struct console *console, struct frame *frame);
/* Mock-up J. */
void page_too_small(const struct console *console, struct frame *frame);

/* Where a dialog of that size goes: in the middle. */
struct place {
	int y, x, height, width;
};
struct place page_dialog(const struct frame *frame, int height, int width);

/* conn_standing() and its role. */
unsigned page_status(const struct conn *conn, char out[STATUS_TEXT]);
/* "the provider revoked the token", "" when all is well. */
const char *page_reason(const struct conn *conn);
/* The name to show, also of what cannot be read. */
const char *page_name(const struct conn *conn);

#endif
