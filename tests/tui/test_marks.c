/* test_marks.c - rows are marked, stay marked, and are unmarked */
#include "stage.h"

#include "ops/session.h"

static void space_marks_and_goes_down(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "jjjj jj ");
	stage_goldens(stage, "marks");
	stage_press(stage, "k ");
	assert_int_equal(marks_count(&stage->console), 1);
}

static void a_range_is_marked_from_one_v_to_the_other(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "jvjj");
	stage_expect(stage, "3 marked");
	stage_press(stage, "vj");
	assert_int_equal(marks_count(&stage->console), 3);
	stage_press(stage, "Gvkk<Esc>");
	assert_int_equal(marks_count(&stage->console), 3);
}

static void marks_outlive_filter_and_reading_again(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, " /slack<Enter>*r");
	assert_int_equal(marks_count(&stage->console), 2);
	stage_press(stage, "<Esc>");
	stage_expect(stage, "2 marked");
	stage_expect(stage, "+Slack");
	stage_press(stage, "<Esc>");
	stage_refuse(stage, "marked");
}

static void all_shown_are_marked_and_unmarked(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "*");
	stage_expect(stage, "14 marked");
	stage_press(stage, "\\");
	stage_refuse(stage, "marked");
}

static void without_rows_or_marks_the_keys_say_why(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "\\");
	stage_expect(stage, "nothing is marked");
	stage_press(stage, "/nothing has this<Enter>");
	stage_press(stage, " ");
	stage_expect(stage, "mark and go down:");
	stage_press(stage, "*");
	stage_expect(stage, "mark all shown:");
	stage_press(stage, "v");
	stage_expect(stage, "mark a range:");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(space_marks_and_goes_down),
		STAGE_TEST(a_range_is_marked_from_one_v_to_the_other),
		STAGE_TEST(marks_outlive_filter_and_reading_again),
		STAGE_TEST(all_shown_are_marked_and_unmarked),
		STAGE_TEST(without_rows_or_marks_the_keys_say_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
