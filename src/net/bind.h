/* bind.h - listening sockets on loopback */
#ifndef CONNVAULT_NET_BIND_H
#define CONNVAULT_NET_BIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define BIND_MAX  2 /* localhost is 127.0.0.1 and ::1 */
#define BIND_HOST 16

/* "[::1]:8443" is host "::1" and a port; false when it is not loopback. */
bool bind_address(const char *address, char host[BIND_HOST], unsigned *port);

/* Sockets for host ("127.0.0.1", "::1", "localhost"), that listen on *port;
 * 0 becomes the port that was free. How many, or -1: ERR_CONFLICT when a
 * given port is taken. ::1 may be missing for localhost, where a machine has
 * no IPv6. */
int bind_loopback(const char *host, unsigned *port, int fds[BIND_MAX],
		  struct err *err);

#endif
