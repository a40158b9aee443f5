/* test_burst.c - many keys at once: typed, held down, or pasted by mistake */
#include "theatre.h"

static struct stage *stage_of(void **state)
{
	return ((struct theatre *)*state)->stage;
}

static size_t depth(const struct stage *stage)
{
	return stage->console.depth;
}

/* -- where there is no field --------------------------------------------- */

static void a_paste_runs_no_commands(void **state)
{
	static const char *const pastes[] = {
		"secret-n",	    "sk_live<Enter>",	     "sec<Enter>ret",
		"<Tab>s<Tab>ecret", "e Name of mine<Enter>",
	};
	struct stage *stage = stage_of(state);

	for (size_t i = 0; i < sizeof(pastes) / sizeof(*pastes); i++) {
		stage_burst(stage, pastes[i]);
		stage_expect(stage, "look like a paste and were dropped");
		assert_int_equal(depth(stage), 1);
		stage_wait(stage, 100);
		stage_press(stage, "<Esc>");
	}
}

static void held_keys_are_no_paste(void **state)
{
	struct stage *stage = stage_of(state);

	stage_burst(stage, "jjjjjjjj");
	assert_int_equal(stage->console.list.selected, 1);
	stage_burst(stage, "<Up><Down><Up><Down><PgDn><PgUp><Up><Up>");
	assert_int_equal(stage->console.list.selected, 0);
	stage_burst(stage, "jjjj<Enter>");
	stage_expect(stage, "> Details");
}

static void keys_that_only_move_are_no_paste(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "c");
	stage_burst(stage, "<Tab><Tab><Tab><Tab><Tab><Tab><Tab>");
	stage_refuse(stage, "paste");
	stage_burst(stage, "<Tab><Tab><Tab><Tab><BackTab><Down><Up><Tab>");
	stage_refuse(stage, "paste");
}

static void a_few_keys_at_once_are_typed(void **state)
{
	struct stage *stage = stage_of(state);

	stage_burst(stage, "ye");
	stage_expect(stage, "external id");
	stage_burst(stage, "jku");
	stage_expect(stage, "> Usage");
}

static void filter_and_command_may_be_typed_ahead(void **state)
{
	struct stage *stage = stage_of(state);

	stage_burst(stage, "/mail");
	stage_expect(stage, "Filter: mail");
	stage_burst(stage, "<Esc>:sort status<Enter>");
	assert_int_equal(stage->console.query.sort, SORT_STATUS);
	assert_int_equal(depth(stage), 1);
}

static void the_rest_of_a_paste_is_dropped_as_well(void **state)
{
	struct stage *stage = stage_of(state);

	stage_burst(stage, "secret");
	stage_wait(stage, 10);
	stage_burst(stage, "q<Enter>");
	assert_false(stage->console.wants_quit);
	stage_wait(stage, 30);
	stage_burst(stage, "<Down>");
	assert_int_equal(stage->console.list.selected, 1);
}

static void a_paste_that_dribbles_in_is_dropped_to_its_end(void **state)
{
	static const char *const reads[] = { "secret", "ab", "<Down>", "q" };
	struct stage *stage = stage_of(state);

	for (size_t i = 0; i < sizeof(reads) / sizeof(*reads); i++) {
		stage_burst(stage, reads[i]);
		stage_wait(stage, 20);
	}
	assert_false(stage->console.wants_quit);
	assert_int_equal(stage->console.list.selected, 0);
}

static void other_keys_inside_a_paste_do_not_end_it(void **state)
{
	static const char *const pastes[] = {
		"abcdefgh<Up>q", "abcd<Esc>q",	  "<A-[>31mq",
		"<A-[>1mq",	 "ab<Up>cd<Up>q",
	};
	struct stage *stage = stage_of(state);

	for (size_t i = 0; i < sizeof(pastes) / sizeof(*pastes); i++) {
		stage_burst(stage, pastes[i]);
		stage_expect(stage, "look like a paste and were dropped");
		assert_false(stage->console.wants_quit);
		stage_wait(stage, 100);
		stage_press(stage, "<Esc>");
	}
}

static void a_bracketed_paste_amid_dropped_keys_is_dropped(void **state)
{
	struct key key = { .press = PRESS_PASTE };
	struct stage *stage = stage_of(state);
	struct err err = ERR_INIT;

	stage_burst(stage, "secret");
	assert_ok(secret_from("more", 4, &key.paste, &err));
	console_keys(&stage->console, &key, 1, stage->now);
	assert_null(key.paste);
	assert_int_equal(depth(stage), 1);
}

static void interrupt_and_lock_are_heard_amid_a_paste(void **state)
{
	struct stage *stage = stage_of(state);

	stage_burst(stage, "secret<C-C>");
	stage_burst(stage, "more<C-C>");
	assert_true(stage->console.wants_quit);
	stage_burst(stage, "more<C-X>text");
	stage_expect(stage, "Unlock the vault");
}

static void a_slash_that_opens_no_field_hides_no_paste(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "y");
	stage_burst(stage, "/usr/bin/q");
	stage_expect(stage, "look like a paste and were dropped");
	assert_int_equal(depth(stage), 2);
}

static void after_a_silence_keys_are_keys(void **state)
{
	struct stage *stage = stage_of(state);

	stage_burst(stage, "secret");
	stage_wait(stage, 100);
	stage_burst(stage, "e");
	stage_expect(stage, "Rename connection");
}

static void a_paste_longer_than_one_read_goes_on(void **state)
{
	char first[KEYS_MAX + 1];
	struct stage *stage = stage_of(state);

	for (size_t i = 0; i < KEYS_MAX; i++)
		first[i] = i % 2 ? 'u' : 'c';
	first[KEYS_MAX] = '\0';
	stage_burst(stage, first);
	stage_wait(stage, 500);
	stage_burst(stage, "e<Enter>");
	assert_int_equal(depth(stage), 1);
}

/* -- in a field ---------------------------------------------------------- */

static void of_several_lines_a_field_takes_the_first(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "jc");
	stage_burst(stage, "first-line<Enter>second<Enter> third<Enter>");
	stage_expect(stage, "Only what came before Enter was taken");
	stage_expect(stage, "10 characters, typed");
	stage_expect(stage, "> Reconnect");
}

/* What was pasted into the wrong field must be neither saved nor run. */
static void enter_that_comes_with_text_is_not_pressed(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "e<C-U>");
	stage_burst(stage, "sk_pasted<Enter>second line<Enter>");
	stage_expect(stage, "Rename connection");
	stage_expect(stage, "sk_pasted");
	stage_refuse(stage, "sk_pastedsecond");
	stage_expect(stage, "Only what came before Enter was taken");
	stage_wait(stage, 100);
	stage_press(stage, "<Esc><Tab><Enter>c<C-g>");
	stage_burst(stage, "touch /nonexistent/x<Enter>");
	assert_null(stage->console.command);
	stage_wait(stage, 100);
	stage_press(stage, "<Enter>"); /* on its own it is */
	assert_string_equal(stage->console.command, "touch /nonexistent/x");
}

static void enter_that_only_looks_for_something_is_pressed(void **state)
{
	struct stage *stage = stage_of(state);

	stage_burst(stage, "/mail<Enter>");
	stage_expect(stage, "Filter: mail");
	stage_press(stage, "<Esc>");
	stage_burst(stage, ":sort name<Enter>");
	assert_int_equal(depth(stage), 1);
}

static void what_comes_after_a_refused_enter_is_dropped(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "e<C-U>");
	stage_burst(stage, "Renamed<Enter>");
	stage_burst(stage, ":quit<Enter>");
	stage_wait(stage, 10);
	stage_burst(stage, "q");
	stage_expect(stage, "Only what came before Enter was taken");
	stage_expect(stage, "Rename connection");
	assert_false(stage->console.wants_quit);
}

static void enter_after_typed_text_is_a_key_of_its_own(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "e<C-U>");
	stage_burst(stage, "Renamed");
	stage_burst(stage, "<Enter>");
	stage_burst(stage, "j");
	assert_int_equal(stage->console.list.selected, 1);
}

static void tabs_lead_through_a_form_but_not_to_its_buttons(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "jc");
	stage_burst(stage, "secret<Tab><Tab><Enter>");
	stage_expect(stage, "> Reconnect");
	stage_expect(stage, "6 characters, typed");
}

static void a_field_of_several_lines_takes_them_all(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "E<Tab>");
	stage_burst(stage, "one<Enter>two<Enter>three");
	stage_refuse(stage, "dropped");
	stage_expect(stage, "three");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		THEATRE_TEST(a_paste_runs_no_commands),
		THEATRE_TEST(held_keys_are_no_paste),
		THEATRE_TEST(keys_that_only_move_are_no_paste),
		THEATRE_TEST(a_few_keys_at_once_are_typed),
		THEATRE_TEST(filter_and_command_may_be_typed_ahead),
		THEATRE_TEST(the_rest_of_a_paste_is_dropped_as_well),
		THEATRE_TEST(a_paste_that_dribbles_in_is_dropped_to_its_end),
		THEATRE_TEST(other_keys_inside_a_paste_do_not_end_it),
		THEATRE_TEST(a_bracketed_paste_amid_dropped_keys_is_dropped),
		THEATRE_TEST(interrupt_and_lock_are_heard_amid_a_paste),
		THEATRE_TEST(a_slash_that_opens_no_field_hides_no_paste),
		THEATRE_TEST(after_a_silence_keys_are_keys),
		THEATRE_TEST(a_paste_longer_than_one_read_goes_on),
		THEATRE_TEST(of_several_lines_a_field_takes_the_first),
		THEATRE_TEST(enter_that_comes_with_text_is_not_pressed),
		THEATRE_TEST(enter_that_only_looks_for_something_is_pressed),
		THEATRE_TEST(what_comes_after_a_refused_enter_is_dropped),
		THEATRE_TEST(enter_after_typed_text_is_a_key_of_its_own),
		THEATRE_TEST(tabs_lead_through_a_form_but_not_to_its_buttons),
		THEATRE_TEST(a_field_of_several_lines_takes_them_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
