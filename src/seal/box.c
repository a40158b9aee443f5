/* box.c - bytes sealed to a passphrase or to members, in a file of its own */
#include "seal/box.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "seal/bytes.h"
#include "seal/identity.h"
#include "seal/kdf.h"
#include "seal/keyring.h"

#define MAGIC	     "cvexport"
#define MAGIC_LEN    8
#define FORMAT	     1
#define TO_PHRASE    1 /* a passphrase */
#define TO_MEMBERS   2
#define START	     (MAGIC_LEN + 4)
#define HEADER	     crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define MAKER	     (32 + 32 + SIGNATURE_BYTES)
#define MADE	     "cvexmade" /* before what a maker signs */
#define MADE_LEN     8

#define stream_state crypto_secretstream_xchacha20poly1305_state
#define stream_push  crypto_secretstream_xchacha20poly1305_push
#define stream_pull  crypto_secretstream_xchacha20poly1305_pull
#define TAG_MORE     crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
#define TAG_LAST     crypto_secretstream_xchacha20poly1305_TAG_FINAL

static_assert(BOX_HEAD == START + 8 + 8 + KDF_SALT + HEADER + HASH_BYTES,
	      "layout of the head");
static_assert(BOX_TO_HEAD(1) == START + SEALED_KEY_BYTES + HEADER + HASH_BYTES,
	      "layout of the head to members");
static_assert(BOX_MAKER == MAKER + BOX_TAG, "the first chunk");
static_assert(BOX_TAG == crypto_secretstream_xchacha20poly1305_ABYTES, "tag");
static_assert(KEY_BYTES == crypto_secretstream_xchacha20poly1305_KEYBYTES,
	      "key");

/* A file under way: its key, and how much of it is its head. */
struct box {
	const struct secret *key;
	const uint8_t *bytes;
	size_t head;
	stream_state stream;
};

/* At least one chunk, so that TAG_FINAL stands in each. */
static size_t chunks_of(size_t len)
{
	return len == 0 ? 1 : (len + BOX_CHUNK - 1) / BOX_CHUNK;
}

static size_t body_size(size_t len)
{
	return len + chunks_of(len) * BOX_TAG;
}

size_t box_size(size_t len)
{
	return BOX_HEAD + body_size(len);
}

size_t box_to_size(size_t len, size_t members)
{
	return BOX_TO_HEAD(members) + BOX_MAKER + body_size(len);
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static int too_large(struct err *err)
{
	return err_set(err, ERR_USAGE, "it is larger than %zu MiB",
		       BOX_MAX / 1024 / 1024);
}

/* What a maker signs: the head, so that nobody passes the file on to others
 * under his name, his keys, and all that is in it. */
static void made_message(const struct box *box, const struct member *maker,
			 const struct secret *plain,
			 uint8_t out[MADE_LEN + HASH_BYTES])
{
	crypto_generichash_state state;
	size_t len;
	const uint8_t *text = secret_reveal(plain, &len);

	crypto_generichash_init(&state, NULL, 0, HASH_BYTES);
	crypto_generichash_update(&state, box->bytes, box->head);
	crypto_generichash_update(&state, maker->box_pk, 32);
	crypto_generichash_update(&state, maker->sign_pk, 32);
	crypto_generichash_update(&state, text, len);
	memcpy(out, MADE, MADE_LEN);
	crypto_generichash_final(&state, out + MADE_LEN, HASH_BYTES);
}

/* -- sealing --------------------------------------------------------------- */

static uint8_t *put_start(uint8_t *at, uint8_t to, uint8_t count)
{
	at = put_bytes(at, MAGIC, MAGIC_LEN);
	at = put_u8(put_u8(at, FORMAT), to);
	return put_u8(put_u8(at, count), 0);
}

/* The rest of the head, behind what says how it can be opened. */
static int begin(struct box *box, uint8_t *out, struct err *err)
{
	const uint8_t *key = key_reveal(box->key, err);
	size_t commits = box->head - HASH_BYTES;

	if (key == NULL)
		return -1;
	box->bytes = out;
	crypto_secretstream_xchacha20poly1305_init_push(
		&box->stream, out + commits - HEADER, key);
	return keyed_hash(box->key, out, commits, out + commits, HASH_BYTES,
			  err);
}

static uint8_t *put_chunk(struct box *box, const uint8_t *from, size_t len,
			  uint8_t tag, uint8_t *to)
{
	stream_push(&box->stream, to, NULL, from, len, box->bytes, box->head,
		    tag);
	return to + len + BOX_TAG;
}

static void put_chunks(struct box *box, const struct secret *plain, uint8_t *to)
{
	size_t left;
	const uint8_t *from = secret_reveal(plain, &left);

	for (size_t n = chunks_of(left); n > 0; n--) {
		size_t len = least(left, BOX_CHUNK);

		to = put_chunk(box, from, len, n == 1 ? TAG_LAST : TAG_MORE,
			       to);
		from += len;
		left -= len;
	}
}

static int seal_with(const struct kdf *kdf, const struct secret *key,
		     const struct secret *plain, uint8_t *out, struct err *err)
{
	struct box box = { .key = key, .head = BOX_HEAD };
	uint8_t *at = put_start(out, TO_PHRASE, 0);

	at = put_u64(at, kdf->passes);
	at = put_u64(at, kdf->memory);
	put_bytes(at, kdf->salt, KDF_SALT);

	int result = begin(&box, out, err);

	if (result == 0)
		put_chunks(&box, plain, out + BOX_HEAD);
	sodium_memzero(&box, sizeof(box));
	return result;
}

/* Frees what was made when it failed. */
static int keep_made(int result, uint8_t **out)
{
	if (result != 0) {
		free(*out);
		*out = NULL;
	}
	return result;
}

int box_seal(const struct secret *passphrase, const char *kdf,
	     const struct secret *plain, uint8_t **out, size_t *len,
	     struct err *err)
{
	struct secret *key;
	struct kdf how;

	if (secret_len(plain) > BOX_MAX)
		return too_large(err);
	if (kdf_named(kdf ? kdf : "moderate", &how, err) != 0 ||
	    kdf_derive(&how, passphrase, &key, err) != 0)
		return -1;
	*len = box_size(secret_len(plain));
	*out = malloc(*len);

	int result =
		*out ? seal_with(&how, key, plain, *out, err) : err_nomem(err);

	secret_free(key);
	return keep_made(result, out);
}

static int put_maker(struct box *box, const struct identity *maker,
		     const struct secret *plain, uint8_t **to, struct err *err)
{
	const struct member *member = identity_public(maker);
	uint8_t made[MADE_LEN + HASH_BYTES], chunk[MAKER];

	made_message(box, member, plain, made);
	memcpy(chunk, member->box_pk, 32);
	memcpy(chunk + 32, member->sign_pk, 32);
	if (identity_sign(maker, made, sizeof(made), chunk + 64, err) != 0)
		return -1;
	*to = put_chunk(box, chunk, sizeof(chunk), TAG_MORE, *to);
	return 0;
}

static int seal_to(const struct identity *maker, const struct member *to,
		   size_t count, const struct secret *key,
		   const struct secret *plain, uint8_t *out, struct err *err)
{
	struct box box = { .key = key, .head = BOX_TO_HEAD(count) };
	uint8_t *at = put_start(out, TO_MEMBERS, (uint8_t)count);
	uint8_t *body = out + box.head;
	int result;

	for (size_t i = 0; i < count; i++, at += SEALED_KEY_BYTES)
		if (key_seal_to(&to[i], key, at, err) != 0)
			return -1;
	result = begin(&box, out, err);
	if (result == 0)
		result = put_maker(&box, maker, plain, &body, err);
	if (result == 0)
		put_chunks(&box, plain, body);
	sodium_memzero(&box, sizeof(box));
	return result;
}

int box_seal_to(const struct identity *maker, const struct member *to,
		size_t count, const struct secret *plain, uint8_t **out,
		size_t *len, struct err *err)
{
	struct secret *key;

	if (count == 0 || count > BOX_MEMBERS_MAX)
		return err_set(err, ERR_USAGE,
			       "it is sealed to 1 to %d public keys, not %zu",
			       BOX_MEMBERS_MAX, count);
	if (secret_len(plain) > BOX_MAX)
		return too_large(err);
	if (key_new(&key, err) != 0)
		return -1;
	*len = box_to_size(secret_len(plain), count);
	*out = malloc(*len);

	int result = *out ? seal_to(maker, to, count, key, plain, *out, err)
			  : err_nomem(err);

	secret_free(key);
	return keep_made(result, out);
}

/* -- opening --------------------------------------------------------------- */

bool box_is(const void *bytes, size_t len)
{
	return len >= MAGIC_LEN && memcmp(bytes, MAGIC, MAGIC_LEN) == 0;
}

bool box_is_to_members(const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	return box_is(bytes, len) && len >= START && at[MAGIC_LEN] == FORMAT &&
	       at[MAGIC_LEN + 1] == TO_MEMBERS;
}

static int damaged(const char *how, struct err *err)
{
	err_set(err, ERR_DAMAGED, "the sealed file %s", how);
	return err_hint(err, "it was changed or cut short on its way: take it "
			     "again from where it was made");
}

/* What stands before how it can be opened. *count: 0 for a passphrase. */
static int read_start(const uint8_t *bytes, size_t len, uint8_t to,
		      size_t *count, struct err *err)
{
	const uint8_t *at = bytes + MAGIC_LEN;

	if (!box_is(bytes, len))
		return err_set(err, ERR_USAGE, "it is no sealed export");
	if (len < START)
		return damaged("is cut short", err);
	if (at[0] != FORMAT || at[1] != to) {
		err_set(err, ERR_USAGE,
			"the sealed file has format %d.%d, "
			"which this version cannot read",
			at[0], at[1]);
		return err_hint(err, "use the connvault that made it, or a "
				     "newer one");
	}
	*count = at[2];
	if (at[3] != 0 || *count > BOX_MEMBERS_MAX ||
	    (*count == 0) != (to == TO_PHRASE))
		return damaged("has a head that none has", err);
	return len > box_to_size(BOX_MAX, BOX_MEMBERS_MAX) ? too_large(err) : 0;
}

static int read_kdf(const uint8_t *bytes, size_t len, struct kdf *out,
		    struct err *err)
{
	const uint8_t *at = bytes + START;
	size_t none;

	if (read_start(bytes, len, TO_PHRASE, &none, err) != 0)
		return -1;
	if (len < BOX_HEAD + BOX_TAG)
		return damaged("is cut short", err);
	at = get_u64(at, &out->passes);
	at = get_u64(at, &out->memory);
	get_bytes(at, out->salt, KDF_SALT);
	if (out->passes != 0 && kdf_check(out, err) == 0)
		return 0;
	return damaged("asks for a key derivation out of bounds", err);
}

/* 1 when the key is that of the file, 0 when not. */
static int key_fits(const struct box *box, struct err *err)
{
	uint8_t commitment[HASH_BYTES];
	size_t commits = box->head - HASH_BYTES;

	if (keyed_hash(box->key, box->bytes, commits, commitment, HASH_BYTES,
		       err) != 0)
		return -1;
	return sodium_memcmp(commitment, box->bytes + commits, HASH_BYTES) == 0;
}

static int open_stream(struct box *box, struct err *err)
{
	const uint8_t *key = key_reveal(box->key, err);

	if (key == NULL)
		return -1;
	if (crypto_secretstream_xchacha20poly1305_init_pull(
		    &box->stream, box->bytes + box->head - HASH_BYTES - HEADER,
		    key) != 0)
		return damaged("was changed", err);
	return 0;
}

/* Bytes of plaintext in size bytes of chunks: no chunk is written behind them,
 * whether or not the last one is cut short. */
static size_t plain_size(size_t size)
{
	size_t whole = BOX_CHUNK + BOX_TAG, rest = size % whole;

	return size / whole * BOX_CHUNK + (rest > BOX_TAG ? rest - BOX_TAG : 0);
}

static int get_chunk(struct box *box, const uint8_t *from, size_t len,
		     uint8_t *to, unsigned char *tag, struct err *err)
{
	if (len < BOX_TAG)
		return damaged("is cut short", err);
	if (stream_pull(&box->stream, to, NULL, tag, from, len, box->bytes,
			box->head) != 0)
		return damaged("was changed", err);
	if (*tag != TAG_LAST && *tag != TAG_MORE)
		return damaged("has a tag that none has", err);
	return 0;
}

static int get_chunks(struct box *box, const uint8_t *from, const uint8_t *end,
		      struct secret **plain, struct err *err)
{
	unsigned char tag = TAG_MORE;
	uint8_t *to;

	if (secret_new(plain_size((size_t)(end - from)), plain, err) != 0)
		return -1;
	to = secret_fill(*plain);
	while (tag != TAG_LAST) {
		size_t n = least((size_t)(end - from), BOX_CHUNK + BOX_TAG);

		if (get_chunk(box, from, n, to, &tag, err) != 0)
			return -1;
		from += n;
		to += n - BOX_TAG;
	}
	return from == end ? 0 : damaged("goes on behind its end", err);
}

static int wrong_passphrase(struct err *err)
{
	err_set(err, ERR_LOCKED, "wrong passphrase for the sealed file");
	return err_hint(err, "it is the one that was given to connvault "
			     "export, not that of the vault");
}

static int open_with(struct box *box, size_t len, struct secret **plain,
		     struct err *err)
{
	int fits = key_fits(box, err);

	if (fits <= 0)
		return fits < 0 ? -1 : wrong_passphrase(err);
	if (open_stream(box, err) != 0)
		return -1;
	return get_chunks(box, box->bytes + box->head, box->bytes + len, plain,
			  err);
}

/* Hands over what was opened, or frees it. */
static int keep_opened(int result, struct box *box, struct secret *opened,
		       struct secret **plain)
{
	sodium_memzero(box, sizeof(*box));
	if (result == 0)
		*plain = opened;
	else
		secret_free(opened);
	return result;
}

int box_open(const struct secret *passphrase, const uint8_t *bytes, size_t len,
	     struct secret **plain, struct err *err)
{
	struct box box = { .bytes = bytes, .head = BOX_HEAD };
	struct secret *key, *opened = NULL;
	struct kdf kdf;
	int result;

	if (read_kdf(bytes, len, &kdf, err) != 0 ||
	    kdf_derive(&kdf, passphrase, &key, err) != 0)
		return -1;
	box.key = key;
	result = open_with(&box, len, &opened, err);
	secret_free(key);
	return keep_opened(result, &box, opened, plain);
}

/* The key, from the first of count seals that opens: none tells for whom. */
static int find_key(const struct identity *identity, const uint8_t *seals,
		    size_t count, struct secret **out, struct err *err)
{
	for (size_t i = 0; i < count; i++, seals += SEALED_KEY_BYTES) {
		struct err why = ERR_INIT;

		if (key_open(identity, seals, out, &why) == 0)
			return 0;
		if (why.code == ERR_NOMEM)
			return err_nomem(err);
	}
	err_set(err, ERR_LOCKED, "the sealed file is not for this vault");
	return err_hint(err, "have it sealed to what connvault whoami prints "
			     "here");
}

static int get_maker(struct box *box, const uint8_t *from, struct member *out,
		     uint8_t signature[SIGNATURE_BYTES], struct err *err)
{
	uint8_t chunk[MAKER];
	unsigned char tag;

	if (get_chunk(box, from, BOX_MAKER, chunk, &tag, err) != 0)
		return -1;
	*out = (struct member){ .role = 0 };
	memcpy(out->box_pk, chunk, 32);
	memcpy(out->sign_pk, chunk + 32, 32);
	memcpy(signature, chunk + 64, SIGNATURE_BYTES);
	member_id(out, out->id);
	return tag == TAG_MORE ? 0 : damaged("is cut short", err);
}

static int open_made(struct box *box, size_t len, struct secret **plain,
		     struct member *maker, struct err *err)
{
	const uint8_t *body = box->bytes + box->head;
	uint8_t made[MADE_LEN + HASH_BYTES], signature[SIGNATURE_BYTES];
	struct err why = ERR_INIT;
	int fits = key_fits(box, err);

	if (fits <= 0)
		return fits < 0 ? -1 : damaged("was changed", err);
	if (open_stream(box, err) != 0 ||
	    get_maker(box, body, maker, signature, err) != 0 ||
	    get_chunks(box, body + BOX_MAKER, box->bytes + len, plain, err) !=
		    0)
		return -1;
	made_message(box, maker, *plain, made);
	return signature_check(maker->sign_pk, made, sizeof(made), signature,
			       &why) == 0
		       ? 0
		       : damaged("is not signed by who is said to have made it",
				 err);
}

int box_open_as(const struct identity *identity, const uint8_t *bytes,
		size_t len, struct secret **plain, struct member *maker,
		struct err *err)
{
	struct secret *key, *opened = NULL;
	struct box box = { .bytes = bytes };
	size_t count;
	int result;

	if (read_start(bytes, len, TO_MEMBERS, &count, err) != 0)
		return -1;
	box.head = BOX_TO_HEAD(count);
	if (len < box_to_size(0, count))
		return damaged("is cut short", err);
	if (find_key(identity, bytes + START, count, &key, err) != 0)
		return -1;
	box.key = key;
	result = open_made(&box, len, &opened, maker, err);
	secret_free(key);
	return keep_opened(result, &box, opened, plain);
}
