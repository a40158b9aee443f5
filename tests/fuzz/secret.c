/* secret.c - secrets that are blocks of the heap, in the place of the arena
 *
 * In the arena of src/base/secret.c one secret follows the other, so that
 * AddressSanitizer does not see who reads behind the end of one. */
#include "base/secret.h"

#include <stdlib.h>
#include <string.h>

struct secret {
	size_t len;
	char bytes[]; /* and a NUL */
};

int secret_init(struct err *err)
{
	(void)err;
	return 0;
}

bool secret_is_locked(void)
{
	return true;
}

int secret_new(size_t len, struct secret **out, struct err *err)
{
	*out = calloc(1, sizeof(**out) + len + 1);
	if (!*out)
		return err_nomem(err);
	(*out)->len = len;
	return 0;
}

int secret_from(const void *from, size_t len, struct secret **out,
		struct err *err)
{
	if (secret_new(len, out, err) != 0)
		return -1;
	if (len > 0)
		memcpy((*out)->bytes, from, len);
	return 0;
}

/* The same bytes at every run. */
int secret_copy(const struct secret *from, struct secret **out, struct err *err)
{
	return secret_from(secret_reveal(from, NULL), secret_len(from), out,
			   err);
}

int secret_random(size_t len, struct secret **out, struct err *err)
{
	if (secret_new(len, out, err) != 0)
		return -1;
	memset((*out)->bytes, 'r', len);
	return 0;
}

void *secret_fill(struct secret *secret)
{
	return secret->bytes;
}

void secret_cut(struct secret *secret, size_t len)
{
	memset(secret->bytes + len, 0, secret->len - len);
	secret->len = len;
}

size_t secret_len(const struct secret *secret)
{
	return secret->len;
}

const void *secret_reveal(const struct secret *secret, size_t *len)
{
	if (len)
		*len = secret->len;
	return secret->bytes;
}

bool secret_equal(const struct secret *a, const struct secret *b)
{
	return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

void secret_free(struct secret *secret)
{
	free(secret);
}
