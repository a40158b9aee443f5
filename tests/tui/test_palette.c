/* test_palette.c - actions by name, what was typed and said before */
#include "stage.h"

#include "ops/session.h"

static void what_is_typed_finds_and_enter_runs(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, ":renam");
	stage_expect(stage, "> rename           e       rename");
	stage_press(stage, "<Enter>");
	stage_expect(stage, "Rename connection");
}

static void letters_in_order_are_enough(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, ":rnm<Enter>");
	stage_expect(stage, "Rename connection");
}

static void what_is_blocked_says_why_and_is_not_run(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "/slack<Enter>:undo");
	stage_expect(stage, "(-) undo");
	stage_press(stage, "<Enter>");
	stage_expect(stage, "undo: nothing to undo");
	assert_int_equal(stage->console.depth, 1);
}

static void tab_completes_and_words_are_taken(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, ":filt<Tab>");
	stage_expect(stage, ":filter");
	stage_press(stage, " provider:slack<Enter>");
	assert_int_equal(stage->console.list.count, 1);
	stage_press(stage, ":sort flows<Enter>");
	assert_int_equal(stage->console.query.sort, SORT_FLOWS);
	stage_press(stage, ":sort colour<Enter>");
	stage_expect(stage, "Sort by one of: name piece status flows");
}

static void up_brings_back_what_was_typed(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, ":sort flows<Enter>:sort name<Enter>:<Up>");
	stage_expect(stage, ":sort name");
	stage_press(stage, "<Up>");
	stage_expect(stage, ":sort flows");
	stage_press(stage, "<Up><Down>");
	stage_expect(stage, ":sort name");
	stage_press(stage, "<Enter>");
	assert_int_equal(stage->console.query.sort, SORT_NAME);
}

static void down_chooses_another_one(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, ":s<Down>");
	assert_int_equal(stage->console.depth, 2);
	stage_press(stage, "<Esc>");
	assert_int_equal(stage->console.depth, 1);
	stage_press(stage, ":<Down><Down><Up><Esc>");
	assert_int_equal(stage->console.depth, 1);
}

static void quit_lock_and_help_have_names(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, ":help<Enter>");
	stage_expect(stage, "Keys on the connections list");
	stage_press(stage, "<Esc>:quit<Enter>");
	assert_true(stage->console.wants_quit);
	stage_press(stage, ":lock<Enter>");
	assert_false(session_is_unlocked(stage->console.session));
	stage_press(stage, "<C-L>");
	assert_int_equal(stage->console.history.commands, 0);
}

static void help_is_searched_and_runs_what_is_found(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "?/flows that<Enter>");
	stage_expect(stage, "Usage");
	assert_int_equal(stage->console.depth, 2);
}

static void what_no_name_has_is_told(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, ":zzz");
	stage_expect(stage, "No action has such a name.");
	stage_press(stage, "<Enter>");
	stage_expect(stage, "! No action has such a name");
	assert_int_equal(stage->console.depth, 2);
}

static void messages_are_kept_with_their_times(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, ":messages<Enter>");
	stage_expect(stage, "Nothing was said yet.");
	stage_press(stage, "<Esc>");
	for (int i = 0; i < SAID_MAX + 5; i++)
		console_say(&stage->console, TONE_PLAIN, "number %d", i);
	assert_int_equal(stage->console.history.messages, SAID_MAX);
	stage_press(stage, ":messages<Enter>");
	stage_expect(stage, "2026-11-23 09:00 number 104");
	stage_press(stage, "G");
	stage_expect(stage, "number 5");
}

static void views_are_filters_with_a_name(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, ":expiring<Enter>");
	stage_expect(stage, "Filter: expiring:");
	stage_expect(stage, "2 of 14");
	stage_press(stage, ":expiring 3<Enter>");
	stage_expect(stage, "1 of 14");
	stage_expect(stage, "Xero accounting");
	stage_press(stage, ":rotating<Enter>");
	stage_expect(stage, "2 of 14");
	stage_press(stage, ":unused<Enter>");
	stage_expect(stage, "Notion handbook");
	stage_press(stage, ":rotating 1<Enter>");
	stage_expect(stage, "None; Esc shows all again");
	stage_press(stage, "<Esc>");
	stage_expect(stage, "14 connections");
}

static void messages_are_not_buried(void **state)
{
	struct stage *stage = *state;

	console_say(&stage->console, TONE_ERROR, "the disk is full");
	console_say(&stage->console, TONE_ERROR, "the disk is full");
	stage_press(stage, "w");
	stage_expect(stage, "no such key here");
	stage_press(stage, ":messages<Enter>");
	stage_expect(stage, "1 message, the latest first");
	stage_expect(stage, "! the disk is full (2 times)");
	stage_refuse(stage, "no such key");
}

static void an_argument_is_named_in_full(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, ":copy-s");
	stage_expect(stage, "copy-secret [FIELD] ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(what_is_typed_finds_and_enter_runs),
		STAGE_TEST(views_are_filters_with_a_name),
		STAGE_TEST(letters_in_order_are_enough),
		STAGE_TEST(what_is_blocked_says_why_and_is_not_run),
		STAGE_TEST(tab_completes_and_words_are_taken),
		STAGE_TEST(up_brings_back_what_was_typed),
		STAGE_TEST(down_chooses_another_one),
		STAGE_TEST(quit_lock_and_help_have_names),
		STAGE_TEST(help_is_searched_and_runs_what_is_found),
		STAGE_TEST(what_no_name_has_is_told),
		STAGE_TEST(messages_are_kept_with_their_times),
		STAGE_TEST(messages_are_not_buried),
		STAGE_TEST(an_argument_is_named_in_full),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
