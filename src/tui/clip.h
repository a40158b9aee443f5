/* clip.h - the clipboard of the computer the operator sits at
 *
 * OSC 52 carries text there through any number of SSH hops (XTerm Control
 * Sequences, "Operating System Commands", Ps = 52); inside tmux, tmux does it
 * and keeps a buffer of its own. Nothing is asked of the terminal, so whether
 * the text arrived is not known. */
#ifndef CONNVAULT_TUI_CLIP_H
#define CONNVAULT_TUI_CLIP_H

#include <stdbool.h>

#include "base/secret.h"

#define CLIP_MAX       74994 /* bytes; terminals cut or drop longer ones */
#define CLIP_SECRET_MS 45000 /* that a copied secret stays */

struct clip {
	struct secret *kept; /* copied, to be taken back; NULL: nothing */
	bool by_tmux;	     /* and in which way it went */
};

/* Takes text. ERR_USAGE when it is too long: what was copied before stays. */
int clip_copy(struct clip *clip, struct secret *text, bool is_secret,
	      struct err *err);
/* Take a secret back, unless the tmux buffer has something else by now. Another
 * clipboard cannot be looked at: a blank takes its place. */
void clip_forget(struct clip *clip);

#endif
