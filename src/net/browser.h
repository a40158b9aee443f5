/* browser.h - a browser, started only where one can appear
 *
 * $BROWSER is what the operator wants: commands with colons between, words with
 * blanks between, %s for the address. Without it xdg-open (open on macOS) is
 * run, but not without a display: it would start a browser for the terminal,
 * inside ours. No shell is run. */
#ifndef CONNVAULT_NET_BROWSER_H
#define CONNVAULT_NET_BROWSER_H

#include <sys/types.h>

#include "base/err.h"

/* Start one in a session of its own, with nothing of our terminal. ERR_ABSENT
 * when none can appear here, or there is no such program; ERR_USAGE for what is
 * not an http or https address (RFC 3986). */
int browser_open(const char *url, pid_t *pid, struct err *err);

/* Never waits. */
enum browser_end { BROWSER_RUNS, BROWSER_ENDED, BROWSER_FAILED };
enum browser_end browser_look(pid_t pid);

#endif
