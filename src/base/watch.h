/* watch.h - signals that come while somebody is waited for
 *
 * They are noted, so that the terminal can be put back as it was; what is
 * ignored stays ignored. One watch at a time. */
#ifndef CONNVAULT_BASE_WATCH_H
#define CONNVAULT_BASE_WATCH_H

#include <signal.h>

#include "base/err.h"

#define WATCH_SIGNALS 5 /* SIGINT SIGTERM SIGHUP SIGQUIT SIGTSTP */

struct watch {
	int fd; /* can be read when a signal has come */
	struct sigaction old[WATCH_SIGNALS];
};

int watch_begin(struct watch *watch, struct err *err);
void watch_end(struct watch *watch);
/* The last signal that has come since watch_begin(), or 0. */
int watch_came(void);

#endif
