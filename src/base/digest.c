/* digest.c - BLAKE2b-128 of bytes as text */
#include "base/digest.h"

#include <sodium.h>

#include "base/str.h"

void digest_text(const void *bytes, size_t len, char out[DIGEST_TEXT])
{
	uint8_t hash[DIGEST_TEXT / 2];

	crypto_generichash(hash, sizeof(hash), bytes, len, NULL, 0);
	hex_from(hash, sizeof(hash), out);
}
