/* base64.c - a secret in base64, from one locked place to another */
#include "base/base64.h"

#include <string.h>

#include <sodium.h>

int secret_base64(const struct secret *secret, struct secret **out,
		  struct err *err)
{
	size_t len;
	const unsigned char *bytes = secret_reveal(secret, &len);
	size_t size =
		sodium_base64_encoded_len(len, sodium_base64_VARIANT_ORIGINAL);

	if (secret_new(size, out, err) != 0)
		return -1;
	sodium_bin2base64(secret_fill(*out), size, bytes, len,
			  sodium_base64_VARIANT_ORIGINAL);
	secret_cut(*out, size - 1);
	return 0;
}
