/* test_frame.c - text gets into cells safely, cut and aligned */
#include "stage.h"

static struct frame make(int rows, int cols)
{
	struct frame frame = { .ascii_lines = true };
	struct err err = ERR_INIT;

	assert_ok(frame_reset(&frame, rows, cols, &err));
	return frame;
}

static void assert_text(struct frame *frame, const char *wanted)
{
	char *text = frame_text(frame, true);

	assert_string_equal(text, wanted);
	free(text);
}

static void text_that_fits_is_put_as_it_is(void **state)
{
	(void)state;
	struct frame frame = make(2, 10);

	assert_int_equal(frame_put(&frame, 1, 2, 5, ROLE_NORMAL, "abcde"), 5);
	assert_text(&frame, "\n  abcde\n");
	frame_clear(&frame);
}

static void text_that_is_too_long_is_cut_with_a_mark(void **state)
{
	(void)state;
	struct frame frame = make(1, 10);

	assert_int_equal(frame_put(&frame, 0, 1, 5, ROLE_NORMAL, "abcdefg"), 5);
	assert_text(&frame, " abcd~\n");
	frame_clear(&frame);
}

static void text_is_cut_at_the_edge_of_the_frame(void **state)
{
	(void)state;
	struct frame frame = make(1, 6);

	frame_put(&frame, 0, 3, 50, ROLE_NORMAL, "abcdef");
	assert_text(&frame, "   ab~\n");
	frame_clear(&frame);
}

static void places_outside_the_frame_are_left_alone(void **state)
{
	(void)state;
	struct frame frame = make(1, 4);

	frame_put(&frame, -1, 0, 4, ROLE_NORMAL, "a");
	frame_put(&frame, 1, 0, 4, ROLE_NORMAL, "a");
	frame_put(&frame, 0, 9, 4, ROLE_NORMAL, "a");
	frame_box(&frame, -2, -2, 9, 30, "t");
	frame_fill(&frame, 0, 0, 4, ROLE_NORMAL);
	frame_cursor(&frame, 5, 5);
	assert_int_equal(frame.cursor_y, -1);
	assert_text(&frame, "\n");
	frame_clear(&frame);
}

static void ids_are_cut_in_the_middle(void **state)
{
	(void)state;
	struct frame frame = make(1, 20);

	frame_put_id(&frame, 0, 0, 9, ROLE_NORMAL, "abcdefghijklm");
	assert_text(&frame, "abcd~jklm\n");
	frame_clear(&frame);
}

static void escape_sequences_become_visible_text(void **state)
{
	(void)state;
	struct frame frame = make(1, 30);

	frame_put(&frame, 0, 0, 30, ROLE_NORMAL, "a\033[31mb\xe2\x80\xae");
	assert_text(&frame, "a<U+001B>[31mb<U+202E>\n");
	frame_clear(&frame);
}

static void wide_characters_take_two_columns(void **state)
{
	(void)state;
	struct frame frame = make(1, 10);

	assert_int_equal(
		frame_put(&frame, 0, 0, 10, ROLE_NORMAL, "\xe6\xbc\xa2x"), 3);
	assert_int_equal(frame.cell[0].columns, 2);
	assert_int_equal(frame.cell[1].columns, 0);
	assert_int_equal(frame.cell[2].text[0], 'x');
	frame_clear(&frame);
}

static void half_of_a_wide_character_never_stays(void **state)
{
	(void)state;
	struct frame frame = make(1, 6);

	frame_put(&frame, 0, 1, 4, ROLE_NORMAL, "\xe6\xbc\xa2\xe6\xbc\xa2");
	frame_put(&frame, 0, 2, 1, ROLE_NORMAL, "x");
	assert_text(&frame, "  x\xe6\xbc\xa2\n");
	frame_put(&frame, 0, 3, 1, ROLE_NORMAL, "y");
	assert_text(&frame, "  xy\n");
	frame_clear(&frame);
}

static void a_wide_character_that_does_not_fit_is_cut(void **state)
{
	(void)state;
	struct frame frame = make(1, 10);

	frame_put(&frame, 0, 0, 4, ROLE_NORMAL, "abc\xe6\xbc\xa2");
	assert_text(&frame, "abc~\n");
	frame_clear(&frame);
}

static void combining_marks_share_a_cell(void **state)
{
	(void)state;
	struct frame frame = make(1, 10);

	frame_put(&frame, 0, 0, 10, ROLE_NORMAL, "e\xcc\x81x");
	assert_int_equal(frame.cell[0].text[1], 0x301);
	assert_int_equal(frame.cell[1].text[0], 'x');
	frame_clear(&frame);
}

static void without_utf8_other_characters_are_spelled_out(void **state)
{
	(void)state;
	struct frame frame = make(1, 20);

	frame.ascii_text = true;
	frame_put(&frame, 0, 0, 20, ROLE_NORMAL, "caf\xc3\xa9");
	assert_text(&frame, "caf<U+00E9>\n");
	frame_clear(&frame);
}

static void words_wrap_at_the_width(void **state)
{
	(void)state;
	struct frame frame = make(3, 10);

	assert_int_equal(
		frame_put_lines(&frame, 0, 0, 9, ROLE_NORMAL, "one two three"),
		2);
	assert_text(&frame, "one two\nthree\n\n");
	frame_clear(&frame);
}

static void frames_are_the_same_only_if_every_cell_is(void **state)
{
	(void)state;
	struct frame a = make(2, 4), b = make(2, 4);

	assert_true(frame_is_same(&a, &b));
	frame_tint(&b, 1, 3, 1, ROLE_BAD);
	assert_false(frame_is_same(&a, &b));
	frame_tint(&b, 1, 3, 1, ROLE_NORMAL);
	frame_cursor(&b, 0, 0);
	assert_false(frame_is_same(&a, &b));
	frame_clear(&a);
	frame_clear(&b);
}

/* -- lines --------------------------------------------------------------- */

static void press(struct line *line, uint32_t code)
{
	struct key key = { .press = code };

	line_key(line, &key);
}

static void type(struct line *line, const char *text)
{
	for (; *text; text++)
		press(line, (unsigned char)*text);
}

static void a_line_is_edited_where_the_cursor_is(void **state)
{
	(void)state;
	struct line line = { .text = NULL };

	type(&line, "one two");
	press(&line, PRESS_ALT | 'b');
	type(&line, "and ");
	assert_string_equal(line_text(&line), "one and two");
	press(&line, CTRL('W'));
	assert_string_equal(line_text(&line), "one two");
	press(&line, CTRL('K'));
	assert_string_equal(line_text(&line), "one ");
	press(&line, CTRL('A'));
	press(&line, PRESS_DELETE);
	assert_string_equal(line_text(&line), "ne ");
	press(&line, CTRL('E'));
	press(&line, CTRL('U'));
	assert_string_equal(line_text(&line), "");
	line_clear(&line);
}

static void backspace_takes_a_whole_character(void **state)
{
	(void)state;
	struct line line = { .text = NULL };

	press(&line, 'a');
	press(&line, 0x20ac);
	assert_int_equal(line.len, 4);
	press(&line, PRESS_BACKSPACE);
	assert_string_equal(line_text(&line), "a");
	press(&line, PRESS_BACKSPACE);
	press(&line, PRESS_BACKSPACE);
	assert_string_equal(line_text(&line), "");
	line_clear(&line);
}

static enum line_result paste(struct line *line, const char *text)
{
	struct key key = { .press = PRESS_PASTE };
	struct err err = ERR_INIT;

	assert_ok(secret_from(text, strlen(text), &key.paste, &err));
	enum line_result result = line_key(line, &key);
	secret_free(key.paste);
	return result;
}

static void control_characters_are_not_pasted(void **state)
{
	(void)state;
	struct line line = { .text = NULL };

	assert_int_equal(paste(&line, "a\033b"), LINE_REFUSED);
	assert_int_equal(paste(&line, "a\nb"), LINE_REFUSED);
	assert_int_equal(paste(&line, "ab\n"), LINE_CHANGED);
	assert_string_equal(line_text(&line), "ab");
	line_clear(&line);
}

static void a_number_takes_only_digits(void **state)
{
	(void)state;
	struct line line = { .is_numeric = true };

	type(&line, "5x4");
	assert_string_equal(line_text(&line), "54");
	line_clear(&line);
}

static void up_and_down_keep_the_column_of_a_long_text(void **state)
{
	(void)state;
	struct line line = { .is_long = true };

	paste(&line, "abcd\nef\nghij");
	press(&line, PRESS_UP);
	type(&line, "X");
	assert_string_equal(line_text(&line), "abcd\nefX\nghij");
	press(&line, PRESS_UP);
	type(&line, "Y");
	assert_string_equal(line_text(&line), "abcYd\nefX\nghij");
	struct key up = { .press = PRESS_UP };
	assert_int_equal(line_key(&line, &up), LINE_UNUSED);
	line_clear(&line);
}

/* -- lists --------------------------------------------------------------- */

static void a_list_scrolls_to_keep_the_selection_in_sight(void **state)
{
	(void)state;
	struct list list = { .count = 10, .page = 4 };

	list_move(&list, 5);
	assert_int_equal(list.selected, 5);
	assert_int_equal(list.top, 2);
	list_move(&list, 99);
	assert_int_equal(list.selected, 9);
	assert_int_equal(list.top, 6);
	list_move(&list, -99);
	assert_int_equal(list.selected, 0);
	assert_int_equal(list.top, 0);
	list.count = 0;
	list_last(&list);
	assert_int_equal(list.selected, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_that_fits_is_put_as_it_is),
		cmocka_unit_test(text_that_is_too_long_is_cut_with_a_mark),
		cmocka_unit_test(text_is_cut_at_the_edge_of_the_frame),
		cmocka_unit_test(places_outside_the_frame_are_left_alone),
		cmocka_unit_test(ids_are_cut_in_the_middle),
		cmocka_unit_test(escape_sequences_become_visible_text),
		cmocka_unit_test(wide_characters_take_two_columns),
		cmocka_unit_test(half_of_a_wide_character_never_stays),
		cmocka_unit_test(a_wide_character_that_does_not_fit_is_cut),
		cmocka_unit_test(combining_marks_share_a_cell),
		cmocka_unit_test(without_utf8_other_characters_are_spelled_out),
		cmocka_unit_test(words_wrap_at_the_width),
		cmocka_unit_test(frames_are_the_same_only_if_every_cell_is),
		cmocka_unit_test(a_line_is_edited_where_the_cursor_is),
		cmocka_unit_test(backspace_takes_a_whole_character),
		cmocka_unit_test(control_characters_are_not_pasted),
		cmocka_unit_test(a_number_takes_only_digits),
		cmocka_unit_test(up_and_down_keep_the_column_of_a_long_text),
		cmocka_unit_test(a_list_scrolls_to_keep_the_selection_in_sight),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
