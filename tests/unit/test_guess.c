/* test_guess.c - guessing a passphrase costs the same, whatever is wrong */
#include "vault_fixture.h"

/* crypto_pwhash is replaced (ld --wrap): each derivation is counted. */
static unsigned derived;

int __wrap_crypto_pwhash(unsigned char *out, unsigned long long out_len,
			 const char *passphrase, unsigned long long len,
			 const unsigned char *salt, unsigned long long passes,
			 size_t memory, int algorithm);
int __real_crypto_pwhash(unsigned char *out, unsigned long long out_len,
			 const char *passphrase, unsigned long long len,
			 const unsigned char *salt, unsigned long long passes,
			 size_t memory, int algorithm);

int __wrap_crypto_pwhash(unsigned char *out, unsigned long long out_len,
			 const char *passphrase, unsigned long long len,
			 const unsigned char *salt, unsigned long long passes,
			 size_t memory, int algorithm)
{
	derived++;
	return __real_crypto_pwhash(out, out_len, passphrase, len, salt, passes,
				    memory, algorithm);
}

static void add(struct fixture *at, const char *passphrase)
{
	struct secret *key;
	struct err err = ERR_INIT;

	assert_ok(secret_from(passphrase, strlen(passphrase), &key, &err));
	assert_ok(session_slot_add(at->session, KEY_PASSPHRASE, key,
				   "interactive", NULL, &err));
	secret_free(key);
}

/* Derivations that a guess took; what was said goes to err. */
static unsigned guess(const struct fixture *at, const char *passphrase,
		      struct err *err)
{
	struct session *session;
	struct secret *key;

	assert_int_equal(session_open(at->path, false, &session, err), 0);
	assert_int_equal(secret_from(passphrase, strlen(passphrase), &key, err),
			 0);
	derived = 0;
	(void)session_unlock(session, KEY_PASSPHRASE, key, err);
	secret_free(key);
	session_close(session);
	return derived;
}

static void every_wrong_guess_tries_every_slot_and_says_the_same(void **state)
{
	static const char *const wrong[] = { "four words are better", "x",
					     "four words are bette", "" };
	struct fixture *at = *state;
	struct err first = ERR_INIT;

	add(at, "four words are best");
	assert_int_equal(guess(at, wrong[0], &first), 1);
	assert_int_equal(first.code, ERR_LOCKED);
	for (size_t i = 1; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct err err = ERR_INIT;

		assert_int_equal(guess(at, wrong[i], &err), 1);
		assert_string_equal(err.msg, first.msg);
		assert_int_equal(err.code, first.code);
	}
	add(at, "another one, of somebody else");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct err err = ERR_INIT;

		assert_int_equal(guess(at, wrong[i], &err), 2);
		assert_string_equal(err.msg, first.msg);
	}
}

/* The file says in the open which kinds of slots it has: no work hides that. */
static void without_a_passphrase_there_is_nothing_to_guess(void **state)
{
	struct fixture *at = *state;
	struct err err = ERR_INIT;

	assert_int_equal(guess(at, "four words are best", &err), 0);
	assert_int_equal(err.code, ERR_LOCKED);
}

#define GUESS_TEST(test) \
	cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		GUESS_TEST(
			every_wrong_guess_tries_every_slot_and_says_the_same),
		GUESS_TEST(without_a_passphrase_there_is_nothing_to_guess),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
