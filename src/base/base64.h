/* base64.h - a secret in base64, for headers (RFC 7617) and OAuth (RFC 7636) */
#ifndef CONNVAULT_BASE_BASE64_H
#define CONNVAULT_BASE_BASE64_H

#include "base/secret.h"

/* The standard alphabet with padding (RFC 4648, 4). The caller owns *out. */
int secret_base64(const struct secret *secret, struct secret **out,
		  struct err *err);
/* The alphabet that is safe in URLs, without padding (RFC 4648, 5). */
int secret_base64url(const struct secret *secret, struct secret **out,
		     struct err *err);

/* Back from the standard alphabet; ERR_USAGE when it is none. */
int secret_from_base64(const char *text, struct secret **out, struct err *err);

#endif
