/* box.c - bytes sealed to a passphrase, in a file that stands alone */
#include "seal/box.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "seal/bytes.h"
#include "seal/kdf.h"
#include "seal/keyring.h"

#define MAGIC	     "cvexport"
#define MAGIC_LEN    8
#define FORMAT	     1
#define TO_PHRASE    1 /* a passphrase */
#define STREAM	     (MAGIC_LEN + 4 + 8 + 8 + KDF_SALT)
#define COMMITS	     (STREAM + crypto_secretstream_xchacha20poly1305_HEADERBYTES)

#define stream_state crypto_secretstream_xchacha20poly1305_state
#define stream_push  crypto_secretstream_xchacha20poly1305_push
#define stream_pull  crypto_secretstream_xchacha20poly1305_pull
#define TAG_MORE     crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
#define TAG_LAST     crypto_secretstream_xchacha20poly1305_TAG_FINAL

static_assert(BOX_HEAD == COMMITS + HASH_BYTES, "layout of the head");
static_assert(BOX_TAG == crypto_secretstream_xchacha20poly1305_ABYTES, "tag");
static_assert(KEY_BYTES == crypto_secretstream_xchacha20poly1305_KEYBYTES,
	      "key");

/* At least one chunk, so that TAG_FINAL stands in each. */
static size_t chunks_of(size_t len)
{
	return len == 0 ? 1 : (len + BOX_CHUNK - 1) / BOX_CHUNK;
}

size_t box_size(size_t len)
{
	return BOX_HEAD + len + chunks_of(len) * BOX_TAG;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* -- sealing --------------------------------------------------------------- */

static void head_write(const struct kdf *kdf, uint8_t *at)
{
	at = put_bytes(at, MAGIC, MAGIC_LEN);
	at = put_u8(at, FORMAT);
	at = put_u8(at, TO_PHRASE);
	at = put_u8(put_u8(at, 0), 0);
	at = put_u64(at, kdf->passes);
	at = put_u64(at, kdf->memory);
	put_bytes(at, kdf->salt, KDF_SALT);
}

static void seal_chunks(stream_state *stream, const struct secret *plain,
			uint8_t *out)
{
	size_t left;
	const uint8_t *from = secret_reveal(plain, &left);
	uint8_t *to = out + BOX_HEAD;

	for (size_t n = chunks_of(left); n > 0; n--) {
		size_t len = least(left, BOX_CHUNK);

		stream_push(stream, to, NULL, from, len, out, BOX_HEAD,
			    n == 1 ? TAG_LAST : TAG_MORE);
		from += len;
		left -= len;
		to += len + BOX_TAG;
	}
}

static int seal_with(const struct kdf *kdf, const struct secret *key,
		     const struct secret *plain, uint8_t *out, struct err *err)
{
	const uint8_t *bytes = key_reveal(key, err);
	stream_state stream;

	if (bytes == NULL)
		return -1;
	head_write(kdf, out);
	crypto_secretstream_xchacha20poly1305_init_push(&stream, out + STREAM,
							bytes);
	if (keyed_hash(key, out, COMMITS, out + COMMITS, HASH_BYTES, err) != 0)
		return -1;
	seal_chunks(&stream, plain, out);
	sodium_memzero(&stream, sizeof(stream));
	return 0;
}

int box_seal(const struct secret *passphrase, const char *kdf,
	     const struct secret *plain, uint8_t **out, size_t *len,
	     struct err *err)
{
	struct secret *key;
	struct kdf how;

	if (secret_len(plain) > BOX_MAX)
		return err_set(err, ERR_USAGE, "it is larger than %zu MiB",
			       BOX_MAX / 1024 / 1024);
	if (kdf_named(kdf ? kdf : "moderate", &how, err) != 0 ||
	    kdf_derive(&how, passphrase, &key, err) != 0)
		return -1;
	*len = box_size(secret_len(plain));
	*out = malloc(*len);

	int result =
		*out ? seal_with(&how, key, plain, *out, err) : err_nomem(err);

	secret_free(key);
	if (result != 0) {
		free(*out);
		*out = NULL;
	}
	return result;
}

/* -- opening --------------------------------------------------------------- */

bool box_is(const void *bytes, size_t len)
{
	return len >= MAGIC_LEN && memcmp(bytes, MAGIC, MAGIC_LEN) == 0;
}

static int damaged(const char *how, struct err *err)
{
	err_set(err, ERR_DAMAGED, "the sealed file %s", how);
	return err_hint(err, "it was changed or cut short on its way: take it "
			     "again from where it was made");
}

static int head_read(const uint8_t *bytes, size_t len, struct kdf *out,
		     struct err *err)
{
	const uint8_t *at = bytes + MAGIC_LEN;

	if (!box_is(bytes, len))
		return err_set(err, ERR_USAGE, "it is no sealed export");
	if (len < BOX_HEAD + BOX_TAG)
		return damaged("is cut short", err);
	if (at[0] != FORMAT || at[1] != TO_PHRASE) {
		err_set(err, ERR_USAGE,
			"the sealed file has format %d.%d, "
			"which this version cannot read",
			at[0], at[1]);
		return err_hint(err, "use the connvault that made it, or a "
				     "newer one");
	}
	if (at[2] != 0 || at[3] != 0)
		return damaged("has a head that none has", err);
	at = get_u64(at + 4, &out->passes);
	at = get_u64(at, &out->memory);
	get_bytes(at, out->salt, KDF_SALT);
	if (out->passes != 0 && kdf_check(out, err) == 0)
		return 0;
	return damaged("asks for a key derivation out of bounds", err);
}

static int check_key(const struct secret *key, const uint8_t *bytes,
		     struct err *err)
{
	uint8_t commitment[HASH_BYTES];

	if (keyed_hash(key, bytes, COMMITS, commitment, HASH_BYTES, err) != 0)
		return -1;
	if (sodium_memcmp(commitment, bytes + COMMITS, HASH_BYTES) == 0)
		return 0;
	err_set(err, ERR_LOCKED, "wrong passphrase for the sealed file");
	return err_hint(err, "it is the one that was given to connvault "
			     "export, not that of the vault");
}

/* Bytes of plaintext, as far as the length tells: what is no length of a whole
 * file fails at its tags. */
static size_t plain_size(size_t len)
{
	size_t body = len - BOX_HEAD, whole = BOX_CHUNK + BOX_TAG;
	size_t chunks = (body + whole - 1) / whole;

	return body < chunks * BOX_TAG ? 0 : body - chunks * BOX_TAG;
}

static int open_chunks(stream_state *stream, const uint8_t *bytes, size_t len,
		       uint8_t *to, struct err *err)
{
	const uint8_t *from = bytes + BOX_HEAD, *end = bytes + len;
	unsigned char tag = TAG_MORE;

	while (tag != TAG_LAST) {
		size_t n = least((size_t)(end - from), BOX_CHUNK + BOX_TAG);

		if (n < BOX_TAG)
			return damaged("is cut short", err);
		if (stream_pull(stream, to, NULL, &tag, from, n, bytes,
				BOX_HEAD) != 0)
			return damaged("was changed", err);
		if (tag != TAG_LAST && tag != TAG_MORE)
			return damaged("has a tag that none has", err);
		from += n;
		to += n - BOX_TAG;
	}
	return from == end ? 0 : damaged("goes on behind its end", err);
}

static int open_with(const struct secret *key, const uint8_t *bytes, size_t len,
		     struct secret *plain, struct err *err)
{
	const uint8_t *key_bytes = key_reveal(key, err);
	stream_state stream;
	int result;

	if (key_bytes == NULL || check_key(key, bytes, err) != 0)
		return -1;
	if (crypto_secretstream_xchacha20poly1305_init_pull(
		    &stream, bytes + STREAM, key_bytes) != 0)
		return damaged("was changed", err);
	result = open_chunks(&stream, bytes, len, secret_fill(plain), err);
	sodium_memzero(&stream, sizeof(stream));
	return result;
}

int box_open(const struct secret *passphrase, const uint8_t *bytes, size_t len,
	     struct secret **plain, struct err *err)
{
	struct secret *key = NULL, *opened = NULL;
	struct kdf kdf;
	int result = -1;

	if (head_read(bytes, len, &kdf, err) != 0)
		return -1;
	if (len > box_size(BOX_MAX))
		return err_set(err, ERR_USAGE, "it is larger than %zu MiB",
			       BOX_MAX / 1024 / 1024);
	if (kdf_derive(&kdf, passphrase, &key, err) == 0 &&
	    secret_new(plain_size(len), &opened, err) == 0)
		result = open_with(key, bytes, len, opened, err);
	secret_free(key);
	if (result == 0)
		*plain = opened;
	else
		secret_free(opened);
	return result;
}
