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

int secret_from_base64(const char *text, struct secret **out, struct err *err)
{
	size_t len = strlen(text), made;
	struct secret *bytes;

	if (secret_new(len / 4 * 3 + 3, &bytes, err) != 0)
		return -1;
	if (sodium_base642bin(secret_fill(bytes), secret_len(bytes), text, len,
			      NULL, &made, NULL,
			      sodium_base64_VARIANT_ORIGINAL) != 0) {
		secret_free(bytes);
		return err_set(err, ERR_USAGE, "it is no base64");
	}
	secret_cut(bytes, made);
	*out = bytes;
	return 0;
}
