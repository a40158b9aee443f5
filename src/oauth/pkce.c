/* pkce.c - proof that who redeems a code is who asked for it */
#include "oauth/pkce.h"

#include <sodium.h>

#include "base/base64.h"

#define VERIFIER_OCTETS 32

int pkce_verifier_new(struct secret **out, struct err *err)
{
	struct secret *octets;

	if (secret_random(VERIFIER_OCTETS, &octets, err) != 0)
		return -1;

	int result = secret_base64url(octets, out, err);

	secret_free(octets);
	return result;
}

void pkce_challenge(const struct secret *verifier, char out[PKCE_CHALLENGE + 1])
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	size_t len;
	const unsigned char *bytes = secret_reveal(verifier, &len);

	crypto_hash_sha256(hash, bytes, len);
	sodium_bin2base64(out, PKCE_CHALLENGE + 1, hash, sizeof(hash),
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}
