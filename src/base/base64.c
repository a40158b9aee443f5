/* base64.c - a secret in base64, from one locked place to another */
#include "base/base64.h"

#include <string.h>

#include <sodium.h>

static int encode(const struct secret *secret, int variant, struct secret **out,
		  struct err *err)
{
	size_t len;
	const unsigned char *bytes = secret_reveal(secret, &len);
	size_t size = sodium_base64_encoded_len(len, variant);

	if (secret_new(size, out, err) != 0)
		return -1;
	sodium_bin2base64(secret_fill(*out), size, bytes, len, variant);
	secret_cut(*out, size - 1);
	return 0;
}

int secret_base64(const struct secret *secret, struct secret **out,
		  struct err *err)
{
	return encode(secret, sodium_base64_VARIANT_ORIGINAL, out, err);
}

int secret_base64url(const struct secret *secret, struct secret **out,
		     struct err *err)
{
	return encode(secret, sodium_base64_VARIANT_URLSAFE_NO_PADDING, out,
		      err);
}
