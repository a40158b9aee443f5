/* box.c - sealed exports: what somebody gives us to open
 *
 * crypto_pwhash is replaced (ld --wrap): what it costs is looked at, what it
 * gives does not matter here. */
#include "seal/box.h"

#include "fuzz.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

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

/* Nobody makes one without the passphrase. */
static void open_forged(const struct secret *passphrase, const uint8_t *data,
			size_t size)
{
	struct secret *plain = NULL;
	struct err err = ERR_INIT;

	HOLDS(box_open(passphrase, data, size, &plain, &err) != 0);
	HOLDS(plain == NULL && *err.msg);
	HOLDS(err.code == ERR_DAMAGED || err.code == ERR_LOCKED ||
	      err.code == ERR_USAGE);
}

/* The same with a head that is right. */
static void open_with_head(const struct secret *passphrase, const uint8_t *head,
			   const uint8_t *data, size_t size)
{
	uint8_t *made = malloc(BOX_HEAD + size);
	struct secret *plain = NULL;
	struct err err = ERR_INIT;

	HOLDS(made != NULL);
	memcpy(made, head, BOX_HEAD);
	memcpy(made + BOX_HEAD, data, size);
	HOLDS(box_open(passphrase, made, BOX_HEAD + size, &plain, &err) != 0);
	HOLDS(err.code == ERR_DAMAGED);
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
	open_with_head(passphrase, bytes, data, size);
	secret_free(plain);
	secret_free(text);
	free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct secret *passphrase = fuzz_secret("several words", 13);

	open_forged(passphrase, data, size);
	seal(passphrase, data, size);
	secret_free(passphrase);
	return 0;
}
