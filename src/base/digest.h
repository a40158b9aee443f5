/* digest.h - BLAKE2b-128 of bytes as text: to notice that a file changed, and
 * to name things after paths. For nothing that is secret. */
#ifndef CONNVAULT_BASE_DIGEST_H
#define CONNVAULT_BASE_DIGEST_H

#include <stddef.h>

#define DIGEST_TEXT 33
void digest_text(const void *bytes, size_t len, char out[DIGEST_TEXT]);

#endif
