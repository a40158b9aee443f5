/* test_terminal.c - the console on a real terminal: what goes in and out of it,
 * and that it gets back what it gave */
#include "config.h"

#include "visit.h"

#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define DOWN "\033OB"

/* -- what is shown ------------------------------------------------------- */

static void demo_shows_the_sample_project(void **state)
{
	(void)state;
	visit_demo(24, 80);
	vt_expect(&vt, "Zendesk triage");
	int row = vt_expect(&vt, "Billing Stripe live");
	assert_int_equal(row, 4);
	assert_true(vt_cell(&vt, row, 20).attrs.reverse);
	assert_true(vt_cell(&vt, 0, 2).attrs.reverse);
	assert_true(vt_cell(&vt, 23, 2).attrs.reverse);
	assert_false(vt.has_cursor);
	vt_type(&vt, "q");
	visit_ends(0);
	vt_assert_restored(&vt);
}

static void filter_marks_what_it_found(void **state)
{
	(void)state;
	visit_demo(24, 80);
	vt_press(&vt, "/");
	assert_true(vt.has_cursor);
	vt_press(&vt, "s");
	vt_press(&vt, "l");
	vt_press(&vt, "a");
	int row = vt_expect(&vt, "Ops Slack alerts");
	assert_int_equal(row, 4);
	vt_refuse(&vt, "HubSpot");
	assert_true(vt_cell(&vt, row, 22).attrs.underline);
	assert_true(vt_cell(&vt, row, 22).attrs.bold);
	assert_false(vt_cell(&vt, row, 18).attrs.underline);
	vt_press(&vt, "\t");
	vt_expect(&vt, "No connection matches.");
	vt_press(&vt, "\033");
	vt_expect(&vt, "14 connections");
}

static void status_filter_steps(void **state)
{
	(void)state;
	visit_demo(24, 80);
	vt_press(&vt, "f");
	vt_expect(&vt, "12 of 14");
	vt_press(&vt, "f");
	vt_expect(&vt, "2 of 14");
	vt_press(&vt, "f");
	vt_expect(&vt, "14 connections");
}

static void marked_rows_are_deleted_and_brought_back(void **state)
{
	(void)state;
	visit_demo(24, 80);
	vt_press(&vt, " ");
	vt_press(&vt, "v");
	vt_press(&vt, "j"); /* the range need not be closed */
	vt_expect(&vt, "3 marked");
	vt_press(&vt, "d");
	vt_expect(&vt, "Type 7 to confirm");
	vt_press(&vt, "7");
	vt_press(&vt, "\r");
	vt_expect(&vt, "Deleted 3 connections; z undoes this");
	vt_press(&vt, "z");
	vt_expect(&vt, "Undone: deletion of 3 connections");
	vt_expect(&vt, "14 connections");
}

static void help_opens_and_escape_alone_closes_it(void **state)
{
	(void)state;
	visit_demo(24, 80);
	vt_press(&vt, "?");
	vt_expect(&vt, "Keys on the connections list");
	vt_press(&vt, "\033"); /* no other key follows */
	vt_expect(&vt, "Zendesk triage");
	vt_refuse(&vt, "Keys on the connections list");
}

static void every_size_is_drawn_and_left_again(void **state)
{
	static const int sizes[][2] = { { 1, 1 },   { 2, 2 },	  { 10, 40 },
					{ 24, 80 }, { 200, 500 }, { 5, 20 },
					{ 24, 80 } };
	(void)state;
	visit_demo(24, 80);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		vt_resize(&vt, sizes[i][0], sizes[i][1]);
	vt_expect(&vt, "Zendesk triage");
	assert_int_equal(vt_expect(&vt, "Billing Stripe live"), 4);
	vt_resize(&vt, 10, 40);
	vt_expect(&vt, "* Billing Stripe live    Stripe");
	vt_resize(&vt, 60, 200);
	vt_expect(&vt, "Ext. id    billing_stripe");
}

static void fifty_downs_at_once_cost_one_frame(void **state)
{
	char keys[50 * sizeof(DOWN)] = "";

	(void)state;
	visit_demo(24, 80);
	vt_drain(&vt);
	unsigned frames = vt.frames;
	size_t before = vt.raw_len;
	for (int i = 0; i < 50; i++)
		memcpy(keys + strlen(keys), DOWN, sizeof(DOWN));
	vt_press(&vt, keys);
	assert_int_equal(vt.frames, frames + 1);
	assert_true(vt.raw_len - before < 2000);
	assert_true(vt_cell(&vt, vt_expect(&vt, "Zendesk triage"), 20)
			    .attrs.reverse);
	vt_press(&vt, "g");
	assert_int_equal(vt.frames, frames + 2);
}

static size_t bytes_of_one_down(void)
{
	visit_demo(24, 80);
	for (int i = 0; i < 5; i++)
		vt_press(&vt, "j");
	vt_drain(&vt);
	size_t before = vt.raw_len;
	vt_press(&vt, "j");
	print_message("# one row down: %zu bytes\n", vt.raw_len - before);
	return vt.raw_len - before;
}

static void row_down_costs_few_bytes(void **state)
{
	(void)state;
	assert_true(bytes_of_one_down() <= 200);
}

static void a_highlighted_name_costs_fewer(void **state)
{
	(void)state;
	visit_configure("selection = name\n");
	assert_true(bytes_of_one_down() <= 120);
}

static void a_marker_costs_fewest(void **state)
{
	(void)state;
	visit_configure("low_bandwidth = yes\n");
	assert_true(bytes_of_one_down() <= 45);
}

static void a_wrong_configuration_is_told_on_the_screen(void **state)
{
	(void)state;
	visit_configure("idle_lock = soon\n");
	visit_demo(24, 80);
	vt_expect(&vt, "Configuration, line 1: idle_lock: 0-1440");
}

static void latin_locale_shows_ascii_only(void **state)
{
	static const char *const env[] = { "LC_ALL=C", NULL };

	(void)state;
	visit_start(24, 80, env, "--demo");
	vt_expect(&vt, "Zendesk triage");
	vt_expect(&vt, "--------------------");
	vt_type(&vt, "q");
	visit_ends(0);
	for (size_t i = 0; i < vt.raw_len; i++)
		assert_true((unsigned char)vt.raw[i] < 0x80);
}

static void a_character_of_no_locale_is_told_and_loses_no_other(void **state)
{
	static const char *const env[] = { "LC_ALL=C", NULL };

	(void)state;
	visit_start(24, 80, env, "--demo");
	vt_expect(&vt, "Zendesk triage");
	vt_press(&vt, "/");
	vt_type(&vt, "s\xc3\xa9l");
	vt_expect(&vt, "Filter: sl");
	vt_type(&vt, "\xc3\xa9");
	vt_expect(&vt, "That character is not of this locale");
}

static void vt100_gets_no_box_lines(void **state)
{
	static const char *const env[] = { "TERM=vt100", NULL };

	(void)state;
	visit_start(24, 80, env, "--demo");
	vt_expect(&vt, "--------------------");
	vt_expect(&vt, "Zendesk triage");
}

/* Is there "ESC [ ... m" with a colour in what was written? */
static bool wrote_color(void)
{
	return vt_wrote(&vt, "\033[33m") || vt_wrote(&vt, ";33m") ||
	       vt_wrote(&vt, "[38;5") || vt_wrote(&vt, "\033[31m") ||
	       vt_wrote(&vt, ";31m");
}

static void no_color_is_heard(void **state)
{
	static const char *const env[] = { "NO_COLOR=1", NULL };

	(void)state;
	visit_start(24, 80, env, "--demo");
	vt_expect(&vt, "Zendesk triage");
	assert_false(wrote_color());
	vt_stop(&vt);
	visit_start(24, 80, NULL, "--demo");
	vt_expect(&vt, "Zendesk triage");
	assert_true(wrote_color());
}

static void terminal_is_asked_nothing(void **state)
{
	(void)state;
	visit_demo(24, 80);
	assert_false(vt_wrote(&vt, "\033[c"));
	assert_false(vt_wrote(&vt, "\033[>c"));
	assert_false(vt_wrote(&vt, "\033[6n"));
	assert_false(vt_wrote(&vt, "$p"));
	assert_false(vt_wrote(&vt, "\033]1"));
}

/* -- ways out ------------------------------------------------------------ */

static void a_signal_restores_the_terminal(void **state)
{
	static const int killers[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE,
				       SIGILL };
	(void)state;
	for (size_t i = 0; i < sizeof(killers) / sizeof(*killers); i++) {
		visit_demo(24, 80);
		vt_signal(&vt, killers[i]);
		int status = vt_status(&vt);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), killers[i]);
		vt_assert_restored(&vt);
		vt_stop(&vt);
	}
	vt.vterm = NULL;
}

static void termination_ends_it_in_order(void **state)
{
	static const int enders[] = { SIGTERM, SIGINT, SIGQUIT };

	(void)state;
	for (size_t i = 0; i < sizeof(enders) / sizeof(*enders); i++) {
		visit_demo(24, 80);
		vt_signal(&vt, enders[i]);
		visit_ends(128 + enders[i]);
		vt_assert_restored(&vt);
		vt_stop(&vt);
	}
	vt.vterm = NULL;
}

static void a_file_that_may_not_grow_does_not_end_it(void **state)
{
	(void)state;
	visit_demo(24, 80);
	vt_signal(&vt, SIGXFSZ);
	vt_press(&vt, "/");
	vt_expect(&vt, "Filter:");
}

static void hanging_up_ends_it_with_129(void **state)
{
	(void)state;
	visit_demo(24, 80);
	vt_signal(&vt, SIGHUP);
	visit_ends(129);
	vt_assert_restored(&vt);
}

static void closing_the_terminal_ends_it_with_129(void **state)
{
	(void)state;
	visit_demo(24, 80);
	close(vt.fd);
	vt.fd = -1;
	visit_ends(129);
}

static void the_demo_leaves_no_files(void **state)
{
	static const int enders[] = { SIGTERM, SIGHUP };
	const char *const list[] = { "ls", visit_home, NULL };
	char out[4096];

	(void)state;
	for (size_t i = 0; i < sizeof(enders) / sizeof(*enders); i++) {
		visit_demo(24, 80);
		run(NULL, list, out, sizeof(out));
		assert_non_null(strstr(out, "connvault-demo"));
		vt_signal(&vt, enders[i]);
		visit_ends(128 + enders[i]);
		run(NULL, list, out, sizeof(out));
		assert_null(strstr(out, "connvault-demo"));
		vt_stop(&vt);
	}
	vt.vterm = NULL;
}

static void suspending_gives_the_terminal_back_and_takes_it_again(void **state)
{
	(void)state;
	visit_demo(24, 80);
	for (int i = 0; i < 5; i++) {
		vt_type(&vt, "\032");
		assert_true(WIFSTOPPED(vt_status(&vt)));
		vt_assert_restored(&vt);
		unsigned frames = vt.frames;
		vt_signal(&vt, SIGCONT);
		vt_frame(&vt, frames + 1);
		vt_expect(&vt, "Zendesk triage");
		vt_press(&vt, "j");
	}
	vt_type(&vt, "q");
	visit_ends(0);
	vt_assert_restored(&vt);
}

static void nothing_stays_on_the_screen_after_leaving(void **state)
{
	char row[512];

	(void)state;
	visit_demo(24, 80);
	vt_type(&vt, "q");
	visit_ends(0);
	for (int i = 0; i < 24; i++)
		assert_null(strstr(vt_row(&vt, i, row, sizeof(row)), "Stripe"));
}

/* -- no terminal that will do -------------------------------------------- */

static void without_a_terminal_it_says_what_to_do(void **state)
{
	const char *const argv[] = { visit_program(), NULL };
	char out[2048];
	int status = run(NULL, argv, out, sizeof(out));

	(void)state;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 2);
	assert_non_null(strstr(out, "needs a terminal"));
	assert_non_null(strstr(out, "hint:"));
}

static void a_terminal_without_a_screen_is_refused(void **state)
{
	static const char *const envs[][2] = { { "TERM=dumb", NULL },
					       { "TERM", NULL },
					       { "TERM=no-such-thing", NULL } };
	(void)state;
	for (size_t i = 0; i < sizeof(envs) / sizeof(*envs); i++) {
		visit_start(24, 80, envs[i], "--demo");
		visit_ends(2);
		assert_true(vt_wrote(&vt, "TERM"));
		assert_true(vt_wrote(&vt, "hint:"));
		assert_false(vt_wrote(&vt, "\033"));
		vt_stop(&vt);
	}
	vt.vterm = NULL;
}

static void keys_pressed_at_once_are_no_commands(void **state)
{
	(void)state;
	visit_demo(24, 80);
	vt_press(&vt, "sec\tret\nq\n");
	vt_expect(&vt, "look like a paste and were dropped");
	vt_expect(&vt, "14 connections");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		VISIT_TEST(demo_shows_the_sample_project),
		VISIT_TEST(filter_marks_what_it_found),
		VISIT_TEST(status_filter_steps),
		VISIT_TEST(marked_rows_are_deleted_and_brought_back),
		VISIT_TEST(help_opens_and_escape_alone_closes_it),
		VISIT_TEST(every_size_is_drawn_and_left_again),
		VISIT_TEST(fifty_downs_at_once_cost_one_frame),
		VISIT_TEST(row_down_costs_few_bytes),
		VISIT_TEST(a_highlighted_name_costs_fewer),
		VISIT_TEST(a_marker_costs_fewest),
		VISIT_TEST(a_wrong_configuration_is_told_on_the_screen),
		VISIT_TEST(latin_locale_shows_ascii_only),
		VISIT_TEST(a_character_of_no_locale_is_told_and_loses_no_other),
		VISIT_TEST(vt100_gets_no_box_lines),
		VISIT_TEST(no_color_is_heard),
		VISIT_TEST(terminal_is_asked_nothing),
		VISIT_TEST(a_signal_restores_the_terminal),
		VISIT_TEST(termination_ends_it_in_order),
		VISIT_TEST(a_file_that_may_not_grow_does_not_end_it),
		VISIT_TEST(hanging_up_ends_it_with_129),
		VISIT_TEST(closing_the_terminal_ends_it_with_129),
		VISIT_TEST(the_demo_leaves_no_files),
		VISIT_TEST(
			suspending_gives_the_terminal_back_and_takes_it_again),
		VISIT_TEST(nothing_stays_on_the_screen_after_leaving),
		VISIT_TEST(without_a_terminal_it_says_what_to_do),
		VISIT_TEST(a_terminal_without_a_screen_is_refused),
		VISIT_TEST(keys_pressed_at_once_are_no_commands),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
