/* identity.c - the key pairs of who may open projects */
#include "seal/identity.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "seal/keyring.h"

#define CONTEXT "cvident1"

static_assert(SIGNATURE_BYTES == crypto_sign_BYTES, "signature");
static_assert(SEALED_KEY_BYTES == KEY_BYTES + crypto_box_SEALBYTES, "seal");
static_assert(KEY_BYTES == crypto_box_SEEDBYTES, "seed of a box key");
static_assert(KEY_BYTES == crypto_sign_SEEDBYTES, "seed of a signing key");

struct identity {
	struct member member;
	struct secret *seed;
	struct secret *box_sk, *sign_sk;
};

static int make_box_pair(struct identity *identity, struct err *err)
{
	struct secret *seed;

	if (key_derive(identity->seed, CONTEXT, 1, &seed, err) != 0)
		return -1;
	if (secret_new(crypto_box_SECRETKEYBYTES, &identity->box_sk, err) !=
	    0) {
		secret_free(seed);
		return -1;
	}
	crypto_box_seed_keypair(identity->member.box_pk,
				secret_fill(identity->box_sk),
				secret_reveal(seed, NULL));
	secret_free(seed);
	return 0;
}

static int make_sign_pair(struct identity *identity, struct err *err)
{
	struct secret *seed;

	if (key_derive(identity->seed, CONTEXT, 2, &seed, err) != 0)
		return -1;
	if (secret_new(crypto_sign_SECRETKEYBYTES, &identity->sign_sk, err) !=
	    0) {
		secret_free(seed);
		return -1;
	}
	crypto_sign_seed_keypair(identity->member.sign_pk,
				 secret_fill(identity->sign_sk),
				 secret_reveal(seed, NULL));
	secret_free(seed);
	return 0;
}

int identity_from_seed(const struct secret *seed, struct identity **out,
		       struct err *err)
{
	const uint8_t *bytes = key_reveal(seed, err);
	struct identity *identity;

	if (bytes == NULL)
		return -1;
	identity = calloc(1, sizeof(*identity));
	if (identity == NULL)
		return err_nomem(err);
	if (secret_from(bytes, KEY_BYTES, &identity->seed, err) != 0 ||
	    make_box_pair(identity, err) != 0 ||
	    make_sign_pair(identity, err) != 0) {
		identity_free(identity);
		return -1;
	}
	member_id(&identity->member, identity->member.id);
	*out = identity;
	return 0;
}

int identity_new(struct identity **out, struct err *err)
{
	struct secret *seed;
	int r;

	if (key_new(&seed, err) != 0)
		return -1;
	r = identity_from_seed(seed, out, err);
	secret_free(seed);
	return r;
}

void identity_free(struct identity *identity)
{
	if (identity == NULL)
		return;
	secret_free(identity->seed);
	secret_free(identity->box_sk);
	secret_free(identity->sign_sk);
	free(identity);
}

const struct secret *identity_seed(const struct identity *identity)
{
	return identity->seed;
}

const struct member *identity_public(const struct identity *identity)
{
	return &identity->member;
}

int identity_sign(const struct identity *identity, const void *bytes,
		  size_t len, uint8_t out[SIGNATURE_BYTES], struct err *err)
{
	if (crypto_sign_detached(out, NULL, bytes, len,
				 secret_reveal(identity->sign_sk, NULL)))
		return err_set(err, ERR_FAILED, "signing failed");
	return 0;
}

int signature_check(const uint8_t sign_pk[32], const void *bytes, size_t len,
		    const uint8_t signature[SIGNATURE_BYTES], struct err *err)
{
	if (crypto_sign_verify_detached(signature, bytes, len, sign_pk))
		return err_set(err, ERR_DAMAGED, "a signature is not genuine");
	return 0;
}

int key_seal_to(const struct member *member, const struct secret *key,
		uint8_t out[SEALED_KEY_BYTES], struct err *err)
{
	const uint8_t *bytes = key_reveal(key, err);

	if (bytes == NULL)
		return -1;
	if (crypto_box_seal(out, bytes, KEY_BYTES, member->box_pk))
		return err_set(err, ERR_DAMAGED,
			       "a member's public key is not valid");
	return 0;
}

int key_open(const struct identity *identity,
	     const uint8_t sealed[SEALED_KEY_BYTES], struct secret **out,
	     struct err *err)
{
	struct secret *key;

	if (secret_new(KEY_BYTES, &key, err) != 0)
		return -1;
	if (crypto_box_seal_open(secret_fill(key), sealed, SEALED_KEY_BYTES,
				 identity->member.box_pk,
				 secret_reveal(identity->box_sk, NULL))) {
		secret_free(key);
		return err_set(err, ERR_DAMAGED,
			       "a project key was changed, or is not for this "
			       "identity");
	}
	*out = key;
	return 0;
}
