/* test_keymap.c - keys and looks that were changed in the config file */
#include "stage.h"

#include "base/str.h"
#include "ops/session.h"

static struct stage *stage;
static struct config config;

static void restart(void)
{
	const struct console_options options = { .config = &config };
	struct session *session;
	struct err err = ERR_INIT;

	if (stage)
		stage_free(stage);
	assert_ok(session_demo(&session, &err));
	stage = stage_on(session, "/home/ana/vault.db", &options);
}

static int setup(void **state)
{
	(void)state;
	config = (struct config){
		.key = { { .action = "rename", .keys = "E" },
			 { .action = "quit", .keys = "Ctrl-Q Z" } },
		.keys = 2,
	};
	stage = NULL;
	restart();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	stage_free(stage);
	return 0;
}

static void a_changed_key_runs_and_the_old_one_does_not(void **state)
{
	(void)state;
	stage_press(stage, "e");
	stage_expect(stage, "no such key here");
	stage_press(stage, "q");
	assert_false(stage->console.wants_quit);
	stage_press(stage, "E");
	stage_expect(stage, "Rename connection");
	stage_press(stage, "<Esc>Z");
	assert_true(stage->console.wants_quit);
}

static void hints_help_and_palette_show_the_changed_key(void **state)
{
	(void)state;
	stage_expect(stage, "E rename");
	stage_size(stage, 36, 120);
	stage_press(stage, "?");
	stage_expect(stage, "Ctrl-Q Z");
	stage_press(stage, "<Esc>:rename");
	stage_expect(stage, "rename           E       rename");
}

static void a_changed_key_wins_over_the_usual_one_of_another(void **state)
{
	(void)state;
	str_copy(config.key[0].keys, "u", CONFIG_WORD);
	restart();
	stage_press(stage, "u");
	stage_expect(stage, "Rename connection");
}

static void keys_have_names(void **state)
{
	(void)state;
	assert_int_equal(keymap_press("e"), 'e');
	assert_int_equal(keymap_press("Ctrl-Q"), CTRL('Q'));
	assert_int_equal(keymap_press("Alt-x"), PRESS_ALT | 'x');
	assert_int_equal(keymap_press("F2"), PRESS_F2);
	assert_int_equal(keymap_press("Space"), ' ');
	assert_int_equal(keymap_press("Ctrl-"), 0);
	assert_int_equal(keymap_press("ee"), 0);
	assert_int_equal(keymap_press(""), 0);
}

static unsigned role_at(int y, int x)
{
	const struct frame *frame = &stage->frame;

	return frame->cell[(size_t)y * (size_t)frame->cols + (size_t)x].role;
}

static void selection_is_the_row_its_name_or_a_marker(void **state)
{
	(void)state;
	assert_int_equal(role_at(4, 3), ROLE_SELECTED);
	assert_int_equal(role_at(4, 20), ROLE_SELECTED);
	config.selection = SELECT_NAME;
	restart();
	assert_int_equal(role_at(4, 3), ROLE_NORMAL);
	assert_int_equal(role_at(4, 20), ROLE_SELECTED);
	assert_true(str_starts(stage_row(stage, 4), "> Stripe"));
	stage->console.options.low_bandwidth = true;
	stage_press(stage, "k");
	assert_int_equal(role_at(4, 20), ROLE_NORMAL);
	assert_true(str_starts(stage_row(stage, 4), "> Stripe"));
}

#define KEYMAP_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		KEYMAP_TEST(a_changed_key_runs_and_the_old_one_does_not),
		KEYMAP_TEST(hints_help_and_palette_show_the_changed_key),
		KEYMAP_TEST(a_changed_key_wins_over_the_usual_one_of_another),
		KEYMAP_TEST(keys_have_names),
		KEYMAP_TEST(selection_is_the_row_its_name_or_a_marker),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
