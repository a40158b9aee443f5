/* test_unlock.c - the first start, the recovery code, unlocking */
#include "theatre.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/path.h"

#define QUICK "interactive"

static struct stage *locked(const struct theatre *theatre)
{
	const struct console_options options = { .idle_minutes = 0 };
	struct session *session;
	struct secret *key;
	struct err err = ERR_INIT;

	assert_ok(secret_from("correct horse", 13, &key, &err));
	assert_ok(session_slot_add(theatre->at->session, KEY_PASSPHRASE, key,
				   QUICK, NULL, &err));
	secret_free(key);
	assert_ok(session_open(theatre->at->path, false, &session, &err));
	return stage_on(session, "/home/ana/vault.db", &options);
}

static void a_passphrase_unlocks_and_is_not_drawn(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = locked(theatre);

	stage_goldens(stage, "unlock");
	stage_press(stage, "correct horse");
	stage_golden(stage, "unlock-80x24");
	stage_press(stage, "<Enter>");
	stage_expect(stage, "Checking");
	stage_work(stage);
	stage_expect(stage, "Billing live");
	stage_free(stage);
}

static void why_a_key_file_cannot_be_read_is_told_in_full(void **state)
{
	static const char path[] = "/nonexistent/folder/of/keys/acme.key";
	struct theatre *theatre = *state;
	struct stage *stage = locked(theatre);

	stage_press(stage, "<F2>");
	stage_press(stage, path);
	stage_press(stage, "<Enter>");
	stage_expect(stage, "of/keys: No such file or directory");
	stage_free(stage);
}

static void a_wrong_passphrase_waits_before_the_next_try(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = locked(theatre);

	stage_press(stage, "<Enter>");
	assert_int_equal(stage->console.job.state, JOB_NONE);
	stage_expect(stage, "Type the passphrase");
	stage_press(stage, "wrong<Enter>");
	stage_work(stage);
	stage_goldens(stage, "wrong");
	stage_press(stage, "correct horse<Enter>");
	assert_int_equal(stage->console.job.state, JOB_NONE);
	stage_expect(stage, "Not yet: it is tried in 1 s");
	stage_wait(stage, 1000);
	stage_refuse(stage, "Not yet");
	stage_work(stage);
	stage_expect(stage, "Billing live");
	stage_free(stage);
}

static void typing_while_a_try_waits_begins_anew(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = locked(theatre);

	stage_press(stage, "wrong<Enter>");
	stage_work(stage);
	stage_press(stage, "correct<Enter>");
	stage_press(stage, "correct horse");
	stage_wait(stage, 1000);
	assert_int_equal(stage->console.job.state, JOB_NONE);
	stage_press(stage, "<Enter>");
	stage_work(stage);
	stage_expect(stage, "Billing live");
	stage_free(stage);
}

static void a_vault_without_a_passphrase_says_what_opens_it(void **state)
{
	struct theatre *theatre = *state;
	const struct console_options options = { .idle_minutes = 0 };
	struct session *session;
	struct err err = ERR_INIT;

	assert_ok(session_open(theatre->at->path, false, &session, &err));
	struct stage *stage = stage_on(session, "/home/ana/vault.db", &options);

	stage_press(stage, "correct horse<Enter>");
	stage_work(stage);
	stage_expect(stage, "the vault has no passphrase");
	stage_refuse(stage, "next one in");
	stage_expect(stage, "F2: another way to unlock it");
	stage_free(stage);
}

static void a_key_file_below_home_is_found(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = locked(theatre);
	char path[128], other[32] = "another key";
	char *home = strdup(getenv("HOME"));
	struct err err = ERR_INIT;

	snprintf(path, sizeof(path), "%s/other.key", theatre->at->folder);
	assert_ok(file_write_atomic(path, other, sizeof(other), &err));
	assert_non_null(home);
	assert_int_equal(setenv("HOME", theatre->at->folder, 1), 0);
	stage_press(stage, "<F2>~/other.key<Enter>");
	stage_work(stage);
	stage_expect(stage, "That key file does not open it.");
	assert_int_equal(setenv("HOME", home, 1), 0);
	free(home);
	assert_int_equal(unlink(path), 0);
	stage_free(stage);
}

static void a_try_that_waits_under_the_help_is_told(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = locked(theatre);

	stage_press(stage, "wrong<Enter>");
	stage_work(stage);
	stage_press(stage, "wrong too<Enter><F1>");
	stage_wait(stage, 1000);
	stage_work(stage);
	stage_press(stage, "<Esc>");
	stage_expect(stage, "Wrong passphrase. 3rd try; next one in 2 s.");
	stage_free(stage);
}

static void a_try_that_ends_under_the_help_is_told(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = locked(theatre);

	stage_press(stage, "wrong<Enter><F1>");
	stage_work(stage);
	stage_press(stage, "<Esc>");
	stage_expect(stage, "Wrong passphrase. 2nd try; next one in 1 s.");
	stage_free(stage);
}

/* Of the code on the screen: the four characters before its end. */
static void read_last_group(const char *screen, char last[5])
{
	const char *at = strstr(screen, "Recovery code");

	while ((at = strchr(at + 1, '-')))
		if (strspn(at + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == 4 &&
		    at[5] == ' ')
			break;
	assert_non_null(at);
	snprintf(last, 5, "%s", at + 1);
}

static void the_first_start_makes_a_vault(void **state)
{
	struct theatre *theatre = *state;
	const struct console_options options = { .idle_minutes = 0 };
	char path[128];

	snprintf(path, sizeof(path), "%s/new.db", theatre->at->folder);
	struct stage *stage = stage_on(NULL, path, &options);
	stage_expect(stage, "Make a vault");
	stage_expect(stage, "|   Project        Default");
	stage_expect(stage, "| > Passphrase");
	stage_press(stage, "one passphrase<Tab>another<C-S>");
	stage_expect(stage, "The two passphrases are not the same.");
	stage_press(stage, "o");
	stage_refuse(stage, "are not the same");
	stage_press(stage, "ne passphrase<Tab>one passphrase<C-S>");
	stage_press(stage, "<C-C><C-C>");
	stage_expect(stage, "the vault is being made");
	stage_work(stage);
	stage_expect(stage, "Recovery code");
	stage_press(stage, "<C-X>");
	stage_expect(stage, "the recovery code is not written down yet");
	stage_press(stage, "<F1>");
	stage_expect(stage, "go on, it is written down");
	stage_press(stage, "<C-X>");
	stage_expect(stage, "the recovery code is not written down yet");
	stage_press(stage, "<Esc><C-C><C-C>");
	stage_size(stage, 12, 50);
	stage_expect(stage, "Enlarge it: the recovery code is not");
	stage_refuse(stage, "quit");
	stage_refuse(stage, "Nothing was lost");
	stage_press(stage, "q<Esc><C-C><C-C><C-X>");
	assert_false(stage->console.wants_quit);
	stage_size(stage, 24, 80);
	stage_press(stage, "----<Enter>");
	stage_expect(stage, "not its last characters");
	char last[5];
	read_last_group(stage_screen(stage), last);
	stage_press(stage, "<C-U>");
	stage_press(stage, last);
	stage_press(stage, "<Enter>");
	stage_expect(stage, "This project has no connections.");
	stage_free(stage);
	assert_int_equal(unlink(path), 0);
}

static void a_short_passphrase_is_kept_when_agreed_to(void **state)
{
	struct theatre *theatre = *state;
	const struct console_options options = { .idle_minutes = 0 };
	char path[128];

	snprintf(path, sizeof(path), "%s/new.db", theatre->at->folder);
	struct stage *stage = stage_on(NULL, path, &options);
	stage_press(stage, "abc<Tab>abc<C-S>");
	stage_expect(stage, "Less than 12 characters are soon guessed");
	stage_press(stage, "<Tab><Enter>");
	stage_work(stage);
	stage_expect(stage, "Recovery code");
	stage_free(stage);
	assert_int_equal(unlink(path), 0);
}

/* Nothing of it is seen: what is typed next must not be added to it. */
static void a_short_passphrase_is_changed_from_its_beginning(void **state)
{
	static const char *const ways[] = { "<Enter>", "<Esc>" };
	struct theatre *theatre = *state;
	const struct console_options options = { .idle_minutes = 0 };

	struct stage *stage = stage_on(NULL, theatre->at->path, &options);
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		stage_press(stage, "abc<Tab>abc<Tab><Enter>");
		stage_expect(stage, "Less than 12 characters");
		stage_press(stage, ways[i]);
		stage_expect(stage, "| > Passphrase");
		assert_int_equal(stage->console.job.state, JOB_NONE);
	}
	stage_press(stage, "<C-S>");
	stage_expect(stage, "The passphrase is empty.");
	stage_free(stage);
}

static void leaving_the_first_form_asks_once_something_is_typed(void **state)
{
	struct theatre *theatre = *state;
	const struct console_options options = { .idle_minutes = 0 };

	struct stage *stage = stage_on(NULL, theatre->at->path, &options);
	stage_press(stage, "abc<Esc>");
	stage_expect(stage, "Throw away what was typed, and leave?");
	assert_false(stage->console.wants_quit);
	stage_press(stage, "<Enter><C-U><Esc>");
	assert_true(stage->console.wants_quit);
	stage_free(stage);
}

static void a_code_that_idling_took_away_is_told(void **state)
{
	struct theatre *theatre = *state;
	const struct console_options options = { .idle_minutes = 0 };
	char path[128];

	snprintf(path, sizeof(path), "%s/new.db", theatre->at->folder);
	struct stage *stage = stage_on(NULL, path, &options);
	stage_press(stage, "one passphrase<Tab>one passphrase<C-S>");
	stage_work(stage);
	stage_expect(stage, "Recovery code");
	stage_wait(stage, 15 * 60000);
	stage_expect(stage, "Unlock the vault");
	stage_expect(stage, "connvault slot add --recovery");
	stage_free(stage);
	assert_int_equal(unlink(path), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		THEATRE_TEST(a_passphrase_unlocks_and_is_not_drawn),
		THEATRE_TEST(why_a_key_file_cannot_be_read_is_told_in_full),
		THEATRE_TEST(a_wrong_passphrase_waits_before_the_next_try),
		THEATRE_TEST(typing_while_a_try_waits_begins_anew),
		THEATRE_TEST(a_vault_without_a_passphrase_says_what_opens_it),
		THEATRE_TEST(a_key_file_below_home_is_found),
		THEATRE_TEST(a_try_that_waits_under_the_help_is_told),
		THEATRE_TEST(a_try_that_ends_under_the_help_is_told),
		THEATRE_TEST(the_first_start_makes_a_vault),
		THEATRE_TEST(a_short_passphrase_is_kept_when_agreed_to),
		THEATRE_TEST(a_short_passphrase_is_changed_from_its_beginning),
		THEATRE_TEST(
			leaving_the_first_form_asks_once_something_is_typed),
		THEATRE_TEST(a_code_that_idling_took_away_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
