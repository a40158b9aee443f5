/* paste.h - a bracketed paste, read past curses, which would keep it
 *
 * From standard input, straight into locked memory. Its beginning was read as a
 * key already. */
#ifndef CONNVAULT_TUI_PASTE_H
#define CONNVAULT_TUI_PASTE_H

#include <stddef.h>
#include <stdint.h>

#include "tui/keys.h"

#define PASTE_END "\033[201~"

struct paste {
	int64_t cut_at;	 /* when a paste was cut off; or 0 */
	int64_t last_at; /* when a byte of it came last */
	size_t matched;	 /* of its end */
};

/* All of it: PRESS_PASTE, or PRESS_CUT_PASTE when it broke off. key->paste is
 * NULL when it was too long. */
void paste_read(struct paste *paste, struct key *key);
/* The rest of one that broke off, as far as it has come, is no key; for some
 * seconds at most, as it cannot be told from typing. */
void paste_skip(struct paste *paste);

#endif
