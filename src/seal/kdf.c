/* kdf.c - from a passphrase, key file or recovery code to a key */
#include "seal/kdf.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <string.h>

#define KEY_LEN	   32
#define MIB	   ((uint64_t)1024 * 1024)
#define PASSES_MAX 64
#define MEMORY_MIN (64 * MIB)
#define MEMORY_MAX (4096 * MIB)

static_assert(KDF_SALT == crypto_pwhash_SALTBYTES, "salt");

static const struct {
	const char *name;
	uint64_t passes, memory;
} kdfs[] = {
	{ .name = "interactive", .passes = 2, .memory = 64 * MIB },
	{ .name = "moderate", .passes = 3, .memory = 256 * MIB },
	{ .name = "sensitive", .passes = 4, .memory = 1024 * MIB },
};

int kdf_named(const char *name, struct kdf *out, struct err *err)
{
	for (size_t i = 0; i < sizeof(kdfs) / sizeof(kdfs[0]); i++) {
		if (strcmp(name, kdfs[i].name) != 0)
			continue;
		out->passes = kdfs[i].passes;
		out->memory = kdfs[i].memory;
		randombytes_buf(out->salt, sizeof(out->salt));
		return 0;
	}
	err_set(err, ERR_USAGE, "there is no key derivation of that name");
	return err_hint(err, "choose interactive, moderate or sensitive");
}

int kdf_check(const struct kdf *kdf, struct err *err)
{
	if (kdf->passes == 0 && kdf->memory == 0)
		return 0;
	if (kdf->passes >= 1 && kdf->passes <= PASSES_MAX &&
	    kdf->memory >= MEMORY_MIN && kdf->memory <= MEMORY_MAX)
		return 0;
	err_set(err, ERR_DAMAGED,
		"a slot asks for a key derivation out of bounds");
	return err_hint(err, "the vault may have been tampered with; "
			     "compare it with a backup");
}

static int pwhash_failed(const struct kdf *kdf, struct err *err)
{
	err_set(err, ERR_NOMEM, "deriving the key needs %llu MiB of memory",
		(unsigned long long)(kdf->memory / MIB));
	return err_hint(err,
			"free some memory, or raise the limit (ulimit -v)");
}

int kdf_derive(const struct kdf *kdf, const struct secret *passphrase,
	       struct secret **out, struct err *err)
{
	struct secret *key;
	size_t len;
	const void *bytes = secret_reveal(passphrase, &len);

	if (kdf_check(kdf, err) != 0)
		return -1;
	if (kdf->passes == 0)
		return err_set(err, ERR_DAMAGED,
			       "a passphrase without key derivation");
	if (kdf->memory > crypto_pwhash_MEMLIMIT_MAX)
		return pwhash_failed(kdf, err);
	if (secret_new(KEY_LEN, &key, err) != 0)
		return -1;
	if (crypto_pwhash(secret_fill(key), KEY_LEN, bytes, len, kdf->salt,
			  kdf->passes, (size_t)kdf->memory,
			  crypto_pwhash_ALG_ARGON2ID13)) {
		secret_free(key);
		return pwhash_failed(kdf, err);
	}
	*out = key;
	return 0;
}

int kdf_direct(const char *label, const struct kdf *kdf,
	       const struct secret *from, struct secret **out, struct err *err)
{
	crypto_generichash_state state;
	size_t len;
	const void *bytes = secret_reveal(from, &len);

	if (secret_new(KEY_LEN, out, err) != 0)
		return -1;
	crypto_generichash_init(&state, (const unsigned char *)label,
				strlen(label), KEY_LEN);
	crypto_generichash_update(&state, kdf->salt, sizeof(kdf->salt));
	crypto_generichash_update(&state, bytes, len);
	crypto_generichash_final(&state, secret_fill(*out), KEY_LEN);
	sodium_memzero(&state, sizeof(state));
	return 0;
}
