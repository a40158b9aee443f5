/* secret_sodium.c - what of secrets needs libsodium */
#include "base/secret.h"

#include <sodium.h>

int secret_init_sodium(struct err *err)
{
	if (sodium_init() < 0)
		return err_set(err, ERR_FAILED, "libsodium does not start");
	return 0;
}

int secret_random(size_t len, struct secret **out, struct err *err)
{
	if (secret_new(len, out, err) != 0)
		return -1;
	randombytes_buf(secret_fill(*out), len);
	return 0;
}

bool secret_equal(const struct secret *a, const struct secret *b)
{
	size_t len, other_len;
	const void *bytes = secret_reveal(a, &len);
	const void *other = secret_reveal(b, &other_len);

	return len == other_len && sodium_memcmp(bytes, other, len) == 0;
}
