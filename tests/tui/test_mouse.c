/* test_mouse.c - clicks and the wheel; the screen for those who hear it */
#include "stage.h"

static void press(struct stage *stage, uint32_t what, int y)
{
	struct key key = { .press = what, .y = y };

	console_key(&stage->console, &key, stage->now);
	stage_wait(stage, 1);
}

static void a_click_selects_a_row_and_a_second_opens_it(void **state)
{
	struct stage *stage = *state;

	press(stage, PRESS_CLICK, 7);
	assert_int_equal(stage->console.list.selected, 3);
	press(stage, PRESS_CLICK, 5);
	assert_int_equal(stage->console.list.selected, 1);
	press(stage, PRESS_CLICK, 5);
	stage_expect(stage, "Ext. id");
	stage_expect(stage, "crm_hubspot");
}

static void slow_clicks_are_two(void **state)
{
	struct stage *stage = *state;

	press(stage, PRESS_CLICK, 5);
	stage_wait(stage, 1000);
	press(stage, PRESS_CLICK, 5);
	stage_refuse(stage, "Ext. id");
}

static void a_click_beside_the_rows_does_nothing(void **state)
{
	struct stage *stage = *state;

	press(stage, PRESS_CLICK, 7);
	press(stage, PRESS_CLICK, 0);
	press(stage, PRESS_CLICK, 3);
	press(stage, PRESS_CLICK, 20);
	press(stage, PRESS_CLICK, 23);
	assert_int_equal(stage->console.list.selected, 3);
	stage_press(stage, "e");
	press(stage, PRESS_CLICK, 7);
	stage_expect(stage, "Rename connection");
}

static void the_wheel_moves_three_rows(void **state)
{
	struct stage *stage = *state;

	press(stage, PRESS_WHEEL_DOWN, 5);
	assert_int_equal(stage->console.list.selected, 3);
	press(stage, PRESS_WHEEL_UP, 5);
	press(stage, PRESS_WHEEL_UP, 5);
	assert_int_equal(stage->console.list.selected, 0);
	stage_press(stage, "y");
	press(stage, PRESS_WHEEL_DOWN, 5);
	stage_expect(stage, "external id");
	assert_int_equal(stage->console.list.selected, 0);
}

static void a_click_in_a_dialog_is_for_its_rows(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "o");
	stage_expect(stage, "> [x] PROVIDER");
	press(stage, PRESS_CLICK, stage->console.pointer_y + 2);
	stage_expect(stage, "> [x] STATUS");
	assert_int_equal(stage->console.list.selected, 0);
}

/* -- plain --------------------------------------------------------------- */

static void plain_has_no_lines_and_the_cursor_on_the_row(void **state)
{
	struct stage *stage = *state;

	stage->frame.is_plain = true;
	stage_press(stage, "jj");
	stage_refuse(stage, "---");
	assert_int_equal(stage->frame.cursor_y, 6);
	assert_int_equal(stage->frame.cursor_x, 0);
	stage_golden(stage, "plain-80x24");
}

static void plain_dialogs_are_alone_on_the_page(void **state)
{
	struct stage *stage = *state;

	stage->frame.is_plain = true;
	stage_press(stage, "e");
	stage_refuse(stage, "HubSpot");
	stage_expect(stage, "Name   Billing Stripe live");
	stage_golden(stage, "plain-rename-80x24");
	stage_press(stage, "<Esc>/sla");
	stage_expect(stage, "Ops Slack alerts"); /* the list stays */
	assert_int_equal(stage->frame.cursor_y, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(a_click_selects_a_row_and_a_second_opens_it),
		STAGE_TEST(slow_clicks_are_two),
		STAGE_TEST(a_click_beside_the_rows_does_nothing),
		STAGE_TEST(the_wheel_moves_three_rows),
		STAGE_TEST(a_click_in_a_dialog_is_for_its_rows),
		STAGE_TEST(plain_has_no_lines_and_the_cursor_on_the_row),
		STAGE_TEST(plain_dialogs_are_alone_on_the_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
