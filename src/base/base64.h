/* base64.h - a secret in base64, for an Authorization header (RFC 7617) */
#ifndef CONNVAULT_BASE_BASE64_H
#define CONNVAULT_BASE_BASE64_H

#include "base/secret.h"

/* The standard alphabet with padding (RFC 4648, 4). The caller owns *out. */
int secret_base64(const struct secret *secret, struct secret **out,
		  struct err *err);

#endif
