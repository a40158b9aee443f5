/* box.c - sealed exports: what somebody gives us to open
 *
 * crypto_pwhash is replaced (ld --wrap): what it costs is looked at, what it
 * gives does not matter here. */
#include "seal/box.h"
#include "seal/identity.h"

#include "fuzz.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MIB ((size_t)1024 * 1024)

int __wrap_crypto_pwhash(unsigned char *out, unsigned long long len,
			 const char *passphrase, unsigned long long phrase_len,
			 const unsigned char *salt, unsigned long long passes,
			 size_t memory, int algorithm);
int __wrap_crypto_pwhash(unsigned char *out, unsigned long long len,
			 const char *passphrase, unsigned long long phrase_len,
			 const unsigned char *salt, unsigned long long passes,
			 size_t memory, int algorithm)
{
	HOLDS(passes >= 1 && passes <= 64);
	HOLDS(memory >= 64 * MIB && memory <= 4096 * MIB);
	HOLDS(algorithm == crypto_pwhash_ALG_ARGON2ID13);
	return crypto_generichash(out, len, (const unsigned char *)passphrase,
				  phrase_len, salt, crypto_pwhash_SALTBYTES);
}

static struct identity *identity;

static void refused(int result, const struct secret *plain,
		    const struct err *err)
{
	HOLDS(result != 0 && plain == NULL && *err->msg);
	HOLDS(err->code == ERR_DAMAGED || err->code == ERR_LOCKED ||
	      err->code == ERR_USAGE);
}

/* Nobody makes one without the passphrase. To a public key anybody does, and
 * the corpus has one. */
static void open_forged(const struct secret *passphrase, const uint8_t *data,
			size_t size)
{
	struct secret *plain = NULL;
	struct member maker;
	struct err err = ERR_INIT, why = ERR_INIT;
	int result;

	refused(box_open(passphrase, data, size, &plain, &err), plain, &err);
	result = box_open_as(identity, data, size, &plain, &maker, &why);
	if (result != 0)
		refused(result, plain, &why);
	secret_free(plain);
}

/* The data behind the first keep bytes of a file that is right. */
static void open_changed(const struct secret *passphrase, const uint8_t *right,
			 size_t keep, const uint8_t *data, size_t size)
{
	uint8_t *made = malloc(keep + size);
	struct secret *plain = NULL;
	struct member maker;
	struct err err = ERR_INIT;

	HOLDS(made != NULL);
	memcpy(made, right, keep);
	memcpy(made + keep, data, size);
	HOLDS((passphrase
		       ? box_open(passphrase, made, keep + size, &plain, &err)
		       : box_open_as(identity, made, keep + size, &plain,
				     &maker, &err)) != 0);
	HOLDS(plain == NULL && err.code == ERR_DAMAGED);
	free(made);
}

/* What is sealed comes back. */
static void seal(const struct secret *passphrase, const uint8_t *data,
		 size_t size)
{
	struct secret *text = fuzz_secret(data, size), *plain;
	struct err err = ERR_INIT;
	uint8_t *bytes;
	size_t len;

	HOLDS(box_seal(passphrase, NULL, text, &bytes, &len, &err) == 0);
	HOLDS(len == box_size(size) && box_is(bytes, len));
	HOLDS(box_open(passphrase, bytes, len, &plain, &err) == 0);
	HOLDS(secret_equal(plain, text));
	open_changed(passphrase, bytes, BOX_HEAD, data, size);
	secret_free(plain);
	secret_free(text);
	free(bytes);
}

static void seal_to(const uint8_t *data, size_t size)
{
	const struct member *self = identity_public(identity);
	struct secret *text = fuzz_secret(data, size), *plain;
	struct member maker, to[2] = { *self, *self };
	struct err err = ERR_INIT;
	uint8_t *bytes;
	size_t len;

	HOLDS(box_seal_to(identity, to, 2, text, &bytes, &len, &err) == 0);
	HOLDS(len == box_to_size(size, 2) && box_is_to_members(bytes, len));
	HOLDS(box_open_as(identity, bytes, len, &plain, &maker, &err) == 0);
	HOLDS(secret_equal(plain, text));
	HOLDS(memcmp(&maker.id, self->id, ID_BYTES) == 0);
	open_changed(NULL, bytes, BOX_TO_HEAD(2), data, size);
	open_changed(NULL, bytes, BOX_TO_HEAD(2) + BOX_MAKER, data, size);
	secret_free(plain);
	secret_free(text);
	free(bytes);
}

/* Whatever is read as a public key is written so. */
static void read_key(const uint8_t *data, size_t size)
{
	char *typed = strndup((const char *)data, size), text[PUBKEY_TEXT];
	struct member member;
	struct err err = ERR_INIT;

	HOLDS(typed != NULL);
	if (pubkey_parse(typed, &member, &err) == 0) {
		pubkey_text(&member, text);
		HOLDS(strcasecmp(text, typed) == 0);
	}
	free(typed);
}

static void make_identity(void)
{
	struct secret *seed =
		fuzz_secret((const uint8_t[KEY_BYTES]){ 1 }, KEY_BYTES);
	struct err err = ERR_INIT;

	HOLDS(identity_from_seed(seed, &identity, &err) == 0);
	secret_free(seed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct secret *passphrase = fuzz_secret("several words", 13);

	make_identity();
	open_forged(passphrase, data, size);
	seal(passphrase, data, size);
	seal_to(data, size);
	read_key(data, size);
	identity_free(identity);
	secret_free(passphrase);
	return 0;
}
