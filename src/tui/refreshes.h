/* refreshes.h - new tokens for the selected connection, or the marked ones
 *
 * It goes on beside everything else, in the one poll loop; its result is said
 * on the last line. The vault stays open meanwhile: an answer that nobody can
 * store any more is a token that is lost. */
#ifndef CONNVAULT_TUI_REFRESHES_H
#define CONNVAULT_TUI_REFRESHES_H

#include "tui/console.h"

bool blocked_refresh(struct console *console, char *why, size_t size);
void run_refresh(struct console *console, void *state);
/* "force": whatever went wrong before. */
void take_refresh(struct console *console, void *state, const char *words);

/* As console_fds() and console_polled(); nothing when none is under way. */
size_t refreshes_fds(struct console *console,
		     struct pollfd fds[REFRESH_FDS_MAX], int *wait_ms);
void refreshes_polled(struct console *console, const struct pollfd *fds,
		      size_t count);
/* Why the vault must stay open, or NULL. */
const char *refreshes_held(const struct console *console);
/* Those that were not begun are left as they are; false when there are none. */
bool refreshes_stop(struct console *console);
void refreshes_end(struct console *console);

#endif
