/* host.h - names of this machine itself */
#ifndef CONNVAULT_BASE_HOST_H
#define CONNVAULT_BASE_HOST_H

#include <stdbool.h>

/* 127.0.0.1, [::1] and localhost, with or without a port: what is sent there
 * cannot be heard elsewhere (RFC 8252, 8.3). */
bool host_is_loopback(const char *host);

#endif
