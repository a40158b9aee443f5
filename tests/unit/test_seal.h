/* test_seal.h - keys for the tests of the sealing layer */
#ifndef CONNVAULT_TESTS_TEST_SEAL_H
#define CONNVAULT_TESTS_TEST_SEAL_H

#include "test.h"

#include "base/secret.h"
#include "seal/blob.h"

static inline int seal_setup(void **state)
{
	(void)state;
	struct err err = ERR_INIT;

	return secret_init(&err) == 0 ? secret_init_sodium(&err) : -1;
}

static inline struct secret *secret_of(const void *bytes, size_t len)
{
	struct err err = ERR_INIT;
	struct secret *secret;

	assert_ok(secret_from(bytes, len, &secret, &err));
	return secret;
}

/* A key of one byte, repeated. */
static inline struct secret *key_of(uint8_t fill)
{
	uint8_t bytes[KEY_BYTES];

	memset(bytes, fill, sizeof(bytes));
	return secret_of(bytes, sizeof(bytes));
}

static inline void assert_zero(const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	for (size_t i = 0; i < len; i++)
		assert_int_equal(at[i], 0);
}

#endif
