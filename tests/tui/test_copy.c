/* test_copy.c - what goes to the clipboard, and what comes from a command */
#include "stage.h"

#include "base/secret.h"

/* What run.c would carry away. */
static void assert_copied(struct stage *stage, const char *wanted,
			  bool is_secret)
{
	struct clip_wish *clip = &stage->console.clip;
	size_t len;

	assert_non_null(clip->text);
	const char *text = secret_reveal(clip->text, &len);

	assert_int_equal(len, strlen(wanted));
	assert_memory_equal(text, wanted, len);
	assert_int_equal(clip->is_secret, is_secret);
	secret_free(clip->text);
	clip->text = NULL;
}

static struct secret *printed(const char *text)
{
	struct secret *made;
	struct err err = ERR_INIT;

	assert_ok(secret_from(text, strlen(text), &made, &err));
	return made;
}

static void the_menu_names_what_can_be_copied(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "jjy");
	stage_goldens(stage, "copy");
	stage_press(stage, "<Esc>");
	assert_null(stage->console.clip.text);
}

static void name_id_and_row_are_copied(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "jjyn");
	stage_expect(stage, "Copied the name: Finance Sheets");
	assert_copied(stage, "Finance Sheets", false);
	stage_press(stage, "ye");
	stage_expect(stage, "Copied the external id: gs_finance");
	assert_copied(stage, "gs_finance", false);
	stage_press(stage, "yy");
	assert_copied(stage,
		      "Google Sheets\tFinance Sheets\t! Inactive\t3\t"
		      "2026-10-13 08:40",
		      false);
	assert_int_equal(stage->console.clip.forget_at, 0);
}

static void a_secret_is_copied_after_asking_and_taken_back(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, ":copy-secret<Enter>");
	stage_golden(stage, "copy-secret-80x24");
	assert_null(stage->console.clip.text);
	stage_press(stage, "<Enter>"); /* on the harmless button */
	assert_null(stage->console.clip.text);
	stage_press(stage, ":copy-secret<Enter><Tab><Enter>");
	assert_copied(stage, "sk_demo_not_a_real_key_0001", true);
	stage_wait(stage, 44000);
	assert_false(stage->console.clip.forget);
	stage_wait(stage, 1000);
	assert_true(stage->console.clip.forget);
	stage_expect(stage, "taken off the clipboard");
}

/* Another process may take the row away while the question is open. */
static void the_secret_is_that_of_the_connection_asked_about(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, ":copy-secret<Enter>");
	stage->console.list.selected = 5;
	stage_press(stage, "<Tab><Enter>");
	assert_copied(stage, "sk_demo_not_a_real_key_0001", true);
}

static void what_is_not_there_cannot_be_copied(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, ":copy-secret no_such_field<Enter><Tab><Enter>");
	assert_null(stage->console.clip.text);
	stage_expect(stage, "no_such_field");
	stage_press(stage, "/nothing has this<Enter>y");
	stage_expect(stage, "copy a value: no connection is selected");
	stage_press(stage, ":copy-secret<Enter>");
	stage_expect(stage, "no connection is selected");
}

static void a_command_fills_the_field(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "cold<C-g>");
	stage_goldens(stage, "from-command");
	stage_press(stage, "pass show stripe<Enter>");
	assert_string_equal(stage->console.command, "pass show stripe");
	console_answer(&stage->console, printed("new-value\n"), NULL,
		       stage->now);
	stage_wait(stage, 0);
	assert_null(stage->console.command);
	stage_expect(stage, "9 characters, from a command");
	stage_expect(stage, "1 trailing newline was removed from the printed");
}

static void a_lock_meanwhile_drops_what_a_command_prints(void **state)
{
	struct stage *stage = *state;

	stage->console.options.demo = false; /* which cannot be locked */
	stage_press(stage, "c<C-g>pass show stripe<Enter>");
	stage_wait(stage, IDLE_MINUTES * 60000);
	stage_expect(stage, "Unlock the vault");
	assert_null(stage->console.command);
	console_answer(&stage->console, printed("new-value\n"), NULL,
		       stage->now);
	stage_wait(stage, 0);
	/* A key would have taken this away. */
	stage_expect(stage, "Locked: nothing was typed for a while");
}

static void a_command_that_gives_nothing_changes_nothing(void **state)
{
	struct stage *stage = *state;
	struct err err = ERR_INIT;

	err_set(&err, ERR_FAILED, "sh ended with exit code 1");
	stage_press(stage, "cold<C-g>false<Enter>");
	console_answer(&stage->console, NULL, &err, stage->now);
	stage_wait(stage, 0);
	stage_expect(stage, "The command failed: sh ended with exit code 1");
	stage_expect(stage, "3 characters");
	stage_press(stage, "<C-g>true<Enter>");
	console_answer(&stage->console, printed(""), NULL, stage->now);
	stage_wait(stage, 0);
	stage_expect(stage, "The command printed nothing");
	stage_expect(stage, "3 characters");
	/* Nor without a field, or without a command. */
	stage_press(stage, "<Tab><C-g>");
	stage_expect(stage, "no field to put it in");
	stage_press(stage, "<BackTab><C-g><Enter>");
	stage_expect(stage, "for example: pass show");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(the_menu_names_what_can_be_copied),
		STAGE_TEST(name_id_and_row_are_copied),
		STAGE_TEST(a_secret_is_copied_after_asking_and_taken_back),
		STAGE_TEST(the_secret_is_that_of_the_connection_asked_about),
		STAGE_TEST(what_is_not_there_cannot_be_copied),
		STAGE_TEST(a_command_fills_the_field),
		STAGE_TEST(a_lock_meanwhile_drops_what_a_command_prints),
		STAGE_TEST(a_command_that_gives_nothing_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
