/* burst.h - many keys at once: held down, typed ahead, or a paste gone astray
 *
 * A terminal without bracketed paste sends a paste as keys. Up to BURST keys
 * at once are typed, as nobody could tell them from typing; more are looked at,
 * so that few of a paste can be commands. Where no text field has the focus
 * they are dropped when they are a mixture of characters, Enter and Tab; held
 * keys repeat, and "/" or ":" opens a field for what follows, as on a slow
 * line. In a field Enter is the end, and it is not pressed: what was pasted
 * into the wrong field is not to be saved or run. Only where a field looks for
 * something it is taken.
 *
 * Once some is dropped all is, however few keys come at once, until for a
 * moment none comes; but Ctrl-C and Ctrl-X are heard. */
#ifndef CONNVAULT_TUI_BURST_H
#define CONNVAULT_TUI_BURST_H

#include <stdbool.h>
#include <stdint.h>

#define BURST	 3   /* more keys at once nobody types */
#define KEYS_MAX 512 /* handled before a frame is painted */

enum burst_state {
	BURST_NONE,
	BURST_RUN,   /* its characters were looked at: no paste */
	BURST_FIELD, /* it is typed into a field */
	BURST_SENT,  /* Enter was the end of the field */
	BURST_REST,  /* dropped: it came after that */
	BURST_PASTE, /* dropped: it went to no field */
};

struct burst {
	enum burst_state state;
	int64_t until; /* keys that come before then belong to it */
};

#endif
