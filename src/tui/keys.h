/* keys.h - what comes from the keyboard */
#ifndef CONNVAULT_TUI_KEYS_H
#define CONNVAULT_TUI_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/secret.h"

/* A code point as it is, control characters included (Ctrl-U is 0x15); these
 * are above all code points. */
enum press {
	PRESS_UP = 0x110000,
	PRESS_DOWN,
	PRESS_LEFT,
	PRESS_RIGHT,
	PRESS_HOME,
	PRESS_END,
	PRESS_PAGE_UP,
	PRESS_PAGE_DOWN,
	PRESS_DELETE,
	PRESS_BACK_TAB,
	PRESS_F1,
	PRESS_F2,
	PRESS_F5,
	PRESS_PASTE,	 /* a bracketed paste, whole */
	PRESS_CUT_PASTE, /* one that broke off; it was dropped */
	PRESS_CLICK,	 /* in row y */
	PRESS_WHEEL_UP,
	PRESS_WHEEL_DOWN,
	PRESS_OTHER,	      /* a key we have no use for */
	PRESS_FOREIGN,	      /* a byte that is no character of the locale */
	PRESS_ALT = 0x200000, /* added to a code point */

	PRESS_TAB = '\t',
	PRESS_ENTER = '\r',
	PRESS_ESC = 0x1b,
	PRESS_BACKSPACE = 0x7f,
};
#define CTRL(letter) ((letter)&0x1f)

struct key {
	uint32_t press;
	struct secret *paste; /* of PRESS_PASTE; NULL when it was too long */
	bool is_printed;      /* ... by a command, not pasted by hand */
	int y;		      /* of PRESS_CLICK */
};

#define KEY_TEXT 5
/* The UTF-8 of a typed code point; returns its bytes, NUL not counted. */
size_t key_text(uint32_t point, char out[KEY_TEXT]);

#endif
