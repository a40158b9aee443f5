/* test_recovery.c - recovery codes survive paper, hands and eyes */
#include "test_seal.h"

#include <ctype.h>

#include "seal/slot.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/* A new code as plain text, and its bytes. */
static struct secret *new_code(char text[RECOVERY_CODE_TEXT])
{
	struct err err = ERR_INIT;
	struct secret *bytes, *shown;

	assert_ok(recovery_new(&bytes, &shown, &err));
	assert_int_equal(secret_len(shown), RECOVERY_CODE_TEXT - 1);
	memcpy(text, secret_reveal(shown, NULL), RECOVERY_CODE_TEXT);
	secret_free(shown);
	return bytes;
}

static int parse(const char *text, struct secret **bytes, struct err *err)
{
	struct secret *secret = secret_of(text, strlen(text));
	int r = recovery_parse(secret, bytes, err);

	secret_free(secret);
	return r;
}

static void assert_same(const char *text, const struct secret *wanted)
{
	struct err err = ERR_INIT;
	struct secret *bytes;

	assert_ok(parse(text, &bytes, &err));
	assert_true(secret_equal(bytes, wanted));
	secret_free(bytes);
}

static void a_code_has_thirteen_groups_of_four(void **state)
{
	(void)state;
	char text[RECOVERY_CODE_TEXT];
	struct secret *bytes = new_code(text);

	assert_int_equal(strlen(text), 64);
	assert_int_equal(secret_len(bytes), KEY_BYTES);
	for (int i = 0; i < 64; i++) {
		if (i % 5 == 4)
			assert_int_equal(text[i], '-');
		else
			assert_non_null(strchr(digits, text[i]));
	}
	secret_free(bytes);
}

static void a_code_is_read_back(void **state)
{
	(void)state;
	for (int i = 0; i < 100; i++) {
		char text[RECOVERY_CODE_TEXT];
		struct secret *bytes = new_code(text);

		assert_same(text, bytes);
		secret_free(bytes);
	}
}

static void blanks_dashes_and_case_do_not_matter(void **state)
{
	(void)state;
	char text[RECOVERY_CODE_TEXT], typed[256];
	struct secret *bytes = new_code(text);
	size_t len = 0;

	for (int i = 0; text[i]; i++) {
		if (text[i] == '-')
			continue;
		typed[len++] = (char)tolower(text[i]);
		if (i % 3 == 0)
			typed[len++] = " \t\n-"[i % 4];
	}
	typed[len] = '\0';
	assert_same(typed, bytes);
	secret_free(bytes);
}

static void digits_that_look_like_letters_are_read_as_them(void **state)
{
	(void)state;
	int seen = 0;

	while (seen < 3) {
		char text[RECOVERY_CODE_TEXT];
		struct secret *bytes = new_code(text);

		for (int i = 0; i < 3; i++) {
			char *at = strchr(text, "OLB"[i]);

			if (!at)
				continue;
			*at = "018"[i];
			assert_same(text, bytes);
			*at = "OLB"[i];
			seen++;
		}
		secret_free(bytes);
	}
}

/* 4 bits of checksum: 15 of 16 slips are noticed, the 16th is left to the
 * slot, which does not open. */
static void most_slips_of_one_character_are_noticed(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	char text[RECOVERY_CODE_TEXT];
	struct secret *bytes = new_code(text), *got;
	int slips = 0, missed = 0;

	for (int i = 0; text[i]; i++) {
		char right = text[i];

		for (int d = 0; right != '-' && d < 32; d++) {
			if (digits[d] == right)
				continue;
			text[i] = digits[d];
			slips++;
			if (parse(text, &got, &err) == 0) {
				missed++;
				assert_false(secret_equal(got, bytes));
				secret_free(got);
			} else {
				assert_int_equal(err.code, ERR_LOCKED);
				assert_string_not_equal(err.hint, "");
			}
		}
		text[i] = right;
	}
	assert_int_equal(slips, 52 * 31);
	/* 99 expected, standard deviation 9.7 */
	assert_in_range(missed, 30, 170);
	assert_same(text, bytes);
	secret_free(bytes);
}

static void a_code_of_another_length_is_told_apart(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	char text[RECOVERY_CODE_TEXT + 80];
	struct secret *bytes = new_code(text), *got;

	text[64] = 'A';
	text[65] = '\0';
	assert_error(parse(text, &got, &err), ERR_LOCKED);
	assert_non_null(strstr(err.hint, "53"));
	text[63] = '\0';
	assert_error(parse(text, &got, &err), ERR_LOCKED);
	assert_non_null(strstr(err.hint, "51"));
	assert_error(parse("", &got, &err), ERR_LOCKED);
	assert_error(parse("----", &got, &err), ERR_LOCKED);
	secret_free(bytes);
}

static void a_character_of_no_code_is_told(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	char text[RECOVERY_CODE_TEXT];
	struct secret *bytes = new_code(text), *got;

	for (int c = 1; c < 256; c++) {
		if (isalnum(c) && c != '9')
			continue;
		if (isspace(c) || c == '-')
			continue;
		char right = text[20];
		text[20] = (char)c;
		assert_error(parse(text, &got, &err), ERR_LOCKED);
		text[20] = right;
	}
	assert_same(text, bytes);
	secret_free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_code_has_thirteen_groups_of_four),
		cmocka_unit_test(a_code_is_read_back),
		cmocka_unit_test(blanks_dashes_and_case_do_not_matter),
		cmocka_unit_test(
			digits_that_look_like_letters_are_read_as_them),
		cmocka_unit_test(most_slips_of_one_character_are_noticed),
		cmocka_unit_test(a_code_of_another_length_is_told_apart),
		cmocka_unit_test(a_character_of_no_code_is_told),
	};
	return cmocka_run_group_tests(tests, seal_setup, NULL);
}
