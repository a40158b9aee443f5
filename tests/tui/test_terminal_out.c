/* test_terminal_out.c - what goes out beside frames: the clipboard, and the
 * terminal lent to a command */
#include "config.h"

#include "visit.h"

#include <signal.h>
#include <sys/wait.h>

#define OSC52(base64) "\033]52;c;" base64 "\a"

/* -- the clipboard ------------------------------------------------------- */

static void copied_text_goes_out_as_osc_52(void **state)
{
	(void)state;
	visit_demo(24, 80);
	vt_press(&vt, "y");
	vt_expect(&vt, "Copy");
	vt_press(&vt, "e");
	vt_expect(&vt, "Copied the external id: billing_stripe");
	vt_drain(&vt);
	/* printf billing_stripe | base64 */
	assert_true(vt_wrote(&vt, OSC52("YmlsbGluZ19zdHJpcGU=")));
}

/* printf sk_demo_not_a_real_key_0001 | base64 */
#define SECRET OSC52("c2tfZGVtb19ub3RfYV9yZWFsX2tleV8wMDAx")
#define BLANK  OSC52("IA==")

static void copy_the_secret(const char *const *env)
{
	visit_start(24, 80, env, "--demo");
	vt_expect(&vt, "14 connections");
	vt_type(&vt, ":");
	vt_expect(&vt, "Command");
	vt_type(&vt, "copy-secret\r");
	vt_expect(&vt, "Copy a secret");
	assert_false(vt_wrote(&vt, "\033]52"));
	vt_press(&vt, "\t");
	vt_press(&vt, "\r");
	vt_expect(&vt, "it is taken back in 45 s");
	vt_drain(&vt);
	assert_true(vt_wrote(&vt, SECRET));
	assert_false(vt_wrote(&vt, BLANK));
	assert_false(vt_wrote(&vt, "sk_demo"));
}

static void a_copied_secret_is_taken_back_on_leaving(void **state)
{
	(void)state;
	copy_the_secret(NULL);
	vt_type(&vt, "q");
	visit_ends(0);
	assert_true(vt_wrote(&vt, BLANK));
}

/* $TMUX is set, and there is none that could do it. */
static void without_tmux_its_terminal_is_told_both_times(void **state)
{
	static const char *const env[] = { "TMUX=/nonexistent,1,0",
					   "PATH=/nonexistent", NULL };

	(void)state;
	copy_the_secret(env);
	vt_type(&vt, "q");
	visit_ends(0);
	assert_true(vt_wrote(&vt, BLANK));
}

static void a_copied_secret_is_taken_back_on_hanging_up(void **state)
{
	(void)state;
	copy_the_secret(NULL);
	vt_signal(&vt, SIGHUP);
	visit_ends(129);
	assert_true(vt_wrote(&vt, BLANK));
}

static void a_copied_name_is_left(void **state)
{
	(void)state;
	visit_demo(24, 80);
	vt_press(&vt, "y");
	vt_press(&vt, "n");
	vt_expect(&vt, "Copied the name");
	vt_type(&vt, "q");
	visit_ends(0);
	assert_false(vt_wrote(&vt, BLANK));
}

/* -- a command ----------------------------------------------------------- */

/* What it prints must not stand in it: the field shows it as typed. */
static void ask_for_a_command(const char *command)
{
	vt_press(&vt, "\007");
	vt_expect(&vt, "Value from a command");
	vt_type(&vt, command);
	/* Enter that came with it would not be pressed: wait for its end. */
	vt_expect(&vt, command + strlen(command) - 8);
	vt_type(&vt, "\r");
}

static void a_command_has_the_terminal_and_fills_the_field(void **state)
{
	(void)state;
	visit_demo(24, 80);
	vt_press(&vt, "c");
	vt_expect(&vt, "Reconnect");
	ask_for_a_command("printf Wh''o >&2; read x; printf \"key-$x\\n\"");
	vt_wait_for(&vt, "Who");
	vt_type(&vt, "ana\n");
	vt_expect(&vt, "7 characters, from a command");
	vt_expect(&vt, "1 trailing newline was removed");
	vt_press(&vt, "\024");
	vt_expect(&vt, "key-ana");
}

/* What a command has, the libraries in the process have had. */
static void where_libraries_would_write_is_forgotten(void **state)
{
	static const char *const env[] = { "SSLKEYLOGFILE=/tmp/x",
					   "SQLITE_TMPDIR=/tmp/x", NULL };

	(void)state;
	visit_start(24, 80, env, "--demo");
	vt_expect(&vt, "14");
	vt_press(&vt, "c");
	vt_expect(&vt, "Reconnect");
	ask_for_a_command("echo \"[$SSLKEYLOGFILE$SQLITE_TMPDIR]\"");
	vt_expect(&vt, "2 characters, from a command");
}

static void an_interrupted_command_leaves_the_console_alone(void **state)
{
	(void)state;
	visit_demo(24, 80);
	vt_press(&vt, "c");
	vt_expect(&vt, "Reconnect");
	ask_for_a_command("echo beg''un >&2; exec tail -f /dev/null");
	vt_wait_for(&vt, "begun");
	vt_type(&vt, "\003");
	vt_expect(&vt, "The command failed: sh was ended by signal 2");
	vt_press(&vt, "\033");
	vt_expect(&vt, "14 connections");
}

static void a_command_ends_with_the_console(void **state)
{
	(void)state;
	visit_demo(24, 80);
	vt_press(&vt, "c");
	vt_expect(&vt, "Reconnect");
	ask_for_a_command("echo beg''un >&2; exec tail -f /dev/null");
	vt_wait_for(&vt, "begun");
	vt_signal(&vt, SIGTERM);
	visit_ends(128 + SIGTERM);
	vt_assert_restored(&vt);
}

/* -- the mouse, and colours ---------------------------------------------- */

static void a_click_selects_when_the_mouse_is_wanted(void **state)
{
	(void)state;
	visit_start(24, 80, NULL, "--mouse");
	vt_wait_for(&vt, "\033[?1006;1000h");
	vt_stop(&vt);
	visit_demo(24, 80); /* not otherwise */
	assert_false(vt_wrote(&vt, "\033[?1006;1000h"));
	vt_stop(&vt);
	visit_configure("mouse = yes\n");
	visit_demo(24, 80);
	vt_press(&vt, "\033[<0;10;9M"); /* SGR: button 1, column, row */
	assert_true(vt_cell(&vt, 8, 20).attrs.reverse);
	assert_false(vt_cell(&vt, 4, 20).attrs.reverse);
	vt_press(&vt, "\033[<65;10;9M"); /* the wheel, down */
	assert_true(vt_cell(&vt, 11, 20).attrs.reverse);
	vt_type(&vt, "q");
	visit_ends(0);
	vt_assert_restored(&vt);
	assert_true(vt_wrote(&vt, "\033[?1000l"));
}

static void a_theme_colors_the_screen(void **state)
{
	static const char *const few[] = { "TERM=xterm", NULL };
	static const char *const none[] = { "NO_COLOR=1", NULL };

	(void)state;
	visit_configure("theme = night\n");
	visit_demo(24, 80);
	assert_true(vt_wrote(&vt, "48;5;24")); /* the bar, of 256 */
	vt_stop(&vt);
	visit_start(24, 80, few, "--demo");
	vt_expect(&vt, "Zendesk triage");
	assert_false(vt_wrote(&vt, "48;5;24"));
	assert_true(vt_wrote(&vt, "44m"));
	vt_stop(&vt);
	visit_start(24, 80, none, "--demo");
	vt_expect(&vt, "Zendesk triage");
	assert_true(vt_cell(&vt, 0, 2).attrs.reverse);
	assert_false(vt_wrote(&vt, "44m"));
	vt_stop(&vt);
	visit_configure("theme = nightly\n");
	visit_demo(24, 80);
	vt_expect(&vt, "theme nightly: there is none of that name");
}

static void a_plain_screen_has_the_cursor_on_the_row(void **state)
{
	VTermPos at;

	(void)state;
	visit_configure("plain_screen = yes\n");
	visit_demo(24, 80);
	vt_refuse(&vt, "---");
	vt_press(&vt, "j");
	vterm_state_get_cursorpos(vterm_obtain_state(vt.vterm), &at);
	assert_int_equal(at.row, 5);
	assert_true(vt.has_cursor);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		VISIT_TEST(copied_text_goes_out_as_osc_52),
		VISIT_TEST(a_copied_secret_is_taken_back_on_leaving),
		VISIT_TEST(a_copied_secret_is_taken_back_on_hanging_up),
		VISIT_TEST(without_tmux_its_terminal_is_told_both_times),
		VISIT_TEST(a_copied_name_is_left),
		VISIT_TEST(a_command_has_the_terminal_and_fills_the_field),
		VISIT_TEST(where_libraries_would_write_is_forgotten),
		VISIT_TEST(an_interrupted_command_leaves_the_console_alone),
		VISIT_TEST(a_command_ends_with_the_console),
		VISIT_TEST(a_click_selects_when_the_mouse_is_wanted),
		VISIT_TEST(a_theme_colors_the_screen),
		VISIT_TEST(a_plain_screen_has_the_cursor_on_the_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
