/* test_screens.c - what the screens show of the sample project, and do */
#include "stage.h"

#include "ops/session.h"

static const struct roster_row *selected(struct stage *stage)
{
	return console_selected(&stage->console);
}

/* -- as drawn ------------------------------------------------------------ */

/* One row is a screen in every size, character set and role. */
static const struct {
	const char *name, *keys, *paste;
} drawn[] = {
	{ "list", "<Down><Down>", NULL },
	{ "filter", "/sla", NULL },
	{ "no-match", "/nothing has this", NULL },
	{ "inactive", "ff", NULL },
	{ "detail", "/slack<Enter><Enter>", NULL },
	{ "pane", "/slack<Enter>|", NULL },
	{ "rename", "/slack<Enter>e EU", NULL },
	{ "reconnect", "Gc<Tab>", "cv-canary-cv-canary\n" },
	{ "discard", "Gc<Tab>x<Esc>", NULL },
	{ "flows", "/slack<Enter>u<Down>", NULL },
	{ "help", "<Down>?", NULL },
	{ "palette", ":re", NULL },
	{ "messages", "rz:messages<Enter>", NULL },
	{ "locked", "c<C-X>", NULL },
};

static void every_screen_looks_as_designed(void **state)
{
	struct stage *stage = *state;

	for (size_t i = 0; i < sizeof(drawn) / sizeof(*drawn); i++) {
		stage_press(stage, drawn[i].keys);
		if (drawn[i].paste)
			stage_paste(stage, drawn[i].paste);
		stage_goldens(stage, drawn[i].name);
		stage_free(stage);
		*state = stage = stage_demo();
	}
}

static void too_small_a_window_says_what_it_needs(void **state)
{
	struct stage *stage = *state;

	stage_size(stage, 9, 38);
	stage_golden(stage, "small-38x9");
	stage_size(stage, 12, 80); /* no room for hints */
	stage_golden(stage, "list-80x12");
	for (int rows = 1; rows < 30; rows++)
		for (int cols = 1; cols < 130; cols += 3)
			stage_size(stage, rows, cols);
	stage_size(stage, 24, 80);
	stage_expect(stage, "Zendesk triage");
}

static void a_window_too_small_can_still_lock_and_quit(void **state)
{
	struct stage *stage = *state;

	stage_size(stage, 3, 10);
	stage_press(stage, "jje");
	stage_size(stage, 24, 80);
	assert_string_equal(selected(stage)->conn->name, "Billing Stripe live");
	stage_size(stage, 3, 10);
	stage_press(stage, "<C-X>");
	assert_false(session_is_unlocked(stage->console.session));
	stage_press(stage, "<C-C>");
	assert_true(stage->console.wants_quit);
}

/* -- moving -------------------------------------------------------------- */

static void keys_move_the_selection_and_stop_at_the_ends(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "jj");
	assert_string_equal(selected(stage)->conn->name, "Finance Sheets");
	stage_press(stage, "kkkk");
	assert_string_equal(selected(stage)->conn->name, "Billing Stripe live");
	stage_press(stage, "G<Down>");
	assert_string_equal(selected(stage)->conn->name, "Zendesk triage");
	stage_press(stage, "g<PgDn>");
	assert_string_equal(selected(stage)->conn->name, "Zendesk triage");
	stage_press(stage, "<Home>");
	assert_string_equal(selected(stage)->conn->name, "Billing Stripe live");
}

static void a_small_window_scrolls(void **state)
{
	struct stage *stage = *state;

	stage_size(stage, 10, 40);
	stage_press(stage, "G");
	stage_expect(stage, "> * Zendesk triage");
	stage_refuse(stage, "Billing Stripe");
}

static void an_unknown_key_says_where_the_keys_are(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "Y");
	stage_expect(stage, "no such key here; ? lists the keys");
	stage_press(stage, "j");
	stage_refuse(stage, "no such key");
}

/* -- filter -------------------------------------------------------------- */

static void every_letter_narrows_the_list(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "/s");
	assert_int_equal(stage->console.list.count, 12);
	stage_press(stage, "la");
	assert_int_equal(stage->console.list.count, 1);
	stage_press(stage, "<BS><BS><BS>");
	assert_int_equal(stage->console.list.count, 14);
}

static void letters_that_are_keys_elsewhere_are_typed(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "/qj?");
	stage_expect(stage, "Filter: qj?");
	assert_false(stage->console.wants_quit);
}

static void a_filter_that_is_none_is_told(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "/nobody");
	stage_expect(stage, "No connection matches.");
	stage_press(stage, " owner:x");
	stage_expect(stage, "owner:x is none of the filters.");
	stage_refuse(stage, "No connection matches.");
}

static void a_kept_filter_is_cleared_by_escape(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "/slack<Enter>");
	assert_int_equal(stage->console.list.count, 1);
	stage_press(stage, "j<Esc>");
	assert_int_equal(stage->console.list.count, 14);
	assert_string_equal(selected(stage)->conn->name, "Ops Slack alerts");
}

static void status_filter_steps_through_all_active_inactive(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "f");
	assert_int_equal(stage->console.list.count, 12);
	stage_expect(stage, "status: active");
	stage_press(stage, "f");
	assert_int_equal(stage->console.list.count, 2);
	stage_press(stage, "f");
	assert_int_equal(stage->console.list.count, 14);
	stage_press(stage, "/<Tab><Tab>");
	assert_int_equal(stage->console.list.count, 2);
}

/* -- what cannot be done ------------------------------------------------- */

static void oauth_without_an_app_asks_for_one_first(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "/slack<Enter>c");
	stage_expect(stage, "Slack > New OAuth app");
	stage_press(stage, "<Esc>");
	stage_expect(stage, "Filter: slack");
}

static void every_action_of_the_list_is_in_its_help(void **state)
{
	struct stage *stage = *state;

	stage_size(stage, 60, 120);
	stage_press(stage, "?");
	const struct action *const *table = scr_list.action;

	for (int i = 0; i < SCREEN_TABLES && table[i]; i++)
		for (const struct action *a = table[i]; a->name; a++)
			if (a->help &&
			    (!a->is_apt || a->is_apt(&stage->console)))
				stage_expect_help(stage, a->help);
}

static void help_closes_and_keys_work_again(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "?<Esc>j");
	assert_string_equal(selected(stage)->conn->name, "CRM HubSpot EU");
}

/* -- bursts, messages, time ---------------------------------------------- */

static void text_pasted_where_no_field_is_does_nothing(void **state)
{
	struct stage *stage = *state;

	stage_paste(stage, "rm -rf");
	stage_expect(stage, "Pasted text was dropped");
	assert_int_equal(stage->console.depth, 1);
}

static void long_words_in_the_filter_get_the_room_there_is(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "/google sheets of the finance");
	stage_expect(stage, " Filter: google sheets of the finance ");
	stage_press(stage, " department of Acme in Vienna");
	stage_expect(stage, " Filter: ~e finance department of Acme in Vienna");
	stage_expect(stage, "status: all");
	stage_expect(stage, "0 of 14");
}

static void a_paste_into_the_filter_is_taken(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "/");
	stage_paste(stage, "slack");
	assert_int_equal(stage->console.list.count, 1);
}

static void successes_fade_and_errors_stay(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "r");
	stage_expect(stage, "Read again");
	stage_wait(stage, 6001);
	stage_refuse(stage, "Read again");
	stage_press(stage, "z");
	stage_wait(stage, 60000);
	stage_expect(stage, "undo: nothing to undo");
}

static void nothing_changes_while_nothing_happens(void **state)
{
	struct stage *stage = *state;
	struct frame before = { .cell = NULL };
	struct err err = ERR_INIT;

	assert_ok(frame_copy(&before, &stage->frame, &err));
	for (int i = 0; i < 55; i++) {
		stage_wait(stage, 1000);
		assert_true(frame_is_same(&before, &stage->frame));
	}
	frame_clear(&before);
}

static void title_counts_the_minutes_to_the_lock(void **state)
{
	struct stage *stage = *state;

	stage_expect(stage, "locks in 15m");
	stage_wait(stage, 60000);
	stage_expect(stage, "locks in 14m");
	stage_press(stage, "j");
	stage_expect(stage, "locks in 15m");
}

static void an_idle_console_locks_and_forgets(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "/slack");
	stage_wait(stage, 15 * 60000);
	stage_expect(stage, "Unlock the vault");
	stage_refuse(stage, "Slack");
	assert_false(session_is_unlocked(stage->console.session));
	assert_null(stage->console.roster);
}

static void ctrl_x_locks_at_once(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "c<C-X>");
	stage_expect(stage, "Unlock the vault");
	assert_false(session_is_unlocked(stage->console.session));
}

static void ctrl_c_leaves_when_pressed_twice(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "<C-C>");
	assert_false(stage->console.wants_quit);
	stage_wait(stage, 2000);
	stage_press(stage, "<C-C>");
	assert_false(stage->console.wants_quit);
	stage_press(stage, "<C-C>");
	assert_true(stage->console.wants_quit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(every_screen_looks_as_designed),
		STAGE_TEST(too_small_a_window_says_what_it_needs),
		STAGE_TEST(a_window_too_small_can_still_lock_and_quit),
		STAGE_TEST(keys_move_the_selection_and_stop_at_the_ends),
		STAGE_TEST(a_small_window_scrolls),
		STAGE_TEST(an_unknown_key_says_where_the_keys_are),
		STAGE_TEST(every_letter_narrows_the_list),
		STAGE_TEST(letters_that_are_keys_elsewhere_are_typed),
		STAGE_TEST(a_filter_that_is_none_is_told),
		STAGE_TEST(a_kept_filter_is_cleared_by_escape),
		STAGE_TEST(status_filter_steps_through_all_active_inactive),
		STAGE_TEST(oauth_without_an_app_asks_for_one_first),
		STAGE_TEST(every_action_of_the_list_is_in_its_help),
		STAGE_TEST(help_closes_and_keys_work_again),
		STAGE_TEST(text_pasted_where_no_field_is_does_nothing),
		STAGE_TEST(long_words_in_the_filter_get_the_room_there_is),
		STAGE_TEST(a_paste_into_the_filter_is_taken),
		STAGE_TEST(successes_fade_and_errors_stay),
		STAGE_TEST(nothing_changes_while_nothing_happens),
		STAGE_TEST(title_counts_the_minutes_to_the_lock),
		STAGE_TEST(an_idle_console_locks_and_forgets),
		STAGE_TEST(ctrl_x_locks_at_once),
		STAGE_TEST(ctrl_c_leaves_when_pressed_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
