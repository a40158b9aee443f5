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

static void copy_the_secret(void)
{
	visit_demo(24, 80);
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
	copy_the_secret();
	vt_type(&vt, "q");
	visit_ends(0);
	assert_true(vt_wrote(&vt, BLANK));
}

static void a_copied_secret_is_taken_back_on_hanging_up(void **state)
{
	(void)state;
	copy_the_secret();
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
	vt_expect(&vt, "7 characters, pasted");
	vt_expect(&vt, "1 trailing newline was removed");
	vt_press(&vt, "\024");
	vt_expect(&vt, "key-ana");
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		VISIT_TEST(copied_text_goes_out_as_osc_52),
		VISIT_TEST(a_copied_secret_is_taken_back_on_leaving),
		VISIT_TEST(a_copied_secret_is_taken_back_on_hanging_up),
		VISIT_TEST(a_copied_name_is_left),
		VISIT_TEST(a_command_has_the_terminal_and_fills_the_field),
		VISIT_TEST(an_interrupted_command_leaves_the_console_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
