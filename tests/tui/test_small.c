/* test_small.c - what is typed while the window is too small for its form */
#include "theatre.h"

static struct stage *stage_of(void **state)
{
	return ((struct theatre *)*state)->stage;
}

static void enlarge(struct stage *stage)
{
	stage_size(stage, 24, 80);
}

static void shrink(struct stage *stage)
{
	stage_size(stage, 10, 40);
}

static void a_form_in_a_small_window_goes_back_and_does_not_quit(void **state)
{
	static const char *const ways[][2] = {
		{ "e", "<Esc>" },
		{ "c", "<Esc>" },
		{ "e<Tab><Tab>", "q" }, /* on a button: no text */
	};
	struct stage *stage = stage_of(state);

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		enlarge(stage);
		stage_press(stage, ways[i][0]);
		shrink(stage);
		stage_expect(stage, "This form needs 60x16.");
		stage_expect(stage, "Esc to go back");
		stage_refuse(stage, "needs 40x10");
		stage_press(stage, ways[i][1]);
		stage_expect(stage, "Billing live");
		assert_false(stage->console.wants_quit);
	}
	stage_press(stage, "q");
	assert_true(stage->console.wants_quit);
}

static void what_was_typed_is_asked_about_in_a_small_window_too(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "cx");
	shrink(stage);
	stage_press(stage, "<Esc>");
	stage_golden(stage, "ask-40x10");
	stage_press(stage, "<Enter>");
	stage_expect(stage, "This form needs 60x16.");
	stage_press(stage, "<Esc><Tab><Enter>");
	stage_expect(stage, "Billing live");
}

static void the_size_is_told_in_twenty_columns(void **state)
{
	struct stage *stage = stage_of(state);

	stage_size(stage, 5, 20);
	stage_expect(stage, "Too small: 20x5.\n");
}

/* -- typing on ----------------------------------------------------------- */

static void what_is_typed_while_the_window_is_small_is_not_cut(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "csk_live_");
	shrink(stage);
	stage_expect(stage, "Text that you type is taken;");
	stage_press(stage, "quiX<BS>ck");
	stage_paste(stage, "_and_pasted");
	enlarge(stage);
	stage_press(stage, "_end");
	stage_expect(stage, "28 characters");
	stage_press(stage, "<C-T>");
	stage_expect(stage, "sk_live_quick_and_pasted_end");
}

static void nothing_is_pressed_unseen_nor_typed_into_the_wrong_field(
	void **state)
{
	static const char *const acts[] = { "<Enter>", "<Tab>", "<C-S>",
					    "<Down>", "<C-T>" };
	struct stage *stage = stage_of(state);

	for (size_t i = 0; i < sizeof(acts) / sizeof(*acts); i++) {
		stage_press(stage, "cabc");
		shrink(stage);
		stage_press(stage, acts[i]);
		stage_expect(stage, "1 key was not taken.");
		stage_press(stage, "def<Enter>");
		stage_expect(stage, "5 keys were not taken.");
		enlarge(stage);
		stage_expect(stage, "5 keys were not taken, as the window was");
		stage_expect(stage, "Reconnect");
		stage_expect(stage, "3 characters, typed");
		stage_wait(stage, 2000);
		stage_press(stage, "<C-U><Esc>");
	}
}

static void who_types_on_after_a_key_not_taken_is_told(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "cabc");
	shrink(stage);
	stage_press(stage, "<Tab>d");
	enlarge(stage);
	stage_press(stage, "ef");
	stage_expect(stage, "4 keys were not taken, as the window was");
	stage_expect(stage, "3 characters, typed");
	stage_wait(stage, 1000);
	stage_press(stage, "d");
	stage_expect(stage, "4 characters, typed");
	stage_refuse(stage, "not taken");
}

/* Nor is what was counted forgotten for a question that is answered between. */
static void a_question_between_cuts_nothing(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "cabc");
	shrink(stage);
	stage_press(stage, "<Tab>def<Esc><Enter>ghi");
	enlarge(stage);
	stage_expect(stage, "7 keys were not taken, as the window was");
	stage_expect(stage, "3 characters, typed");
}

static void a_filter_goes_on_in_a_small_window(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "/bil");
	stage_size(stage, 8, 30);
	stage_press(stage, "q");
	enlarge(stage);
	stage_expect(stage, "Filter: bilq");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		THEATRE_TEST(
			a_form_in_a_small_window_goes_back_and_does_not_quit),
		THEATRE_TEST(
			what_was_typed_is_asked_about_in_a_small_window_too),
		THEATRE_TEST(the_size_is_told_in_twenty_columns),
		THEATRE_TEST(
			what_is_typed_while_the_window_is_small_is_not_cut),
		THEATRE_TEST(
			nothing_is_pressed_unseen_nor_typed_into_the_wrong_field),
		THEATRE_TEST(who_types_on_after_a_key_not_taken_is_told),
		THEATRE_TEST(a_question_between_cuts_nothing),
		THEATRE_TEST(a_filter_goes_on_in_a_small_window),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
