/* signin_page.h - what is seen of a sign-in: drawn from plain data, so that
 * every state of it can be looked at without a provider */
#ifndef CONNVAULT_TUI_SIGNIN_PAGE_H
#define CONNVAULT_TUI_SIGNIN_PAGE_H

#include "ops/signin.h"
#include "tui/frame.h"

struct signin_page {
	struct signin_view view;
	bool is_by_device; /* which way is shown, of those that go on at once */
	bool is_typing;	   /* in the field for what is pasted */
	size_t pasted;	   /* characters in it */
	const char *square; /* QR code, rows parted by newlines; "" for none */
	bool is_inverted;   /* the square: for black on white */
	const char *was; /* account until now, when another one signed in; "" */
	/* Seconds as they are shown: rounded, so that little is repainted. */
	int64_t left, device_left;
};

/* From row y to end. */
void signin_page_draw(const struct signin_page *page, struct frame *frame,
		      int y, int end);

/* A time left as it is shown; slow: changing less often. *changes_ms: how long
 * it stays that. */
int64_t signin_page_seconds(int64_t left_ms, bool slow, int64_t *changes_ms);

#endif
