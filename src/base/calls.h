/* calls.h - this process may from now on make these system calls alone
 *
 * seccomp, on Linux and where libseccomp was there when it was built. What is
 * left is what an agent needs: files, sockets, threads, itself anew. It is for
 * ever, for what this process becomes by execve(2), too. */
#ifndef CONNVAULT_BASE_CALLS_H
#define CONNVAULT_BASE_CALLS_H

#include <stdbool.h>

#include "base/err.h"

/* Would calls_limit() do something? */
bool calls_can_limit(void);

/* libseccomp, before a jail keeps it from being read. 0 as well where
 * calls_can_limit() is false. */
int calls_load(struct err *err);

/* No new process, no look into another one, no socket but those of the network
 * and of this machine. 0 as well where calls_can_limit() is false. */
int calls_limit(struct err *err);

#endif
