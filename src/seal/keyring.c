/* keyring.c - the keys of one project and epoch */
#include "seal/keyring.h"

#include <assert.h>
#include <sodium.h>

#define CONTEXT "cvproj01"

static_assert(KEY_BYTES == crypto_kdf_KEYBYTES, "key");

const uint8_t *key_reveal(const struct secret *key, struct err *err)
{
	size_t len;
	const uint8_t *bytes = secret_reveal(key, &len);

	if (len == KEY_BYTES)
		return bytes;
	err_set(err, ERR_FAILED, "a key has %d bytes, not %zu", KEY_BYTES, len);
	return NULL;
}

int key_new(struct secret **out, struct err *err)
{
	return secret_random(KEY_BYTES, out, err);
}

int key_derive(const struct secret *key, const char *context, uint64_t id,
	       struct secret **out, struct err *err)
{
	const uint8_t *k = key_reveal(key, err);
	struct secret *sub;

	if (k == NULL || secret_new(KEY_BYTES, &sub, err) != 0)
		return -1;
	if (crypto_kdf_derive_from_key(secret_fill(sub), KEY_BYTES, id, context,
				       k)) {
		secret_free(sub);
		return err_set(err, ERR_FAILED, "deriving a key failed");
	}
	*out = sub;
	return 0;
}

int keyring_derive(const struct secret *project_key, uint32_t epoch,
		   struct keyring *out, struct err *err)
{
	struct keyring ring = { .epoch = epoch };
	struct secret **key[] = { &ring.secret, &ring.meta, &ring.index,
				  &ring.audit, &ring.head };

	for (size_t i = 0; i < sizeof(key) / sizeof(key[0]); i++) {
		if (key_derive(project_key, CONTEXT, i + 1, key[i], err) != 0) {
			keyring_clear(&ring);
			return -1;
		}
	}
	*out = ring;
	return 0;
}

void keyring_clear(struct keyring *keyring)
{
	secret_free(keyring->secret);
	secret_free(keyring->meta);
	secret_free(keyring->index);
	secret_free(keyring->audit);
	secret_free(keyring->head);
	*keyring = (struct keyring){ .epoch = 0 };
}

int keyed_hash(const struct secret *key, const void *bytes, size_t len,
	       uint8_t *out, size_t size, struct err *err)
{
	const uint8_t *k = key_reveal(key, err);

	if (k == NULL)
		return -1;
	if (size != 16 && size != HASH_BYTES)
		return err_set(err, ERR_FAILED, "a hash of %zu bytes", size);
	crypto_generichash(out, size, bytes, len, k, KEY_BYTES);
	return 0;
}
