/* test_pkce.c - verifier, challenge and state of one sign-in */
#include "../unit/test.h"

#include "oauth/pkce.h"
#include "oauth/state.h"

#define UNRESERVED                   \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ" \
	"abcdefghijklmnopqrstuvwxyz" \
	"0123456789-._~"

/* A2: the example of RFC 7636, appendix B. */
static void a_challenge_is_that_of_the_rfc(void **unused)
{
	static const char verifier[] =
		"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
	char challenge[PKCE_CHALLENGE + 1];
	struct secret *secret;
	struct err err = ERR_INIT;

	(void)unused;
	assert_ok(secret_from(verifier, strlen(verifier), &secret, &err));
	pkce_challenge(secret, challenge);
	assert_string_equal(challenge,
			    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
	secret_free(secret);
}

/* A2: 43 to 128 unreserved characters, fresh for each request. */
static void a_verifier_has_43_unreserved_characters_and_is_fresh(void **unused)
{
	struct secret *a, *b;
	struct err err = ERR_INIT;

	(void)unused;
	assert_ok(pkce_verifier_new(&a, &err));
	assert_ok(pkce_verifier_new(&b, &err));
	assert_int_equal(secret_len(a), 43);
	assert_int_equal(strspn(secret_reveal(a, NULL), UNRESERVED), 43);
	assert_false(secret_equal(a, b));
	secret_free(a);
	secret_free(b);
}

/* A3 */
static void a_state_matches_itself_alone(void **unused)
{
	struct oauth_state a, b;
	char other[STATE_LEN + 1];
	struct err err = ERR_INIT;

	(void)unused;
	assert_ok(state_new(&a, 0, &err));
	assert_ok(state_new(&b, 0, &err));
	assert_int_equal(strlen(a.text), STATE_LEN);
	assert_true(state_matches(&a, a.text, STATE_LEN, 1));
	assert_false(state_matches(&a, b.text, STATE_LEN, 1));
	assert_false(state_matches(&a, a.text, STATE_LEN - 1, 1));
	assert_false(state_matches(&a, "", 0, 1));
	for (size_t i = 0; i < STATE_LEN; i++) {
		memcpy(other, a.text, sizeof(other));
		other[i] ^= 1;
		assert_false(state_matches(&a, other, STATE_LEN, 1));
	}
}

/* A3, A15 */
static void a_state_is_good_once_and_for_ten_minutes(void **unused)
{
	struct oauth_state state;
	struct err err = ERR_INIT;

	(void)unused;
	assert_ok(state_new(&state, 1000, &err));
	assert_true(state_matches(&state, state.text, STATE_LEN, 600999));
	assert_false(state_matches(&state, state.text, STATE_LEN, 601000));
	state.is_spent = true;
	assert_false(state_matches(&state, state.text, STATE_LEN, 1001));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_challenge_is_that_of_the_rfc),
		cmocka_unit_test(
			a_verifier_has_43_unreserved_characters_and_is_fresh),
		cmocka_unit_test(a_state_matches_itself_alone),
		cmocka_unit_test(a_state_is_good_once_and_for_ten_minutes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
