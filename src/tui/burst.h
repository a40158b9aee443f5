/* burst.h - many keys at once: held down, typed ahead, or a paste gone astray
 *
 * A terminal without bracketed paste sends a paste as keys. None of them may
 * be a command: up to BURST keys at once are typed, more are looked at. Where
 * no text field has the focus they are dropped when they are a mixture of
 * characters, Enter and Tab; held keys repeat, and "/" or ":" opens a field
 * for what follows, as on a slow line. In a field Enter is the end: what came
 * with it, but after it, is dropped. */
#ifndef CONNVAULT_TUI_BURST_H
#define CONNVAULT_TUI_BURST_H

#include <stdbool.h>
#include <stdint.h>

#define BURST	 3   /* more keys at once nobody types */
#define KEYS_MAX 512 /* handled before a frame is painted */

struct burst {
	int64_t until;	    /* keys that come before then belong to it */
	bool is_unfinished; /* however few they are */
	bool is_dropped;    /* what still comes of it is, too */
	bool in_field;	    /* it was typed into a field */
	bool in_run;	    /* its characters were looked at: no paste */
};

#endif
