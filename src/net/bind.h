/* bind.h - listening sockets on loopback; for src/net only */
#ifndef CONNVAULT_NET_BIND_H
#define CONNVAULT_NET_BIND_H

#include <stddef.h>

#include "base/err.h"

#define BIND_MAX 2 /* localhost is 127.0.0.1 and ::1 */

/* Sockets for host ("127.0.0.1", "::1", "localhost"), that listen on *port;
 * 0 becomes the port that was free. How many, or -1: ERR_CONFLICT when a
 * given port is taken. ::1 may be missing for localhost, where a machine has
 * no IPv6. */
int bind_loopback(const char *host, unsigned *port, int fds[BIND_MAX],
		  struct err *err);

#endif
